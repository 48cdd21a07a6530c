import type { Analysis } from '../../analysis/analysis.ts'
import type { Write } from '../../analysis/bindings.ts'
import { isFunction, patternPath } from '../../analysis/bindings.ts'
import { bare, methodCall, objectMember, propertyName, returnsOf, stringOf } from '../../analysis/syntax.ts'
import { readsRequest } from '../../analysis/provenance.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import { isSqlText, lookupTable, pushed } from './sql-text.ts'

/** `none`: text of the program only; `built`: text with values in it; `opaque`: nothing is known of it; `request`: it is what a request says. */
export type Risk = 'none' | 'opaque' | 'request' | 'built'

const RANK: Readonly<Record<Risk, number>> = { none: 0, opaque: 1, request: 2, built: 3 }
const SAFE_STRING = new Set(['toISOString', 'toFixed', 'digest', 'randomUUID', 'getTime', 'valueOf', 'toJSON'])
const MAX_DEPTH = 16
/** Expressions looked at in one file, again and again included: code can be written so that the ways double at each step. */
const MAX_WORK = 50_000
const work = new WeakMap<Analysis, number>()

const worst = (risks: readonly Risk[]): Risk => risks.reduce((a, b) => (RANK[b] > RANK[a] ? b : a), 'none' as Risk)

/** What was looked at on the way, as a list that shares its beginnings. */
interface Seen {
  readonly thing: SourceNode | VariableLike
  readonly up: Seen | undefined
  readonly depth: number
}

const and = (seen: Seen | undefined, thing: SourceNode | VariableLike): Seen => ({ thing, up: seen, depth: (seen?.depth ?? 0) + 1 })

const has = (seen: Seen | undefined, thing: SourceNode | VariableLike): boolean => {
  for (let at = seen; at !== undefined; at = at.up) if (at.thing === thing) return true
  return false
}

/** How a text comes about, through names, functions and lists of the file. */
export const riskOf = (analysis: Analysis, expression: SourceNode, seen: Seen | undefined = undefined): Risk => {
  const node = bare(expression)
  if ((seen?.depth ?? 0) > MAX_DEPTH || has(seen, node)) return 'none'
  const spent = (work.get(analysis) ?? 0) + 1
  work.set(analysis, spent)
  if (spent > MAX_WORK) return 'opaque'
  const next = and(seen, node)
  const again = (below: SourceNode | undefined): Risk => (below === undefined ? 'none' : riskOf(analysis, below, next))
  const parts = analysis.shapes.partsOf(node)
  if (parts !== undefined) return worst(parts.map(part => (part.kind === 'text' || isHarmless(analysis, part.node) ? 'none' : again(part.node) === 'none' ? 'none' : 'built')))
  if (analysis.provenance.fold(node) !== undefined) return 'none'
  switch (node.type) {
    case 'ConditionalExpression': return worst([again(child(node, 'consequent')), again(child(node, 'alternate'))])
    case 'LogicalExpression': return worst([again(child(node, 'left')), again(child(node, 'right'))])
    case 'AwaitExpression': return again(child(node, 'argument'))
    case 'AssignmentExpression': return again(child(node, 'right'))
    case 'TaggedTemplateExpression': return 'none'
    case 'Literal': return 'none'
    case 'Identifier': return nameRisk(analysis, node, next)
    case 'MemberExpression': {
      const table = lookupTable(analysis, node)
      if (table !== undefined) return worst(children(table, 'properties').map(property => again(child(property, 'value'))))
      if (readsRequest(node)) return 'request'
      const name = propertyName(node)
      return name === undefined ? 'opaque' : propertyRisk(analysis, child(node, 'object')!, name, next)
    }
    case 'CallExpression': {
      const call = methodCall(node)
      const own = call?.name === 'toString' ? analysis.calls.functionOf(child(node, 'callee')!) : undefined
      if (own !== undefined) return worst(returnsOf(own).map(again))
      if (call?.name === 'join') return listRisk(analysis, call.object, next)
      if (call !== undefined && (call.name === 'replace' || call.name === 'slice' || call.name === 'substring' || call.name === 'trim' || call.name === 'concat' || call.name === 'replaceAll' || call.name === 'toString')) {
        const object = again(call.object)
        const added = call.name === 'concat' ? call.args : call.name.startsWith('replace') ? call.args.slice(1) : []
        const isPlain = added.every(arg => !isFunction(arg) && (isHarmless(analysis, arg) || again(arg) === 'none'))
        return isPlain || !isSqlText(analysis, call.object) ? object : 'built'
      }
      if (call?.name === 'reduce' && isFunction(call.args[0]) && call.args[1] !== undefined && again(call.args[1]) === 'none') return worst(returnsOf(call.args[0]).map(again))
      const fn = analysis.calls.functionOf(child(node, 'callee')!)
      if (fn !== undefined) return worst(returnsOf(fn).map(again))
      if (analysis.origins.factOf(child(node, 'callee')!)?.kind === 'builder') return 'built'
      return readsRequest(node) ? 'request' : 'opaque'
    }
    default: return 'opaque'
  }
}

/** A value that cannot change a statement: a number, a date in ISO form, a digest, a list of placeholders. */
const isHarmless = (analysis: Analysis, hole: SourceNode): boolean => {
  if (analysis.provenance.isNumber(hole)) return true
  const node = bare(hole)
  const call = methodCall(node)
  if (call !== undefined && SAFE_STRING.has(call.name) && !(call.name === 'digest' && call.args.length === 0)) return true
  if (node.type === 'Identifier') {
    const variable = analysis.bindings.variableOf(node)
    const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
    return value !== undefined && methodCall(bare(value)) !== undefined && isHarmless(analysis, value)
  }
  return false
}

const nameRisk = (analysis: Analysis, node: SourceNode, seen: Seen | undefined): Risk => {
  const variable = analysis.bindings.variableOf(node)
  const def = variable?.defs[0]
  if (variable === undefined || def === undefined) return 'opaque'
  if (has(seen, variable)) return 'none'
  const next = and(seen, variable)
  const writes = analysis.bindings.writesOf(variable)
  const risks: Risk[] = writes.map(write => {
    if (write.kind === 'unknown') return 'opaque'
    if (write.kind === 'pattern') return patternRisk(analysis, write, next)
    const risk = riskOf(analysis, write.value!, next)
    if (write.kind !== 'append') return risk
    return risk === 'none' || isHarmless(analysis, write.value!) ? 'none' : 'built'
  })
  if (def.type === 'Variable') return worst(risks)
  if (def.type !== 'Parameter') return 'opaque'
  const index = children(def.node, 'params').findIndex(param => param === def.name || child(param, 'left') === def.name)
  const callers = analysis.calls.callersOf(def.node)
  if (index === -1) return 'opaque'
  for (const call of callers.calls) {
    const value = children(call, 'arguments')[index]
    if (value !== undefined) risks.push(value.type === 'SpreadElement' ? 'opaque' : riskOf(analysis, value, next))
  }
  if (callers.calls.length === 0 || analysis.exports.pathOf(def.node) !== undefined || callers.escapes.length > 0 || callers.doubtful.length > 0) risks.push('opaque')
  return worst(risks)
}

/** `const { text } = build(q)`. */
const patternRisk = (analysis: Analysis, write: Write, seen: Seen | undefined): Risk => {
  if (write.value === undefined) return 'opaque'
  if (readsRequest(write.value)) return 'request'
  const path = patternPath(analysis.host, write.identifier)?.path
  return path?.length === 1 ? propertyRisk(analysis, write.value, path[0]!, seen) : 'opaque'
}

/** A text that is kept in a property: of an object that is written out or returned, or assigned anywhere in the file under that name. */
const propertyRisk = (analysis: Analysis, object: SourceNode, name: string, seen: Seen | undefined): Risk => {
  const values = heldIn(analysis, object, name)
  const assigned = analysis.calls.assignedTo(name)
  if (values.length === 0 && !assigned.some(node => isSqlText(analysis, child(node, 'right')!))) return 'opaque'
  return worst([...values.map(value => riskOf(analysis, value, seen)), ...assigned.map(node => {
    const risk = riskOf(analysis, child(node, 'right')!, seen)
    return node['operator'] === '+=' && risk !== 'none' ? 'built' : risk
  })])
}

/** The values of a property in the object literals that an expression can be. */
const heldIn = (analysis: Analysis, expression: SourceNode, name: string, depth = 0): readonly SourceNode[] => {
  const node = bare(expression)
  if (depth > 4) return []
  const literal = (value: SourceNode): readonly SourceNode[] => [objectMember(value, name)].filter(found => found !== undefined)
  if (node.type === 'ObjectExpression') return literal(node)
  if (node.type === 'AwaitExpression') return heldIn(analysis, child(node, 'argument')!, name, depth + 1)
  if (node.type === 'CallExpression') {
    const fn = analysis.calls.functionOf(child(node, 'callee')!)
    return fn === undefined ? [] : returnsOf(fn).flatMap(value => heldIn(analysis, value, name, depth + 1))
  }
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  return variable === undefined ? [] : analysis.bindings.writesOf(variable).flatMap(write => (write.value === undefined || write.kind === 'pattern' ? [] : heldIn(analysis, write.value, name, depth + 1)))
}

/** The pieces of a joined list. */
const listRisk = (analysis: Analysis, expression: SourceNode, seen: Seen | undefined): Risk => {
  const node = bare(expression)
  const again = (below: SourceNode): Risk => riskOf(analysis, below, seen)
  if (node.type === 'ArrayExpression') return worst((node['elements'] as readonly (SourceNode | null)[]).map(element => (element === null ? 'none' : element.type === 'SpreadElement' ? listRisk(analysis, child(element, 'argument')!, seen) : again(element))))
  const call = methodCall(node)
  if (call !== undefined) {
    const fn = call.args[0]
    if (call.name === 'fill') return fn === undefined ? 'opaque' : again(fn)
    if (call.name === 'map' || call.name === 'flatMap') return isFunction(fn) ? worst(returnsOf(fn).map(value => (stringOf(value) !== undefined ? 'none' : again(value)))) : 'opaque'
    if (call.name === 'filter' || call.name === 'slice' || call.name === 'concat' || call.name === 'reverse') return listRisk(analysis, call.object, seen)
    return 'opaque'
  }
  if (node.type !== 'Identifier') return 'opaque'
  const variable = analysis.bindings.variableOf(node)
  if (variable === undefined || variable.defs[0]?.type !== 'Variable' || has(seen, variable)) return 'opaque'
  const next = and(seen, variable)
  const written = analysis.bindings.writesOf(variable).map(write => (write.value === undefined || write.kind === 'pattern' ? 'opaque' : listRisk(analysis, write.value, next)))
  const added = analysis.bindings.readsOf(variable).flatMap(read => pushed(analysis, read)).map(piece => (piece.type === 'SpreadElement' ? 'opaque' : riskOf(analysis, piece, next)))
  return worst([...written, ...added])
}
