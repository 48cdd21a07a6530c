import { bare } from '../../analysis/syntax.ts'
import type { TextPart, Unit } from '../../analysis/text-shape.ts'
import { unitsOf } from '../../analysis/text-shape.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, rangeOf } from '../../tree.ts'
import type { Bound } from './bound.ts'
import type { Conversion, TextContext } from './conversion.ts'
import { placeholderAt } from './placeholders.ts'
import { takesValues } from './position.ts'
import { quotedSlot } from './quoted.ts'
import { refuse } from '../../edit/refusal.ts'
import type { Scanner } from './scanner.ts'
import { slotFor } from './slots.ts'
import type { Trimmed } from './trimmed.ts'
import { withoutComma } from './trimmed.ts'

/** A unit of text, or an expression between units. */
export type Item = Unit | { readonly hole: SourceNode }

/** Stands for an expression in the flat text. */
export const HOLE = '\u0001'

/** Writes one text expression as a template with our tag. */
export class Builder {
  readonly conversion: Conversion
  readonly scanner: Scanner
  readonly context: TextContext
  /** What the template holds so far. */
  readonly out: (string | Range)[] = []
  items: readonly Item[] = []
  flat = ''
  at = 0
  #bound: Bound | undefined
  /** The expression that the template stands for. */
  root: SourceNode | undefined
  /** Where in `out` the last word of SQL starts. */
  wordAt = 0

  constructor(conversion: Conversion, context: TextContext) {
    this.conversion = conversion
    this.context = context
    this.scanner = context.scanner.clone()
  }

  /** A text expression with its parts: the tag, the text, the slots. */
  convert(node: SourceNode, parts: readonly TextPart[]): Scanner {
    this.#begin(node)
    this.#read(parts)
    this.#emit(rangeOf(node), '')
    return this.scanner
  }

  /** `text += more` becomes `text = sql`${text}more``. */
  append(assignments: readonly SourceNode[], trimmed?: Trimmed): Scanner {
    const assignment = assignments[0]!
    const left = child(assignment, 'left')!
    for (const each of assignments) if (this.conversion.host.parentOf(each)?.type !== 'ExpressionStatement') refuse('TEXT_ESCAPES', each)
    this.#begin(assignment)
    const all = assignments.flatMap(each => this.#partsOf(child(each, 'right')!))
    const parts = trimmed === undefined ? all : withoutComma(all, trimmed, assignment)
    const isEmpty = this.conversion.mayBeEmpty(left)
    if (isEmpty && !parts.some(part => part.kind === 'text' && part.units.some(unit => unit.cooked.trim() !== ''))) refuse('TEXT_TESTED', assignment)
    this.#read(parts)
    const name = this.conversion.host.text.slice(...rangeOf(left))
    const head = `\${${name}${isEmpty ? ` || ${this.conversion.tag()}\`\`` : ''}}${trimmed === undefined ? '' : `\${${trimmed.separator}}`}`
    this.#emit([rangeOf(left)[1], rangeOf(assignments.at(-1)!)[1]], ' = ', head, trimmed === undefined ? '' : `, ${trimmed.separator} = ${this.conversion.tag()}\`, \``)
    return this.scanner
  }

  /** A text and the `+=` right after it, as one. */
  convertRun(value: SourceNode, assignments: readonly SourceNode[]): Scanner {
    this.#begin(value)
    const parts = [value, ...assignments.map(each => child(each, 'right')!)].flatMap(each => this.#partsOf(each))
    this.#read(parts)
    this.#emit([rangeOf(value)[0], rangeOf(assignments.at(-1)!)[1]], '')
    return this.scanner
  }

  #partsOf(expression: SourceNode): readonly TextPart[] {
    return this.conversion.analysis.shapes.partsOf(expression) ?? [{ kind: 'hole', node: expression }]
  }

  /** An expression of unknown content becomes a fragment of one slot, where its place allows that. */
  wrap(node: SourceNode): Scanner {
    this.#begin(node)
    this.#read([{ kind: 'hole', node }], true)
    this.#emit(rangeOf(node), '')
    return this.scanner
  }

  /** The values for the placeholders of this piece. */
  get bound(): Bound | undefined {
    return this.#bound
  }

  #begin(node: SourceNode): void {
    this.root = node
    this.#bound = this.context.bound?.forPiece?.(node) ?? this.context.bound
  }

  /** Text that is known: read and written as if it stood there. */
  inline(text: string): void {
    const units = unitsOf(text)
    this.items = [...this.items.slice(0, this.at), ...units, ...this.items.slice(this.at + 1)]
    this.flat = this.flat.slice(0, this.at) + text + this.flat.slice(this.at + 1)
  }

  /** What comes after the current position. */
  get rest(): string {
    return this.flat.slice(this.at + 1)
  }

  /** Takes the last word of SQL out of the template again. */
  dropWord(): void {
    this.out.length = this.wordAt
  }

  #read(parts: readonly TextPart[], isLeaf = false): void {
    const items: Item[] = []
    parts.forEach(part => {
      if (part.kind === 'hole' && bare(part.node).type === 'SequenceExpression') refuse('TEXT_FROM_OUTSIDE', part.node)
      if (part.kind === 'hole') items.push({ hole: part.node })
      else items.push(...(part.onNewLine ? brokenLine(items, part.units, part.indent) : part.units))
    })
    this.items = items
    this.flat = items.map(item => ('hole' in item ? HOLE : item.cooked)).join('')
    let wasWord = false
    for (this.at = 0; this.at < this.items.length;) {
      const item = this.items[this.at]!
      if ('hole' in item) {
        this.#hole(item.hole, isLeaf)
        wasWord = false
        continue
      }
      if (this.scanner.mode === 'code' && placeholderAt(this)) continue
      const isWord = this.scanner.mode === 'code' && /[\w]/.test(item.cooked)
      if (isWord && !wasWord) this.wordAt = this.out.length
      if (isWord) wasWord = true
      else if (!/\s/.test(item.cooked)) wasWord = false
      if (/\s/.test(item.cooked)) wasWord = false
      if (this.scanner.mode === 'code' && this.#quoted()) continue
      const taken = this.scanner.step(this.flat, this.at)
      for (let step = 0; step < taken; step++) this.#copy()
    }
    if (this.scanner.mode !== 'code') refuse(this.scanner.mode === 'line' || this.scanner.mode === 'comment' ? 'COMMENT_OPEN' : 'QUOTE_OPEN')
    if (this.scanner.isSecondStatement) refuse('SECOND_STATEMENT')
  }

  #copy(): void {
    const item = this.items[this.at++]
    if (item === undefined) return
    if ('hole' in item) refuse('SLOT_IN_QUOTES', item.hole)
    else this.out.push(item.written)
  }

  #hole(hole: SourceNode, isLeaf: boolean): void {
    if (this.scanner.mode !== 'code') refuse('SLOT_IN_COMMENT', hole)
    const slot = slotFor(this, hole, isLeaf)
    if (slot === 'inlined') return
    this.slot(slot)
    this.at++
  }

  /** A quote that opens here and holds a slot: quote, text and slots become one slot. */
  #quoted(): boolean {
    const unit = this.flat[this.at]!
    const isQuote = unit === "'" || unit === '"' || (unit === '`' && this.scanner.dialect !== 'postgres')
    if (!isQuote) return false
    const ahead = this.scanner.clone()
    let end = this.at
    do end += ahead.step(this.flat, end)
    while (end < this.flat.length && ahead.mode !== 'code')
    if (ahead.mode !== 'code') refuse('QUOTE_OPEN')
    const inside = this.items.slice(this.at + 1, end - 1)
    if (!inside.some(item => 'hole' in item)) return false
    const start = this.at
    this.at = end - 1
    if (!takesValues(this.scanner) && unit !== '`' && !(unit === '"' && this.scanner.dialect !== 'mysql')) refuse('STATEMENT_UNBINDABLE')
    const slot = quotedSlot(this, unit, inside, start)
    this.slot(slot)
    this.at++
    return true
  }

  /** Text with slots, for a target that takes text and values apart. */
  positional(node: SourceNode, parts: readonly TextPart[]): void {
    this.#begin(node)
    this.#read(parts)
  }

  /** Where in `out` the slots stand. */
  readonly slots: { readonly from: number; readonly to: number }[] = []

  slot(pieces: readonly (string | Range)[]): void {
    this.slots.push({ from: this.out.length, to: this.out.length + pieces.length })
    this.out.push(...pieces)
    this.scanner.hole()
  }

  #emit(range: Range, before: string, head = '', after = ''): void {
    const kept = this.#comments(range)
    this.conversion.edit(range, before, ...kept, `${this.conversion.tag()}\``, head, ...this.out, '`', after)
  }

  /** Comments between the parts of the text, moved before it. */
  #comments(range: Range): string[] {
    const kept = this.out.filter(piece => typeof piece !== 'string')
    const lost = this.conversion.host.comments.filter(({ range: [start, end] }) => start >= range[0] && end <= range[1] && !kept.some(piece => piece[0] <= start && end <= piece[1]))
    return lost.map(comment => `/* ${comment.value.trim().replace(/\s+/g, ' ').replaceAll('*/', '* /')} */ `)
  }
}

/** Text that continues on a new line of the source: the space between the two becomes that line break. */
const brokenLine = (items: Item[], units: readonly Unit[], indent: string): readonly Unit[] => {
  const line = { cooked: '\n', written: `\n${indent}` }
  const last = items.at(-1)
  const previous = items.at(-2)
  if (last !== undefined && !('hole' in last) && last.cooked === ' ' && !(previous !== undefined && 'hole' in previous)) {
    items[items.length - 1] = line
    return units
  }
  if (units[0]?.cooked === ' ' && last !== undefined && !('hole' in last)) return [line, ...units.slice(1)]
  return units
}
