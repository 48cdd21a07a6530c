import { randomBytes } from 'node:crypto'
import { codes } from './codes.ts'
import { bytesBody, openBody } from './request-body.ts'
import type { RequestBody } from './request-body.ts'

type Part = Buffer | BlobLike

/** What a FormData of any world holds for a file. */
export interface BlobLike {
  readonly size: number
  readonly type: string
  stream(): AsyncIterable<Uint8Array>
}

/** Writes a FormData as multipart/form-data (HTML Standard 4.10.21.8, RFC 7578). Names cannot end their line: CR, LF and quotes are escaped. */
export function multipart(entries: Iterable<readonly [unknown, unknown]>): RequestBody {
  const boundary = `----formdata-${randomBytes(18).toString('base64url')}`
  const parts: Part[] = []
  for (const [name, value] of entries) {
    const field = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(normalize(String(name)))}"`
    if (typeof value === 'string') {
      parts.push(Buffer.from(`${field}\r\n\r\n${normalize(value)}\r\n`))
      continue
    }
    const file = value as BlobLike & { readonly name?: unknown }
    if (typeof file !== 'object' || file === null || !Number.isInteger(file.size) || file.size < 0 || typeof file.stream !== 'function') throw codes.error('FETCH_BODY_REFUSED', { got: 'a form with a part that is neither text nor a file' })
    const type = String(file.type).replace(/[^\x20-\x7e]/g, '') || 'application/octet-stream'
    parts.push(Buffer.from(`${field}; filename="${escape(typeof file.name === 'string' ? file.name : 'blob')}"\r\nContent-Type: ${type}\r\n\r\n`), file, Buffer.from('\r\n'))
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`))
  const type = `multipart/form-data; boundary=${boundary}`
  if (parts.every(part => Buffer.isBuffer(part))) return bytesBody(Buffer.concat(parts), type)
  const length = parts.reduce((sum, part) => sum + (Buffer.isBuffer(part) ? part.length : Number(part.size)), 0)
  return openBody(() => write(parts), length, type, true)
}

async function* write(parts: readonly Part[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    if (Buffer.isBuffer(part)) yield part
    else yield* part.stream()
  }
}

const normalize = (text: string) => text.replace(/\r?\n|\r/g, '\r\n').toWellFormed()
const escape = (text: string) => text.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
