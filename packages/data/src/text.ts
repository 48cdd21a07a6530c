import { codes } from './codes.ts'

const decoder = new TextDecoder('utf-8', { fatal: true })

/** The text of a string or of bytes in UTF-8, without a byte order mark. */
export function textOf(input: unknown, maxBytes: number, where: string): string {
  if (typeof input === 'string') {
    if (input.length > maxBytes || (input.length * 3 > maxBytes && Buffer.byteLength(input) > maxBytes)) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxBytes } })
    if (!input.isWellFormed()) throw codes.error('DATA_TEXT_REFUSED', { at: where })
    return input.charCodeAt(0) === 0xfeff ? input.slice(1) : input
  }
  if (!(input instanceof Uint8Array)) throw codes.error('DATA_INPUT_REFUSED', { at: where })
  if (input.byteLength > maxBytes) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxBytes } })
  try {
    return decoder.decode(input)
  } catch {
    throw codes.error('DATA_TEXT_REFUSED', { at: where })
  }
}
