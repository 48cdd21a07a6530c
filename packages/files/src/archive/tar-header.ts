import type { ArchiveKind } from './ledger.ts'
import { invalid } from './limits.ts'

/** One header of a tar archive (POSIX.1-2017 pax, "ustar Interchange Format"; GNU's own where it differs). */
export interface TarHeader {
  readonly name: string
  readonly size: number
  readonly type: string
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function tarText(bytes: Uint8Array, at: string): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw invalid(at, 'a name that is not UTF-8')
  }
}

/** Text up to the first NUL; what follows it must be NUL as well in a name. */
function field(block: Buffer, start: number, length: number, at: string): string {
  const bytes = block.subarray(start, start + length)
  const end = bytes.indexOf(0)
  return tarText(end === -1 ? bytes : bytes.subarray(0, end), at)
}

export function readHeader(block: Buffer, at: string): TarHeader {
  const sum = octal(block, 148, 8, at)
  let unsigned = 8 * 32
  let signed = 8 * 32
  for (let index = 0; index < 512; index++) {
    if (index >= 148 && index < 156) continue
    unsigned += block[index]!
    signed += block.readInt8(index)
  }
  // Some old archivers added signed bytes.
  if (sum !== unsigned && sum !== signed) throw invalid(at, 'a wrong checksum')
  const magic = block.toString('latin1', 257, 265)
  const isPosix = magic.startsWith('ustar\0')
  if (!isPosix && magic !== 'ustar  \0' && !magic.startsWith('\0\0\0\0\0')) throw invalid(at, 'an unknown kind of header')
  const prefix = isPosix ? field(block, 345, 155, at) : ''
  const last = field(block, 0, 100, at)
  return { name: prefix === '' ? last : `${prefix}/${last}`, size: octal(block, 124, 12, at), type: block[156] === 0 ? '0' : String.fromCharCode(block[156]!) }
}

/** A number in octal digits, or binary where the first bit is set (GNU base-256). */
function octal(block: Buffer, start: number, length: number, at: string): number {
  if (block[start]! >= 0x80) {
    if (block[start] !== 0x80) throw invalid(at, 'a negative number')
    let value = 0n
    for (let index = start + 1; index < start + length; index++) value = (value << 8n) | BigInt(block[index]!)
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid(at, 'a number beyond reason')
    return Number(value)
  }
  const text = block.toString('latin1', start, start + length)
  if (!/^ *[0-7]*[ \0]*$/.test(text)) throw invalid(at, 'a damaged number')
  return parseInt(text.trim() || '0', 8)
}

/** The records of a pax header: "length key=value\n". */
export function readPax(bytes: Buffer, at: string): Map<string, string> {
  const records = new Map<string, string>()
  for (let position = 0; position < bytes.length;) {
    const space = bytes.indexOf(0x20, position)
    const digits = space === -1 ? '' : bytes.toString('latin1', position, space)
    const end = position + Number(digits)
    if (!/^[1-9]\d{0,8}$/.test(digits) || end > bytes.length || bytes[end - 1] !== 0x0a || end <= space + 1) throw invalid(at, 'a damaged pax header')
    const equals = bytes.indexOf(0x3d, space)
    if (equals === -1 || equals >= end) throw invalid(at, 'a damaged pax header')
    const key = bytes.toString('latin1', space + 1, equals)
    if (key.startsWith('GNU.sparse.')) throw invalid(at, 'a sparse file')
    if (key === 'path' || key === 'size' || key === 'linkpath') {
      if (records.has(key)) throw invalid(at, 'a pax record twice')
      records.set(key, tarText(bytes.subarray(equals + 1, end - 1), at))
    }
    position = end
  }
  return records
}

export function kindOfType(type: string, name: string): ArchiveKind | undefined {
  if (type === '0' || type === '7') return name.endsWith('/') ? 'folder' : 'file'
  if (type === '5') return 'folder'
  if (type === '1' || type === '2') return 'link'
  if (type === '3' || type === '4' || type === '6') return 'device'
  return undefined
}
