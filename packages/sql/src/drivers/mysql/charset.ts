import { codes } from '../../codes.ts'
import type { BoundValue } from '../../values.ts'

/** Names of mysql2's encodings in the Encoding Standard. Encodings that are not here carry all of Unicode, or cannot be judged. */
const LABELS: Readonly<Record<string, string>> = {
  gbk: 'gbk', gb2312: 'gbk', big5: 'big5', sjis: 'shift_jis', cp932: 'shift_jis', euckr: 'euc-kr', eucjp: 'euc-jp', eucjpms: 'euc-jp',
  latin2: 'iso-8859-2', latin5: 'iso-8859-9', latin7: 'iso-8859-13', greek: 'iso-8859-7', hebrew: 'iso-8859-8', tis620: 'windows-874', koi8r: 'koi8-r', koi8u: 'koi8-u',
  cp866: 'ibm866', cp1250: 'windows-1250', cp1251: 'windows-1251', cp1256: 'windows-1256', cp1257: 'windows-1257',
}

const NOT_ASCII = /[^\0-\x7f]/

/** mysql2 encodes text on the client and writes `?` for what the character set of the connection lacks: such a value is refused (SQL_TEXT_UNREPRESENTABLE). */
export function checkCharset(values: readonly BoundValue[], encoding: string | undefined): void {
  const has = encoding === undefined ? undefined : testOf(encoding)
  if (!has) return
  values.forEach((value, index) => {
    if (typeof value !== 'string' || !NOT_ASCII.test(value)) return
    for (const character of value) if (!has(character)) throw codes.error('SQL_TEXT_UNREPRESENTABLE', { at: `value ${index + 1}`, details: { encoding: encoding! } })
  })
}

type Test = (character: string) => boolean

const tests = new Map<string, Test | undefined>([
  ['ascii', character => character <= '\x7f'],
  // ISO 8859-1, not windows-1252: that is what mysql2's encoder means by latin1.
  ['latin1', character => character <= '\xff'],
])

function testOf(encoding: string): Test | undefined {
  if (!tests.has(encoding)) tests.set(encoding, Object.hasOwn(LABELS, encoding) ? testOfLabel(LABELS[encoding]!) : undefined)
  return tests.get(encoding)
}

function testOfLabel(label: string): Test {
  const known = new Set<string>()
  const decoder = new TextDecoder(label)
  const add = (...bytes: number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes))
    if ([...text].length === 1 && text !== '\ufffd') known.add(text)
  }
  for (let lead = 0x80; lead <= 0xff; lead++) {
    add(lead)
    for (let trail = 0x40; trail <= 0xfe; trail++) add(lead, trail)
  }
  if (label === 'euc-jp') for (let second = 0xa1; second <= 0xfe; second++) for (let third = 0xa1; third <= 0xfe; third++) add(0x8f, second, third)
  return character => character <= '\x7f' || known.has(character)
}
