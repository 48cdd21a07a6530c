import { describeValue } from '@breakwater/core'
import { URLSearchParams } from 'node:url'
import { types } from 'node:util'
import { codes } from './codes.ts'
import { multipart } from './multipart.ts'
import type { BlobLike } from './multipart.ts'

/** A body as it is sent: bytes, or something that is opened for each time it is sent. */
export interface RequestBody {
  readonly bytes: Buffer | undefined
  readonly open: (() => AsyncIterable<Uint8Array>) | undefined
  /** Of what is opened, where it is known. */
  readonly length: number | undefined
  /** For content-type, where the caller gives none. */
  readonly type: string | undefined
  readonly isReplayable: boolean
}

// Every property is an own one: what is missing must not be looked up in a polluted Object.prototype.
export const bytesBody = (bytes: Buffer, type?: string): RequestBody => ({ bytes, open: undefined, length: undefined, type, isReplayable: true })

export const openBody = (open: () => AsyncIterable<Uint8Array>, length: number | undefined, type: string | undefined, isReplayable: boolean): RequestBody => ({ bytes: undefined, open, length, type, isReplayable })

const FORM = 'application/x-www-form-urlencoded;charset=UTF-8'
const searchToString = URLSearchParams.prototype.toString

/** Reads a body (Fetch Standard, "extract a body"), with FormData and Blob of any world. Codes: FETCH_BODY_REFUSED. */
export function readBody(given: unknown, where: string): RequestBody | undefined {
  if (given === undefined || given === null) return undefined
  if (typeof given === 'string') return bytesBody(Buffer.from(given), 'text/plain;charset=UTF-8')
  if (types.isAnyArrayBuffer(given)) return bytesOf(new Uint8Array(given))
  if (ArrayBuffer.isView(given)) return bytesOf(new Uint8Array(given.buffer, given.byteOffset, given.byteLength))
  if (given instanceof URLSearchParams) return bytesBody(Buffer.from(searchToString.call(given)), FORM)
  if (typeof given === 'object') {
    const tag = Object.prototype.toString.call(given)
    if (tag === '[object FormData]' && typeof (given as Partial<FormData>).entries === 'function') return multipart((given as FormData).entries() as unknown as Iterable<readonly [unknown, unknown]>)
    if (tag === '[object Blob]' || tag === '[object File]') return blobOf(given as BlobLike, where)
    if (tag === '[object URLSearchParams]') return bytesBody(Buffer.from(String(given)), FORM)
    if (typeof (given as Partial<AsyncIterable<unknown>>)[Symbol.asyncIterator] === 'function') return streamOf(given as AsyncIterable<unknown>, where)
  }
  throw refused(where, describeValue(given))
}

export const refused = (where: string, got: string) => codes.error('FETCH_BODY_REFUSED', { at: where, got })

// A copy, as the standard has it: the caller may write into the memory while the request is on its way.
const bytesOf = (view: Uint8Array): RequestBody => bytesBody(Buffer.from(view))

function blobOf(blob: BlobLike, where: string): RequestBody {
  const { size, type } = blob
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0 || typeof blob.stream !== 'function') throw refused(where, 'an object that imitates a Blob')
  return openBody(() => blob.stream(), size, type ? String(type) : undefined, true)
}

function streamOf(stream: AsyncIterable<unknown>, where: string): RequestBody {
  const { locked } = stream as { locked?: unknown }
  if (locked === true) throw refused(where, 'a stream that is being read')
  return openBody(() => chunksOf(stream, where), undefined, undefined, false)
}

async function* chunksOf(stream: AsyncIterable<unknown>, where: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    if (typeof chunk === 'string') yield Buffer.from(chunk)
    else if (ArrayBuffer.isView(chunk)) yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength)
    else if (types.isAnyArrayBuffer(chunk)) yield new Uint8Array(chunk)
    else throw refused(where, `a stream that gives ${describeValue(chunk)}`)
  }
}

const MAX_SETTLED = 1024 * 1024
const LATER = Symbol('later')
const soon = () => new Promise<typeof LATER>(resolve => setImmediate(() => setImmediate(resolve, LATER)))

/**
 * The body of a Request, which shows nothing but a stream. One that is there at once and not large was made of a string or bytes: it is sent with its length and
 * may be sent again after a redirect. Every other one is a stream.
 */
export async function settleBody(stream: AsyncIterable<Uint8Array>, where: string): Promise<RequestBody> {
  const chunks = chunksOf(stream, where)
  const held: Uint8Array[] = []
  let size = 0
  for (;;) {
    const next = chunks.next()
    const first = size > MAX_SETTLED ? LATER : await Promise.race([next, soon()])
    if (first === LATER) return openBody(() => continued(held, next, chunks), undefined, undefined, false)
    if (first.done) return bytesBody(Buffer.concat(held))
    held.push(first.value)
    size += first.value.length
  }
}

async function* continued(held: readonly Uint8Array[], next: Promise<IteratorResult<Uint8Array>>, chunks: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* held
  const { done, value } = await next
  if (done) return
  yield value
  yield* chunks
}
