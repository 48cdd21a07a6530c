import { codes } from './codes.ts'
import { slotRoles } from './slots.ts'
import type { SlotInfo } from './slots.ts'
import { tokenize } from './tokenize.ts'
import type { Dialect } from './dialect.ts'
import { lexicons } from './dialect.ts'

/** What reading a template once for a dialect gives. */
export interface Scan {
  readonly slots: readonly SlotInfo[]
  /** Some slot is the number of LIMIT or OFFSET. */
  readonly hasLimit: boolean
  /** Offset of the final semicolon in the last part, -1 where there is none. */
  readonly semicolon: number
  /** More than one statement: allowed only for scripts without slots. */
  readonly statements: number
  readonly endsInLineComment: boolean
  /** A server mode (NO_BACKSLASH_ESCAPES, standard_conforming_strings) would read the quotes differently. */
  readonly ambiguous: boolean
  /** Words UPDATE or DELETE occur as statements. */
  readonly writes: boolean
}

/** Reads the parts of a template in one dialect; throws where a slot could end up inside text, or the text is not self-contained. */
export function scan(parts: readonly string[], dialect: Dialect): Scan {
  const lexicon = lexicons[dialect]
  const result = tokenize(parts, lexicon)
  const { tokens } = result
  const semicolons = tokens.filter(token => token.kind === 'punctuation' && token.text === ';')
  const last = tokens.at(-1)
  const trailing = last !== undefined && last === semicolons.at(-1) && last.part === parts.length - 1
  if (semicolons.length > (trailing ? 1 : 0) && parts.length > 1) throw codes.error('SQL_SECOND_STATEMENT')
  if (parts.length > 1 && tokens.some(token => token.kind === 'placeholder')) throw codes.error('SQL_PLACEHOLDER_REFUSED')
  const slots = slotRoles(parts, tokens)
  return {
    slots,
    hasLimit: slots.some(slot => slot.role === 'limit'),
    semicolon: trailing ? last.start : -1,
    statements: semicolons.length + (trailing || last === undefined ? 0 : 1),
    endsInLineComment: result.endsInLineComment,
    ambiguous: lexicon.otherMode !== undefined && readsDifferently(parts, dialect, tokens.length),
    writes: tokens.some((token, index) => (token.text === 'update' || token.text === 'delete') && token.kind === 'word' && !/^(for|key|on|do)$/.test(tokens[index - 1]?.text ?? '')),
  }
}

function readsDifferently(parts: readonly string[], dialect: Dialect, tokens: number): boolean {
  if (!parts.some(part => part.includes('\\'))) return false
  try {
    return tokenize(parts, lexicons[dialect].otherMode!).tokens.length !== tokens
  } catch {
    return true
  }
}
