import { flag, readOptions } from '@breakwater/core'
import { types } from 'node:util'
import { checkText } from '../slots/text.ts'
import { shellWords } from '../slots/shell-words.ts'
import { ShellValue } from '../slots/value.ts'
import { words as strictWords } from '../slots/words.ts'

/** What a concatenation would have made text of. */
export type Textual = string | number | bigint | boolean | Uint8Array | URL | Date | undefined | null

/** Options of `words` of the face. */
export interface WordsOptions {
  /** Words may be options and a subcommand: for a value that is meant to hold them. What runs code is refused all the same (false). */
  options?: boolean
}

const spec = { options: flag(false) }

/** A value as a concatenation writes it; what is no text is left to be refused. */
export function asText(value: unknown): unknown {
  if (typeof value === 'boolean') return String(value)
  if (types.isUint8Array(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString()
  if (types.isDate(value)) return Date.prototype.toString.call(value)
  return value instanceof URL && !types.isProxy(value) ? value.href : value
}

/**
 * The words that a shell would have read in a value: blanks end a word, quotes and backslashes hold one together, nothing is expanded and no operator is one. Nothing gives no
 * word. Each word is judged as a value of its own; with `options` it may begin with a dash. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED.
 */
export function words(value: Textual, options?: WordsOptions): ShellValue {
  const { options: isLoose } = readOptions('words', options, spec)
  const text = asText(value)
  if (typeof text !== 'string') return strictWords(text as never)
  const kind = isLoose ? ('loose' as const) : ('word' as const)
  return ShellValue.make('many', shellWords(checkText(text, 'words')).map(word => ({ text: word, kind })))
}
