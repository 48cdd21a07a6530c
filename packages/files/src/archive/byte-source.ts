import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { bytesOf } from '../folder/data.ts'
import { overLimit } from './limits.ts'
import type { Limits } from './limits.ts'

/** Bytes that can be read anywhere. */
export interface ByteSource {
  readonly size: number
  /** Exactly these bytes; they lie within `size`. */
  read(offset: number, length: number): Promise<Buffer>
  /** The same at once, where the bytes are in memory. */
  now?(offset: number, length: number): Buffer
  close(): Promise<void>
}

/** What an archive can be read from. */
export type ArchiveBytes = NodeJS.ArrayBufferView | ArrayBuffer | Blob | NodeJS.ReadableStream | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>

const IN_MEMORY = 16 * 1024 * 1024

function bufferSource(bytes: Buffer): ByteSource {
  return { size: bytes.length, read: async (offset, length) => bytes.subarray(offset, offset + length), now: (offset, length) => bytes.subarray(offset, offset + length), close: async () => undefined }
}

/** The bytes of an open file, of which it takes charge. */
export async function fileSource(fd: number, size: number): Promise<ByteSource> {
  if (size <= IN_MEMORY) {
    try {
      return bufferSource(await readExactly(fd, 0, size))
    } finally {
      fs.closeSync(fd)
    }
  }
  return { size, read: (offset, length) => readExactly(fd, offset, length), close: async () => fs.closeSync(fd) }
}

function readExactly(fd: number, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length)
  return new Promise((resolve, reject) => {
    const next = (done: number): void => {
      if (done === length) return resolve(buffer)
      fs.read(fd, buffer, done, length - done, offset + done, (error, count) => {
        if (error) reject(error)
        else if (count === 0) reject(codes.error('FILES_CHANGED', { at: 'archive' }))
        else next(done + count)
      })
    }
    next(0)
  })
}

/** The pieces of anything that an archive can be read from. */
export function piecesOfArchive(source: unknown, at: string): AsyncIterable<unknown> | Iterable<unknown> {
  const bytes = typeof source === 'string' ? undefined : bytesOf(source)
  if (bytes !== undefined) return [bytes]
  if (typeof Blob === 'function' && source instanceof Blob) return source.stream() as unknown as AsyncIterable<unknown>
  if (typeof source === 'object' && source !== null && Symbol.asyncIterator in source) return source as AsyncIterable<unknown>
  throw codes.error('FILES_ARCHIVE_SOURCE_REFUSED', { at, got: describeValue(source) })
}

/** Takes in a whole stream: in memory, or beyond 16 MiB in a file without a name. */
export async function gather(source: unknown, limits: Limits, at: string): Promise<ByteSource> {
  const whole = typeof source === 'string' ? undefined : bytesOf(source)
  if (whole !== undefined) {
    if (whole.length > limits.maxArchiveBytes) throw overLimit(at, limits, 'maxArchiveBytes')
    return bufferSource(whole)
  }
  const pieces: Buffer[] = []
  let size = 0
  let fd = -1
  try {
    for await (const piece of piecesOfArchive(source, at)) {
      const bytes = typeof piece === 'string' ? undefined : bytesOf(piece)
      if (bytes === undefined) throw codes.error('FILES_ARCHIVE_SOURCE_REFUSED', { at, got: describeValue(piece) })
      size += bytes.length
      if (size > limits.maxArchiveBytes) throw overLimit(at, limits, 'maxArchiveBytes')
      if (fd === -1 && size <= IN_MEMORY) {
        pieces.push(bytes)
        continue
      }
      if (fd === -1) {
        fd = openNameless()
        for (const kept of pieces.splice(0)) await writeAll(fd, kept)
      }
      await writeAll(fd, bytes)
    }
  } catch (error) {
    if (fd !== -1) fs.closeSync(fd)
    throw error
  }
  return fd === -1 ? bufferSource(Buffer.concat(pieces)) : fileSource(fd, size)
}

function openNameless(): number {
  const path = join(tmpdir(), `.breakwater-${randomBytes(12).toString('hex')}.tmp`)
  const fd = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL, 0o600)
  fs.unlinkSync(path)
  return fd
}

/** Writes all of it, in the thread pool. */
export function writeAll(fd: number, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    const next = (done: number): void => {
      if (done === bytes.byteLength) return resolve()
      fs.write(fd, bytes, done, bytes.byteLength - done, null, (error, count) => (error ? reject(error) : next(done + count)))
    }
    next(0)
  })
}
