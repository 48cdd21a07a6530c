import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { Readable } from 'node:stream'
import type { ByteSource } from './byte-source.ts'
import { gather } from './byte-source.ts'
import type { ArchiveBytes } from './byte-source.ts'
import { invalid, Meter, overLimit, readLimits } from './limits.ts'
import type { ArchiveLimits, Limits } from './limits.ts'
import type { ArchiveKind } from './ledger.ts'
import { number64, readDirectory, readExtras } from './zip-directory.ts'
import type { ZipRecord } from './zip-directory.ts'

/** One entry of a zip archive, as its central directory tells it. The name is not yet a name on a disk. */
export interface ZipEntry {
  readonly name: string
  readonly kind: ArchiveKind
  /** Unpacked, in bytes. */
  readonly size: number
  readonly packedSize: number
  readonly crc32: number
  readonly modified: Date
}

const LOCAL = 0x04034b50
const DESCRIPTOR = 0x08074b50
const AT_ONCE = 1024 * 1024
const PIECE = 256 * 1024

/** An open zip archive whose entries do not overlap and agree with their local headers. */
export class ZipArchive {
  readonly entries: readonly ZipEntry[]
  readonly #source: ByteSource
  readonly #records = new Map<ZipEntry, { record: ZipRecord; data: number }>()
  readonly #limits: Limits
  readonly #at: string

  private constructor(source: ByteSource, records: readonly { record: ZipRecord; data: number }[], limits: Limits, at: string) {
    this.#source = source
    this.#limits = limits
    this.#at = at
    this.entries = Object.freeze(records.map(item => {
      const { record } = item
      const entry = Object.freeze({ name: record.name, kind: record.kind, size: record.size, packedSize: record.packed, crc32: record.crc, modified: record.modified })
      this.#records.set(entry, item)
      return entry
    }))
  }

  static async open(source: ByteSource, limits: Limits, at: string): Promise<ZipArchive> {
    const { records, start } = await readDirectory(source, limits, at)
    let total = 0
    for (const { size } of records) {
      if (size > limits.maxEntryBytes) throw overLimit(at, limits, 'maxEntryBytes')
      if ((total += size) > limits.maxTotalBytes) throw overLimit(at, limits, 'maxTotalBytes')
    }
    const data = new Map<ZipRecord, number>()
    // Entries lie side by side without gaps: none is shared (CVE-2019-13232, the bomb of Fifield) and none is hidden between them.
    let position = 0
    for (const record of [...records].sort((one, other) => one.offset - other.offset)) {
      if (record.offset !== position) throw invalid(at, record.offset < position ? 'entries that overlap' : 'bytes that belong to no entry')
      const { begin, end } = await checkLocal(source, record, start, at)
      data.set(record, begin)
      position = end
    }
    if (position !== start) throw invalid(at, 'bytes that belong to no entry')
    return new ZipArchive(source, records.map(record => ({ record, data: data.get(record)! })), limits, at)
  }

  /** The bytes of an entry, checked by size and CRC. Codes: FILES_ARCHIVE_INVALID, FILES_ARCHIVE_LIMIT. */
  async read(entry: ZipEntry): Promise<Buffer> {
    const pieces: Buffer[] = []
    for await (const piece of this.pieces(entry)) pieces.push(piece)
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
  }

  /** A stream of the entry; size and CRC are checked at its end. */
  stream(entry: ZipEntry): Readable {
    return Readable.from(this.pieces(entry), { objectMode: false })
  }

  /** The entry piece by piece; what was read is sound only when the end was reached. */
  async *pieces(entry: ZipEntry, meter: Meter = new Meter(this.#limits, this.#at)): AsyncGenerator<Buffer, void, undefined> {
    const { record, data } = this.#find(entry)
    meter.begin()
    if (record.packed <= AT_ONCE && record.size <= AT_ONCE) {
      const bytes = inflateNow(await this.#source.read(data, record.packed), record, this.#at)
      meter.add(bytes.length, this.#source.size)
      yield bytes
      return
    }
    let crc = 0
    let size = 0
    for await (const piece of record.method === 0 ? this.#stored(data, record.packed) : this.#inflated(data, record)) {
      size += piece.length
      if (size > record.size) throw invalid(this.#at, 'more bytes than announced')
      meter.add(piece.length, this.#source.size)
      crc = crc32(piece, crc)
      yield piece
    }
    if (size !== record.size) throw invalid(this.#at, 'fewer bytes than announced')
    if (crc !== record.crc) throw invalid(this.#at, 'a wrong checksum')
  }

  /** A small entry without waiting, where the archive is in memory. */
  now(entry: ZipEntry, meter: Meter): Buffer | undefined {
    const { record, data } = this.#find(entry)
    if (this.#source.now === undefined || record.packed > AT_ONCE || record.size > AT_ONCE) return undefined
    meter.begin()
    const bytes = inflateNow(this.#source.now(data, record.packed), record, this.#at)
    meter.add(bytes.length, this.#source.size)
    return bytes
  }

  /** Gives back what the archive was read from. */
  close(): Promise<void> {
    return this.#source.close()
  }

  #find(entry: ZipEntry): { record: ZipRecord; data: number } {
    const found = this.#records.get(entry)
    if (found === undefined) throw invalid(this.#at, 'an entry of another archive')
    return found
  }

  async *#stored(start: number, length: number): AsyncGenerator<Buffer> {
    for (let done = 0; done < length; done += PIECE) yield await this.#source.read(start + done, Math.min(PIECE, length - done))
  }

  async *#inflated(start: number, record: ZipRecord): AsyncGenerator<Buffer> {
    const inflate = createInflateRaw({ chunkSize: 64 * 1024 })
    const input = Readable.from(this.#stored(start, record.packed), { objectMode: false })
    input.on('error', error => inflate.destroy(error))
    input.pipe(inflate)
    try {
      for await (const piece of inflate) yield piece as Buffer
    } catch (error) {
      throw (error as NodeJS.ErrnoException).code?.startsWith('Z_') ? invalid(this.#at, 'damaged data', error) : error
    } finally {
      input.destroy()
      inflate.destroy()
    }
    if (inflate.bytesWritten !== record.packed) throw invalid(this.#at, 'bytes after the end of an entry')
  }
}

function inflateNow(packed: Buffer, record: ZipRecord, at: string): Buffer {
  let bytes = packed
  if (record.method === 8) {
    try {
      const made = inflateRawSync(packed, { maxOutputLength: Math.max(record.size, 1), chunkSize: Math.max(record.size + 1, 64), info: true }) as unknown as { buffer: Buffer; engine: { bytesWritten: number } }
      bytes = made.buffer
      if (made.engine.bytesWritten !== packed.length) throw invalid(at, 'bytes after the end of an entry')
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? ''
      if (code === 'ERR_BUFFER_TOO_LARGE') throw invalid(at, 'more bytes than announced')
      throw code.startsWith('Z_') ? invalid(at, 'damaged data', error) : error
    }
  }
  if (bytes.length !== record.size) throw invalid(at, 'fewer bytes than announced')
  if (crc32(bytes) !== record.crc) throw invalid(at, 'a wrong checksum')
  return bytes
}

/** Where the data of an entry begins, and where the next entry must. */
async function checkLocal(source: ByteSource, record: ZipRecord, limit: number, at: string): Promise<{ begin: number; end: number }> {
  const { offset } = record
  if (offset + 30 > limit) throw invalid(at, 'an entry outside of the archive')
  const head = await source.read(offset, 30)
  if (head.readUInt32LE(0) !== LOCAL) throw invalid(at, 'no local header')
  const nameLength = head.readUInt16LE(26)
  const begin = offset + 30 + nameLength + head.readUInt16LE(28)
  if (begin + record.packed > limit) throw invalid(at, 'an entry outside of the archive')
  const rest = await source.read(offset + 30, begin - offset - 30)
  const flags = head.readUInt16LE(6)
  if (!rest.subarray(0, nameLength).equals(record.rawName)) throw invalid(at, 'a local header with another name')
  if (head.readUInt16LE(8) !== record.method || ((flags ^ record.flags) & 0x2849) !== 0) throw invalid(at, 'a local header that differs')
  const extras = readExtras(rest.subarray(nameLength), at)
  const unicode = extras.get(0x7075)
  if (unicode !== undefined && unicode.length < 6) throw invalid(at, 'a damaged extra field')
  const local = { crc: head.readUInt32LE(14), packed: head.readUInt32LE(18), size: head.readUInt32LE(22) }
  const wide = extras.get(1)
  if (local.size === 0xffffffff && wide !== undefined && wide.length >= 8) local.size = number64(wide, 0, at)
  if (local.packed === 0xffffffff && wide !== undefined && wide.length >= 16) local.packed = number64(wide, 8, at)
  const hasDescriptor = (flags & 8) !== 0
  const agrees = (value: number, other: number) => value === other || (hasDescriptor && (value === 0 || value === 0xffffffff))
  if (!agrees(local.crc, record.crc) || !agrees(local.packed, record.packed) || !agrees(local.size, record.size)) throw invalid(at, 'a local header with other sizes')
  const end = begin + record.packed
  return { begin, end: hasDescriptor ? end + (await descriptorLength(source, record, end, limit, wide !== undefined, at)) : end }
}

async function descriptorLength(source: ByteSource, record: ZipRecord, start: number, limit: number, isWide: boolean, at: string): Promise<number> {
  const bytes = await source.read(start, Math.min(24, limit - start))
  const fits = (offset: number, wide: boolean) => {
    const length = offset + (wide ? 20 : 12)
    if (length > bytes.length || bytes.readUInt32LE(offset) !== record.crc) return 0
    const [packed, size] = wide ? [Number(bytes.readBigUInt64LE(offset + 4)), Number(bytes.readBigUInt64LE(offset + 12))] : [bytes.readUInt32LE(offset + 4), bytes.readUInt32LE(offset + 8)]
    return packed === record.packed && size === record.size ? length : 0
  }
  const isSigned = bytes.length >= 4 && bytes.readUInt32LE(0) === DESCRIPTOR
  const length = (isSigned && ((isWide && fits(4, true)) || fits(4, false) || fits(4, true))) || (isWide && fits(0, true)) || fits(0, false)
  if (!length) throw invalid(at, 'a data descriptor that differs')
  return length
}

/**
 * Opens a zip archive given as bytes, Blob, stream or `ByteSource`, and checks its directory, local headers, sizes and overlaps. Nothing is written.
 * Codes: FILES_ARCHIVE_INVALID, FILES_ARCHIVE_ENCRYPTED, FILES_ARCHIVE_METHOD_REFUSED, FILES_ARCHIVE_LIMIT, FILES_ARCHIVE_SOURCE_REFUSED.
 */
export async function openZip(source: ArchiveBytes | ByteSource, limits?: ArchiveLimits): Promise<ZipArchive> {
  const read = readLimits('openZip', limits)
  const bytes = isByteSource(source) ? source : await gather(source, read, 'openZip')
  if (bytes.size > read.maxArchiveBytes) throw overLimit('openZip', read, 'maxArchiveBytes')
  return ZipArchive.open(bytes, read, 'openZip')
}

const isByteSource = (source: unknown): source is ByteSource =>
  typeof source === 'object' && source !== null && typeof (source as ByteSource).read === 'function' && typeof (source as ByteSource).size === 'number' && typeof (source as ByteSource).close === 'function' && !(Symbol.asyncIterator in source)
