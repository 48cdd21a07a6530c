import zlib from 'node:zlib'
import type { Transform } from 'node:stream'
import { codes } from './codes.ts'

// A body that ends early is decoded as far as it goes, as browsers do.
const gzip = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH }
const brotli = { flush: zlib.constants.BROTLI_OPERATION_FLUSH, finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH }

type ZstdZlib = { createZstdDecompress?: (options: object) => Transform }

// RFC 9659: a window of more than 8 MiB is not for HTTP; Node would take 128 MiB an answer.
const zstd = () => ({ params: { [(zlib.constants as unknown as { ZSTD_d_windowLogMax: number }).ZSTD_d_windowLogMax]: 23 } })

/** How a body is coded (RFC 9110 8.4): undefined where it is sent as it is, or in a way that fetch does not decode. Two codings are FETCH_ENCODING_REFUSED. */
export function codingOf(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined
  const names = header.toLowerCase().split(',').map(name => name.trim()).filter(name => name !== '' && name !== 'identity')
  if (names.length > 1) throw codes.error('FETCH_ENCODING_REFUSED', { details: { count: names.length } })
  const [name] = names
  switch (name) {
    case 'gzip': case 'x-gzip': return 'gzip'
    case 'deflate': case 'br': return name
    case 'zstd': return (zlib as ZstdZlib).createZstdDecompress ? name : undefined
    default: return undefined
  }
}

/** The decoder for a coding; `first` is the first byte of the body, which tells zlib's deflate (RFC 9110 8.4.1.2) from the bare one that some servers send. */
export function makeDecoder(coding: string, first: number): Transform {
  switch (coding) {
    case 'gzip': return zlib.createGunzip(gzip)
    case 'br': return zlib.createBrotliDecompress(brotli)
    case 'zstd': return (zlib as ZstdZlib).createZstdDecompress!(zstd())
    default: return (first & 0x0f) === 0x08 ? zlib.createInflate(gzip) : zlib.createInflateRaw(gzip)
  }
}
