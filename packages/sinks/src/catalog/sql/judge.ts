import type { Analysis } from '../../analysis/analysis.ts'
import { bare, returnsOf } from '../../analysis/syntax.ts'
import type { FileFacts, Finding, SinkHost, SourceNode } from '../../model.ts'
import type { Judge } from '../judge.ts'
import { child, children, rangeOf } from '../../tree.ts'
import { drivers } from './drivers.ts'
import { buildersOf, sqlFacts } from './facts.ts'
import { moveOf } from './mysql2.ts'
import { addedLater } from './options.ts'
import { Planner } from './planner.ts'
import { mayHoldSql } from './prefilter.ts'
import type { Risk } from './risk.ts'
import { riskOf } from './risk.ts'
import type { Site } from './sites.ts'
import { Sites, mayBeSite } from './sites.ts'
import { looksLikeSql } from './sql-text.ts'

/** Whether a call may be of interest, from its name alone. */
const isSqlCandidate = (call: SourceNode): boolean => {
  const first = (call['arguments'] as readonly SourceNode[])[0]
  if (first === undefined || first.type === 'ArrowFunctionExpression' || first.type === 'FunctionExpression') return false
  const callee = bare(call['callee'] as SourceNode)
  const name = callee.type === 'MemberExpression' && callee['computed'] !== true ? ((callee['property'] as SourceNode)['name'] as string) : ''
  if (/^(?:where|andWhere|orWhere|having|andHaving|orHaving)$/.test(name)) return first.type === 'BinaryExpression' || (first.type === 'TemplateLiteral' && children(first, 'expressions').length > 0)
  if (name !== '' && mayBeSite(name)) return true
  return (callee.type === 'MemberExpression' || callee.type === 'Identifier') && mayBeText(first)
}

/** Text that begins like a statement, or that cannot be seen: what a wrapper under any name may be given. */
const mayBeText = (argument: SourceNode): boolean => {
  const node = bare(argument)
  if (node.type === 'Identifier') return /sql|query|statement|stmt/i.test(node['name'] as string)
  let first: SourceNode | undefined = node
  while (first?.type === 'BinaryExpression') first = child(first, 'left')
  const text = first?.type === 'TemplateLiteral' ? (children(first, 'quasis')[0]!['value'] as { raw: string }).raw : first?.type === 'Literal' ? first['value'] : undefined
  return typeof text === 'string' && /^[\s(]*(?:select|insert|update|delete|replace|with|create|alter|drop|truncate|call|merge|pragma|explain)\b/i.test(text)
}

/** What is to be said about the SQL of a file. */
const judgeSql = (analysis: Analysis, calls: readonly SourceNode[]): readonly Finding[] => {
  const { host } = analysis
  if (calls.length === 0 && !mayGiveSql(host.text) && !/['"]mysql['"]/.test(host.text)) return []
  const sites = new Sites(analysis)
  const planner = new Planner(analysis, sites, calls)
  let moves: readonly Finding[] | undefined
  const moved = (): readonly Finding[] => {
    const hasSites = calls.some(call => sites.of(call)?.primitive.moves === true)
    return (moves ??= hasSites || /['"]mysql['"]/.test(host.text) ? moveOf(analysis, hasSites) : [])
  }
  planner.mayMove = () => moved().every(finding => finding.plan.outcome !== 'manual')
  const spoken: { readonly site: Site; readonly node: SourceNode; readonly risk: Risk }[] = []
  const quiet: Site[] = []
  const seen = new Set<SourceNode>()
  for (const call of calls) {
    const site = sites.of(call)
    if (site === undefined || bare(site.text).type === 'TaggedTemplateExpression') continue
    const sources = sourcesOf(analysis, site.text)
    const risky = sources.map(node => ({ site, node, risk: riskAt(analysis, site, node) })).filter(({ node, risk }) => isRisky(analysis, site, node, risk))
    for (const item of risky) {
      if (!seen.has(item.node)) spoken.push(item)
      seen.add(item.node)
    }
    if (!seen.has(site.text) && site.receiver === 'known') quiet.push(site)
  }
  planner.plan(spoken.map(item => item.site))
  const findings: Finding[] = spoken.map(({ site, node }) => ({
    rule: 'sql', sink: site.primitive.id, messageId: site.receiver === 'unknown' ? 'loose' : node === site.text ? 'built' : 'passed', data: { primitive: nameOf(site) }, range: rangeOf(node), strength: 'recommended', plan: planner.planOf(site, node),
  }))
  for (const site of quiet) {
    findings.push({
      rule: 'sql', sink: site.primitive.id, messageId: 'raw', data: { primitive: nameOf(site) }, range: rangeOf(site.text), strength: 'strict',
      get plan() {
        return site.primitive.moves === true && analysis.provenance.fold(site.text) !== undefined ? planner.left('MYSQLJS') : planner.planOf(site, site.text)
      },
    })
  }
  findings.push(...moved())
  for (const [fn, path] of mayExport(host) ? buildersOf(analysis) : []) {
    findings.push({
      rule: 'sql', sink: 'sql/given-text', messageId: 'given', data: { primitive: path }, range: rangeOf(returnsOf(fn)[0]!), strength: 'strict',
      get plan() {
        return planner.planOfBuilder(fn, path)
      },
    })
  }
  return findings
}

/** What other files need to know of the SQL of a file. */
const sqlFactsOf = (analysis: Analysis, calls: readonly SourceNode[]): FileFacts => sqlFacts(analysis, new Sites(analysis), calls)

/** A file that only exports functions that build statements has no call of interest. */
const mayGiveSql = (text: string): boolean => /\bexports?\b/.test(text) && /\b(?:select|insert|update|delete|replace)\s/i.test(text)

/** SQL text that is put together from strings. */
export const sqlJudge: Judge = { id: 'sql', types: drivers, mayHold: mayHoldSql, isCandidate: isSqlCandidate, judge: judgeSql, facts: sqlFactsOf }

const mayExport = (host: SinkHost): boolean => /\bexports?\b/.test(host.text)

const riskAt = (analysis: Analysis, site: Site, node: SourceNode): Risk => {
  const risk = riskOf(analysis, node)
  if (risk === 'built' || site.options === undefined) return risk
  const later = addedLater(analysis, site.call).map(assignment => riskOf(analysis, child(assignment, 'right')!))
  return later.some(each => each !== 'none') ? 'built' : risk
}

const isRisky = (analysis: Analysis, site: Site, node: SourceNode, risk: Risk): boolean => {
  // drizzle's sql.raw(x) inside its own tag opens the statement that the tag keeps closed.
  if (risk === 'opaque' && site.primitive.id === 'sql/drizzle-sql-raw') return analysis.host.parentOf(site.call)?.type === 'TemplateLiteral'
  if (risk === 'none' || risk === 'opaque') return false
  if (site.receiver === 'known') return true
  return risk === 'built' && looksLikeSql(analysis, node)
}

/** Where the text of a sink is made: the argument itself or, in a function that only passes it on, what its callers give. */
const sourcesOf = (analysis: Analysis, text: SourceNode, seen: ReadonlySet<SourceNode> = new Set()): readonly SourceNode[] => {
  const node = bare(text)
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  const def = variable?.defs[0]
  if (variable === undefined || def?.type !== 'Parameter' || analysis.bindings.writesOf(variable).some(write => write.kind !== 'default') || seen.has(def.node)) return [text]
  const index = children(def.node, 'params').findIndex(param => param === def.name || child(param, 'left') === def.name)
  const callers = index === -1 ? [] : analysis.calls.callersOf(def.node).calls
  const args = callers.map(call => children(call, 'arguments')[index]).filter(arg => arg !== undefined && arg.type !== 'SpreadElement')
  return args.length === 0 ? [text] : args.flatMap(arg => sourcesOf(analysis, arg!, new Set(seen).add(def.node)))
}

const nameOf = (site: Site): string => site.primitive.id.slice('sql/'.length)
