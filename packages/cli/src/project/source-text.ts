const BOM = '\uFEFF'
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** A source file as read: its bytes, and its text after the BOM. */
export interface SourceText {
  readonly bytes: Buffer
  readonly bom: boolean
  readonly text: string
}

/** Decodes UTF-8; gives undefined for what is binary (a NUL byte) or not well-formed, since writing it back would change bytes outside the edits. */
export function decodeSource(bytes: Buffer): SourceText | undefined {
  if (bytes.includes(0)) return undefined
  const decoded = bytes.toString('utf8')
  // Only a text with U+FFFD can have lost bytes.
  if (decoded.includes('\uFFFD') && !Buffer.from(decoded, 'utf8').equals(bytes)) return undefined
  const bom = decoded.startsWith(BOM)
  return { bytes, bom, text: bom ? decoded.slice(1) : decoded }
}

/** The bytes of a text, behind a BOM where the file had one. */
export function encodeSource(text: string, bom: boolean): Buffer {
  const bytes = Buffer.from(text, 'utf8')
  return bom ? Buffer.concat([UTF8_BOM, bytes]) : bytes
}
