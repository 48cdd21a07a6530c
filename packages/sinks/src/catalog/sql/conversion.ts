import type { Analysis } from '../../analysis/analysis.ts'
import { bare, isNamed, methodCall, stringOf } from '../../analysis/syntax.ts'
import type { PieceEdit } from '../../edit/pieces.ts'
import type { ImportNeed, Range, SourceNode, VariableLike } from '../../model.ts'
import { child, rangeOf } from '../../tree.ts'
import type { Bound } from './bound.ts'
import { Builder } from './builder.ts'
import type { PairedBound } from './paired.ts'
import { giveText, holdText } from './held.ts'
import { convertPieces } from './lists.ts'
import type { Flavor } from './flavor.ts'
import { breakwater } from './flavor.ts'
import { convertLookup } from './lookup.ts'
import { roleAt } from './position.ts'
import { Refusal, refuse } from '../../edit/refusal.ts'
import type { Scanner } from './scanner.ts'
import { isSqlText } from './sql-text.ts'

/** The names under which the file has, or will have, our exports. */
export interface Names {
  readonly sql: string
  readonly connect: string
}

/** What a text is converted in: what the SQL before it leaves open, and the values of its placeholders. */
export interface TextContext {
  readonly scanner: Scanner
  readonly bound: Bound | undefined
}

/** A call that takes SQL text, as the conversion needs it. */
export interface SiteLike {
  readonly call: SourceNode
  readonly text: SourceNode
}

/**
 * Turns everything that flows into some sinks from text into fragments, all or nothing: the text, the variables that hold it, the functions that
 * take or give it, and every other use of those. Edits are gathered; a refusal leaves nothing behind.
 */
export class Conversion {
  readonly analysis: Analysis
  readonly names: Names
  readonly edits: PieceEdit[] = []
  readonly differs = new Set<string>()
  readonly uses = new Set<keyof Names | 'Fragment'>()
  /** The sinks that change with it. */
  readonly sites = new Set<SiteLike>()
  readonly touched = new Set<SourceNode | VariableLike>()
  readonly groups = new Set<string>()
  /** Lists of values by their variable: several calls may be given one. */
  readonly paired = new Map<VariableLike, PairedBound>()
  /** Variables whose declaration goes: no use of them may stay. */
  readonly removed = new Set<VariableLike>()
  isLocal = true
  readonly siteOf: (call: SourceNode) => SiteLike | undefined
  readonly #convertSite: (conversion: Conversion, site: SiteLike) => void
  #flavor: Flavor
  #targetOf: string | undefined
  /** Parameters that some callers still give a string: the function takes both. */
  readonly either = new Set<VariableLike>()
  /** What those callers give, and why it stays. */
  readonly left = new Map<SourceNode, Refusal>()
  /** Names to import beside our own. */
  readonly needs: ImportNeed[] = []
  /** Expressions that are converted. */
  readonly done = new Set<SourceNode>()
  /** Texts that code asks about. */
  readonly maybeEmpty = new Set<VariableLike>()
  /** Where the SQL of a variable ends. */
  readonly lastScanner = new Map<VariableLike, Scanner>()

  constructor(analysis: Analysis, names: Names, siteOf: (call: SourceNode) => SiteLike | undefined, convertSite: (conversion: Conversion, site: SiteLike) => void) {
    this.analysis = analysis
    this.names = names
    this.#flavor = breakwater(names.sql)
    this.siteOf = siteOf
    this.#convertSite = convertSite
  }

  get host(): Analysis['host'] {
    return this.analysis.host
  }

  /** The tag, remembered as an import. */
  tag(): string {
    return this.flavor().tag
  }

  /** How fragments and helpers are written for the target of the cluster. */
  flavor(): Flavor {
    if (this.#flavor.kind === 'breakwater') this.uses.add('sql')
    return this.#flavor
  }

  /** All sites of a cluster have one target. */
  target(flavor: Flavor): void {
    if (this.#targetOf !== undefined && this.#targetOf !== `${flavor.kind} ${flavor.tag}`) refuse('OVERLAP')
    this.#targetOf = `${flavor.kind} ${flavor.tag}`
    this.#flavor = flavor
  }

  edit(range: Range, ...pieces: (string | Range)[]): void {
    this.edits.push({ range, pieces })
  }

  /** Tries a way; what a refused way did is undone, and the refusal given. */
  attempt(way: () => void): Refusal | undefined {
    const before = { edits: this.edits.length, differs: [...this.differs], uses: [...this.uses], sites: [...this.sites], touched: [...this.touched], done: [...this.done], groups: [...this.groups], removed: [...this.removed], isLocal: this.isLocal }
    try {
      way()
      return undefined
    }
    catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.edits.length = before.edits
      restore(this.differs, before.differs)
      restore(this.uses, before.uses)
      restore(this.sites, before.sites)
      restore(this.touched, before.touched)
      restore(this.done, before.done)
      restore(this.groups, before.groups)
      restore(this.removed, before.removed)
      this.isLocal = before.isLocal
      return error
    }
  }

  /** Converts the site that a call is; refuses where it is none. */
  siteAt(call: SourceNode): void {
    const site = this.siteOf(call)
    if (site === undefined) return refuse('CALLER_UNKNOWN', call)
    this.site(site)
  }

  site(site: SiteLike): void {
    if (this.sites.has(site)) return
    this.sites.add(site)
    if (this.sites.size > 1) this.isLocal = false
    this.#convertSite(this, site)
  }

  /** Makes an expression give a fragment. */
  toFragment(expression: SourceNode, context: TextContext): Scanner {
    if (bare(expression) !== expression && expression.type !== 'ChainExpression') this.#dropCast(expression)
    const node = bare(expression)
    if (this.done.has(node)) return context.scanner
    this.done.add(node)
    const parts = this.analysis.shapes.partsOf(node)
    if (parts !== undefined) return new Builder(this, context).convert(node, parts)
    switch (node.type) {
      case 'Identifier': return this.#identifier(node, context)
      case 'ConditionalExpression': {
        const end = this.toFragment(child(node, 'consequent')!, { ...context, scanner: context.scanner.clone() })
        this.toFragment(child(node, 'alternate')!, { ...context, scanner: context.scanner.clone() })
        return end
      }
      case 'LogicalExpression': return this.#logical(node, context)
      case 'AwaitExpression': return this.toFragment(child(node, 'argument')!, context)
      case 'CallExpression': return this.#call(node, context)
      case 'MemberExpression': {
        const end = convertLookup(this, node, context)
        if (end !== undefined) return end
        break
      }
      case 'TaggedTemplateExpression':
        if (isNamed(child(node, 'tag'), this.names.sql)) return context.scanner
        break
    }
    return this.#leaf(node, context)
  }

  /** Whether a name may hold '' for a text that is still empty. */
  mayBeEmpty(name: SourceNode): boolean {
    const variable = name.type === 'Identifier' ? this.analysis.bindings.variableOf(name) : undefined
    return variable !== undefined && this.maybeEmpty.has(variable)
  }

  #identifier(node: SourceNode, context: TextContext): Scanner {
    const variable = this.analysis.bindings.variableOf(node)
    if (variable === undefined) return this.#leaf(node, context)
    if (this.touched.has(variable) || isSqlText(this.analysis, node)) return holdText(this, variable, context)
    if (variable.defs[0]?.type === 'Parameter' && !/^(?:value|limit|in-list)$/.test(roleAt(context.scanner, ''))) return holdText(this, variable, context)
    return this.#leaf(node, context)
  }

  #logical(node: SourceNode, context: TextContext): Scanner {
    const left = child(node, 'left')!
    const right = child(node, 'right')!
    if (node['operator'] === '&&') return refuse('TEXT_TESTED', node)
    const isText = isSqlText(this.analysis, left)
    if (isText && stringOf(bare(right)) !== '' && bare(left).type !== 'MemberExpression') return refuse('TEXT_TESTED', node)
    if (isText || bare(left).type === 'MemberExpression' || (bare(left).type === 'Identifier' && stringOf(bare(right)) === '')) {
      const end = this.toFragment(left, { ...context, scanner: context.scanner.clone() })
      this.toFragment(right, { ...context, scanner: context.scanner.clone() })
      return end
    }
    return refuse('TEXT_FROM_OUTSIDE', left)
  }

  #call(node: SourceNode, context: TextContext): Scanner {
    const fact = this.analysis.origins.factOf(child(node, 'callee')!)
    if (fact?.kind === 'builder') {
      this.isLocal = false
      const group = String(fact.data!['group'])
      if (!this.groups.has(group)) {
        this.groups.add(group)
        this.joinGroup(group)
      }
      return context.scanner
    }
    const fn = this.analysis.calls.functionOf(child(node, 'callee')!)
    if (fn !== undefined && isSqlText(this.analysis, node)) return giveText(this, fn, context)
    const call = methodCall(node)
    if (call?.name === 'join' && !call.optional) {
      const separator = call.args[0] === undefined ? ',' : this.analysis.provenance.fold(call.args[0])
      if (separator === undefined) return refuse('TEXT_FROM_OUTSIDE', node)
      if (convertPieces(this, call.object, context, false)) {
        const written = separator.replace(/\s*[\r\n]\s*/g, ' ')
        this.edit(rangeOf(node), ...this.flavor().join([rangeOf(call.object)], written))
        return context.scanner
      }
    }
    return this.#leaf(node, context)
  }

  /** Something of unknown content: a fragment around the one slot, where its place says what it can be. */
  #leaf(node: SourceNode, context: TextContext): Scanner {
    return new Builder(this, context).wrap(node)
  }

  #dropCast(expression: SourceNode): void {
    if (expression.type === 'ParenthesizedExpression') return
    this.edit(rangeOf(expression), rangeOf(bare(expression)))
  }

  plain(): TextContext {
    const [site] = this.sites
    return { scanner: this.newScanner(site), bound: undefined }
  }

  /** Set by the family: whether a parameter of an exported function is a whole text that it runs. */
  isWrapper: (fn: SourceNode, parameter: number) => boolean = () => false

  /** Whether a function may take a fragment or a string: one of this file alone that only runs its text, in JavaScript. */
  mayTakeBoth(fn: SourceNode, parameter: number): boolean {
    return !/\.[cm]?tsx?$/.test(this.host.filename) && this.analysis.exports.pathOf(fn) === undefined && this.isWrapper(fn, parameter)
  }

  /** Set by the family: whether nothing in the file keeps it from another driver. */
  mayMove: () => boolean = () => true

  /** Set by the family: converts every other call that changes with a wrapper of another file. */
  joinGroup: (group: string) => void = () => undefined

  /** Set by the family: a scanner of the right dialect. */
  newScanner: (site: SiteLike | undefined) => Scanner = () => refuse('TEXT_FROM_OUTSIDE')
}

const restore = <T>(set: Set<T>, members: readonly T[]): void => {
  set.clear()
  for (const member of members) set.add(member)
}

