// Control characters, and those that reorder or hide text (Unicode bidi controls, zero-width), would let output forge a log line.
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const HOSTILE_IN_LINES = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/** Text for one line of a message. */
export const escapeText = (text: string) => text.replace(HOSTILE, escapeChar)

/** Text of several lines for a message. */
export const escapeLines = (text: string) => text.replace(HOSTILE_IN_LINES, escapeChar)

const escapeChar = (char: string) => `\\u{${char.codePointAt(0)!.toString(16)}}`
