import type { Analysis } from './analysis.ts'
import { isFunction } from './bindings.ts'
import { bare, methodCall } from './syntax.ts'
import type { SourceNode, VariableLike } from '../model.ts'
import { child, children, rangeOf, walk } from '../tree.ts'

const ASKS = /^(?:startsWith|indexOf|includes|relative|isPathInside|test|match|has|some|every|isSafe\w*|safe\w*|validate\w*|isValid\w*|check\w*|is[A-Z]\w*Inside|resolveSafe\w*)$/

/** Whether the code asks where a path or an address leads before it is used: `if (!full.startsWith(root + sep)) return`, a look-up in a list, a test of its form. */
export const isGuarded = (analysis: Analysis, path: SourceNode): boolean => {
  const names = new Set<VariableLike>()
  collect(analysis, path, names, 0)
  if (names.size === 0) return false
  const fn = analysis.bindings.functionOf(path)
  if (fn === undefined) return false
  const [start] = rangeOf(path)
  let found = false
  walk(fn, node => {
    if (found || (isFunction(node) && !holds(node, path))) return false
    const test = node.type === 'IfStatement' && rangeOf(node)[0] < start ? child(node, 'test') : node.type === 'ConditionalExpression' && holds(node, path) ? child(node, 'test') : undefined
    if (test !== undefined) found = asks(analysis, test, names)
    return !found
  })
  return found
}

const holds = (outer: SourceNode, inner: SourceNode): boolean => rangeOf(outer)[0] <= rangeOf(inner)[0] && rangeOf(inner)[1] <= rangeOf(outer)[1]

/** The names that a path is made of. */
const collect = (analysis: Analysis, expression: SourceNode, into: Set<VariableLike>, depth: number): void => {
  if (depth > 4) return
  walk(expression, node => {
    const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
    if (variable === undefined || into.has(variable) || variable.defs[0]?.type === 'ImportBinding') return
    into.add(variable)
    for (const write of analysis.bindings.writesOf(variable)) if (write.value !== undefined) collect(analysis, write.value, into, depth + 1)
  })
}

const asks = (analysis: Analysis, test: SourceNode, names: ReadonlySet<VariableLike>): boolean => {
  let found = false
  walk(test, node => {
    if (node.type !== 'CallExpression') return
    const callee = bare(child(node, 'callee')!)
    const name = methodCall(node)?.name ?? String(callee['name'] ?? '')
    if (!ASKS.test(name)) return
    const [, ...rest] = [undefined, ...children(node, 'arguments')]
    const object = methodCall(node)?.object
    for (const part of object === undefined ? rest : [object, ...rest]) {
      walk(part!, inner => {
        const variable = inner.type === 'Identifier' ? analysis.bindings.variableOf(inner) : undefined
        if (variable !== undefined && names.has(variable) && variable.defs[0]?.type !== 'ImportBinding') found = true
      })
    }
  })
  return found
}
