import { codes } from './codes.ts'
import type { Lexicon } from './dialect.ts'

/** A piece of SQL text. Words are in lower case; strings and quoted names carry no text. */
export interface Token {
  readonly kind: 'word' | 'number' | 'punctuation' | 'quoted' | 'placeholder' | 'slot'
  readonly text: string
  readonly part: number
  readonly start: number
  readonly end: number
}

const SPACE = /[\s\u0000]+/y
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y
const NUMBER = /\d[\w.]*/y
const DOLLAR_TAG = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y

/**
 * Cuts the parts of a template into tokens, with a slot between two parts.
 * Refuses a part that ends inside a string, a quoted name or a comment (SQL_SLOT_IN_QUOTES, SQL_TEXT_UNCLOSED).
 */
export function tokenize(parts: readonly string[], lexicon: Lexicon): { tokens: Token[]; endsInLineComment: boolean } {
  const tokens: Token[] = []
  let endsInLineComment = false
  for (let part = 0; part < parts.length; part++) {
    const text = parts[part]!
    const isLast = part === parts.length - 1
    let at = 0
    while (at < text.length) {
      const start = at
      const space = match(SPACE, text, at)
      if (space) {
        at += space.length
        continue
      }
      const comment = commentEnd(text, at, lexicon)
      if (comment) {
        if (!comment.closed && (!comment.line || !isLast)) throw unclosed(isLast, part)
        endsInLineComment ||= comment.line && !comment.closed
        at = comment.end
        continue
      }
      const quoted = quotedEnd(text, at, lexicon, tokens)
      if (quoted !== undefined) {
        if (quoted === -1) throw unclosed(isLast, part)
        at = quoted
        tokens.push({ kind: 'quoted', text: '', part, start, end: at })
        continue
      }
      const placeholder = match(lexicon.placeholder, text, at)
      const word = placeholder ?? match(WORD, text, at) ?? match(NUMBER, text, at) ?? text[at]!
      at += word.length
      tokens.push({ kind: placeholder ? 'placeholder' : kindOf(word), text: word.toLowerCase(), part, start, end: at })
    }
    if (!isLast) tokens.push({ kind: 'slot', text: '', part: part + 1, start: 0, end: 0 })
  }
  return { tokens, endsInLineComment }
}

const unclosed = (isLast: boolean, part: number) =>
  isLast ? codes.error('SQL_TEXT_UNCLOSED') : codes.error('SQL_SLOT_IN_QUOTES', { at: `slot ${part + 1}`, details: { slot: part + 1 } })

function kindOf(word: string): Token['kind'] {
  if (/^\d/.test(word)) return 'number'
  return word.length > 1 || /^[A-Za-z_\u0080-\uffff]/.test(word) ? 'word' : 'punctuation'
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function commentEnd(text: string, at: number, lexicon: Lexicon): { end: number; closed: boolean; line: boolean } | undefined {
  const isLine = (text.startsWith('--', at) && (!lexicon.dashNeedsSpace || at + 2 === text.length || /[\s\u0000-\u001f]/.test(text[at + 2]!))) || (lexicon.hashComments && text[at] === '#')
  if (isLine) {
    const newline = text.slice(at).search(/[\r\n]/)
    return newline === -1 ? { end: text.length, closed: false, line: true } : { end: at + newline + 1, closed: true, line: true }
  }
  if (!text.startsWith('/*', at)) return undefined
  let depth = 1
  for (let index = at + 2; index < text.length; index++) {
    if (text.startsWith('*/', index)) {
      index++
      if (--depth === 0) return { end: index + 1, closed: true, line: false }
    } else if (lexicon.nestedComments && text.startsWith('/*', index)) {
      depth++
      index++
    }
  }
  return { end: text.length, closed: false, line: false }
}

/** The end of a string or quoted name that starts at `at`, -1 where it does not end, undefined where none starts. */
function quotedEnd(text: string, at: number, lexicon: Lexicon, tokens: readonly Token[]): number | undefined {
  const quote = text[at]!
  if (quote === "'") return stringEnd(text, at, quote, lexicon.backslash || (lexicon.eStrings && isEString(tokens, at)))
  if (quote === '"') return stringEnd(text, at, quote, lexicon.backslashInDouble)
  if (quote === '`' && lexicon.backticks) return stringEnd(text, at, quote, false)
  if (quote === '[' && lexicon.brackets) return text.indexOf(']', at) + 1 || -1
  if (quote === '$' && lexicon.dollarQuotes) {
    const tag = match(DOLLAR_TAG, text, at)
    if (!tag) return undefined
    const end = text.indexOf(tag, at + tag.length)
    return end === -1 ? -1 : end + tag.length
  }
  return undefined
}

function isEString(tokens: readonly Token[], at: number): boolean {
  const before = tokens.at(-1)
  return before?.kind === 'word' && before.text === 'e' && before.end === at
}

function stringEnd(text: string, start: number, quote: string, backslash: boolean): number {
  for (let index = start + 1; index < text.length; index++) {
    if (backslash && text[index] === '\\') index++
    else if (text[index] === quote) {
      if (text[index + 1] !== quote) return index + 1
      index++
    }
  }
  return -1
}
