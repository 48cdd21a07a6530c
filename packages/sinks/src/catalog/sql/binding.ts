import { isFunction } from '../../analysis/bindings.ts'
import { bare, isPure, keyName } from '../../analysis/syntax.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Bound } from './bound.ts'
import { WrittenBound, argumentRange } from './bound.ts'
import type { Conversion } from './conversion.ts'
import { PairedBound } from './paired.ts'
import { refuse } from '../../edit/refusal.ts'
import type { Site } from './sites.ts'

const CALLBACK = /^(?:cb|callback|done|next|fn|handler|resolve|reject|.*(?:Callback|Cb|Handler))$/

/** The values that a site binds; undefined where it passes none. */
export const boundFor = (conversion: Conversion, site: Site): Bound | undefined => {
  if (site.options !== undefined) return fromOptions(conversion, site)
  const { call, primitive } = site
  if (primitive.target === 'prepare') return fromPrepared(conversion, call)
  const args = children(call, 'arguments').slice(1)
  const values = args.filter((arg, index) => !(index === args.length - 1 && isCallback(conversion, arg)) && !isFunction(arg))
  if (values.length === 0) return undefined
  if (primitive.binds === 'rest') return new WrittenBound(values, undefined, undefined, at => removeAll(at, call, values))
  if (primitive.binds === 'none') return refuse('ARGUMENT_UNKNOWN', values[0])
  if (values.length > 1 && primitive.binds === 'list') return refuse('ARGUMENT_UNKNOWN', values[1])
  if (values.length > 1 || (primitive.binds === 'named' && isScalar(values[0]!))) return new WrittenBound(values, undefined, undefined, at => removeAll(at, call, values))
  return fromArgument(conversion, site, values[0]!)
}

/** One argument that holds all values. */
const fromArgument = (conversion: Conversion, site: Site, argument: SourceNode): Bound | undefined => {
  const { call } = site
  const node = bare(argument)
  const remove = (at: Conversion): void => removeAll(at, call, [argument])
  if (node.type === 'ArrayExpression') {
    const [first, ...last] = children(node, 'elements')
    const spread = first?.type === 'SpreadElement' ? bare(child(first, 'argument')!) : undefined
    const variable = spread?.type === 'Identifier' ? conversion.analysis.bindings.variableOf(spread) : undefined
    if (variable !== undefined && isCollected(conversion, variable)) return new PairedBound(conversion, variable, last).also(call, remove)
    return new WrittenBound(children(node, 'elements'), undefined, undefined, remove)
  }
  if (node.type === 'ObjectExpression') return new WrittenBound([], node, undefined, remove)
  if (node.type !== 'Identifier') return new WrittenBound([], undefined, argument, remove)
  const variable = conversion.analysis.bindings.variableOf(node)
  const value = variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)
  const literal = value === undefined ? undefined : bare(value)
  const isOnlyHere = variable !== undefined && conversion.analysis.bindings.readsOf(variable).length === 1
  if (literal?.type === 'ArrayExpression' && isOnlyHere && !isCollected(conversion, variable) && children(literal, 'elements').every(isPure)) return new WrittenBound(children(literal, 'elements'), undefined, undefined, remove)
  if (literal?.type === 'ObjectExpression' && isOnlyHere && children(literal, 'properties').every(item => item.type === 'Property' && isPure(child(item, 'value')!))) return new WrittenBound([], literal, undefined, remove)
  if (variable !== undefined && isCollected(conversion, variable)) return paired(conversion, variable).also(call, remove)
  if (variable?.defs[0]?.type === 'Parameter') {
    const text = bare(site.text)
    const passed = text.type === 'Identifier' ? conversion.analysis.bindings.variableOf(text)?.defs[0] : undefined
    if (passed?.type === 'Parameter' && passed.node === variable.defs[0].node) return new PassedBound(conversion, call, argument, variable)
    const isLast = children(call, 'arguments').at(-1) === argument
    if (isLast && !/val|param|arg|bind|data|list|arr|input|id/i.test(variable.name)) return undefined
  }
  return new WrittenBound([], undefined, argument, remove)
}

/** Whether values are added to an array one by one. */
const isCollected = (conversion: Conversion, variable: VariableLike): boolean => {
  const value = conversion.analysis.provenance.constant(variable) ?? conversion.analysis.bindings.writesOf(variable)[0]?.value
  return value !== undefined && bare(value).type === 'ArrayExpression' && conversion.analysis.bindings.readsOf(variable).some(read => {
    const member = conversion.host.parentOf(read)
    return member?.type === 'MemberExpression' && String(child(member, 'property')?.['name']) === 'push'
  })
}

const paired = (conversion: Conversion, variable: VariableLike): PairedBound => {
  const known = conversion.paired.get(variable) ?? new PairedBound(conversion, variable, [])
  conversion.paired.set(variable, known)
  return known
}

const fromOptions = (conversion: Conversion, site: Site): Bound | undefined => {
  if (site.options!.type !== 'ObjectExpression') return refuse('OPTIONS_KEPT', site.options)
  const properties = children(site.options!, 'properties')
  const others = properties.filter(item => item.type !== 'Property' || !/^(?:text|sql|query|values|args|params)$/.test(keyName(item) ?? ''))
  if (others.length > 0) return refuse('OPTIONS_KEPT', others[0])
  const values = properties.find(item => /^(?:values|args|params)$/.test(keyName(item) ?? ''))
  const rest = children(site.call, 'arguments').slice(1).filter(arg => !isFunction(arg) && !isCallback(conversion, arg))
  if (rest.length > 0) return refuse('ARGUMENT_UNKNOWN', rest[0])
  if (values === undefined) return undefined
  const node = bare(child(values, 'value')!)
  const nothing = (): void => undefined
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  if (variable !== undefined && isCollected(conversion, variable)) return paired(conversion, variable).also(site.call, nothing)
  if (node.type === 'ArrayExpression') return new WrittenBound(children(node, 'elements'), undefined, undefined, nothing)
  if (node.type === 'ObjectExpression') return new WrittenBound([], node, undefined, nothing)
  return new WrittenBound([], undefined, node, nothing)
}

/** `db.prepare(text).get(a, b)`: the values of the method that runs it. */
const fromPrepared = (conversion: Conversion, prepare: SourceNode): Bound | undefined => {
  let node = prepare
  for (;;) {
    const member = conversion.host.parentOf(node)
    const call = member?.type === 'MemberExpression' && child(member, 'object') === node ? conversion.host.parentOf(member) : undefined
    const used = member?.type === 'VariableDeclarator' ? onlyUse(conversion, member) : undefined
    if (used !== undefined) {
      node = used
      continue
    }
    if (call?.type !== 'CallExpression' || child(call, 'callee') !== member) return undefined
    const name = String(child(member!, 'property')?.['name'])
    if (/^(?:get|all|run|iterate)$/.test(name)) {
      const args = children(call, 'arguments')
      if (args.length === 0) return undefined
      const only = args.length === 1 ? bare(args[0]!) : undefined
      if (only?.type === 'ObjectExpression') return new WrittenBound([], only, undefined, at => removeAll(at, call, args))
      if (only?.type === 'ArrayExpression') return new WrittenBound(children(only, 'elements'), undefined, undefined, at => removeAll(at, call, args))
      return new WrittenBound(args, undefined, undefined, at => removeAll(at, call, args))
    }
    if (!/^(?:pluck|raw|expand|safeIntegers|setReadBigInts)$/.test(name)) return undefined
    node = call
  }
}

/** The one place where a prepared statement is used, in the function that prepares it. */
const onlyUse = (conversion: Conversion, declarator: SourceNode): SourceNode | undefined => {
  const { bindings } = conversion.analysis
  const name = child(declarator, 'id')!
  const variable = name.type === 'Identifier' ? bindings.variableOf(name) : undefined
  const reads = variable === undefined ? [] : bindings.readsOf(variable)
  if (reads.length !== 1 || bindings.writesOf(variable!).length !== 1) return undefined
  return blockOf(conversion, reads[0]!) === blockOf(conversion, declarator) ? reads[0] : undefined
}

const blockOf = (conversion: Conversion, node: SourceNode): SourceNode | undefined => {
  for (let up = conversion.host.parentOf(node); up !== undefined; up = conversion.host.parentOf(up)) if (/^(?:BlockStatement|Program|(?:Arrow)?Function\w*|For\w+|While\w+|Do\w+)$/.test(up.type)) return up
  return undefined
}

/** A wrapper passes on the values that its callers give. */
class PassedBound implements Bound {
  readonly #call: SourceNode
  readonly #argument: SourceNode
  readonly #variable: VariableLike

  constructor(conversion: Conversion, call: SourceNode, argument: SourceNode, variable: VariableLike) {
    this.#call = call
    this.#argument = argument
    this.#variable = variable
    if (conversion.analysis.bindings.readsOf(variable).length > 1 || conversion.analysis.bindings.writesOf(variable).some(write => write.kind !== 'default')) refuse('PLACEHOLDERS_DYNAMIC', argument)
  }

  next(): SourceNode {
    return refuse('PLACEHOLDERS_DYNAMIC', this.#argument)
  }

  at(): SourceNode {
    return refuse('PLACEHOLDERS_DYNAMIC', this.#argument)
  }

  named(): SourceNode {
    return refuse('PLACEHOLDERS_DYNAMIC', this.#argument)
  }

  list(): undefined {
    return undefined
  }

  forCaller(call: SourceNode, conversion: Conversion): Bound | undefined {
    const fn = this.#variable.defs[0]!.node
    const name = this.#variable.defs[0]!.name
    const params = children(fn, 'params')
    const index = params.findIndex(param => param === name || child(param, 'left') === name || (param.type === 'RestElement' && child(param, 'argument') === name))
    if (index === -1) return refuse('PLACEHOLDERS_DYNAMIC', this.#argument)
    const isRest = params[index]!.type === 'RestElement'
    return boundOfCaller(conversion, call, index, isRest)
  }

  finish(conversion: Conversion): void {
    removeAll(conversion, this.#call, [this.#argument])
  }
}

/** The values that a caller of a wrapper passes in one argument; the others keep their places. */
export const boundOfCaller = (conversion: Conversion, call: SourceNode, index: number, isRest = false): Bound | undefined => {
    const argument = children(call, 'arguments')[index]
    if (argument === undefined || index === -1) return NOTHING
    const rest = children(call, 'arguments').slice(index)
    if (isRest) return new WrittenBound(rest, undefined, undefined, at => removeAll(at, call, rest))
    if (isCallback(conversion, argument)) return refuse('CALLER_UNKNOWN', call)
    const node = bare(argument)
    const isLast = index === children(call, 'arguments').length - 1
    const empty = (at: Conversion): void => (isLast ? removeAll(at, call, [argument]) : at.edit(rangeOf(argument), '[]'))
    if (node.type === 'ArrayExpression') return new WrittenBound(children(node, 'elements'), undefined, undefined, empty)
    if (node.type === 'ObjectExpression') return new WrittenBound([], node, undefined, empty)
    if (node.type === 'Identifier' && node['name'] === 'undefined') return NOTHING
    if (node.type === 'Literal' && node['value'] === null) return NOTHING
    const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
    if (variable?.defs[0]?.type === 'Parameter') return new PassedBound(conversion, call, argument, variable)
    if (variable !== undefined && isCollected(conversion, variable)) return paired(conversion, variable).also(call, empty)
    const value = variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)
    const literal = value === undefined ? undefined : bare(value)
    if (literal?.type === 'ArrayExpression' && conversion.analysis.bindings.readsOf(variable!).length === 1 && children(literal, 'elements').every(isPure)) return new WrittenBound(children(literal, 'elements'), undefined, undefined, empty)
    return new WrittenBound([], undefined, argument, empty)
}

/** A caller that passes no values. */
const NOTHING: Bound = {
  next: () => refuse('PLACEHOLDER_UNBOUND'),
  at: () => refuse('PLACEHOLDER_UNBOUND'),
  named: () => refuse('PLACEHOLDER_UNBOUND'),
  list: () => undefined,
  finish: () => undefined,
}

const removeAll = (conversion: Conversion, call: SourceNode, values: readonly SourceNode[]): void => {
  for (const value of values) conversion.edit(argumentRange(conversion, call, value))
}

const isScalar = (argument: SourceNode): boolean => /^(?:Literal|MemberExpression|TemplateLiteral|BinaryExpression|CallExpression)$/.test(bare(argument).type)

/** Whether the last argument is a callback, written out or by a name. */
const isCallback = (conversion: Conversion, argument: SourceNode): boolean => {
  const node = bare(argument)
  if (isFunction(node)) return true
  if (conversion.analysis.calls.functionOf(node) !== undefined) return true
  if (node.type === 'CallExpression') return /\.bind$/.test(conversion.host.text.slice(...rangeOf(child(node, 'callee')!))) || /^(?:.*[Cc]allback.*|.*[Hh]andler|wrap\w*)$/.test(String(child(node, 'callee')?.['name'] ?? ''))
  const name = node.type === 'Identifier' ? (node['name'] as string) : node.type === 'MemberExpression' ? String(child(node, 'property')?.['name']) : ''
  return CALLBACK.test(name)
}
