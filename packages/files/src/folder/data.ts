import { types } from 'node:util'
import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'

/** What can be written at once. */
export type FileData = string | NodeJS.ArrayBufferView | ArrayBuffer

/** What can be written bit by bit. */
export type FileSource = FileData | AsyncIterable<FileData> | Iterable<FileData> | ReadableStream<Uint8Array> | Blob

/** The bytes of data; undefined where it is something else. */
export function bytesOf(data: unknown, encoding: BufferEncoding = 'utf8'): Buffer | undefined {
  if (typeof data === 'string') return Buffer.from(data, encoding)
  if (ArrayBuffer.isView(data)) return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
  if (types.isAnyArrayBuffer(data)) return Buffer.from(data as ArrayBuffer)
  return undefined
}

export function mustBeBytes(data: unknown, at: string, encoding?: BufferEncoding): Buffer {
  const bytes = bytesOf(data, encoding)
  if (bytes === undefined) throw codes.error('FILES_DATA_REFUSED', { at, got: describeValue(data) })
  return bytes
}

/** The pieces of a stream, Blob or iterable. An array is not one: `write(name, [])` is an accident. */
export function piecesOf(data: unknown, at: string): AsyncIterable<unknown> | Iterable<unknown> {
  if (typeof Blob === 'function' && data instanceof Blob) return data.stream() as unknown as AsyncIterable<unknown>
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) {
    if (Symbol.asyncIterator in data) return data as AsyncIterable<unknown>
    if (Symbol.iterator in data) return data as Iterable<unknown>
  }
  throw codes.error('FILES_DATA_REFUSED', { at, got: describeValue(data) })
}
