import fs from 'node:fs'
import { Writable } from 'node:stream'
import { limit, flag, optional, optionalLimit, readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'
import { runLater } from '../io/task.ts'
import { aboutName } from '../io/node-error.ts'
import { later, mustWrite, partsOf } from './handle.ts'
import type { Handle } from './handle.ts'
import { bytesOf } from './data.ts'
import { NewFile } from './new-file.ts'
import { openRead } from './read.ts'

/** Options of `folder.createReadStream`. */
export interface ReadStreamOptions {
  /** First byte (0). */
  start?: number
  /** Last byte, included (that of the file). */
  end?: number
  /** Of one piece (64 KiB). */
  highWaterMark?: number
  encoding?: BufferEncoding
  signal?: AbortSignal
}

/** Options of `folder.createWriteStream`. */
export interface WriteStreamOptions {
  /** Fail with EEXIST if the name is taken (false). */
  exclusive?: boolean
  /** Make missing folders on the way (false). */
  parents?: boolean
  signal?: AbortSignal
}

const isEncoding = (value: unknown): value is BufferEncoding => typeof value === 'string' && Buffer.isEncoding(value)
export const isSignal = (value: unknown): value is AbortSignal => value instanceof AbortSignal

const readSpec = {
  start: limit(0, { min: 0 }),
  end: optionalLimit({ min: 0 }),
  highWaterMark: limit(64 * 1024, { max: 64 * 1024 * 1024 }),
  encoding: optional('an encoding such as utf8', isEncoding),
  signal: optional('an AbortSignal', isSignal),
}
const writeSpec = { exclusive: flag(false), parents: flag(false), signal: optional('an AbortSignal', isSignal) }

type OpenDone = (error: unknown, fd?: number) => void

/** A stream of node:fs whose file is opened by `open`; everything else, its speed included, is Node's own. */
export function readStream(name: string, open: () => Promise<number>, options: ReadStreamOptions & { autoClose?: boolean; emitClose?: boolean }): fs.ReadStream {
  const plain: Record<string, unknown> = Object.assign(Object.create(null), options, {
    flags: 'r',
    fs: {
      open: (_path: string, _flags: unknown, _mode: unknown, done: OpenDone) => void open().then(fd => done(null, fd), done),
      read: fs.read,
      close: fs.close,
    },
  })
  for (const key of Object.keys(plain)) if (plain[key] === undefined) delete plain[key]
  // Own properties only: what a polluted prototype says must not reach Node's option reader.
  for (const key of ['fd', 'start', 'end', 'encoding', 'signal', 'highWaterMark', 'autoClose', 'emitClose']) if (!Object.hasOwn(plain, key)) plain[key] = undefined
  // The name is only what `stream.path` says.
  return fs.createReadStream(name.replaceAll('\0', ''), plain as never)
}

export function createReadStream(handle: Handle, name: unknown, options: unknown): fs.ReadStream {
  const at = 'createReadStream'
  const parts = partsOf(handle, name, at)
  const read = readOptions(at, options, readSpec)
  return readStream(parts.join('/'), async () => (await later(handle, () => openRead(handle, parts, at), parts.join('/'))).fd, read as ReadStreamOptions)
}

/** Writes beside the place and puts the file there when the stream ends well; when it is destroyed nothing is left. */
class FileWriteStream extends Writable {
  readonly #handle: Handle
  readonly #parts: string[]
  readonly #how: { exclusive: boolean; parents: boolean }
  #file: NewFile | undefined
  /** Bytes written so far. */
  bytesWritten = 0

  constructor(handle: Handle, parts: string[], how: { exclusive: boolean; parents: boolean }, signal: AbortSignal | undefined) {
    super(signal === undefined ? { highWaterMark: 64 * 1024 } : { highWaterMark: 64 * 1024, signal })
    this.#handle = handle
    this.#parts = parts
    this.#how = how
  }

  override _construct(done: (error?: Error | null) => void): void {
    const make = () => NewFile.begin(this.#handle, this.#parts, { ...this.#how, mode: undefined, fresh: undefined }, 'createWriteStream')
    later(this.#handle, make, this.#parts.join('/')).then(file => {
      this.#file = file
      done()
    }, done)
  }

  override _write(chunk: unknown, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const bytes = bytesOf(chunk, encoding)
    if (bytes === undefined) return done(codes.error('FILES_DATA_REFUSED', { at: 'createWriteStream' }))
    this.#run(this.#file!.add(bytes), error => {
      if (!error) this.bytesWritten += bytes.byteLength
      done(error)
    })
  }

  override _writev(chunks: { chunk: Uint8Array }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'utf8', done)
  }

  override _final(done: (error?: Error | null) => void): void {
    const file = this.#file!
    this.#file = undefined
    this.#run(file.commit(), done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    const file = this.#file
    this.#file = undefined
    if (file === undefined) return done(error)
    this.#run(file.drop(), failure => done(error ?? failure))
  }

  #run(task: ReturnType<NewFile['add']>, done: (error?: Error | null) => void): void {
    runLater(task, this.#handle.root.isLocal).then(() => done(null), (error: unknown) => done(aboutName(error, this.#parts.join('/')) as Error))
  }
}

export function createWriteStream(handle: Handle, name: unknown, options: unknown): Writable & { readonly bytesWritten: number } {
  const at = 'createWriteStream'
  mustWrite(handle, at)
  const parts = partsOf(handle, name, at)
  const { signal, ...how } = readOptions(at, options, writeSpec)
  return new FileWriteStream(handle, parts, how, signal)
}
