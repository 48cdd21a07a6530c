import { codes } from '../codes.ts'
import type { ByteSource } from './byte-source.ts'
import type { ArchiveKind } from './ledger.ts'
import { invalid, overLimit } from './limits.ts'
import type { Limits } from './limits.ts'
import { decodeName } from './zip-names.ts'

/** One record of the central directory (APPNOTE.TXT 4.3.12), checked. */
export interface ZipRecord {
  readonly name: string
  readonly rawName: Buffer
  readonly kind: ArchiveKind
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
  readonly modified: Date
}

export interface ZipDirectory {
  readonly records: readonly ZipRecord[]
  /** Where the directory begins and the entries must have ended. */
  readonly start: number
}

const END = 0x06054b50
const END_64 = 0x06064b50
const LOCATOR_64 = 0x07064b50
const RECORD = 0x02014b50

/** Reads the end record and the central directory; whatever can be read in two ways is refused. */
export async function readDirectory(source: ByteSource, limits: Limits, at: string): Promise<ZipDirectory> {
  const { offset, size, count, end } = await readEnd(source, at)
  if (count > limits.maxEntries) throw overLimit(at, limits, 'maxEntries')
  if (offset + size !== end) throw invalid(at, 'bytes before or after the directory')
  if (size > 64 * 1024 * 1024) throw overLimit(at, limits, 'maxArchiveBytes')
  const bytes = await source.read(offset, size)
  const records: ZipRecord[] = []
  let position = 0
  for (let index = 0; index < count; index++) {
    const { record, next } = readRecord(bytes, position, at)
    records.push(record)
    position = next
  }
  if (position !== size) throw invalid(at, 'a directory longer than its entries')
  return { records, start: offset }
}

async function readEnd(source: ByteSource, at: string): Promise<{ offset: number; size: number; count: number; end: number }> {
  if (source.size < 22) throw invalid(at, 'no zip archive')
  const length = Math.min(source.size, 22 + 65535)
  const tail = await source.read(source.size - length, length)
  const found: number[] = []
  for (let index = length - 22; index >= 0; index--) if (tail.readUInt32LE(index) === END && index + 22 + tail.readUInt16LE(index + 20) === length) found.push(index)
  if (found.length === 0) throw invalid(at, 'no end record')
  // A comment that holds an end record of its own: parsers differ in which they take.
  if (found.length > 1) throw invalid(at, 'two end records')
  const place = found[0]!
  const record = tail.subarray(place)
  const disks = [record.readUInt16LE(4), record.readUInt16LE(6)]
  const counts = [record.readUInt16LE(8), record.readUInt16LE(10)]
  const size = record.readUInt32LE(12)
  const offset = record.readUInt32LE(16)
  const end = source.size - length + place
  const is64 = place >= 20 && tail.readUInt32LE(place - 20) === LOCATOR_64
  const needs64 = counts[1] === 0xffff || size === 0xffffffff || offset === 0xffffffff
  if (is64) return readEnd64(source, tail.subarray(place - 20, place), end - 20, { size, offset, count: counts[1]! }, at)
  if (needs64 && (size === 0xffffffff || offset === 0xffffffff)) throw invalid(at, 'no zip64 end record')
  if (disks[0] !== 0 || disks[1] !== 0 || counts[0] !== counts[1]) throw invalid(at, 'an archive in several parts')
  return { offset, size, count: counts[1]!, end }
}

async function readEnd64(source: ByteSource, locator: Buffer, locatorAt: number, small: { size: number; offset: number; count: number }, at: string) {
  const end = number64(locator, 8, at)
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) > 1 || end + 56 > locatorAt) throw invalid(at, 'a zip64 locator that leads nowhere')
  const record = await source.read(end, 56)
  if (record.readUInt32LE(0) !== END_64 || end + 12 + number64(record, 4, at) !== locatorAt) throw invalid(at, 'a damaged zip64 end record')
  const count = number64(record, 32, at)
  const size = number64(record, 40, at)
  const offset = number64(record, 48, at)
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0 || number64(record, 24, at) !== count) throw invalid(at, 'an archive in several parts')
  const agrees = (value: number, other: number, none: number) => value === none || value === other
  if (!agrees(small.count, count, 0xffff) || !agrees(small.size, size, 0xffffffff) || !agrees(small.offset, offset, 0xffffffff)) throw invalid(at, 'two end records that differ')
  return { offset, size, count, end }
}

export function number64(bytes: Buffer, offset: number, at: string): number {
  const value = bytes.readBigUInt64LE(offset)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(at, 'a number beyond reason')
  return Number(value)
}

function readRecord(bytes: Buffer, start: number, at: string): { record: ZipRecord; next: number } {
  if (start + 46 > bytes.length || bytes.readUInt32LE(start) !== RECORD) throw invalid(at, 'a damaged directory')
  const [nameLength, extraLength, commentLength] = [bytes.readUInt16LE(start + 28), bytes.readUInt16LE(start + 30), bytes.readUInt16LE(start + 32)]
  const next = start + 46 + nameLength + extraLength + commentLength
  if (next > bytes.length) throw invalid(at, 'a damaged directory')
  const flags = bytes.readUInt16LE(start + 8)
  // Encrypted, strong encryption, masked headers; 5 is a patch.
  if ((flags & 0x2041) !== 0) throw codes.error('FILES_ARCHIVE_ENCRYPTED', { at })
  if ((flags & 0x20) !== 0) throw invalid(at, 'patch data')
  if (bytes.readUInt16LE(start + 34) !== 0 && bytes.readUInt16LE(start + 34) !== 0xffff) throw invalid(at, 'an archive in several parts')
  const rawName = bytes.subarray(start + 46, start + 46 + nameLength)
  const extras = readExtras(bytes.subarray(start + 46 + nameLength, start + 46 + nameLength + extraLength), at)
  if (extras.has(0x9901)) throw codes.error('FILES_ARCHIVE_ENCRYPTED', { at })
  const small = { size: bytes.readUInt32LE(start + 24), packed: bytes.readUInt32LE(start + 20), offset: bytes.readUInt32LE(start + 42) }
  const { size, packed, offset } = widen(small, extras.get(1), at)
  const host = bytes[start + 5]!
  const name = decodeName(rawName, (flags & 0x800) !== 0, extras.get(0x7075), host === 0 || host === 10 || host === 11, at)
  const kind = kindOf(bytes.readUInt32LE(start + 38), name)
  const method = bytes.readUInt16LE(start + 10)
  if (method !== 0 && method !== 8) throw codes.error('FILES_ARCHIVE_METHOD_REFUSED', { at, details: { method } })
  if (method === 0 && packed !== size) throw invalid(at, 'a stored entry of two sizes')
  if (kind === 'folder' && size !== 0) throw invalid(at, 'a folder with contents')
  const record: ZipRecord = { name, rawName, kind, flags, method, crc: bytes.readUInt32LE(start + 16), packed, size, offset, modified: dosTime(bytes.readUInt16LE(start + 12), bytes.readUInt16LE(start + 14)) }
  return { record, next }
}

/** Sizes and offset of a zip64 field (0x0001), which holds those that are all ones in the record, in this order. */
function widen(small: { size: number; packed: number; offset: number }, field: Buffer | undefined, at: string) {
  const result = { ...small }
  let position = 0
  for (const name of ['size', 'packed', 'offset'] as const) {
    if (small[name] !== 0xffffffff) continue
    if (field === undefined || position + 8 > field.length) throw invalid(at, 'no zip64 sizes')
    result[name] = number64(field, position, at)
    position += 8
  }
  return result
}

export function readExtras(bytes: Buffer, at: string): Map<number, Buffer> {
  const extras = new Map<number, Buffer>()
  // Up to three bytes of padding are left behind by zipalign.
  for (let position = 0; position + 4 <= bytes.length;) {
    const id = bytes.readUInt16LE(position)
    const end = position + 4 + bytes.readUInt16LE(position + 2)
    if (end > bytes.length) throw invalid(at, 'a damaged extra field')
    if (extras.has(id) && (id === 1 || id === 0x7075)) throw invalid(at, 'an extra field twice')
    extras.set(id, bytes.subarray(position + 4, end))
    position = end
  }
  return extras
}

function kindOf(attributes: number, name: string): ArchiveKind {
  const type = (attributes >>> 16) & 0o170000
  if (type === 0o120000) return 'link'
  if (type !== 0 && type !== 0o100000 && type !== 0o040000) return 'device'
  return name.endsWith('/') || type === 0o040000 ? 'folder' : 'file'
}

const dosTime = (time: number, date: number) => new Date(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2)
