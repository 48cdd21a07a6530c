import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { isLogCall } from '../../analysis/logs.ts'
import { bare } from '../../analysis/syntax.ts'
import type { ExportFact, SourceNode, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Site, Sites } from './sites.ts'

const MAX_DEPTH = 4

/** The group that a function and its callers in other files change in. */
export const groupOf = (filename: string, path: string): string => `${filename}:${path}`

/** Whether a parameter is only given on as a whole, to a raw function or to a function that does the same. */
export const isPassedOn = (analysis: Analysis, sites: Sites, variable: VariableLike, depth = 0): boolean => siteBehind(analysis, sites, variable, depth) !== undefined

/** The call that a parameter is given on to, as a whole and for nothing else. */
const siteBehind = (analysis: Analysis, sites: Sites, variable: VariableLike, depth: number): Site | undefined => {
  const { bindings, host } = analysis
  if (depth > MAX_DEPTH || bindings.writesOf(variable).length > 0) return undefined
  let found: Site | undefined
  for (const read of bindings.readsOf(variable)) {
    const up = host.parentOf(read)
    if (up === undefined) return undefined
    if (isShown(analysis, read)) continue
    if (up.type !== 'CallExpression' || !children(up, 'arguments').includes(read)) return undefined
    const site = sites.of(up)
    if (site !== undefined && site.form === 'text' && site.callee.raw.reason === undefined && bare(site.texts[0]!) === read) {
      found ??= site
      continue
    }
    const fn = analysis.calls.functionOf(child(up, 'callee')!)
    const param = fn === undefined ? undefined : children(fn, 'params')[children(up, 'arguments').indexOf(read)]
    const next = param?.type === 'Identifier' ? bindings.variableOf(param) : undefined
    const behind = next === undefined ? undefined : siteBehind(analysis, sites, next, depth + 1)
    if (behind === undefined) return undefined
    found ??= behind
  }
  return found
}

/** Read only to be printed: in a log call, or as a part of the text of one or of an error. */
const isShown = (analysis: Analysis, read: SourceNode): boolean => {
  let node = read
  let up = analysis.host.parentOf(node)
  while (up !== undefined && (up.type === 'TemplateLiteral' || (up.type === 'BinaryExpression' && up['operator'] === '+'))) {
    node = up
    up = analysis.host.parentOf(node)
  }
  return up !== undefined && ((up.type === 'CallExpression' && isLogCall(up)) || (up.type === 'NewExpression' && /Error$/.test(String(child(up, 'callee')?.['name']))))
}

/** What other files need to know: exported functions that give one of their parameters to a shell as a whole. */
export const wrapperFacts = (analysis: Analysis, sites: Sites, calls: readonly SourceNode[]): Readonly<Record<string, ExportFact>> => {
  const facts = Object.create(null) as Record<string, ExportFact>
  if (!calls.some(call => sites.of(call)?.form === 'text')) return facts
  for (const [name, value] of analysis.exports.values()) {
    const fact = factOf(analysis, sites, value, 0)
    if (fact !== undefined) facts[name] = fact
  }
  return facts
}

const factOf = (analysis: Analysis, sites: Sites, value: SourceNode, depth: number): ExportFact | undefined => {
  const node = bare(value)
  if (depth > 3) return undefined
  const fn = isFunction(node) ? node : analysis.calls.functionOf(node)
  if (fn !== undefined) return functionFact(analysis, sites, fn)
  const holder = node.type === 'ClassDeclaration' ? { node, isStatic: true } : analysis.calls.holderOf(node)
  if (holder === undefined) return undefined
  const members = Object.create(null) as Record<string, ExportFact>
  for (const [name, member] of analysis.exports.membersOf(node.type === 'ClassDeclaration' ? child(node, 'id')! : node)) {
    const fact = factOf(analysis, sites, member, depth + 1)
    if (fact !== undefined) members[name] = fact
  }
  return Object.keys(members).length === 0 ? undefined : { kind: holder.node.type === 'ObjectExpression' ? 'object' : holder.isStatic ? 'class' : 'instance', members }
}

const functionFact = (analysis: Analysis, sites: Sites, fn: SourceNode): ExportFact | undefined => {
  const path = analysis.exports.pathOf(fn)
  if (path === undefined) return undefined
  for (const [text, param] of children(fn, 'params').entries()) {
    const variable = param.type === 'Identifier' ? analysis.bindings.variableOf(param) : undefined
    const site = variable === undefined ? undefined : siteBehind(analysis, sites, variable, 0)
    if (site !== undefined && site.wrapper === undefined) return { kind: 'shell-wrapper', data: { text, name: site.callee.raw.name, sink: site.callee.raw.sink, group: groupOf(analysis.host.filename, path) } }
  }
  return undefined
}
