import type { Analysis } from '../../analysis/analysis.ts'
import { flatten } from '../../edit/pieces.ts'
import { Refusal, refuse } from '../../edit/refusal.ts'
import type { Edit, ImportNeed, Plan, SourceNode, VariableLike } from '../../model.ts'
import { reasons } from '../../reasons.ts'
import { rangeOf } from '../../tree.ts'
import { Conversion } from './conversion.ts'
import { declarationEdit, moduleOfRef } from './declarations.ts'
import { FACE, Names, PACKAGE } from './names.ts'
import type { Risks } from './risk.ts'
import { convertSite } from './site-conversion.ts'
import type { Site, Sites } from './sites.ts'

/** Makes one plan for all calls of a file that must change together. */
export class Planner {
  readonly #analysis: Analysis
  readonly #sites: Sites
  readonly #risks: Risks
  readonly #all: readonly Site[]
  #plans: ReadonlyMap<Site, Plan> | undefined

  constructor(analysis: Analysis, sites: Sites, risks: Risks, all: readonly Site[]) {
    this.#analysis = analysis
    this.#sites = sites
    this.#risks = risks
    this.#all = all
  }

  planOf(site: Site): Plan {
    return (this.#plans ??= this.#planAll()).get(site)!
  }

  /** Names of the module whose every use is replaced are free for our own; that is known only after a first pass. */
  #planAll(): ReadonlyMap<Site, Plan> {
    const first = this.#convertAll(new Names(this.#analysis, new Set()))
    const refs = new Set([...first.values()].flatMap(result => (result instanceof Refusal ? [] : [...result.refs])))
    const freed = new Set<VariableLike>()
    for (const ref of refs) {
      const variable = moduleOfRef(this.#analysis, ref)
      if (variable !== undefined && this.#isReplaced(variable, refs)) freed.add(variable)
    }
    const names = new Names(this.#analysis, freed)
    const results = freed.size === 0 ? first : this.#convertAll(names)
    return this.#plansOf(results, freed, names)
  }

  #isReplaced(variable: VariableLike, refs: ReadonlySet<SourceNode>): boolean {
    const uses = this.#analysis.bindings.usesOf(variable).filter(use => use.isRead())
    return uses.every(use => refs.has(use.identifier) || refs.has(this.#analysis.host.parentOf(use.identifier) ?? use.identifier)) && !this.#isNamedAsType(variable)
  }

  #isNamedAsType(variable: VariableLike): boolean {
    if (!/\.[cm]?tsx?$/.test(this.#analysis.host.filename)) return false
    const text = this.#analysis.host.text
    return new RegExp(`(?:[:<|&,]|typeof|as)\\s*${variable.name.replace(/\$/g, '\\$')}\\b\\s*[.>|&,;)=\\[]`).test(text)
  }

  #convertAll(names: Names): Map<Site, Conversion | Refusal> {
    const results = new Map<Site, Conversion | Refusal>()
    for (const site of this.#all) {
      if (results.has(site)) continue
      const conversion = new Conversion(this.#analysis, names, this.#sites, this.#risks, convertSite)
      const refusal = conversion.attempt(() => {
        conversion.site(site)
        const [left] = conversion.pending
        if (left !== undefined) refuse('COMMAND_ESCAPES', left)
      })
      const edits = refusal === undefined ? flatten(this.#analysis.host.text, conversion.edits) : undefined
      if (refusal === undefined && edits === undefined) results.set(site, new Refusal('OVERLAP'))
      else if (refusal !== undefined) results.set(site, refusal)
      else for (const each of conversion.converted) results.set(each, conversion)
    }
    return results
  }

  #plansOf(results: ReadonlyMap<Site, Conversion | Refusal>, freed: ReadonlySet<VariableLike>, names: Names): ReadonlyMap<Site, Plan> {
    const { host } = this.#analysis
    const clusters = new Set([...results.values()].filter(result => result instanceof Conversion))
    const isTied = freed.size > 0 && clusters.size > 1
    const declaration = declarationEdit(this.#analysis, freed, importsOf(names, [...clusters].flatMap(cluster => [...cluster.uses])))
    const made = new Map<Conversion, Plan>()
    let isFirst = true
    for (const cluster of clusters) {
      const needs: ImportNeed[] = declaration?.imports === true ? [] : [{ module: FACE, names: importsOf(names, [...cluster.uses]) }]
      const edits: Edit[] = [...flatten(host.text, cluster.edits)!, ...(isFirst && declaration !== undefined ? declaration.edits : [])].sort((a, b) => a.range[0] - b.range[0])
      isFirst = false
      const isLocal = cluster.isLocal && !isTied
      const base = {
        edits, imports: needs.filter(need => need.names.length > 0), dependency: PACKAGE, reach: isLocal && cluster.groups.size === 0 ? ('local' as const) : ('file' as const),
        ...(isLocal && cluster.groups.size === 0 ? {} : groupsFor(cluster, `${host.filename}#shell${isTied ? '' : String(rangeOf([...cluster.converted][0]!.call)[0])}`, isTied)),
      }
      made.set(cluster, cluster.differs.size === 0 ? { outcome: 'same', ...base } : { outcome: 'check', differs: [...cluster.differs].join(' '), ...base })
    }
    return new Map([...results].map(([site, result]) => [site, result instanceof Refusal ? this.#manual(result) : made.get(result)!]))
  }

  #manual(refusal: Refusal): Plan {
    const at = refusal.node === undefined ? '' : ` (at \`${shorten(this.#analysis.host.text.slice(...rangeOf(refusal.node)))}\`)`
    return { outcome: 'manual', reason: refusal.reason, hint: `${reasons[refusal.reason]?.hint ?? ''}${at}` }
  }
}

/** What to import, functions that run programs first, types last. */
const importsOf = (names: Names, uses: readonly string[]): readonly string[] => {
  const rank = (name: string): number => (/^(?:exec|spawn)/.test(name) ? 0 : name === 'cmd' ? 1 : name.startsWith('type ') ? 3 : 2)
  const sorted = [...new Set(uses)].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return sorted.map(name => (name.startsWith('type ') ? name : names.written(name))).filter(name => name !== undefined)
}

/** The groups of a cluster: those it shares with other files, and the one of its own file. */
const groupsFor = (cluster: Conversion, own: string, isTied: boolean): { readonly group: string; readonly joins?: readonly string[] } => {
  const all = [...[...cluster.groups].sort(), ...(isTied || cluster.groups.size === 0 ? [own] : [])]
  return all.length === 1 ? { group: all[0]! } : { group: all[0]!, joins: all.slice(1) }
}

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}
