import type { Analysis } from '../../analysis/analysis.ts'
import { bare, isNamed, stringOf } from '../../analysis/syntax.ts'
import type { FileFacts, Finding, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Judge } from '../judge.ts'
import { modules } from './modules.ts'
import { Planner } from './planner.ts'
import { Risks } from './risk.ts'
import type { Site } from './sites.ts'
import { Sites } from './sites.ts'
import { isPassedOn, wrapperFacts } from './wrappers.ts'

const MODULE = /['"`](?:node:)?(?:child_process|shelljs(?:\/global)?|execa|cross-spawn|child-process-promise|mz\/child_process|promisify-child-process)['"`]/

/** A call with an argument that may be a text: what functions the module was taken under is known only later. */
const isCandidate = (call: SourceNode): boolean => {
  const first = (call['arguments'] as readonly SourceNode[])[0]
  if (first === undefined || first.type === 'ArrowFunctionExpression' || first.type === 'FunctionExpression' || first.type === 'ObjectExpression') return false
  const callee = bare(call['callee'] as SourceNode)
  return callee.type === 'Identifier' ? !isNamed(callee, 'require') : callee.type === 'MemberExpression' && /^(?:exec\w*|spawn\w*|sync|command\w*|shell\w*|run\w*|promis\w*|call|apply|\$)$/i.test(String((callee['property'] as SourceNode)['name'] ?? ''))
}

/** In a file that runs nothing itself: a text, or a name for one, that is given to a function which may be another file's. */
const mayPassOn = (call: SourceNode): boolean => (call['arguments'] as readonly SourceNode[]).some(arg => {
  const node = bare(arg)
  if (node.type === 'Identifier') return /c(?:om)?m(?:an)?d/i.test(node['name'] as string)
  if (node.type === 'TemplateLiteral') return children(node, 'expressions').length > 0 && /^[\w./-]+ /.test(String((children(node, 'quasis')[0]!['value'] as { raw: string }).raw))
  let first: SourceNode | undefined = node
  while (first?.type === 'BinaryExpression' && first['operator'] === '+') first = child(first, 'left')
  return first !== node && /^[\w./-]+ /.test(stringOf(first) ?? '')
})

const judge = (analysis: Analysis, calls: readonly SourceNode[]): readonly Finding[] => {
  const relevant = MODULE.test(analysis.host.text) ? calls : calls.filter(mayPassOn)
  if (relevant.length === 0) return []
  const sites = new Sites(analysis)
  const all = relevant.map(call => sites.of(call)).filter(site => site !== undefined)
  if (all.length === 0) return []
  const risks = new Risks(analysis)
  const planner = new Planner(analysis, sites, risks, all)
  return all.flatMap(site => findingsOf(analysis, sites, risks, planner, site))
}

const findingsOf = (analysis: Analysis, sites: Sites, risks: Risks, planner: Planner, site: Site): readonly Finding[] => {
  if (site.texts.length === 1 && bare(site.texts[0]!).type === 'TaggedTemplateExpression' && stringOf(child(site.texts[0]!, 'quasi')) === undefined && site.callee.raw.reason === undefined) return []
  const found = site.texts.map(text => risks.of(text))
  const isPlain = site.texts.length === 1
  const isBuilt = found.some((risk, index) => (isPlain || index === 0 ? risk === 'built' || risk === 'request' : risk !== 'none' && !risks.isOwn(site.texts[index]!)))
  const base = { rule: 'shell', sink: site.callee.raw.sink, data: { primitive: nameOf(site) }, range: rangeOf(site.texts[0]!) }
  const lazy = (messageId: string, strength: Finding['strength'], more: Partial<Finding> = {}): Finding => ({
    ...base, messageId, strength, ...more,
    get plan() {
      return planner.planOf(site)
    },
  })
  if (isBuilt) {
    const sources = isPlain ? sourcesOf(analysis, risks, site.texts[0]!) : []
    if (sources.length === 0 || sources[0] === site.texts[0]) return [lazy(found.includes('request') && !found.includes('built') ? 'request' : 'built', 'recommended')]
    return sources.map(source => lazy('passed', 'recommended', { range: rangeOf(source) }))
  }
  return [lazy('raw', 'strict', isTaken(analysis, sites, site) ? { takesText: true } : {})]
}

/** Whether the text is the parameter of an exported function. */
const isTaken = (analysis: Analysis, sites: Sites, site: Site): boolean => {
  const node = bare(site.texts[0]!)
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  const def = variable?.defs[0]
  return variable !== undefined && def?.type === 'Parameter' && site.form === 'text' && analysis.exports.pathOf(def.node) !== undefined && isPassedOn(analysis, sites, variable)
}

/** Functions of the file that give their text to a shell. */
const facts = (analysis: Analysis, calls: readonly SourceNode[]): FileFacts => {
  const sites = new Sites(analysis)
  return { exports: MODULE.test(analysis.host.text) ? wrapperFacts(analysis, sites, calls) : {} }
}

/** Where the text is made: the argument itself or, in a function that only passes it on, what its callers give. */
const sourcesOf = (analysis: Analysis, risks: Risks, text: SourceNode): readonly SourceNode[] => {
  const node = bare(text)
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  const def = variable?.defs[0]
  if (variable === undefined || def?.type !== 'Parameter' || analysis.bindings.writesOf(variable).length > 0) return [text]
  const index = children(def.node, 'params').indexOf(def.name)
  const args = index === -1 ? [] : analysis.calls.callersOf(def.node).calls.map(call => children(call, 'arguments')[index]).filter(arg => arg !== undefined && arg.type !== 'SpreadElement')
  const built = args.filter(arg => /built|request/.test(risks.of(arg!)))
  return built.length === 0 ? [text] : (built as SourceNode[])
}

const nameOf = (site: Site): string => site.callee.raw.name

/** Commands that are put together from strings. */
export const shellJudge: Judge = { id: 'shell', types: modules, mayHold: text => MODULE.test(text), isCandidate, judge, facts }
