import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, returnsOf } from '../../analysis/syntax.ts'
import type { ExportFact, FileFacts, SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'
import { riskOf } from './risk.ts'
import type { Site, Sites } from './sites.ts'
import { looksLikeSql } from './sql-text.ts'

/** What other files need to know of the SQL of a file: handles, wrappers of handles, constant texts, and the objects and classes that hold them. */
export const sqlFacts = (analysis: Analysis, sites: Sites, calls: readonly SourceNode[]): FileFacts => {
  const wrappers = wrappersOf(analysis, sites, calls)
  const exports: Record<string, ExportFact> = Object.create(null) as Record<string, ExportFact>
  for (const [name, value] of analysis.exports.values()) {
    const fact = factOf(analysis, wrappers, value, 0)
    if (fact !== undefined) exports[name] = fact
  }
  return { exports }
}

/** A function that runs the text it is given. */
export interface Wrapper {
  readonly site: Site
  /** Which parameter is the text, and which holds the values; -1 where none does. */
  readonly text: number
  readonly values: number
  readonly isRest: boolean
}

/** The group that a wrapper and all its callers in other files change in. */
export const groupOf = (filename: string, path: string): string => `${filename}:${path}`

/** The functions of a file that run the text they are given. */
export const wrappersOf = (analysis: Analysis, sites: Sites, calls: readonly SourceNode[]): ReadonlyMap<SourceNode, Wrapper> => {
  const found = new Map<SourceNode, Wrapper>()
  const note = (text: SourceNode, values: SourceNode | undefined, site: Site, depth: number): void => {
    const parameter = parameterOf(analysis, text)
    if (parameter === undefined || parameter.isRest || found.has(parameter.fn) || depth > 4) return
    const bound = values === undefined ? undefined : parameterOf(analysis, values)
    const index = bound?.fn === parameter.fn ? bound.index : -1
    found.set(parameter.fn, { site, text: parameter.index, values: index, isRest: bound?.isRest === true })
    for (const call of analysis.calls.callersOf(parameter.fn).calls) {
      const args = children(call, 'arguments')
      if (args[parameter.index] !== undefined) note(args[parameter.index]!, index === -1 ? undefined : args[index], site, depth + 1)
    }
  }
  for (const call of calls) {
    const site = sites.of(call)
    if (site === undefined || site.receiver === 'unknown' || site.options !== undefined) continue
    note(site.text, children(call, 'arguments')[1], site, 0)
  }
  return found
}

/** The parameter that an expression names, with no other value ever given to it. */
const parameterOf = (analysis: Analysis, expression: SourceNode): { fn: SourceNode; index: number; isRest: boolean } | undefined => {
  const node = bare(expression)
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  const def = variable?.defs[0]
  if (variable === undefined || def?.type !== 'Parameter' || analysis.bindings.writesOf(variable).some(write => write.kind !== 'default')) return undefined
  const params = children(def.node, 'params')
  const index = params.findIndex(param => param === def.name || child(param, 'left') === def.name || (param.type === 'RestElement' && child(param, 'argument') === def.name))
  return index === -1 ? undefined : { fn: def.node, index, isRest: params[index]!.type === 'RestElement' }
}

const factOf = (analysis: Analysis, wrappers: ReadonlyMap<SourceNode, Wrapper>, value: SourceNode, depth: number): ExportFact | undefined => {
  const node = bare(value)
  if (depth > 3) return undefined
  const fn = isFunction(node) ? node : analysis.calls.functionOf(node)
  if (fn !== undefined) {
    const wrapper = wrappers.get(fn)
    const path = analysis.exports.pathOf(fn)
    if (path !== undefined && wrapper === undefined && isBuilder(analysis, fn)) return { kind: 'builder', data: { group: groupOf(analysis.host.filename, path) } }
    if (wrapper === undefined || path === undefined) return handleMaker(analysis, fn)
    const { primitive } = wrapper.site
    return { kind: 'wrapper', data: { id: primitive.id, dialect: primitive.dialect, target: primitive.target, text: wrapper.text, values: wrapper.values, rest: wrapper.isRest, group: groupOf(analysis.host.filename, path) } }
  }
  const type = analysis.origins.typeOf(node)
  if (type !== undefined) return { kind: 'handle', data: { type } }
  const imported = analysis.origins.factOf(node)
  if (imported !== undefined) return imported
  const text = analysis.provenance.fold(node)
  if (text !== undefined) return { kind: 'text', data: { value: text } }
  const holder = node.type === 'ClassDeclaration' ? { node, isStatic: true } : analysis.calls.holderOf(node)
  if (holder === undefined) return undefined
  const members: Record<string, ExportFact> = Object.create(null) as Record<string, ExportFact>
  for (const [name, member] of analysis.exports.membersOf(node.type === 'ClassDeclaration' ? child(node, 'id')! : node)) {
    const fact = factOf(analysis, wrappers, member, depth + 1)
    if (fact !== undefined) members[name] = fact
  }
  const kind = holder.node.type === 'ObjectExpression' ? 'object' : holder.isStatic ? 'class' : 'instance'
  return { kind, members }
}

/** A function that gives a statement built from values. */
export const isBuilder = (analysis: Analysis, fn: SourceNode): boolean => {
  const returns = returnsOf(fn)
  return fn['generator'] !== true && fn['async'] !== true && returns.length > 0 && returns.every(value => looksLikeSql(analysis, value)) && returns.some(value => riskOf(analysis, value) === 'built')
}

/** The exported functions of a file that give statements, with the paths they are exported under. */
export const buildersOf = (analysis: Analysis): ReadonlyMap<SourceNode, string> => {
  analysis.exports.values()
  return new Map([...analysis.exports.paths].filter(([fn]) => isBuilder(analysis, fn)))
}

/** `getPool()` gives a handle; `withClient(client => …)` gives it to the function that it is given. */
const handleMaker = (analysis: Analysis, fn: SourceNode): ExportFact | undefined => {
  const type = analysis.origins.returnTypeOf(fn)
  if (type !== undefined) return { kind: 'maker', data: { type } }
  for (let argument = 0; argument < children(fn, 'params').length; argument++) {
    for (const parameter of [0, 1]) {
      const given = analysis.origins.givenTypeOf(fn, argument, parameter)
      if (given !== undefined && given.endsWith(':handle')) return { kind: 'giver', data: { type: given, argument, parameter } }
    }
  }
  return undefined
}
