import { BreakwaterError, readOptions } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { check } from './check.ts'
import { codes } from './codes.ts'
import { limitSpec, readJson, stringEnd } from './parse-json.ts'
import type { DataLimits } from './parse-json.ts'
import { textOf } from './text.ts'

const MAX_CANDIDATES = 64

/**
 * Finds the JSON in a language model's reply, through fences, prose, comments and trailing commas, and checks it: the last object or array that fits the schema
 * is the answer (models think first), and outer ones come before what they hold. Nothing is guessed beyond that. Linear in the text.
 * Codes: DATA_JSON_MISSING, DATA_INVALID where JSON was found that does not fit, those of parseJson.
 */
export function parseModelOutput<S extends Schema>(reply: string, schema: S, limits?: DataLimits): Infer<S> {
  const where = 'parseModelOutput'
  const read = readOptions(where, limits, limitSpec)
  const text = textOf(reply, read.maxBytes, where)
  let best: unknown
  for (const candidate of [text.trim(), ...candidates(text)]) {
    try {
      return check(schema, readJson(candidate, read, where), where)
    } catch (error) {
      if (!BreakwaterError.is(error) || error.kind === 'misuse') throw error
      // Prose is no JSON; what was JSON and did not fit is the more helpful answer, and of several the first tried.
      if (error.code !== 'DATA_MALFORMED') best ??= error
    }
  }
  throw best ?? codes.error('DATA_JSON_MISSING', { at: where, details: { length: text.length } })
}

/** The outermost balanced pieces, last first. */
function candidates(text: string): string[] {
  const found: string[] = []
  // Openings that never close would each be read to the end of the text: what is read in vain is bounded by a few times its length.
  let budget = 4 * text.length
  for (let index = 0; index < text.length && budget > 0; index++) {
    const unit = text.charCodeAt(index)
    if (unit !== 0x7b && unit !== 0x5b) continue
    // What does not begin like JSON is prose in brackets.
    if (!BEGINS.test(text.slice(index, index + 200))) continue
    const piece = balanced(text, index)
    if (piece.json === undefined) {
      budget -= piece.end - index
      continue
    }
    found.push(piece.json)
    if (found.length > MAX_CANDIDATES) found.shift()
    index = piece.end
  }
  return found.reverse()
}

const BEGINS = /^(?:\{\s*(?:["}]|\/[/*])|\[\s*(?:["\]{[\dtfn-]|\/[/*]))/

/** The piece from an opening bracket to its match, without comments and trailing commas. Without `json` where it never ends. */
function balanced(text: string, start: number): { json?: string; end: number } {
  const parts: string[] = []
  const stack: string[] = []
  let kept = start
  let comma = false
  const keep = (end: number) => {
    parts.push(text.slice(kept, end))
    kept = end
  }
  for (let index = start; index < text.length; index++) {
    const char = text[index]!
    if (char === ' ' || char === '\n' || char === '\r' || char === '\t') continue
    if (char === '/' && (text[index + 1] === '/' || text[index + 1] === '*')) {
      keep(index)
      const close = text[index + 1] === '/' ? text.indexOf('\n', index) : text.indexOf('*/', index + 2)
      if (close === -1) return { end: text.length }
      index = text[index + 1] === '/' ? close : close + 1
      kept = index + 1
      continue
    }
    if (stack.length > 1000) return { end: index }
    const closes = char === '}' || char === ']'
    if (comma && !closes) parts.push(',')
    if (comma) {
      parts.push(text.slice(kept, index))
      kept = index
      comma = false
    }
    if (char === '"') index = stringEnd(text, index + 1)
    else if (char === '{') stack.push('}')
    else if (char === '[') stack.push(']')
    else if (char === ',') {
      keep(index)
      kept = index + 1
      comma = true
    } else if (closes) {
      if (stack.pop() !== char) return { end: index }
      if (stack.length === 0) {
        keep(index + 1)
        return { json: parts.join(''), end: index }
      }
    }
  }
  return { end: text.length }
}
