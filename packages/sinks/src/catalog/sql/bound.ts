import { bare, isPure, keyName } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { refuse } from './refusal.ts'

/** The values that a call binds to placeholders of its text; each goes into the slot where its placeholder stood. */
export interface Bound {
  /** The value of `?`, in order. */
  next(): SourceNode
  /** The value of `$1`, `?1`. */
  at(index: number): SourceNode
  /** The value of `:name`, `@name`, `$name`. */
  named(name: string): SourceNode
  /** Every value at once, where all stand for one list of placeholders: `ids` of `query(text, ids)`. */
  list(): SourceNode | undefined
  /** The value of a placeholder whose number is an expression: `$${params.length}`. */
  numbered?(hole: SourceNode): SourceNode
  /** The values for the placeholders of one piece of the text. */
  forPiece?(node: SourceNode): Bound
  /** For a wrapper: the values that one of its callers passes. */
  forCaller?(call: SourceNode, conversion: Conversion): Bound | undefined
  /** Refuses where a value has no placeholder; removes the argument otherwise. */
  finish(conversion: Conversion): void
}

/** Values written out in the call: an array, the arguments after the text, an object of names. */
export class WrittenBound implements Bound {
  readonly #values: readonly SourceNode[]
  readonly #names: SourceNode | undefined
  readonly #whole: SourceNode | undefined
  readonly #remove: (conversion: Conversion) => void
  readonly #used = new Map<SourceNode, number>()
  #next = 0
  #isListUsed = false
  #isFinished = false

  constructor(values: readonly SourceNode[], names: SourceNode | undefined, whole: SourceNode | undefined, remove: (conversion: Conversion) => void) {
    this.#values = values
    this.#names = names
    this.#whole = whole
    this.#remove = remove
  }

  next(): SourceNode {
    return this.at(++this.#next)
  }

  at(index: number): SourceNode {
    const value = this.#values[index - 1]
    if (value === undefined || this.#whole !== undefined) return refuse(this.#whole === undefined ? 'PLACEHOLDER_UNBOUND' : 'PLACEHOLDERS_DYNAMIC', this.#whole)
    return this.#use(value)
  }

  named(name: string): SourceNode {
    const property = this.#names === undefined ? undefined : children(this.#names, 'properties').find(item => item.type === 'Property' && (keyName(item) ?? '').replace(/^[:@$]/, '') === name)
    if (property === undefined) return refuse('PLACEHOLDER_UNBOUND', this.#names)
    return this.#use(child(property, 'value')!)
  }

  list(): SourceNode | undefined {
    if (this.#whole !== undefined) {
      this.#isListUsed = true
      return this.#whole
    }
    if (this.#values.length !== 1 || this.#values[0]!.type !== 'SpreadElement') return undefined
    this.#isListUsed = true
    return child(this.#values[0]!, 'argument')
  }

  finish(conversion: Conversion): void {
    if (this.#isFinished) return
    this.#isFinished = true
    const all = this.#names === undefined ? this.#values : children(this.#names, 'properties').map(item => child(item, 'value')!)
    const left = all.filter(value => value !== undefined && !this.#used.has(value))
    if (!this.#isListUsed && (left.length > 0 || this.#whole !== undefined)) refuse('PLACEHOLDER_UNBOUND', left[0] ?? this.#whole)
    this.#remove(conversion)
  }

  /** A value that stands in two slots is evaluated twice. */
  #use(value: SourceNode): SourceNode {
    if (value.type === 'SpreadElement') return refuse('PLACEHOLDERS_DYNAMIC', value)
    const times = (this.#used.get(value) ?? 0) + 1
    this.#used.set(value, times)
    if (times > 1 && !isPure(value)) return refuse('PLACEHOLDER_TWICE', value)
    return bare(value) === value ? value : value
  }
}

/** The range of an argument with the comma before it (or after it, for the first). */
export const argumentRange = (conversion: Conversion, call: SourceNode, argument: SourceNode): Range => {
  const args = children(call, 'arguments')
  const index = args.indexOf(argument)
  const [start, end] = rangeOf(argument)
  if (index > 0) {
    // Parentheses around the argument before it are not in its range.
    const before = conversion.host.text.lastIndexOf(',', start)
    return [before, afterParens(conversion.host.text, rangeOf(argument), args[index + 1] === undefined ? rangeOf(call)[1] - 1 : rangeOf(args[index + 1]!)[0])]
  }
  const next = args[1]
  return next === undefined ? [start, end] : [start, rangeOf(next)[0]]
}

const afterParens = (text: string, argument: Range, limit: number): number => {
  let end = argument[1]
  for (let at = end; at < limit; at++) {
    if (text[at] === ')') end = at + 1
    else if (!/\s/.test(text[at]!)) break
  }
  return end
}
