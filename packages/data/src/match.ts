import { limit, readOptions } from '@breakwater/core'
import { codes } from './codes.ts'

/** Text as a pattern that matches just this text, anywhere in a pattern, with or without the flags u and v. Code: DATA_INPUT_REFUSED. */
export function escapeRegex(text: string): string {
  if (typeof text !== 'string') throw codes.error('DATA_INPUT_REFUSED', { at: 'escapeRegex' })
  const hex = (char: string) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`
  // A first letter or digit would join an escape before it, such as \0 or \c; other marks mean something under the flag v.
  return text
    .replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
    .replace(/^[0-9a-zA-Z]|[-,=<>#&!%:;@~'"`\s]/g, char => (char.charCodeAt(0) < 256 ? hex(char) : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`))
}

/** Limits of `matchUntrusted`. */
export interface MatchLimits {
  /** Of the pattern, in UTF-16 units (1000). */
  maxPattern?: number
  /** Of the text, in UTF-16 units (100 000). */
  maxText?: number
}

interface Engine {
  compile(pattern: string, flags?: number): { matcher(text: string): { find(): boolean } }
}

const spec = { maxPattern: limit(1000, { max: 10_000 }), maxText: limit(100_000) }

/**
 * Whether a pattern from outside occurs in a text, by RE2's linear-time engine (the package re2js, an optional peer): no pattern can stall the process (CWE-1333).
 * Codes: DATA_PATTERN_REFUSED, DATA_TOO_LARGE, DATA_INPUT_REFUSED, DATA_PARSER_MISSING.
 */
export function matchUntrusted(pattern: string, text: string, limits?: MatchLimits): boolean {
  const where = 'matchUntrusted'
  const { maxPattern, maxText } = readOptions(where, limits, spec)
  if (typeof pattern !== 'string' || typeof text !== 'string') throw codes.error('DATA_INPUT_REFUSED', { at: where })
  if (pattern.length > maxPattern || text.length > maxText) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxPattern, maxText } })
  // RE2 unrolls counted repetition: nested counts multiply the program, so their product is bounded before it is built.
  let size = 1
  for (const [, low, high] of pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)) size *= Math.max(1, Number(high || low))
  if (size > 1000) throw codes.error('DATA_PATTERN_REFUSED', { at: where, got: 'counts that multiply to more than 1000' })
  const engine = load(where)
  let compiled
  try {
    compiled = engine.compile(pattern)
  } catch {
    throw codes.error('DATA_PATTERN_REFUSED', { at: where })
  }
  return compiled.matcher(text).find()
}

function load(where: string): Engine {
  try {
    return (require('re2js') as { RE2JS: Engine }).RE2JS
  } catch (cause) {
    throw codes.error('DATA_PARSER_MISSING', { at: where, got: 're2js', cause })
  }
}
