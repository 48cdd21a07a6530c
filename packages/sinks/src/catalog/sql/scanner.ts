import type { Dialect } from './drivers.ts'

/** A token of SQL text; words are in lower case. */
export interface Token {
  readonly kind: 'word' | 'number' | 'punctuation' | 'string' | 'name' | 'hole'
  readonly text: string
}

/** Where a scanner stands between two pieces of text. */
interface Paren {
  /** What stands before the opening parenthesis. */
  readonly before: readonly Token[]
  readonly clause: string
  readonly tokens: Token[]
}

/** What is open: nothing, a quote, a quoted name, a comment. */
type Mode = 'code' | 'string' | 'name' | 'comment' | 'line'

const WORD = /[A-Za-z_@#\u0080-\uffff]/
const WORD_REST = /[\w$@#\u0080-\uffff]/
const CLAUSES = new Set(['select', 'from', 'where', 'set', 'values', 'order', 'group', 'having', 'limit', 'offset', 'on', 'returning', 'join', 'into', 'update', 'union', 'using', 'delete', 'insert', 'replace'])

/** Reads SQL text unit by unit, across pieces; knows what is open and what came before. */
export class Scanner {
  readonly dialect: Dialect
  mode: Mode = 'code'
  /** The character that closes what is open. */
  quote = ''
  /** Levels of parentheses, the outermost first. */
  levels: Paren[] = [{ before: [], clause: '', tokens: [] }]
  /** The first word of the statement. */
  verb = ''
  /** What was read so far. */
  text = ''
  /** Text after a semicolon: a second statement. */
  isSecondStatement = false
  #word = ''
  #wasSemicolon = false

  constructor(dialect: Dialect) {
    this.dialect = dialect
  }

  clone(): Scanner {
    const copy = new Scanner(this.dialect)
    copy.mode = this.mode
    copy.quote = this.quote
    copy.levels = this.levels.map(level => ({ ...level, tokens: [...level.tokens] }))
    copy.verb = this.verb
    copy.text = this.text
    copy.isSecondStatement = this.isSecondStatement
    copy.#word = this.#word
    copy.#wasSemicolon = this.#wasSemicolon
    return copy
  }

  get level(): Paren {
    return this.levels.at(-1)!
  }

  /** The text of the word that is being read, glued to what comes next. */
  get openWord(): string {
    return this.#word
  }

  /** Reads text[at]; gives how many units were taken. */
  step(text: string, at: number): number {
    const taken = this.#take(text, at)
    this.text += text.slice(at, at + taken)
    return taken
  }

  #take(text: string, at: number): number {
    const unit = text[at]!
    const next = text[at + 1]
    if (this.mode === 'line') {
      if (unit === '\n' || unit === '\r') this.mode = 'code'
      return 1
    }
    if (this.mode === 'comment') {
      if (unit !== '*' || next !== '/') return 1
      this.mode = 'code'
      return 2
    }
    if (this.mode !== 'code') {
      if (this.dialect === 'mysql' && unit === '\\' && this.quote !== '`' && next !== undefined) return 2
      if (unit !== this.quote) return 1
      if (next === this.quote) return 2
      this.#push({ kind: this.mode === 'string' ? 'string' : 'name', text: '' })
      this.mode = 'code'
      return 1
    }
    if (WORD.test(unit) || (this.#word !== '' && WORD_REST.test(unit))) {
      if (unit === '#' && this.#word === '' && this.dialect === 'mysql') {
        this.mode = 'line'
        return 1
      }
      this.#word += unit
      return 1
    }
    if (/[0-9]/.test(unit)) {
      this.#word += unit
      return 1
    }
    this.endWord()
    if (/\s/.test(unit)) return 1
    if (unit === '-' && next === '-') {
      this.mode = 'line'
      return 2
    }
    if (unit === '/' && next === '*') {
      this.mode = 'comment'
      return 2
    }
    if (unit === "'" || unit === '"' || (unit === '`' && this.dialect !== 'postgres')) {
      this.quote = unit
      this.mode = unit === "'" || (unit === '"' && this.dialect === 'mysql') ? 'string' : 'name'
      return 1
    }
    if (unit === '(') {
      this.levels.push({ before: this.level.tokens.slice(-6), clause: '', tokens: [] })
      return 1
    }
    if (unit === ')') {
      if (this.levels.length > 1) this.levels.pop()
      this.#push({ kind: 'punctuation', text: ')' })
      return 1
    }
    if (unit === ';') {
      this.#wasSemicolon = true
      return 1
    }
    this.#push({ kind: 'punctuation', text: unit })
    return 1
  }

  /** A value or a piece of SQL stands here. */
  hole(): void {
    this.endWord()
    this.text += '\u0001'
    this.#push({ kind: 'hole', text: '' })
  }

  /** Takes back the word that is being read. */
  forgetWord(): void {
    this.#word = ''
  }

  endWord(): void {
    if (this.#word === '') return
    const text = this.#word.toLowerCase()
    this.#word = ''
    this.#push({ kind: /^\d/.test(text) ? 'number' : 'word', text })
  }

  #push(token: Token): void {
    if (this.#wasSemicolon) this.isSecondStatement = true
    const level = this.level
    if (token.kind === 'word') {
      if (this.verb === '' && this.levels.length === 1 && level.tokens.length === 0) this.verb = token.text
      if (CLAUSES.has(token.text)) this.levels[this.levels.length - 1] = { ...level, clause: token.text, tokens: [...level.tokens, token] }
      else level.tokens.push(token)
      return
    }
    level.tokens.push(token)
  }
}
