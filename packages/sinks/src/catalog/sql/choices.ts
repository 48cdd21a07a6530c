import { bare, isPure, methodCall, stringOf } from '../../analysis/syntax.ts'
import type { Range, SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf, walk } from '../../tree.ts'
import type { Builder } from './builder.ts'
import type { Conversion } from './conversion.ts'
import { refuse } from '../../edit/refusal.ts'
import { lookupTable } from './sql-text.ts'

/** The texts that an expression can have, where the file shows them all: an allow-list that is checked, literals that every caller passes. */
export const choicesOf = (conversion: Conversion, hole: SourceNode): readonly string[] | undefined => {
  const node = bare(hole)
  if (node.type === 'ConditionalExpression') return conditional(conversion, node)
  if (node.type !== 'Identifier') return undefined
  const { bindings, calls } = conversion.analysis
  const variable = bindings.variableOf(node)
  const def = variable?.defs[0]
  if (variable === undefined || def === undefined) return undefined
  const writes = bindings.writesOf(variable)
  if (def.type === 'Parameter' && writes.length === 0) {
    const index = children(def.node, 'params').indexOf(def.name)
    const callers = calls.callersOf(def.node)
    if (index !== -1 && callers.calls.length > 0 && callers.escapes.length === 0 && callers.doubtful.length === 0) {
      const values = callers.calls.map(call => children(call, 'arguments')[index]).map(value => (value === undefined ? undefined : conversion.analysis.provenance.fold(value)))
      if (values.every(value => value !== undefined && isChoice(value))) return unique(values as string[])
    }
  }
  const constant = conversion.analysis.provenance.constant(variable)
  if (constant !== undefined && bare(constant).type === 'ConditionalExpression') return conditional(conversion, bare(constant))
  return guarded(conversion, node, variable)
}

/** Every text that an expression can be, where it chooses among literals by itself: `?:`, a table of texts, a name for one. */
export const possibleTexts = (conversion: Conversion, expression: SourceNode, depth = 0): readonly string[] | undefined => {
  const node = bare(expression)
  const { analysis } = conversion
  const both = (a: SourceNode, b: SourceNode): readonly string[] | undefined => {
    const texts = [possibleTexts(conversion, a, depth + 1), possibleTexts(conversion, b, depth + 1)]
    return texts[0] === undefined || texts[1] === undefined ? undefined : unique([...texts[0], ...texts[1]])
  }
  if (depth > 6) return undefined
  const folded = analysis.provenance.fold(node)
  if (folded !== undefined) return /^[\w\s.,()*]+$/.test(folded) ? [folded] : undefined
  if (node.type === 'ConditionalExpression') return both(child(node, 'consequent')!, child(node, 'alternate')!)
  if (node.type === 'LogicalExpression' && node['operator'] !== '&&') return both(child(node, 'left')!, child(node, 'right')!)
  if (node.type === 'MemberExpression') {
    const table = lookupTable(analysis, node)
    const texts = table === undefined ? [] : children(table, 'properties').map(property => (property.type === 'Property' ? possibleTexts(conversion, child(property, 'value')!, depth + 1) : undefined))
    return texts.length === 0 || texts.includes(undefined) ? undefined : unique(texts.flatMap(each => each!))
  }
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
  return value === undefined ? undefined : possibleTexts(conversion, value, depth + 1)
}

/** `sql.oneOf(value, { name: sql`name` })`. */
export const oneOf = (builder: Builder, hole: SourceNode, choices: readonly string[]): (string | Range)[] => {
  const flavor = builder.conversion.flavor()
  if (flavor.kind !== 'breakwater') {
    if (!isPure(hole)) return refuse('NAME_FROM_OUTSIDE', hole)
    builder.conversion.differs.add('Anything outside the list now counts as its last entry.')
  }
  return ['${', ...flavor.choose([rangeOf(hole)], choices), '}']
}

/** Names, qualified names, directions: nothing that could hold a quote or a second clause. */
export const isChoice = (text: string): boolean => /^[A-Za-z_][\w.]*(?:\s+(?:asc|desc))?$/i.test(text) && text !== '__proto__'

const unique = (texts: readonly string[]): readonly string[] => [...new Set(texts)]

/** `ALLOWED.includes(x) ? x : 'name'`. */
const conditional = (conversion: Conversion, node: SourceNode): readonly string[] | undefined => {
  const list = listTested(conversion, child(node, 'test')!)
  if (list === undefined) return undefined
  const [chosen, other] = list.isNegated ? [child(node, 'alternate')!, child(node, 'consequent')!] : [child(node, 'consequent')!, child(node, 'alternate')!]
  const fallback = stringOf(bare(other))
  if (fallback === undefined || !isChoice(fallback)) return undefined
  if (conversion.host.text.slice(...rangeOf(chosen)) !== conversion.host.text.slice(...rangeOf(list.value))) return undefined
  return unique([...list.texts, fallback])
}

interface Tested {
  readonly texts: readonly string[]
  readonly value: SourceNode
  readonly isNegated: boolean
}

/** `LIST.includes(x)`, `SET.has(x)`, `LIST.indexOf(x) === -1`, and their negations. */
const listTested = (conversion: Conversion, test: SourceNode): Tested | undefined => {
  const node = bare(test)
  if (node.type === 'UnaryExpression' && node['operator'] === '!') {
    const inner = listTested(conversion, child(node, 'argument')!)
    return inner === undefined ? undefined : { ...inner, isNegated: !inner.isNegated }
  }
  if (node.type === 'BinaryExpression') {
    const call = methodCall(bare(child(node, 'left')!))
    const right = conversion.host.text.slice(...rangeOf(child(node, 'right')!))
    if (call?.name !== 'indexOf' || call.args.length !== 1) return undefined
    const texts = literalList(conversion, call.object)
    const operator = node['operator'] as string
    const isAbsent = (right === '-1' && /^={2,3}$/.test(operator)) || (right === '0' && operator === '<')
    const isPresent = (right === '-1' && (/^!={1,2}$/.test(operator) || operator === '>')) || (right === '0' && operator === '>=')
    return texts === undefined || (!isAbsent && !isPresent) ? undefined : { texts, value: call.args[0]!, isNegated: isAbsent }
  }
  const call = methodCall(node)
  if (call === undefined || (call.name !== 'includes' && call.name !== 'has') || call.args.length !== 1) return undefined
  const texts = literalList(conversion, call.object)
  return texts === undefined ? undefined : { texts, value: call.args[0]!, isNegated: false }
}

/** An array or set of literal names that nothing changes. */
const literalList = (conversion: Conversion, expression: SourceNode): readonly string[] | undefined => {
  let node = bare(expression)
  if (node.type === 'Identifier') {
    const variable = conversion.analysis.bindings.variableOf(node)
    const value = variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)
    if (value === undefined) return undefined
    const isChanged = conversion.analysis.bindings.readsOf(variable!).some(read => {
      const member = conversion.host.parentOf(read)
      return member?.type === 'MemberExpression' && /^(?:push|add|unshift|splice)$/.test(String(child(member, 'property')?.['name']))
    })
    if (isChanged) return undefined
    node = bare(value)
  }
  if (node.type === 'NewExpression' && child(node, 'callee')?.['name'] === 'Set') node = bare(children(node, 'arguments')[0] ?? node)
  const frozen = methodCall(node)
  if (frozen?.name === 'freeze') node = bare(frozen.args[0]!)
  if (node.type !== 'ArrayExpression') return undefined
  const texts = (node['elements'] as readonly (SourceNode | null)[]).map(element => (element === null ? undefined : stringOf(bare(element))))
  return texts.length > 0 && texts.every(text => text !== undefined && isChoice(text)) ? (texts as string[]) : undefined
}

/** `if (!ALLOWED.includes(x)) return …` or `x = 'name'`, before the use, in the same function. */
const guarded = (conversion: Conversion, use: SourceNode, variable: VariableLike): readonly string[] | undefined => {
  const { bindings } = conversion.analysis
  const writes = bindings.writesOf(variable)
  const fallbacks: string[] = []
  const guards = new Set<SourceNode>()
  const scope = bindings.functionOf(use) ?? conversion.host.program
  let texts: readonly string[] | undefined
  walk(scope, node => {
    if (node.type !== 'IfStatement' || rangeOf(node)[1] > rangeOf(use)[0] || child(node, 'alternate') !== undefined) return true
    const tested = listTested(conversion, child(node, 'test')!)
    if (tested === undefined || !tested.isNegated) return true
    const value = bare(tested.value)
    if (value.type !== 'Identifier' || bindings.variableOf(value) !== variable || !dominates(conversion, node, use)) return true
    const then = child(node, 'consequent')!
    const last = then.type === 'BlockStatement' ? children(then, 'body').at(-1) : then
    const assignment = last?.type === 'ExpressionStatement' ? child(last, 'expression') : undefined
    const fallback = assignment?.type === 'AssignmentExpression' ? stringOf(bare(child(assignment, 'right')!)) : undefined
    const leaves = last?.type === 'ReturnStatement' || last?.type === 'ThrowStatement'
    if (!leaves && (fallback === undefined || !isChoice(fallback) || bindings.variableOf(child(assignment!, 'left')!) !== variable)) return true
    texts = tested.texts
    guards.add(node)
    if (fallback !== undefined) {
      fallbacks.push(fallback)
      guards.add(assignment!)
    }
    return true
  })
  if (texts === undefined) return undefined
  // Nothing else may be written to it after the guard.
  const last = Math.max(...[...guards].map(guard => rangeOf(guard)[0]))
  if (writes.some(write => !guards.has(write.node) && rangeOf(write.identifier)[0] > last)) return undefined
  return unique([...texts, ...fallbacks])
}

/** A statement of a block around the use runs before it. */
const dominates = (conversion: Conversion, guard: SourceNode, use: SourceNode): boolean => {
  const block = conversion.host.parentOf(guard)
  for (let up = conversion.host.parentOf(use); up !== undefined; up = conversion.host.parentOf(up)) if (up === block) return true
  return false
}
