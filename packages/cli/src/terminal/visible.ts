// C0 and C1 controls drive a terminal; bidirectional controls reorder what a reader sees (Trojan Source, CVE-2021-42574); zero-width and tag characters hide.
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu

const name = (unit: string): string => `\\u{${unit.codePointAt(0)!.toString(16)}}`

/** Text from files on one line of a terminal: whatever could drive the terminal or deceive the reader is shown as an escape. */
export const visible = (text: string): string => text.replace(hidden, name)

/** JSON text whose strings hold such characters as escapes, which mean the same to a parser. */
export const visibleJson = (json: string): string => json.replace(hidden, unit => (unit === '\n' ? unit : unit.split('').map(escapeUnit).join('')))

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Likewise for code: tabs stay. */
export const visibleCode = (text: string): string => text.replace(hidden, unit => (unit === '\t' ? unit : name(unit)))
