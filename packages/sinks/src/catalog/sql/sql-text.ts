import type { Analysis } from '../../analysis/analysis.ts'
import { bare, methodCall, objectMember, propertyName, returnsOf } from '../../analysis/syntax.ts'
import { isFunction } from '../../analysis/bindings.ts'
import type { SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'

const NUMERIC = /^\s*-?\d*\.?\d*\s*$/
const MAX_DEPTH = 10

/** Whether an expression gives text that was written as code (a part of a statement), not a value: literals, and whatever is made of them. */
export const isSqlText = (analysis: Analysis, expression: SourceNode, depth = 0): boolean => {
  const node = bare(expression)
  if (depth > MAX_DEPTH) return false
  const again = (next: SourceNode | undefined): boolean => next !== undefined && isSqlText(analysis, next, depth + 1)
  const parts = analysis.shapes.partsOf(node)
  if (parts !== undefined) {
    const text = parts.map(part => (part.kind === 'text' ? part.units.map(unit => unit.cooked).join('') : '')).join('')
    if (parts.some(part => part.kind === 'hole' && again(part.node))) return true
    return text === '' ? parts.length === 1 : !NUMERIC.test(text)
  }
  switch (node.type) {
    case 'ConditionalExpression': return again(child(node, 'consequent')) || again(child(node, 'alternate'))
    case 'LogicalExpression': return node['operator'] === '&&' ? again(child(node, 'right')) : again(child(node, 'left')) || again(child(node, 'right'))
    case 'AwaitExpression': return again(child(node, 'argument'))
    case 'Identifier': return nameIsText(analysis, node, depth)
    case 'MemberExpression': return lookupIsText(analysis, node, depth)
    case 'CallExpression': {
      const call = methodCall(node)
      if (call?.name === 'join') return listIsText(analysis, call.object, depth + 1)
      const fn = analysis.calls.functionOf(child(node, 'callee')!)
      if (fn === undefined) return analysis.origins.factOf(child(node, 'callee')!)?.kind === 'builder'
      return returnsOf(fn).some(again)
    }
    default: return false
  }
}

/** Whether every way of an expression is text written there, or the empty string. */
export const isShownText = (analysis: Analysis, expression: SourceNode): boolean => {
  const node = bare(expression)
  if (node.type === 'ConditionalExpression') return isShownText(analysis, child(node, 'consequent')!) && isShownText(analysis, child(node, 'alternate')!)
  const parts = analysis.shapes.partsOf(node)
  return parts !== undefined && (parts.length === 1 || parts.some(part => part.kind === 'text' && part.units.some(unit => unit.cooked.trim() !== '')))
}

/** Whether an array holds pieces of text. */
export const listIsText = (analysis: Analysis, expression: SourceNode, depth = 0): boolean => {
  const node = bare(expression)
  if (depth > MAX_DEPTH) return false
  if (node.type === 'ArrayExpression') return (node['elements'] as readonly (SourceNode | null)[]).some(element => element !== null && isSqlText(analysis, element, depth + 1))
  const call = methodCall(node)
  if (call !== undefined) {
    if (call.name === 'filter' || call.name === 'slice' || call.name === 'concat' || call.name === 'reverse') return listIsText(analysis, call.object, depth + 1)
    const fn = call.name === 'map' || call.name === 'flatMap' ? call.args[0] : undefined
    return isFunction(fn) && returnsOf(fn).some(value => isSqlText(analysis, value, depth + 1))
  }
  if (node.type !== 'Identifier') return false
  const variable = analysis.bindings.variableOf(node)
  if (variable === undefined || variable.defs[0]?.type !== 'Variable') return false
  if (analysis.bindings.writesOf(variable).some(write => write.value !== undefined && listIsText(analysis, write.value, depth + 1))) return true
  return analysis.bindings.readsOf(variable).some(read => pushed(analysis, read).some(piece => isSqlText(analysis, piece, depth + 1)))
}

/** What `list.push(…)` adds, where `read` is that list. */
export const pushed = (analysis: Analysis, read: SourceNode): readonly SourceNode[] => {
  const member = analysis.host.parentOf(read)
  const call = member?.type === 'MemberExpression' && child(member, 'object') === read ? analysis.host.parentOf(member) : undefined
  return call?.type === 'CallExpression' && /^(?:push|unshift)$/.test(propertyName(member!) ?? '') ? children(call, 'arguments') : []
}

const nameIsText = (analysis: Analysis, node: SourceNode, depth: number): boolean => {
  const variable = analysis.bindings.variableOf(node)
  const def = variable?.defs[0]
  if (variable === undefined || def === undefined) return false
  const written = analysis.bindings.writesOf(variable).some(write => write.kind !== 'pattern' && write.value !== undefined && isSqlText(analysis, write.value, depth + 1))
  if (written) return true
  if (def.type !== 'Parameter') return false
  const index = children(def.node, 'params').findIndex(param => param === def.name || child(param, 'left') === def.name)
  if (index === -1) return false
  return analysis.calls.callersOf(def.node).calls.some(call => {
    const value = children(call, 'arguments')[index]
    return value !== undefined && isSqlText(analysis, value, depth + 1)
  })
}

const lookupIsText = (analysis: Analysis, node: SourceNode, depth: number): boolean => {
  const table = lookupTable(analysis, node)
  if (table === undefined) return false
  const name = propertyName(node)
  if (name !== undefined) {
    const value = objectMember(table, name)
    return value !== undefined && isSqlText(analysis, value, depth + 1)
  }
  return children(table, 'properties').every(property => property.type === 'Property' && isSqlText(analysis, child(property, 'value')!, depth + 1))
}

/** The object literal behind `TABLE[key]` or `TABLE.key`, where TABLE is a constant of the file. */
export const lookupTable = (analysis: Analysis, member: SourceNode): SourceNode | undefined => {
  const object = bare(child(member, 'object')!)
  if (object.type === 'ObjectExpression') return object
  if (object.type !== 'Identifier') return undefined
  const variable = analysis.bindings.variableOf(object)
  const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
  if (value === undefined) return undefined
  const literal = bare(value)
  if (literal.type === 'ObjectExpression') return literal
  const frozen = methodCall(literal)
  const argument = frozen?.name === 'freeze' ? frozen.args[0] : undefined
  return argument?.type === 'ObjectExpression' ? argument : undefined
}

const STATEMENT = /^[\s(]*(?:select\s|insert\s+(?:(?:or\s+)?\w+\s+)?into\s|replace\s+into\s|update\s+\S+\s+(?:\w+\s+)?set\s|delete\s+from\s|with\s+\S+\s+as\s*\(|create\s+(?:\w+\s+){0,3}(?:table|index|view|database|user)\s|alter\s+table\s|drop\s+(?:table|index|view|database)\s|truncate\s|call\s+\w+|merge\s+into\s|pragma\s|explain\s|grant\s)/i

/** Whether a text begins like a statement. */
export const looksLikeSql = (analysis: Analysis, expression: SourceNode): boolean => STATEMENT.test(leading(analysis, expression, 0))

const leading = (analysis: Analysis, expression: SourceNode, depth: number): string => {
  const node = bare(expression)
  if (depth > MAX_DEPTH) return ''
  const parts = analysis.shapes.partsOf(node)
  if (parts !== undefined) {
    return parts.map((part, index) => (part.kind === 'text' ? part.units.map(unit => unit.cooked).join('') : index === 0 ? leading(analysis, part.node, depth + 1) : 'x')).join('')
  }
  if (node.type === 'ConditionalExpression') return leading(analysis, child(node, 'consequent')!, depth + 1)
  if (node.type === 'CallExpression') {
    const call = methodCall(node)
    if (call?.name === 'join') {
      const first = bare(call.object)
      const variable = first.type === 'Identifier' ? analysis.bindings.variableOf(first) : undefined
      const array = variable === undefined ? first : bare(analysis.provenance.constant(variable) ?? first)
      return array.type === 'ArrayExpression' ? children(array, 'elements').map(element => leading(analysis, element, depth + 1) || 'x').join(' ') : ''
    }
    const fn = analysis.calls.functionOf(child(node, 'callee')!)
    const value = fn === undefined ? undefined : returnsOf(fn)[0]
    return value === undefined ? '' : leading(analysis, value, depth + 1)
  }
  if (node.type !== 'Identifier') return ''
  const variable = analysis.bindings.variableOf(node)
  if (variable === undefined) return ''
  return analysis.bindings.writesOf(variable).map(write => (write.value === undefined || write.kind === 'pattern' ? '' : leading(analysis, write.value, depth + 1))).join(' ')
}
