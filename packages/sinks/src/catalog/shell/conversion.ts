import type { Analysis } from '../../analysis/analysis.ts'
import { bare, stringOf } from '../../analysis/syntax.ts'
import type { TextPart } from '../../analysis/text-shape.ts'
import type { PieceEdit } from '../../edit/pieces.ts'
import { Refusal, refuse } from '../../edit/refusal.ts'
import type { Range, SourceNode, VariableLike } from '../../model.ts'
import { child, rangeOf } from '../../tree.ts'
import { CommandText } from './command-text.ts'
import type { Pieces } from './command-text.ts'
import { giveText, holdLoop, holdText } from './held.ts'
import { isVisibleList, joinedList, listSlot } from './lists.ts'
import type { Names } from './names.ts'
import type { Risks } from './risk.ts'
import type { Site, Sites } from './sites.ts'
import { SlotWriter } from './slots.ts'
import type { State } from './state.ts'
import { within } from './state.ts'
import { isCommandText } from './texts.ts'
import { isPassedOn } from './wrappers.ts'
import { holdProperty, tableOf } from './properties.ts'
import { partsOf } from './parts.ts'

/**
 * Turns the texts that some calls give to a shell into commands: the text, the variables that hold it, the functions that take or give it,
 * and every other use of those; all or nothing.
 */
export class Conversion {
  readonly analysis: Analysis
  readonly names: Names
  readonly sites: Sites
  readonly risks: Risks
  readonly edits: PieceEdit[] = []
  readonly differs = new Set<string>()
  /** Exports of the face that are used. */
  readonly uses = new Set<string>()
  readonly converted = new Set<Site>()
  readonly touched = new Set<SourceNode | VariableLike>()
  readonly done = new Set<SourceNode>()
  /** Lists that are joined somewhere that has not been seen yet. */
  readonly pending = new Set<SourceNode>()
  /** Expressions that stood for a raw function, and no longer do. */
  readonly refs = new Set<SourceNode>()
  readonly ends = new Map<VariableLike, State>()
  /** Parameters that some callers still give text: the raw function is kept for those. */
  readonly either = new Set<VariableLike>()
  /** Groups of functions of this file or others that change together. */
  readonly groups = new Set<string>()
  isLocal = true
  /** Whether the calls change the environment: names of variables in a text then do not mean our own. */
  hasEnvironment = false
  readonly #convertSite: (conversion: Conversion, site: Site) => void

  constructor(analysis: Analysis, names: Names, sites: Sites, risks: Risks, convertSite: (conversion: Conversion, site: Site) => void) {
    this.analysis = analysis
    this.names = names
    this.sites = sites
    this.risks = risks
    this.#convertSite = convertSite
  }

  get host(): Analysis['host'] {
    return this.analysis.host
  }

  site(site: Site): void {
    if (this.converted.has(site)) return
    this.converted.add(site)
    if (this.converted.size > 1) this.isLocal = false
    this.#convertSite(this, site)
  }

  edit(range: Range, ...pieces: Pieces): void {
    this.edits.push({ range, pieces })
  }

  /** The local name of an export of the face, remembered as an import. */
  use(name: string): string {
    this.uses.add(name)
    return this.names.local(name)
  }

  /** Makes an expression give a command. */
  toCommand(expression: SourceNode, state: State, isLast = false): void {
    const node = bare(expression)
    if (this.done.has(node)) return
    this.done.add(node)
    if (expression !== node && expression.type !== 'ChainExpression' && expression.type !== 'ParenthesizedExpression') this.edit(rangeOf(expression), rangeOf(node))
    const parts = partsOf(this.analysis, node)
    if (parts !== undefined) return this.edit(rangeOf(node), ...this.template(parts, state, isLast))
    switch (node.type) {
      case 'Identifier': {
        const variable = this.analysis.bindings.variableOf(node)
        if (variable !== undefined && (this.touched.has(variable) || isCommandText(this, node) || (state.isEmpty && isLast && this.#isOpen(variable)))) return this.#hold(variable, state)
        break
      }
      case 'ConditionalExpression': {
        const other = { ...state }
        this.toCommand(child(node, 'consequent')!, state, isLast)
        return this.toCommand(child(node, 'alternate')!, other, isLast)
      }
      case 'LogicalExpression':
        if (node['operator'] === '&&') return refuse('COMMAND_TESTED', node)
        if (!isCommandText(this, child(node, 'left')!)) break
        if (stringOf(child(node, 'right')) !== '') return refuse('COMMAND_TESTED', node)
        this.toCommand(child(node, 'left')!, { ...state }, isLast)
        return this.toCommand(child(node, 'right')!, state, isLast)
      case 'MemberExpression': {
        const table = tableOf(this, node)
        if (table !== undefined && table.some(value => isCommandText(this, value))) {
          this.isLocal = false
          for (const value of table) this.toCommand(value, { ...state }, isLast)
          return
        }
        if (isCommandText(this, node)) return holdProperty(this, node, state)
        break
      }
      case 'AwaitExpression': return this.toCommand(child(node, 'argument')!, state, isLast)
      case 'TaggedTemplateExpression':
        if (child(node, 'tag')?.['name'] === this.names.local('cmd')) return
        break
      case 'CallExpression': {
        const fn = this.analysis.calls.functionOf(child(node, 'callee')!)
        if (fn !== undefined && isCommandText(this, node)) return giveText(this, fn, state)
        break
      }
    }
    const list = joinedList(node)
    if (list !== undefined && isVisibleList(this, list)) {
      this.pending.delete(node)
      return this.edit(rangeOf(node), `${this.use('cmd')}\``, ...listSlot(this, list, state), '`')
    }
    if (state.isCommand && state.isEmpty && !this.risks.isOwn(node)) return refuse('COMMAND_FROM_OUTSIDE', node)
    this.edit(rangeOf(node), ...this.template([{ kind: 'hole', node }], state, isLast))
  }

  /** Parts of a text as a template of our tag. */
  template(parts: readonly TextPart[], state: State, isLast: boolean): Pieces {
    return [`${this.use('cmd')}\``, ...new CommandText(parts, state, new SlotWriter(this), isLast).convert(), '`']
  }

  /** Whether a variable is the parameter of an exported function, which other files may give commands. */
  #isOpen(variable: VariableLike): boolean {
    const def = variable.defs[0]
    return def?.type === 'Parameter' && this.analysis.exports.pathOf(def.node) !== undefined && this.mayTakeBoth(variable)
  }

  #hold(variable: VariableLike, state: State): void {
    holdText(this, variable, state)
    Object.assign(state, this.ends.get(variable) ?? within())
  }

  /** Whether a parameter is only given on as a whole, to a raw function or to a function that does the same. */
  mayTakeBoth(variable: VariableLike): boolean {
    return isPassedOn(this.analysis, this.sites, variable)
  }

  holdLoop(read: SourceNode): void {
    holdLoop(this, read)
  }

  /** Tries a way; what a refused way did is undone, and the refusal given. */
  attempt(way: () => void): Refusal | undefined {
    const sets = [this.differs, this.uses, this.converted, this.touched, this.done, this.refs, this.pending, this.either, this.groups] as Set<unknown>[]
    const before = sets.map(set => [...set])
    const count = this.edits.length
    const wasLocal = this.isLocal
    try {
      way()
      return undefined
    }
    catch (error) {
      if (!(error instanceof Refusal)) throw error
      this.edits.length = count
      this.isLocal = wasLocal
      sets.forEach((set, index) => {
        set.clear()
        for (const member of before[index]!) set.add(member)
      })
      return error
    }
  }
}
