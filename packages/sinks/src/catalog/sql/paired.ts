import { bare, isPure, methodCall, propertyName } from '../../analysis/syntax.ts'
import type { Range, SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Bound } from './bound.ts'
import type { Conversion } from './conversion.ts'
import { isLogCall } from '../../analysis/logs.ts'
import { refuse } from '../../edit/refusal.ts'

interface Pushed {
  readonly value: SourceNode
  /** The block whose statement adds it. */
  readonly block: SourceNode
  readonly claims: Set<unknown>
}

/**
 * Values collected beside the text: `sql += ' and a = ?'; params.push(a)`. A placeholder and its value stand in one block, in one order; the pushes go
 * once every value has found its slot.
 */
export class PairedBound implements Bound {
  readonly #conversion: Conversion
  readonly #variable: VariableLike
  readonly #pushed: Pushed[] = []
  readonly #statements: SourceNode[] = []
  readonly #remove = new Map<SourceNode, (conversion: Conversion) => void>()
  readonly #last: readonly SourceNode[]
  readonly #lastClaims = new Map<unknown, number>()
  #removed = false

  /** `last`: values that the call itself adds, `[...params, limit]`. */
  constructor(conversion: Conversion, variable: VariableLike, last: readonly SourceNode[]) {
    this.#conversion = conversion
    this.#variable = variable
    this.#last = last
    const { bindings } = conversion.analysis
    const [write, ...others] = bindings.writesOf(variable)
    const array = write?.value === undefined ? undefined : bare(write.value)
    if (variable.defs[0]?.type !== 'Variable' || write?.kind !== 'init' || others.length > 0 || array?.type !== 'ArrayExpression') refuse('PLACEHOLDERS_DYNAMIC', variable.defs[0]?.name)
    this.#add(children(array!, 'elements'), write!.node)
    for (const read of bindings.readsOf(variable)) this.#read(read)
    this.#pushed.sort((a, b) => rangeOf(a.value)[0] - rangeOf(b.value)[0])
  }

  /** Another call that is given the same values. */
  also(call: SourceNode, remove: (conversion: Conversion) => void): this {
    this.#remove.set(call, remove)
    return this
  }

  next(): SourceNode {
    return refuse('PLACEHOLDERS_DYNAMIC', this.#variable.defs[0]!.name)
  }

  at(index: number): SourceNode {
    const value = this.#pushed[index - 1]
    const array = bare(this.#conversion.analysis.bindings.writesOf(this.#variable)[0]!.value!)
    if (value === undefined || index > children(array, 'elements').length) return refuse('PLACEHOLDERS_DYNAMIC', this.#variable.defs[0]!.name)
    value.claims.add('at')
    return value.value
  }

  named(): SourceNode {
    return refuse('PLACEHOLDERS_DYNAMIC', this.#variable.defs[0]!.name)
  }

  list(): undefined {
    return undefined
  }

  forPiece(node: SourceNode): Bound {
    const statement = statementOf(this.#conversion, node)
    const block = this.#conversion.host.parentOf(statement)!
    const owner = ownerOf(this.#conversion, node)
    const next = (): SourceNode => {
      const found = this.#pushed.find(item => item.block === block && !item.claims.has(owner) && !item.claims.has('at'))
      if (found !== undefined) {
        found.claims.add(owner)
        return found.value
      }
      const count = this.#lastClaims.get(owner) ?? 0
      const value = this.#last[count]
      if (value === undefined) return refuse('PLACEHOLDERS_DYNAMIC', node)
      this.#lastClaims.set(owner, count + 1)
      return value
    }
    const same = new Map<string, SourceNode>()
    return {
      next,
      at: index => this.at(index),
      named: () => this.named(),
      list: () => undefined,
      numbered: hole => this.#numbered(hole, next, same),
      finish: () => undefined,
    }
  }

  finish(conversion: Conversion): void {
    const left = this.#pushed.find(item => item.claims.size === 0)
    if (left !== undefined) refuse('PLACEHOLDER_UNBOUND', left.value)
    if (this.#last.length > Math.max(0, ...this.#lastClaims.values())) refuse('PLACEHOLDER_UNBOUND', this.#last.at(-1))
    for (const remove of this.#remove.values()) remove(conversion)
    this.#remove.clear()
    if (this.#removed) return
    this.#removed = true
    conversion.removed.add(this.#variable)
    for (const statement of this.#statements) conversion.edit(lineOf(conversion, statement))
    const declarator = this.#variable.defs[0]!.node
    const declaration = conversion.host.parentOf(declarator)
    if (declaration?.type === 'VariableDeclaration' && children(declaration, 'declarations').length === 1) conversion.edit(lineOf(conversion, declaration))
  }

  /** The value of `$${params.length}`, `$${index++}`: the next one; the same number again is the same value. */
  #numbered(hole: SourceNode, next: () => SourceNode, same: Map<string, SourceNode>): SourceNode {
    const node = bare(hole)
    const push = methodCall(node)
    if (push?.name === 'push' && push.args.length === 1 && this.#isOwn(push.object)) return push.args[0]!
    const counts = node.type === 'UpdateExpression' || (node.type === 'AssignmentExpression' && node['operator'] === '+=')
    const isCounter = counts || node.type === 'Identifier' || node.type === 'BinaryExpression' || (node.type === 'MemberExpression' && propertyName(node) === 'length')
    if (!isCounter) return refuse('PLACEHOLDERS_DYNAMIC', hole)
    const key = this.#conversion.host.text.slice(...rangeOf(node))
    const before = counts ? undefined : same.get(key)
    if (before !== undefined) return isPure(before) ? before : refuse('PLACEHOLDER_TWICE', before)
    const value = next()
    same.set(key, value)
    return value
  }

  #isOwn(expression: SourceNode): boolean {
    const node = bare(expression)
    return node.type === 'Identifier' && this.#conversion.analysis.bindings.variableOf(node) === this.#variable
  }

  #read(read: SourceNode): void {
    const { host } = this.#conversion
    const up = host.parentOf(read)
    if (up?.type === 'MemberExpression' && child(up, 'object') === read) {
      const name = propertyName(up)
      const call = host.parentOf(up)
      if (name === 'length') return
      if (name === 'push' && call?.type === 'CallExpression') {
        const statement = host.parentOf(call)
        if (statement?.type === 'ExpressionStatement') {
          this.#add(children(call, 'arguments'), statement)
          this.#statements.push(statement)
          return
        }
        // Inside a slot, `$${params.push(x)}`: taken there.
        if (statement?.type === 'TemplateLiteral' || statement?.type === 'BinaryExpression') return
      }
    }
    else if (up?.type === 'CallExpression') {
      if (isLogCall(up)) {
        this.#conversion.differs.add('A log line that printed the values of the statement no longer has them.')
        return refuse('PLACEHOLDERS_DYNAMIC', read)
      }
      if (child(up, 'callee') !== read) return
    }
    else if (up?.type === 'SpreadElement' || up?.type === 'Property') return
    refuse('PLACEHOLDERS_DYNAMIC', read)
  }

  #add(values: readonly SourceNode[], node: SourceNode): void {
    const statement = statementOf(this.#conversion, node)
    const block = this.#conversion.host.parentOf(statement)!
    for (const value of values) {
      if (value.type === 'SpreadElement') refuse('PLACEHOLDERS_DYNAMIC', value)
      this.#pushed.push({ value, block, claims: new Set() })
    }
  }
}

/** The statement of a block that holds a node. */
const statementOf = (conversion: Conversion, node: SourceNode): SourceNode => {
  let at = node
  for (let up = conversion.host.parentOf(at); up !== undefined; at = up, up = conversion.host.parentOf(at)) if (/^(?:BlockStatement|Program|SwitchCase|StaticBlock|IfStatement)$/.test(up.type) && child(up, 'test') !== at) return at
  return refuse('PLACEHOLDERS_DYNAMIC', node)
}

/** Which text a piece belongs to: two texts may share one list of values. */
const ownerOf = (conversion: Conversion, node: SourceNode): unknown => {
  for (let at: SourceNode | undefined = node; at !== undefined; at = conversion.host.parentOf(at)) {
    const target = at.type === 'AssignmentExpression' ? child(at, 'left') : at.type === 'VariableDeclarator' ? child(at, 'id') : undefined
    if (target?.type === 'Identifier') return conversion.analysis.bindings.variableOf(target)
    if (at.type === 'CallExpression') {
      const call = methodCall(at)
      if (call?.name === 'push' && bare(call.object).type === 'Identifier') return conversion.analysis.bindings.variableOf(bare(call.object))
    }
    if (at.type.endsWith('Statement')) return node
  }
  return node
}

/** A statement with its line, where it has the line to itself. */
export const lineOf = (conversion: Conversion, statement: SourceNode): Range => {
  const { text } = conversion.host
  let [start, end] = rangeOf(statement)
  while (start > 0 && (text[start - 1] === ' ' || text[start - 1] === '\t')) start--
  const isFirst = start === 0 || text[start - 1] === '\n'
  const rest = /^[ \t]*(?:\r\n|\n|$)/.exec(text.slice(end))
  if (isFirst && rest !== null) end += rest[0].length
  else if (isFirst) start = rangeOf(statement)[0]
  return [start, end]
}
