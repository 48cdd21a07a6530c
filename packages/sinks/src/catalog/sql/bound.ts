import { bare, isNamed, isPure, keyName, methodCall } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { refuse } from '../../edit/refusal.ts'

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
  /** Whether the values of an object are bound in the order of its keys, `Object.values(row)`: `row[key]` is then the value of the placeholder beside a key. */
  perKey?(conversion: Conversion, object: SourceNode): boolean
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
  #isKeyed = false
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

  perKey(conversion: Conversion, object: SourceNode): boolean {
    const spread = this.#values.find(value => value.type === 'SpreadElement')
    const list = this.#whole ?? (spread === undefined ? undefined : child(spread, 'argument'))
    if (list === undefined || !isValuesOf(conversion, list, object)) return false
    if (spread !== undefined) this.#used.set(spread, 1)
    else this.#isListUsed = true
    if (spread !== undefined && spread === this.#values[0]) this.#next = Math.max(this.#next, 1)
    this.#isKeyed = true
    return true
  }

  /** After the values of an object, numbers are counted while the code runs: the rest is bound in order. */
  numbered(hole: SourceNode): SourceNode {
    if (!this.#isKeyed || this.#whole !== undefined) return refuse('PLACEHOLDERS_DYNAMIC', hole)
    return this.next()
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
    return value
  }
}

/** The range of an argument with the comma before it (or after it, for the first). */
export const argumentRange = (conversion: Conversion, call: SourceNode, argument: SourceNode): Range => {
  const args = children(call, 'arguments')
  const index = args.indexOf(argument)
  const end = afterParens(conversion, rangeOf(argument)[1], rangeOf(call)[1] - 1)
  if (index > 0) return [commaAfter(conversion, rangeOf(args[index - 1]!)[1]), end]
  return args[1] === undefined ? [rangeOf(argument)[0], end] : [rangeOf(argument)[0], rangeOf(args[1])[0]]
}

/** The next comma that stands in no comment. */
const commaAfter = (conversion: Conversion, from: number): number => {
  const { text, comments } = conversion.host
  let at = from
  while (text[at] !== ',') at = comments.find(comment => comment.range[0] === at)?.range[1] ?? at + 1
  return at
}

/** Past the parentheses around an argument, which its range leaves out. */
const afterParens = (conversion: Conversion, from: number, limit: number): number => {
  const { text } = conversion.host
  let end = from
  for (let at = from; at < limit && /[\s)]/.test(text[at]!); at++) if (text[at] === ')') end = at + 1
  return end
}

/** `Object.values(row)`, `keys.map(key => row[key])`, also by a name. */
const isValuesOf = (conversion: Conversion, expression: SourceNode, object: SourceNode): boolean => {
  const call = methodCall(constantOf(conversion, expression))
  if (call?.name === 'values' && isNamed(call.object, 'Object')) return call.args[0] !== undefined && isSame(conversion, call.args[0], object)
  const fn = call?.name === 'map' ? call.args[0] : undefined
  const body = fn?.type === 'ArrowFunctionExpression' ? bare(child(fn, 'body')!) : undefined
  const key = fn === undefined ? undefined : children(fn, 'params')[0]
  if (body?.type !== 'MemberExpression' || body['computed'] !== true || key?.type !== 'Identifier') return false
  const keys = keysOf(conversion, call!.object)
  return keys !== undefined && isSame(conversion, keys, object) && isSame(conversion, child(body, 'object')!, object) && isNamed(child(body, 'property'), key['name'] as string)
}

/** The object of `Object.keys(row)`, also by a name for the keys. */
export const keysOf = (conversion: Conversion, expression: SourceNode): SourceNode | undefined => {
  const call = methodCall(constantOf(conversion, expression))
  return call?.name === 'keys' && isNamed(call.object, 'Object') && call.args[0] !== undefined && isPure(call.args[0]) ? call.args[0] : undefined
}

const constantOf = (conversion: Conversion, expression: SourceNode): SourceNode => {
  const node = bare(expression)
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  return bare((variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)) ?? node)
}

const isSame = (conversion: Conversion, a: SourceNode, b: SourceNode): boolean => isPure(a) && conversion.host.text.slice(...rangeOf(a)) === conversion.host.text.slice(...rangeOf(b))
