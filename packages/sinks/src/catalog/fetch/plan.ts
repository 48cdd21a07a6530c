import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, keyName } from '../../analysis/syntax.ts'
import type { Edit, Plan, SourceNode, VariableLike } from '../../model.ts'
import { reasons } from '../../reasons.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Client, Site } from './sites.ts'

const PACKAGE = '@breakwater/fetch'
const DIFFERS = 'Only public addresses on ports 80 and 443 are reached; anything else is refused with an error. createFetch and createAgents open up what is meant.'

/** What each client is given: properties of its options, and where their names come from. */
const GIVEN: Readonly<Partial<Record<Client, { readonly module: string; readonly names: readonly string[]; readonly write: (local: (name: string) => string) => string }>>> = {
  'node-fetch': { module: `${PACKAGE}/agent`, names: ['agentFor'], write: local => `agent: ${local('agentFor')}` },
  'undici-request': { module: `${PACKAGE}/dispatcher`, names: ['dispatcher'], write: local => (local('dispatcher') === 'dispatcher' ? 'dispatcher' : `dispatcher: ${local('dispatcher')}`) },
  axios: { module: `${PACKAGE}/agent`, names: ['httpAgent', 'httpsAgent'], write: local => [...['httpAgent', 'httpsAgent'].map(name => (local(name) === name ? name : `${name}: ${local(name)}`)), 'proxy: false'].join(', ') },
  got: { module: `${PACKAGE}/agent`, names: ['httpAgent', 'httpsAgent'], write: local => `agent: { http: ${local('httpAgent')}, https: ${local('httpsAgent')} }` },
  http: { module: `${PACKAGE}/agent`, names: ['httpAgent'], write: local => `agent: ${local('httpAgent')}` },
  https: { module: `${PACKAGE}/agent`, names: ['httpsAgent'], write: local => `agent: ${local('httpsAgent')}` },
}

/** Options that say which connection is used: with one of them the author has chosen already. */
const TAKEN = /^(?:agent|httpAgent|httpsAgent|dispatcher|proxy|socketPath|createConnection|lookup|adapter)$/

/** What to do about one call. */
export const planFor = (analysis: Analysis, site: Site): Plan => {
  if (site.client === 'library') return manual('FETCH_LIBRARY')
  if (site.call['optional'] === true) return manual('OPTIONAL_CHAIN')
  const args = children(site.call, 'arguments')
  if (args.some(arg => arg.type === 'SpreadElement')) return manual('ARGUMENT_UNKNOWN')
  if (site.client === 'fetch') {
    if (hasTaken(args[1])) return manual('FETCH_OPTIONS')
    const local = localOf(analysis, 'fetch', PACKAGE)
    return rewrite([{ range: rangeOf(child(site.call, 'callee')!), text: local }], PACKAGE, [written('fetch', local)])
  }
  const given = GIVEN[site.client]!
  const local = (name: string): string => localOf(analysis, name, given.module)
  const edit = optionEdit(analysis, args, site.options, given.write(local))
  return edit === undefined ? manual('FETCH_OPTIONS') : rewrite([edit], given.module, given.names.map(name => written(name, local(name))))
}

/** Puts properties into the options of a call, which may not be there yet. */
const optionEdit = (analysis: Analysis, args: readonly SourceNode[], index: number, text: string): Edit | undefined => {
  const options = args[index]
  const at = rangeOf(args[0]!)[1]
  if (options === undefined || (index > 0 && isFunction(options))) {
    const missing = args.length < index ? `, undefined`.repeat(index - args.length) : ''
    const end = options === undefined ? rangeOf(args.at(-1)!)[1] : at
    return { range: [end, end], text: `${missing}, { ${text} }` }
  }
  const literal = bare(options)
  if (literal.type === 'ObjectExpression') {
    if (hasTaken(options)) return undefined
    const [first] = children(literal, 'properties')
    const start = rangeOf(literal)[0] + 1
    return { range: [start, start], text: ` ${text}${first === undefined ? ' ' : ','}` }
  }
  if (literal.type !== 'Identifier' && literal.type !== 'MemberExpression') return undefined
  if (literal.type === 'Identifier' && isCallback(analysis, literal)) return { range: [at, at], text: `, { ${text} }` }
  return { range: rangeOf(options), text: `{ ...${analysis.host.text.slice(...rangeOf(options))}, ${text} }` }
}

const isCallback = (analysis: Analysis, node: SourceNode): boolean => /^(?:cb|callback|done|next|fn|handler|on[A-Z]\w*|.*(?:Callback|Handler))$/.test(node['name'] as string) || analysis.calls.functionOf(node) !== undefined

const hasTaken = (options: SourceNode | undefined): boolean => {
  const literal = options === undefined ? undefined : bare(options)
  return literal?.type === 'ObjectExpression' && children(literal, 'properties').some(property => property.type === 'Property' && TAKEN.test(keyName(property) ?? ''))
}

const rewrite = (edits: readonly Edit[], module: string, names: readonly string[]): Plan => ({ outcome: 'check', differs: DIFFERS, edits, imports: [{ module, names }], dependency: PACKAGE, reach: 'local' })

const written = (name: string, local: string): string => (name === local ? name : `${name} as ${local}`)

/** The local name of one of our exports. `fetch` itself stays what it is for the other calls of the file. */
const localOf = (analysis: Analysis, name: string, module: string): string => {
  const isOurs = (variable: VariableLike): boolean => {
    const def = variable.defs[0]
    const statement = def?.parent ?? (def === undefined ? undefined : analysis.host.parentOf(def.node))
    return statement !== undefined && statement !== null && analysis.host.text.slice(...rangeOf(statement)).includes(module)
  }
  const safe = `safe${name[0]!.toUpperCase()}${name.slice(1)}`
  if (name === 'fetch') return analysis.bindings.isTaken(safe, isOurs) ? 'breakwaterFetch' : safe
  return analysis.bindings.isTaken(name, isOurs) ? safe : name
}

const manual = (reason: string): Plan => ({ outcome: 'manual', reason, hint: reasons[reason]?.hint ?? '' })
