import { BreakwaterError, limit, optional, optionalLimit, readOptions } from '@breakwater/core'
import { codes } from './codes.ts'
import type { FetchInit } from './create-fetch.ts'
import type { Policy } from './policy.ts'

/** Options of `fetch.download`. */
export interface DownloadOptions {
  /** The first byte to get (0): how much of the file is there already. */
  from?: number
  /** The ETag that the part came with; without it, or if the file has changed, the download starts at byte 0. */
  etag?: string
  /** Largest size of the whole file; the policy's maxBytes unless it is less. */
  maxBytes?: number
  /** How often a broken connection is taken up again (3). */
  resumes?: number
  /** Request headers. */
  headers?: Readonly<Record<string, string>>
  /** Ends the download. */
  signal?: AbortSignal
  /** Told after each piece. */
  onProgress?: (progress: { readonly received: number; readonly total: number | undefined }) => void
}

/** A file on its way in. */
export interface Download {
  /** The first answer: its status, URL and headers. Its body is read through `body`. */
  readonly response: Response
  /** The byte at which `body` starts: `from`, or 0 where the server sends the whole file. */
  readonly start: number
  /** The size of the whole file, where the server says it. */
  readonly total: number | undefined
  /** The strong ETag of the file, for the next time, where there is one. */
  readonly etag: string | undefined
  /** The bytes from `start` to the end; it fails if the file is not complete. */
  readonly body: AsyncIterable<Uint8Array>
}

type Get = (input: string | URL, init?: FetchInit) => Promise<Response>

const isText = (value: unknown): value is string => typeof value === 'string'
const spec = {
  from: limit(0, { min: 0 }),
  etag: optional('the ETag as a string', isText),
  maxBytes: optionalLimit(),
  resumes: limit(3, { min: 0, max: 1000 }),
  headers: optional('an object of headers', (value): value is Record<string, string> => typeof value === 'object' && value !== null),
  signal: optional('an AbortSignal', (value): value is AbortSignal => typeof value === 'object' && value !== null && 'aborted' in value),
  onProgress: optional('a function', (value): value is NonNullable<DownloadOptions['onProgress']> => typeof value === 'function'),
}

const WHERE = 'fetch.download'
const changed = (got: string) => codes.error('FETCH_DOWNLOAD_CHANGED', { at: WHERE, got })

/** Range requests (RFC 9110 14) tied to one version by If-Range with a strong ETag (13.1.5), always without compression, so that bytes can be counted and hashed. */
export async function startDownload(policy: Policy, get: Get, input: string | URL, given?: DownloadOptions): Promise<Download> {
  const options = readOptions(WHERE, given, spec)
  const url = String(input)
  const asked = options.etag !== undefined && isStrong(options.etag) ? options.from : 0
  const maxBytes = Math.min(options.maxBytes ?? policy.options.maxBytes, policy.options.maxBytes)

  const ask = async (from: number, etag: string | undefined): Promise<Part> => {
    const headers: Record<string, string> = { ...options.headers, 'accept-encoding': 'identity' }
    if (from > 0) Object.assign(headers, { range: `bytes=${from}-`, 'if-range': etag })
    return readPart(await get(url, { headers, ...(options.signal ? { signal: options.signal } : {}) }), from)
  }

  const first = await ask(asked, options.etag)
  const { response, start, total } = first
  const etag = strongEtag(response)
  if (response.status !== 416 && start > 0 && etag !== options.etag) throw changed('another ETag')
  if (total !== undefined && total > maxBytes) {
    await response.body?.cancel()
    throw codes.error('FETCH_MAX_BYTES', { at: WHERE, details: { maxBytes } })
  }

  async function* body(): AsyncGenerator<Uint8Array> {
    let part = first
    let received = start
    for (let resumes = 0; ; ) {
      try {
        for await (const chunk of piecesOf(part.response)) {
          received += chunk.length
          if (received > maxBytes) throw codes.error('FETCH_MAX_BYTES', { at: WHERE, details: { maxBytes } })
          options.onProgress?.({ received, total })
          yield chunk
        }
        if (total === undefined || received === total) return
        throw new TypeError('terminated', { cause: new Error('the connection ended before the file') })
      } catch (error) {
        // A refusal or an abort is the end; only a broken connection is taken up again.
        if (!(error instanceof TypeError) || BreakwaterError.is(error) || etag === undefined || resumes >= options.resumes) throw error
        resumes++
      }
      part = await ask(received, etag)
      if (part.start !== received || strongEtag(part.response) !== etag) {
        await part.response.body?.cancel()
        throw changed('another part or version')
      }
    }
  }
  return { response, start, total, etag, body: body() }
}

interface Part {
  readonly response: Response
  readonly start: number
  readonly total: number | undefined
}

async function readPart(response: Response, from: number): Promise<Part> {
  const range = /^bytes (?:(\d{1,15})-\d{1,15}|\*)\/(\d{1,15}|\*)$/i.exec(response.headers.get('content-range') ?? '')
  const total = range?.[2] !== undefined && range[2] !== '*' ? Number(range[2]) : undefined
  if (response.status === 200) {
    const length = response.headers.get('content-length')
    return { response, start: 0, total: length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined }
  }
  // All of it is there already.
  if (response.status === 416 && from > 0 && total === from) {
    await response.body?.cancel()
    return { response, start: from, total }
  }
  if (response.status === 206 && from > 0 && Number(range?.[1] ?? -1) === from) return { response, start: from, total }
  await response.body?.cancel()
  if (response.status === 206) throw changed('another part')
  throw codes.error('FETCH_STATUS', { at: WHERE, got: String(response.status), details: { status: response.status } })
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array> {
  if (response.status === 416 || !response.body) return
  yield* response.body as unknown as AsyncIterable<Uint8Array>
}

const isStrong = (etag: string): boolean => /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(etag)

function strongEtag(response: Response): string | undefined {
  const etag = response.headers.get('etag')
  return etag !== null && isStrong(etag) ? etag : undefined
}
