import type { TextPart, Unit } from '../../analysis/text-shape.ts'
import type { Range, SourceNode } from '../../model.ts'
import { refuse } from '../../edit/refusal.ts'
import { checkCommands } from './code-positions.ts'
import type { State } from './state.ts'

/** A unit of text, or an expression between units. */
export type Item = Unit | { readonly hole: SourceNode }

export type Pieces = (string | Range)[]

/** How expressions are written where they stand in a command. */
export interface Slots {
  /** Alone in a word that no quotes hold together: it may be several words, or none. */
  words(hole: SourceNode, state: State): Pieces
  /** A part of a word, or in quotes: one piece of one word. */
  part(hole: SourceNode, quote: string, state: State): Pieces
  /** The name of the program, or a part of it. */
  program(word: readonly Item[]): Pieces
  /** Text that begins a command and goes on with what follows; undefined where it is no text. */
  beginning(hole: SourceNode, state: State): Pieces | undefined
  /** A variable of the environment. */
  variable(name: string, isAlone: boolean): Pieces
  /** `;` and line breaks: what comes after now depends on what came before. */
  sequence(): void
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/

/** Reads a piece of a command as a shell does, and writes it as the inside of a template of our tag. */
export class CommandText {
  readonly #items: readonly Item[]
  readonly #slots: Slots
  readonly #isLast: boolean
  readonly #state: State
  readonly #out: Pieces = []
  #at = 0

  constructor(parts: readonly TextPart[], state: State, slots: Slots, isLast: boolean) {
    this.#items = parts.flatMap((part): Item[] => (part.kind === 'hole' ? [{ hole: part.node }] : [...part.units]))
    this.#state = state
    this.#slots = slots
    this.#isLast = isLast
  }

  convert(): Pieces {
    if (this.#state.isCommand && this.#state.isEmpty) checkCommands(this.#items)
    while (this.#at < this.#items.length) this.#step()
    return this.#out
  }

  #cooked(at: number): string | undefined {
    const item = this.#items[at]
    return item === undefined || 'hole' in item ? undefined : item.cooked
  }

  /** The text from a place to the next expression. */
  #ahead(at: number): string {
    let text = ''
    for (; this.#cooked(at) !== undefined && text.length < 200; at++) text += this.#cooked(at)!
    return text
  }

  #emit(count = 1): void {
    for (let end = this.#at + count; this.#at < end; this.#at++) {
      const item = this.#items[this.#at]
      if (item !== undefined && !('hole' in item)) this.#out.push(item.written)
    }
  }

  #isBoundary(at: number): boolean {
    if (at < 0 || at >= this.#items.length) return true
    const unit = this.#cooked(at)
    return unit !== undefined && /[\s|;&<>()]/.test(unit)
  }

  #step(): void {
    const item = this.#items[this.#at]!
    const state = this.#state
    if ('hole' in item) return this.#hole(item.hole)
    const unit = item.cooked
    if (/[ \t]/.test(unit)) {
      this.#endWord()
      return this.#emit()
    }
    if (unit === '\n' || unit === '\r' || unit === ';') return this.#separator(unit)
    if (unit === '|' || unit === '&') return this.#operator(unit)
    if (unit === '<' || unit === '>') return this.#redirect()
    if (/[()`]/.test(unit) || (unit === '#' && state.isWordStart) || (/[{}!]/.test(unit) && state.isWordStart && state.isCommand && this.#isBoundary(this.#at + 1))) return refuse('SHELL_SYNTAX')
    if (state.isCommand && state.isWordStart && !state.isRedirect && this.#startsProgram()) return this.#program()
    state.isEmpty = false
    if (unit === '$') return this.#dollar('')
    state.isWordStart = false
    if (unit === "'" || unit === '"') return this.#quoted(unit)
    if (unit === '\\') return this.#escape()
    this.#emit()
  }

  /** A word ends: the first that is no assignment is the name of the program. */
  #endWord(): void {
    const state = this.#state
    if (!state.isWordStart && !state.isRedirect) state.isCommand = state.isCommand && this.#wasAssignment
    if (!state.isWordStart) state.isRedirect = false
    this.#wasAssignment = false
    state.isWordStart = true
  }
  #wasAssignment = false

  /** Whether the word here names a program in part by an expression. Words that assign a variable before the name are passed over. */
  #startsProgram(): boolean {
    let at = this.#at
    let holes = 0
    let text = ''
    for (let quote = ''; at < this.#items.length; at++) {
      const item = this.#items[at]!
      if ('hole' in item) {
        holes++
        continue
      }
      if (quote === '' && this.#isBoundary(at)) break
      if (item.cooked === quote) quote = ''
      else if (quote === '' && /["']/.test(item.cooked)) quote = item.cooked
      if (holes === 0) text += item.cooked
    }
    if (/^[A-Za-z_]\w*=/.test(text)) this.#wasAssignment = true
    return holes > 0 && !this.#wasAssignment
  }

  #program(): void {
    const word: Item[] = []
    for (let quote = ''; this.#at < this.#items.length; this.#at++) {
      const item = this.#items[this.#at]!
      if ('hole' in item) word.push(item)
      else if (quote === '' && this.#isBoundary(this.#at)) break
      else if (item.cooked === quote) quote = ''
      else if (quote === '' && /["']/.test(item.cooked)) quote = item.cooked
      else word.push(item)
    }
    this.#out.push(...this.#slots.program(word))
    Object.assign(this.#state, { isCommand: false, isWordStart: false, isEmpty: false })
  }

  #hole(hole: SourceNode): void {
    const state = this.#state
    const begin = state.isCommand && state.isWordStart && !state.isRedirect && !this.#isAssigned() ? this.#slots.beginning(hole, state) : undefined
    if (begin !== undefined) {
      this.#at++
      this.#out.push(...begin)
      return
    }
    if (state.isCommand && state.isWordStart && !state.isRedirect && !this.#isAssigned()) return this.#program()
    const isAlone = state.isWordStart && this.#isBoundary(this.#at + 1) && !state.isRedirect
    this.#at++
    this.#out.push(...(isAlone ? this.#slots.words(hole, state) : this.#slots.part(hole, '', state)))
    state.isEmpty = false
    state.isWordStart = false
  }

  #isAssigned(): boolean {
    return this.#wasAssignment
  }

  #separator(unit: string): void {
    const rest = this.#items.slice(this.#at).every(item => !('hole' in item) && /[\s;]/.test(item.cooked))
    if (unit === ';' && this.#cooked(this.#at + 1) === ';') return refuse('SHELL_SYNTAX')
    this.#endWord()
    const isNothing = this.#state.isEmpty
    if (unit !== ';' && (isNothing || rest)) return this.#emit()
    if (isNothing) return refuse('SHELL_SYNTAX')
    this.#at++
    if (rest && this.#isLast) return
    if (rest) return refuse('SHELL_SYNTAX')
    this.#slots.sequence()
    this.#out.push(unit === ';' ? ' &&' : ' &&\n')
    Object.assign(this.#state, { isCommand: true, isEmpty: true })
    for (; this.#cooked(this.#at) === '\n' || this.#cooked(this.#at) === '\r'; this.#at++);
  }

  #operator(unit: string): void {
    const next = this.#cooked(this.#at + 1)
    this.#endWord()
    if (unit === '&' && next !== '&') return refuse('SHELL_SYNTAX')
    if (unit === '|' && next === '&') return refuse('SHELL_SYNTAX')
    if (this.#state.isEmpty) return refuse('SHELL_SYNTAX')
    this.#emit(next === unit ? 2 : 1)
    Object.assign(this.#state, { isCommand: true, isEmpty: true })
  }

  #redirect(): void {
    const text = this.#ahead(this.#at)
    const form = /^(?:>&[12](?=[\s|;&]|$)|>>|>\||>|<)(?!\()/.exec(text)?.[0]
    if (form === undefined || text.startsWith('<<') || text.startsWith('<>') || text.startsWith('<&')) return refuse('SHELL_SYNTAX')
    // The digit before it belongs to it: 2>.
    const before = this.#out.at(-1)
    if (this.#state.isWordStart || !(typeof before === 'string' && /[0-2]$/.test(before))) this.#endWord()
    this.#emit(form.length)
    if (!form.startsWith('>&')) this.#state.isRedirect = true
    this.#state.isWordStart = true
  }

  #quoted(quote: string): void {
    this.#emit()
    for (;;) {
      const item = this.#items[this.#at]
      if (item === undefined) return refuse('QUOTE_OPEN')
      if ('hole' in item) {
        this.#at++
        this.#out.push(...this.#slots.part(item.hole, quote, this.#state))
      }
      else if (item.cooked === quote) return this.#emit()
      else if (quote === '"' && item.cooked === '`') return refuse('SHELL_SYNTAX')
      else if (quote === '"' && item.cooked === '$') this.#dollar('"')
      else if (quote === '"' && item.cooked === '\\') this.#escape()
      else this.#emit()
    }
  }

  #escape(): void {
    const next = this.#items[this.#at + 1]
    if (next === undefined || 'hole' in next) return refuse('QUOTE_ESCAPES', next?.hole)
    if (next.cooked === '\n') {
      this.#at += 2
      this.#out.push('\n')
      this.#state.isWordStart = true
      return
    }
    this.#emit(2)
  }

  /** `$NAME` and `${NAME}`; a lone `$` is itself. */
  #dollar(quote: string): void {
    const text = this.#ahead(this.#at + 1)
    const name = NAME.exec(text)?.[0]
    const braced = /^\{([A-Za-z_]\w*)\}/.exec(text)
    if (name === undefined && braced === null) {
      if (text === '' && this.#at + 1 < this.#items.length) return refuse('SHELL_SYNTAX')
      if (/^[({?$!#*@0-9'"-]/.test(text) && !(quote === '"' && text.startsWith('"'))) return refuse('SHELL_SYNTAX')
      this.#state.isWordStart = false
      return this.#emit()
    }
    const width = 1 + (name ?? braced![0]).length
    const isAlone = quote === '' && this.#state.isWordStart && this.#isBoundary(this.#at + width)
    if (isAlone && this.#state.isCommand && !this.#state.isRedirect) return refuse('SHELL_SYNTAX')
    this.#at += width
    this.#state.isWordStart = false
    this.#out.push(...this.#slots.variable(name ?? braced![1]!, isAlone))
  }
}
