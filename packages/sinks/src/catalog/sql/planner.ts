import type { Analysis } from '../../analysis/analysis.ts'
import { bare } from '../../analysis/syntax.ts'
import { flatten } from '../../edit/pieces.ts'
import type { Edit, Plan, SourceNode, VariableLike } from '../../model.ts'
import { child, rangeOf } from '../../tree.ts'
import { reasons } from '../../reasons.ts'
import { children } from '../../tree.ts'
import type { Names, SiteLike } from './conversion.ts'
import type { Dialect } from './drivers.ts'
import { driverOfPackage, primitives } from './drivers.ts'
import type { Wrapper } from './facts.ts'
import { groupOf, wrappersOf } from './facts.ts'
import { Conversion } from './conversion.ts'
import { PACKAGE, importNeeds, namesFor } from './names.ts'
import { Refusal } from '../../edit/refusal.ts'
import { giveText } from './held.ts'
import { Scanner } from './scanner.ts'
import { useText } from './uses.ts'
import { convertSite } from './site-conversion.ts'
import type { Site, Sites } from './sites.ts'

interface Cluster {
  readonly roots: readonly Site[]
  readonly conversion: Conversion
}

/** Makes one plan for all sites that must change together. */
export class Planner {
  readonly #analysis: Analysis
  readonly #sites: Sites
  readonly #plans = new Map<SiteLike, Plan>()
  readonly #clusters = new Map<SiteLike | SourceNode | VariableLike, Cluster>()
  readonly #calls: readonly SourceNode[]
  readonly #left = new Map<SourceNode, Plan>()
  #wrappers: ReadonlyMap<SourceNode, Wrapper> | undefined
  /** Whether nothing in the file keeps it from another driver. */
  mayMove: () => boolean = () => true
  #names: Names | undefined

  constructor(analysis: Analysis, sites: Sites, calls: readonly SourceNode[]) {
    this.#analysis = analysis
    this.#sites = sites
    this.#calls = calls
  }

  /** Plans sites that are spoken of; where two need the same change, they are planned again as one. */
  plan(sites: readonly Site[]): void {
    for (const site of sites) if (!this.#plans.has(site)) this.#planOne(site, true)
  }

  /** The plan of an exported function that gives a statement: it changes with its callers in other files. */
  planOfBuilder(fn: SourceNode, path: string): Plan {
    const known = this.#clusters.get(fn)
    const group = groupOf(this.#analysis.host.filename, path)
    const site = known?.roots[0]
    if (site !== undefined) return this.#plans.get(site)!
    const result = this.#convert([], conversion => void giveText(conversion, fn, conversion.plain()))
    if (result instanceof Refusal) return { ...manual(this.#analysis, result), group }
    const plan = this.#planFrom(result, [])
    return plan instanceof Refusal ? { ...manual(this.#analysis, plan), group } : plan
  }

  /** A site that is left for a reason of its own. */
  left(reason: string): Plan {
    return manual(this.#analysis, new Refusal(reason))
  }

  /** The plan of a site, for the text that is given to it at `node`. */
  planOf(site: Site, node: SourceNode): Plan {
    if (!this.#plans.has(site)) this.#planOne(site, false)
    return this.#left.get(node) ?? this.#plans.get(site)!
  }

  #planOne(site: Site, mayMerge: boolean): void {
    let roots: readonly Site[] = [site]
    for (let round = 0; round < 5; round++) {
      const result = this.#convert(roots)
      if (result instanceof Refusal) {
        const group = this.#groupOf(site)
        const plan = { ...manual(this.#analysis, result), ...(result.reason === 'RECEIVER_UNKNOWN' && isImported(this.#analysis, site.object) ? { hint: 'The handle comes from another file: npx breakwater migrate sees across files.' } : {}) }
        this.#plans.set(site, group === undefined ? plan : { ...plan, group })
        return
      }
      const met = new Set<Cluster>()
      for (const thing of [...result.sites, ...result.touched]) {
        const other = this.#clusters.get(thing)
        if (other !== undefined) met.add(other)
      }
      const missing = [...met].flatMap(other => other.roots).filter(root => !roots.includes(root))
      if (missing.length === 0) {
        this.#settle(result, roots, site)
        return
      }
      if (!mayMerge) break
      roots = [...missing, ...roots]
    }
    this.#plans.set(site, manual(this.#analysis, new Refusal('OVERLAP')))
  }

  /** The group of other files that holds a site: it is held back with it. */
  #groupOf(site: Site): string | undefined {
    if (site.wrapper !== undefined) return site.wrapper.group
    for (const fn of passedFrom(this.#analysis, site)) {
      const path = this.#analysis.exports.pathOf(fn)
      if (path !== undefined) return groupOf(this.#analysis.host.filename, path)
    }
    return undefined
  }

  #convert(roots: readonly Site[], also?: (conversion: Conversion) => void): Conversion | Refusal {
    this.#names ??= namesFor(this.#analysis)
    const conversion = new Conversion(this.#analysis, this.#names, call => this.#sites.of(call), (own, like) => convertSite(own, like as Site))
    conversion.newScanner = like => new Scanner((like as Site | undefined)?.primitive.dialect ?? dialectOfProject(this.#analysis.host.project.dependencies))
    conversion.mayMove = this.mayMove
    conversion.isWrapper = (fn, parameter) => (this.#wrappers ??= wrappersOf(this.#analysis, this.#sites, this.#calls)).get(fn)?.text === parameter
    conversion.joinGroup = group => {
      if (this.#sites.escapesOf(group).length > 0) throw new Refusal('FUNCTION_ESCAPES', this.#sites.escapesOf(group)[0])
      for (const other of this.#sites.inGroup(group)) conversion.site(other)
      for (const call of this.#sites.buildersIn(group)) useText(conversion, call)
    }
    try {
      for (const root of roots) conversion.site(root)
      also?.(conversion)
      return conversion
    }
    catch (error) {
      if (error instanceof Refusal) return error
      throw error
    }
  }

  #settle(conversion: Conversion, roots: readonly Site[], site: Site): void {
    const plan = this.#planFrom(conversion, roots)
    if (plan instanceof Refusal) {
      const group = this.#groupOf(site)
      this.#plans.set(site, { ...manual(this.#analysis, plan), ...(group === undefined ? {} : { group }) })
      return
    }
    const cluster: Cluster = { roots, conversion }
    for (const [node, refusal] of conversion.left) this.#left.set(node, manual(this.#analysis, refusal))
    for (const thing of [...conversion.sites, ...conversion.touched]) this.#clusters.set(thing, cluster)
    for (const like of conversion.sites) this.#plans.set(like, plan)
  }

  #planFrom(conversion: Conversion, roots: readonly Site[]): Plan | Refusal {
    const edits = flatten(this.#analysis.host.text, conversion.edits)
    if (edits === undefined) return new Refusal('OVERLAP')
    const stays = [...conversion.removed].flatMap(variable => this.#analysis.bindings.readsOf(variable)).find(read => !isGone(read, edits))
    if (stays !== undefined) return new Refusal('PLACEHOLDERS_DYNAMIC', stays)
    const [first, ...others] = [...conversion.groups].sort()
    const base = {
      edits, imports: [...importNeeds(this.#analysis, this.#names!, conversion.uses), ...conversion.needs], ...(conversion.uses.size > 0 ? { dependency: PACKAGE } : {}), reach: conversion.isLocal ? 'local' as const : 'file' as const,
      ...(conversion.isLocal ? {} : { group: first ?? `${this.#analysis.host.filename}#${roots[0] === undefined ? 0 : rangeOf(roots[0].call)[0]}` }),
      ...(others.length === 0 ? {} : { joins: others }),
    }
    return conversion.differs.size === 0 ? { outcome: 'same', ...base } : { outcome: 'check', differs: [...conversion.differs].join(' '), ...base }
  }
}

const manual = (analysis: Analysis, refusal: Refusal): Extract<Plan, { outcome: 'manual' }> => {
  const reason = reasons[refusal.reason]
  const at = refusal.node === undefined ? '' : ` (at \`${shorten(analysis.host.text.slice(...rangeOf(refusal.node)))}\`)`
  return { outcome: 'manual', reason: refusal.reason, hint: `${reason?.hint ?? ''}${at}` }
}

/** Whether an object comes from another file of the project that the host does not look at. */
const isImported = (analysis: Analysis, object: SourceNode): boolean => {
  let root = bare(object)
  while (root.type === 'MemberExpression' || root.type === 'CallExpression') root = bare(child(root, root.type === 'CallExpression' ? 'callee' : 'object')!)
  const module = root.type === 'Identifier' ? analysis.origins.moduleOf(root) : undefined
  return module !== undefined && /^[.~#]/.test(module) && analysis.host.project.exportsOf(module) === undefined
}

/** Whether no edit leaves a name standing. */
const isGone = (name: SourceNode, edits: readonly Edit[]): boolean => {
  const [start, end] = rangeOf(name)
  const edit = edits.find(({ range }) => range[0] <= start && end <= range[1])
  return edit !== undefined && !edit.text.split(/[^\w$]+/).includes(name['name'] as string)
}

const shorten = (text: string): string => {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 57)}…` : line
}

/** The functions whose parameter is the text of a site, outwards. */
const passedFrom = (analysis: Analysis, site: Site): readonly SourceNode[] => {
  const found: SourceNode[] = []
  const visit = (text: SourceNode): void => {
    const node = bare(text)
    const def = node.type === 'Identifier' ? analysis.bindings.variableOf(node)?.defs[0] : undefined
    if (def?.type !== 'Parameter' || found.includes(def.node)) return
    found.push(def.node)
    const index = children(def.node, 'params').findIndex(param => param === def.name || param['left'] === def.name)
    for (const call of analysis.calls.callersOf(def.node).calls) if (children(call, 'arguments')[index] !== undefined) visit(children(call, 'arguments')[index]!)
  }
  visit(site.text)
  return found
}

/** The dialect of a project that names drivers of one dialect only. */
const dialectOfProject = (dependencies: ReadonlySet<string>): Dialect => {
  const known = new Set(Object.entries(driverOfPackage).filter(([name]) => dependencies.has(name)).map(([, type]) => Object.values(primitives[type] ?? {})[0]?.dialect))
  return known.size === 1 ? ([...known][0] ?? 'postgres') : 'postgres'
}
