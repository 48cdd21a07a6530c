import { codes } from './codes.ts'
import { Fragment } from './fragment.ts'
import { quoteIdentifier } from './identifier.ts'
import type { Dialect } from './dialect.ts'
import type { Part, Writer } from './part.ts'
import type { SlotInfo } from './slots.ts'
import { Template } from './template.ts'

const MAX_VALUES: Readonly<Record<Dialect, number>> = { postgres: 65_535, mysql: 65_535, sqlite: 32_766 }

// Two pieces that would read as one token, comment or string when joined: `-` and `-1`, `'a'` and `'b'`, `$1` and `0`.
const WORD = /[\w$\u0080-\uffff]/
const OPERATOR = /[-/*|&<>=!+%^~@#?:]/
const QUOTE = /['"`]/
const SIGIL = /[:@#?]/
const DECIMAL = /^\.\d/

/** Writes the text of a fragment: the slow path, taken once per shape. */
export class TextWriter implements Writer {
  readonly dialect: Dialect
  readonly writes: boolean
  readonly #ambiguous: boolean
  readonly #pieces: string[] = []
  #last = ' '
  #count = 0

  constructor(dialect: Dialect, writes: boolean, ambiguous: boolean) {
    this.dialect = dialect
    this.writes = writes
    this.#ambiguous = ambiguous
  }

  text(piece: string): void {
    if (piece === '') return
    const last = this.#last
    const first = piece[0]!
    const joins = (WORD.test(last) && (WORD.test(first) || DECIMAL.test(piece))) || (SIGIL.test(last) && WORD.test(first)) || (OPERATOR.test(last) && OPERATOR.test(first)) || (QUOTE.test(last) && last === first)
    if (joins) this.#pieces.push(' ')
    this.#pieces.push(piece)
    this.#last = piece.at(-1)!
  }

  placeholder(): void {
    this.#count++
    if (this.#count > MAX_VALUES[this.dialect]) throw codes.error('SQL_TOO_MANY_VALUES', { details: { max: MAX_VALUES[this.dialect] } })
    this.text(this.dialect === 'postgres' ? `$${this.#count}` : '?')
  }

  identifier(name: string): void {
    if (this.#ambiguous) throw codes.error('SQL_TEXT_AMBIGUOUS')
    this.text(quoteIdentifier(name, this.dialect))
  }

  fragment(fragment: unknown, slot: SlotInfo | undefined): void {
    const shape = Fragment.shape(fragment as Fragment)
    if (shape instanceof Template) this.#template(shape, Fragment.values(fragment as Fragment), slot !== undefined)
    else shape.write(this, slot)
  }

  finish(): string {
    return this.#pieces.join('')
  }

  #template(template: Template, values: readonly unknown[], isNested: boolean): void {
    const scan = template.scan(this.dialect)
    template.parts.forEach((part, index) => {
      const slot = scan.slots[index]
      const value = values[index]
      const end = slot === undefined && scan.semicolon !== -1 && scan.statements === 1 ? scan.semicolon : replacesIn(value, this.dialect) ? slot!.inStart : part.length
      this.text(part.slice(0, end))
      if (slot === undefined) return
      if (Fragment.is(value)) this.fragment(value, slot)
      else {
        if (part === '' && index > 0 && !Fragment.is(values[index - 1])) throw codes.error('SQL_SLOT_GLUED', { at: `slot ${index + 1}` })
        this.#value(slot, index)
      }
    })
    if (isNested && scan.endsInLineComment) this.text('\n')
  }

  #value(slot: SlotInfo, index: number): void {
    const at = `slot ${index + 1}`
    if (slot.glued) throw codes.error('SQL_SLOT_GLUED', { at })
    if (slot.role === 'in' || slot.role === 'not-in') throw codes.error('SQL_LIST_REFUSED', { at })
    this.placeholder()
  }
}

function replacesIn(value: unknown, dialect: Dialect): boolean {
  if (!Fragment.is(value)) return false
  return (Fragment.shape(value) as Partial<Part>).replacesIn?.(dialect) === true
}
