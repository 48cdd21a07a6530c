import { crc32 } from 'node:zlib'
import { CP437 } from './data/cp437.ts'
import { invalid } from './limits.ts'

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function asUtf8(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    return undefined
  }
}

/** The name of an entry: UTF-8 where it is marked so or reads as such, else code page 437; a Unicode path field (0x7075) must belong to it. */
export function decodeName(raw: Buffer, isUtf8: boolean, unicode: Buffer | undefined, fromDos: boolean, at: string): string {
  const text = asUtf8(raw)
  if (text === undefined && isUtf8) throw invalid(at, 'a name that is not UTF-8')
  let name = text ?? Array.from(raw, byte => (byte < 0x80 ? String.fromCharCode(byte) : CP437[byte - 0x80]!)).join('')
  if (unicode !== undefined) {
    if (unicode.length < 6 || unicode[0] !== 1 || unicode.readUInt32LE(1) !== crc32(raw)) throw invalid(at, 'a Unicode path that belongs to another name')
    const other = asUtf8(unicode.subarray(5))
    if (other === undefined) throw invalid(at, 'a Unicode path that is not UTF-8')
    // Two different ASCII names for one entry: a checker may read the one and an extractor the other.
    if (other !== name && !raw.some(byte => byte >= 0x80) && !/[?_]|#U/.test(name)) throw invalid(at, 'two names for one entry')
    name = other
  }
  // .NET before 4.6.1 and PowerShell 5 write backslashes.
  return fromDos ? name.replaceAll('\\', '/') : name
}
