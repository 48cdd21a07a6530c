import { createGunzip } from 'node:zlib'
import { Readable } from 'node:stream'
import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { bytesOf } from '../folder/data.ts'
import type { ArchiveKind } from './ledger.ts'
import { invalid, overLimit } from './limits.ts'
import type { Limits } from './limits.ts'
import { kindOfType, readHeader, readPax, tarText } from './tar-header.ts'

/** One entry of a tar archive; its bytes are taken from the reader before the next one. */
export interface TarEntry {
  readonly name: string
  readonly kind: ArchiveKind
  readonly size: number
}

const BLOCK = 512
const MAX_META = 1024 * 1024
const EMPTY = Buffer.alloc(0)

/** Reads a tar archive, plain or gzip, from pieces of any size. */
export class TarReader {
  readonly #pieces: AsyncIterator<unknown> | Iterator<unknown>
  readonly #input: { bytes: number }
  readonly #at: string
  readonly #limits: Limits
  #buffer: Buffer = EMPTY
  #position = 0
  #isOver = false
  #left = 0
  #padding = 0

  private constructor(pieces: AsyncIterator<unknown> | Iterator<unknown>, input: { bytes: number }, limits: Limits, at: string) {
    this.#pieces = pieces
    this.#input = input
    this.#limits = limits
    this.#at = at
  }

  /** Looks at the first bytes: gzip (RFC 1952) is unpacked on the way. */
  static async open(source: AsyncIterable<unknown> | Iterable<unknown>, limits: Limits, at: string): Promise<TarReader> {
    const input = { bytes: 0 }
    const counted = count(source, input, limits, at)
    const first = await counted.next()
    if (first.done) throw invalid(at, 'no archive')
    let head = first.value
    while (head.length < 2) {
      const more = await counted.next()
      if (more.done) break
      head = Buffer.concat([head, more.value])
    }
    if (head[0] === 0x1f && head[1] === 0x8b) return new TarReader(gunzip(head, counted, at), input, limits, at)
    if ((head[0] === 0x42 && head[1] === 0x5a) || (head[0] === 0xfd && head[1] === 0x37) || (head[0] === 0x28 && head[1] === 0xb5)) throw codes.error('FILES_ARCHIVE_METHOD_REFUSED', { at })
    return new TarReader(chain(head, counted), input, limits, at)
  }

  /** Packed bytes taken in so far. */
  get taken(): number {
    return this.#input.bytes
  }

  /** The next entry, or undefined at the end. */
  async next(): Promise<TarEntry | undefined> {
    await this.#skip(this.#left + this.#padding)
    this.#left = this.#padding = 0
    let longName: string | undefined
    let pax: Map<string, string> | undefined
    let hasLongLink = false
    for (;;) {
      const block = await this.#take(BLOCK)
      if (block === undefined || isZero(block)) {
        if (longName !== undefined || pax !== undefined || hasLongLink) throw invalid(this.#at, 'a header without its entry')
        if (block !== undefined) await this.#restIsZero()
        return undefined
      }
      const header = readHeader(block, this.#at)
      if (header.type === 'x' || header.type === 'g' || header.type === 'L' || header.type === 'K') {
        if (header.size > MAX_META) throw invalid(this.#at, 'a header beyond reason')
        const bytes = await this.#mustTake(header.size)
        await this.#skip(padding(header.size))
        if (header.type === 'x') {
          if (pax !== undefined) throw invalid(this.#at, 'two headers for one entry')
          pax = readPax(bytes, this.#at)
        } else if (header.type === 'g') {
          if (readPax(bytes, this.#at).size > 0) throw invalid(this.#at, 'a name or size for every entry')
        } else if (header.type === 'L') {
          if (longName !== undefined) throw invalid(this.#at, 'two headers for one entry')
          longName = tarText(trimmed(bytes), this.#at)
        } else hasLongLink = true
        continue
      }
      return this.#entry(header, longName, pax)
    }
  }

  #entry(header: ReturnType<typeof readHeader>, longName: string | undefined, pax: Map<string, string> | undefined): TarEntry {
    const path = pax?.get('path')
    if (path !== undefined && longName !== undefined && path !== longName) throw invalid(this.#at, 'two names for one entry')
    const name = path ?? longName ?? header.name
    const kind = kindOfType(header.type, name)
    if (kind === undefined) throw invalid(this.#at, header.type === 'S' ? 'a sparse file' : 'an unknown kind of entry')
    const given = pax?.get('size')
    if (given !== undefined && !/^\d{1,15}$/.test(given)) throw invalid(this.#at, 'a damaged pax header')
    const size = given === undefined ? header.size : Number(given)
    // Whether such an entry has contents is read differently by different tools.
    if (kind !== 'file' && size !== 0) throw invalid(this.#at, 'contents where none can be')
    if (size > this.#limits.maxEntryBytes) throw overLimit(this.#at, this.#limits, 'maxEntryBytes')
    this.#left = size
    this.#padding = padding(size)
    return { name, kind, size }
  }

  /** The whole of a small entry if it is here already. */
  now(): Buffer | undefined {
    if (this.#buffer.length - this.#position < this.#left) return undefined
    const bytes = this.#buffer.subarray(this.#position, this.#position + this.#left)
    this.#position += this.#left
    this.#left = 0
    return bytes
  }

  /** The next piece of the entry, or undefined at its end. */
  async piece(): Promise<Buffer | undefined> {
    if (this.#left === 0) return undefined
    if (this.#position === this.#buffer.length && !(await this.#fill())) throw invalid(this.#at, 'an archive that ends too early')
    const bytes = this.#buffer.subarray(this.#position, this.#position + Math.min(this.#left, this.#buffer.length - this.#position))
    this.#position += bytes.length
    this.#left -= bytes.length
    return bytes
  }

  async close(): Promise<void> {
    await this.#pieces.return?.(undefined)
  }

  async #fill(): Promise<boolean> {
    if (this.#isOver) return false
    const turn = await this.#pieces.next()
    if (turn.done) {
      this.#isOver = true
      return false
    }
    const rest = this.#buffer.subarray(this.#position)
    this.#buffer = rest.length === 0 ? (turn.value as Buffer) : Buffer.concat([rest, turn.value as Buffer])
    this.#position = 0
    return true
  }

  async #take(length: number): Promise<Buffer | undefined> {
    while (this.#buffer.length - this.#position < length) {
      if (await this.#fill()) continue
      if (this.#buffer.length === this.#position) return undefined
      throw invalid(this.#at, 'an archive that ends too early')
    }
    const bytes = this.#buffer.subarray(this.#position, this.#position + length)
    this.#position += length
    return bytes
  }

  async #mustTake(length: number): Promise<Buffer> {
    const bytes = length === 0 ? EMPTY : await this.#take(length)
    if (bytes === undefined) throw invalid(this.#at, 'an archive that ends too early')
    return bytes
  }

  async #skip(length: number): Promise<void> {
    for (let left = length; left > 0;) {
      if (this.#position === this.#buffer.length && !(await this.#fill())) throw invalid(this.#at, 'an archive that ends too early')
      const step = Math.min(left, this.#buffer.length - this.#position)
      this.#position += step
      left -= step
    }
  }

  /** After the end mark nothing but zeros: a second archive would be read by some tools. */
  async #restIsZero(): Promise<void> {
    for (let total = 0; ;) {
      const rest = this.#buffer.subarray(this.#position)
      if (!isZero(rest)) throw invalid(this.#at, 'bytes after the end')
      if ((total += rest.length) > MAX_META * 16) throw invalid(this.#at, 'bytes after the end')
      this.#position = this.#buffer.length
      if (!(await this.#fill())) return
    }
  }
}

const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK
const isZero = (bytes: Buffer) => {
  for (let index = 0; index < bytes.length; index++) if (bytes[index] !== 0) return false
  return true
}
const trimmed = (bytes: Buffer) => (bytes.at(-1) === 0 ? bytes.subarray(0, -1) : bytes)

async function* count(source: AsyncIterable<unknown> | Iterable<unknown>, input: { bytes: number }, limits: Limits, at: string): AsyncGenerator<Buffer, void, undefined> {
  for await (const piece of source) {
    const bytes = typeof piece === 'string' ? undefined : bytesOf(piece)
    if (bytes === undefined) throw codes.error('FILES_ARCHIVE_SOURCE_REFUSED', { at, got: describeValue(piece) })
    if ((input.bytes += bytes.length) > limits.maxArchiveBytes) throw overLimit(at, limits, 'maxArchiveBytes')
    if (bytes.length > 0) yield bytes
  }
}

async function* chain(head: Buffer, rest: AsyncGenerator<Buffer, void, undefined>): AsyncGenerator<Buffer, void, undefined> {
  if (head.length > 0) yield head
  yield* rest
}

async function* gunzip(head: Buffer, rest: AsyncGenerator<Buffer, void, undefined>, at: string): AsyncGenerator<Buffer, void, undefined> {
  const stream = createGunzip({ chunkSize: 128 * 1024 })
  const input = Readable.from(chain(head, rest), { objectMode: false })
  input.on('error', error => stream.destroy(error))
  input.pipe(stream)
  try {
    for await (const piece of stream) yield piece as Buffer
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? invalid(at, 'damaged data', error) : error
  } finally {
    input.destroy()
    stream.destroy()
  }
}
