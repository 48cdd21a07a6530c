import type { Analysis } from '../../analysis/analysis.ts'
import type { Write } from '../../analysis/bindings.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, isNamed, methodCall, returnsOf, stringOf } from '../../analysis/syntax.ts'
import type { PieceEdit } from '../../edit/pieces.ts'
import type { ImportNeed, Range, SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Bound } from './bound.ts'
import { Builder } from './builder.ts'
import type { PairedBound } from './paired.ts'
import { isLogCall } from './logs.ts'
import { groupOf } from './facts.ts'
import type { Flavor } from './flavor.ts'
import { breakwater } from './flavor.ts'
import { convertLookup } from './lookup.ts'
import { roleAt } from './position.ts'
import { Refusal, refuse } from './refusal.ts'
import type { Scanner } from './scanner.ts'
import { isShownText, isSqlText } from './sql-text.ts'
import { emptyTest } from './tested.ts'

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
  isLocal = true
  readonly #siteOf: (call: SourceNode) => SiteLike | undefined
  readonly #convertSite: (conversion: Conversion, site: SiteLike) => void
  #flavor: Flavor
  #targetOf: string | undefined
  /** Names to import beside our own. */
  readonly needs: ImportNeed[] = []
  readonly #done = new Set<SourceNode>()
  readonly #mayBeEmpty = new Set<VariableLike>()
  readonly #lastScanner = new Map<VariableLike, Scanner>()

  constructor(analysis: Analysis, names: Names, siteOf: (call: SourceNode) => SiteLike | undefined, convertSite: (conversion: Conversion, site: SiteLike) => void) {
    this.analysis = analysis
    this.names = names
    this.#flavor = breakwater(names.sql)
    this.#siteOf = siteOf
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
    const before = { edits: this.edits.length, differs: [...this.differs], uses: [...this.uses], sites: [...this.sites], touched: [...this.touched], done: [...this.#done], groups: [...this.groups], isLocal: this.isLocal }
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
      restore(this.#done, before.done)
      restore(this.groups, before.groups)
      this.isLocal = before.isLocal
      return error
    }
  }

  /** Converts the site that a call is; refuses where it is none. */
  siteAt(call: SourceNode): void {
    const site = this.#siteOf(call)
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
    if (this.#done.has(node)) return context.scanner
    this.#done.add(node)
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

  /** A variable holds text: everything written to it and every use of it changes. */
  variable(variable: VariableLike, context: TextContext): Scanner {
    const known = this.#lastScanner.get(variable)
    if (this.touched.has(variable)) return known ?? context.scanner
    this.touched.add(variable)
    this.isLocal = false
    const def = variable.defs[0]
    if (def === undefined) return refuse('TEXT_FROM_OUTSIDE')
    let end = context.scanner
    if (def.type === 'Parameter') end = this.#parameter(variable, context)
    else if (def.type !== 'Variable') return refuse('TEXT_FROM_OUTSIDE', def.name)
    const isText = !this.analysis.bindings.readsOf(variable).some(read => emptyTest(this.host, read) !== undefined)
    this.#annotation(def.name, isText)
    if (this.#isExported(variable)) refuse('TEXT_EXPORTED', def.name)
    const { bindings } = this.analysis
    const reads = bindings.readsOf(variable)
    const isTested = reads.some(read => emptyTest(this.host, read) !== undefined)
    if (isTested) this.#mayBeEmpty.add(variable)
    const writes = bindings.writesOf(variable)
    for (let index = 0; index < writes.length; index++) {
      const scanner = index === 0 ? context.scanner : end
      // A quote may open in one statement and close in the next: those are written as one.
      for (let count = 1; ; count++) {
        const run = writes.slice(index, index + count)
        const refusal = this.attempt(() => {
          end = this.#write(variable, run, { ...context, scanner: scanner.clone() }, isTested)
        })
        if (refusal === undefined) {
          index += count - 1
          break
        }
        const next = writes[index + count]
        if (refusal.reason !== 'QUOTE_OPEN' || next?.kind !== 'append' || !follows(this.host, run.at(-1)!.node, next.node)) throw refusal
      }
      this.#lastScanner.set(variable, end)
    }
    this.#lastScanner.set(variable, end)
    for (const read of reads) this.#read(read, isTested)
    return end
  }

  /** Whether a name may hold '' for a text that is still empty. */
  mayBeEmpty(name: SourceNode): boolean {
    const variable = name.type === 'Identifier' ? this.analysis.bindings.variableOf(name) : undefined
    return variable !== undefined && this.#mayBeEmpty.has(variable)
  }

  #write(variable: VariableLike, run: readonly Write[], context: TextContext, isTested: boolean): Scanner {
    const write = run[0]!
    if (write.kind === 'append') return new Builder(this, context).append(run.map(item => item.node))
    if (write.kind === 'pattern' && variable.defs[0]!.type === 'Parameter') return context.scanner
    if (write.kind !== 'init' && write.kind !== 'assign' && write.kind !== 'default') return refuse('TEXT_FROM_OUTSIDE', write.identifier)
    if (write.kind === 'assign') this.#assignedValue(write.node)
    if (run.length > 1) return new Builder(this, context).convertRun(write.value!, run.slice(1).map(item => item.node))
    if (!isTested) return this.toFragment(write.value!, context)
    if (!isShownText(this.analysis, write.value!)) return refuse('TEXT_TESTED', write.value)
    this.element(write.value!, context, true)
    return context.scanner
  }

  /** A text that may be '' is asked about as before, and written as an empty fragment. */
  #read(read: SourceNode, isTested: boolean): void {
    const test = isTested ? emptyTest(this.host, read) : undefined
    if (test === 'length') {
      const member = this.host.parentOf(read)!
      return this.edit(rangeOf(member), '(', rangeOf(read), ' ? 1 : 0)')
    }
    if (test !== undefined) return
    if (isTested) {
      const inSlot = this.host.parentOf(read)?.type === 'TemplateLiteral'
      this.edit(rangeOf(read), ...(inSlot ? [] : ['(']), rangeOf(read), ` || ${this.tag()}\`\``, ...(inSlot ? [] : [')']))
    }
    this.use(read)
  }

  /** A text is read here: whatever it flows into changes with it. */
  use(read: SourceNode): void {
    if (this.#done.has(read)) return
    const { host } = this
    let node = read
    let up = host.parentOf(node)
    while (up !== undefined && (isTextOperand(up, node) || (up.type === 'ArrayExpression' && isJoined(host.parentOf(up), up)))) {
      node = up
      up = host.parentOf(node)
    }
    if (up === undefined) return refuse('TEXT_ESCAPES', read)
    if (this.#done.has(bare(node))) return
    this.isLocal = false
    if (up.type === 'VariableDeclarator' && child(up, 'init') === node && child(up, 'id')!.type === 'Identifier') return this.#useVariable(child(up, 'id')!)
    if (up.type === 'AssignmentExpression' && child(up, 'right') === node && (up['operator'] === '=' || up['operator'] === '+=')) {
      if (child(up, 'left')!.type === 'Identifier') return this.#useVariable(child(up, 'left')!)
      return refuse('TEXT_IN_PROPERTY', up)
    }
    if (up.type === 'ReturnStatement' || (up.type === 'ArrowFunctionExpression' && child(up, 'body') === node)) {
      const fn = up.type === 'ReturnStatement' ? this.analysis.bindings.functionOf(up) : up
      if (fn === undefined) return refuse('TEXT_ESCAPES', read)
      return void this.returned(fn, this.#plain())
    }
    if (up.type === 'CallExpression' && children(up, 'arguments').includes(node)) return this.#usedAsArgument(up, node)
    if (up.type === 'ArrayExpression') return this.#usedAsElement(up)
    if (up.type === 'Property') {
      const literal = host.parentOf(up)
      const logged = literal === undefined ? undefined : host.parentOf(literal)
      if (logged?.type === 'CallExpression' && isLogCall(logged)) {
        this.differs.add(LOGGED)
        return
      }
      const call = this.#optionsCall(up)
      const site = call === undefined ? undefined : this.#siteOf(call)
      if (site !== undefined) return this.site(site)
      return refuse('TEXT_IN_PROPERTY', up)
    }
    if (up.type === 'TemplateLiteral' || up.type === 'TaggedTemplateExpression') return refuse('TEXT_ESCAPES', read)
    if (up.type === 'ExpressionStatement') return
    if (isTest(up, node)) return refuse('TEXT_TESTED', read)
    return refuse('TEXT_ESCAPES', read)
  }

  /** A function returns text: all its returns and all its callers change. */
  returned(fn: SourceNode, context: TextContext): Scanner {
    if (this.touched.has(fn)) return context.scanner
    this.touched.add(fn)
    this.isLocal = false
    if (fn['generator'] === true) return refuse('TEXT_ESCAPES', fn)
    const returns = returnsOf(fn)
    if (returns.length === 0) return refuse('TEXT_FROM_OUTSIDE', fn)
    const callers = this.#callers(fn, -1)
    let end = context.scanner
    for (const value of returns) end = this.toFragment(value, { ...context, scanner: context.scanner.clone() })
    this.#returnType(fn)
    for (const call of callers.calls) this.use(call)
    return end
  }

  /** An array holds pieces of text that are joined later. */
  list(variable: VariableLike, context: TextContext, keepsEmpty: boolean): void {
    if (this.touched.has(variable)) return
    this.touched.add(variable)
    this.isLocal = false
    const { bindings } = this.analysis
    if (variable.defs[0]?.type !== 'Variable' || this.#isExported(variable)) refuse('TEXT_FROM_OUTSIDE', variable.defs[0]?.name)
    this.#listAnnotation(variable.defs[0]!.name)
    for (const write of bindings.writesOf(variable)) {
      const value = write.value === undefined ? undefined : bare(write.value)
      if (write.kind === 'init' && value?.type === 'ArrayExpression') this.elements(value, context, keepsEmpty)
      else if (write.kind === 'init' && value !== undefined && this.mapped(value, context, keepsEmpty)) continue
      else refuse('TEXT_FROM_OUTSIDE', write.identifier)
    }
    for (const read of bindings.readsOf(variable)) this.#useList(read, context, keepsEmpty)
  }

  /** The elements of an array literal of text. */
  elements(array: SourceNode, context: TextContext, keepsEmpty: boolean): void {
    for (const element of array['elements'] as readonly (SourceNode | null)[]) {
      if (element === null || element.type === 'SpreadElement') return refuse('TEXT_FROM_OUTSIDE', array)
      this.element(element, context, keepsEmpty)
    }
  }

  /** One piece of a list; where falsy pieces are filtered out they stay what they are. */
  element(expression: SourceNode, context: TextContext, keepsEmpty: boolean): void {
    const node = bare(expression)
    if (keepsEmpty && (stringOf(node) === '' || (node.type === 'Literal' && !node['value']) || isNamed(node, 'undefined'))) return
    if (keepsEmpty && node.type === 'LogicalExpression' && node['operator'] === '&&') return this.element(child(node, 'right')!, context, true)
    if (keepsEmpty && node.type === 'ConditionalExpression') {
      this.element(child(node, 'consequent')!, context, true)
      return this.element(child(node, 'alternate')!, context, true)
    }
    this.toFragment(expression, { ...context, scanner: context.scanner.clone() })
  }

  /** `list.map(x => text)`, also after `.filter(Boolean)`: what the function gives becomes a fragment. */
  mapped(expression: SourceNode, context: TextContext, keepsEmpty: boolean): boolean {
    const call = methodCall(bare(expression))
    if (call === undefined) return false
    if (call.name === 'filter' && isNamed(call.args[0], 'Boolean')) return this.pieces(call.object, context, true)
    if (call.name !== 'map' && call.name !== 'flatMap') return false
    const fn = call.args[0]
    if (!isFunction(fn) || fn['async'] === true) return false
    for (const value of returnsOf(fn)) this.element(value, context, keepsEmpty)
    return true
  }

  /** An array of pieces, however it is written; false where it is no such array. */
  pieces(expression: SourceNode, context: TextContext, keepsEmpty: boolean): boolean {
    const node = bare(expression)
    if (node.type === 'ArrayExpression') {
      this.elements(node, context, keepsEmpty)
      return true
    }
    if (node.type === 'Identifier') {
      const variable = this.analysis.bindings.variableOf(node)
      if (variable === undefined) return false
      this.list(variable, context, keepsEmpty)
      return true
    }
    return this.mapped(node, context, keepsEmpty)
  }

  /** Callers that are all known; otherwise refuses. */
  #callers(fn: SourceNode, parameter: number): { readonly calls: readonly SourceNode[] } {
    const callers = this.analysis.calls.callersOf(fn)
    const path = this.analysis.exports.pathOf(fn)
    if (path !== undefined) {
      // Other files know a function only as one that runs the text it is given as a whole.
      if (!this.isWrapper(fn, parameter)) return refuse('FUNCTION_ESCAPES', fn)
      const group = groupOf(this.host.filename, path)
      this.groups.add(group)
      this.isLocal = false
      this.differs.add('The function is exported: callers that this run does not see must pass sql`…` too.')
    }
    const escapes = path === undefined ? callers.escapes : callers.escapes.filter(node => !this.#isExporting(node))
    if (escapes.length > 0) return refuse('FUNCTION_ESCAPES', escapes[0])
    if (callers.doubtful.length > 0) return refuse('CALLER_UNKNOWN', callers.doubtful[0])
    return callers
  }

  /** `module.exports = f`, `exports.f = f`, `export { f }`, and a property of such an object. */
  #isExporting(read: SourceNode): boolean {
    let node = read
    let up = this.host.parentOf(node)
    if (isFunction(read)) return true
    if (up?.type === 'ExportSpecifier' || up?.type === 'ExportDefaultDeclaration') return true
    if (up?.type === 'Property') {
      node = this.host.parentOf(up)!
      up = this.host.parentOf(node)
    }
    if (up?.type === 'ExportDefaultDeclaration' || (up?.type === 'VariableDeclarator' && this.analysis.exports.values().size > 0)) return true
    return up?.type === 'AssignmentExpression' && child(up, 'right') === node && child(up, 'left')!.type === 'MemberExpression'
  }

  #identifier(node: SourceNode, context: TextContext): Scanner {
    const variable = this.analysis.bindings.variableOf(node)
    if (variable === undefined) return this.#leaf(node, context)
    if (this.touched.has(variable) || isSqlText(this.analysis, node)) return this.variable(variable, context)
    if (variable.defs[0]?.type === 'Parameter' && !/^(?:value|limit|in-list)$/.test(roleAt(context.scanner, ''))) return this.variable(variable, context)
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
    const fn = this.analysis.calls.functionOf(child(node, 'callee')!)
    if (fn !== undefined && isSqlText(this.analysis, node)) return this.returned(fn, context)
    const call = methodCall(node)
    if (call?.name === 'join' && !call.optional) {
      const separator = call.args[0] === undefined ? ',' : this.analysis.provenance.fold(call.args[0])
      if (separator === undefined) return refuse('TEXT_FROM_OUTSIDE', node)
      if (this.pieces(call.object, context, false)) {
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

  #parameter(variable: VariableLike, context: TextContext): Scanner {
    const def = variable.defs[0]!
    const fn = def.node
    const params = children(fn, 'params')
    const index = params.findIndex(param => param === def.name || (param.type === 'AssignmentPattern' && child(param, 'left') === def.name))
    if (index === -1) return refuse('TEXT_FROM_OUTSIDE', def.name)
    const parent = this.host.parentOf(fn)
    if (parent?.type === 'CallExpression' && children(parent, 'arguments').includes(fn)) return refuse('TEXT_FROM_OUTSIDE', def.name)
    const callers = this.#callers(fn, index)
    if (callers.calls.length === 0 && this.analysis.exports.pathOf(fn) === undefined) return refuse('TEXT_FROM_OUTSIDE', def.name)
    if (params[index]!.type === 'AssignmentPattern') this.toFragment(child(params[index]!, 'right')!, { ...context, scanner: context.scanner.clone() })
    let end = context.scanner
    for (const call of callers.calls) {
      const args = children(call, 'arguments')
      if (args.slice(0, index + 1).some(arg => arg.type === 'SpreadElement')) return refuse('CALLER_UNKNOWN', call)
      const bound = context.bound?.forCaller?.(call, this)
      if (args[index] !== undefined) end = this.toFragment(args[index], { scanner: context.scanner.clone(), bound: bound ?? context.bound })
      bound?.finish(this)
    }
    return end
  }

  #usedAsArgument(call: SourceNode, node: SourceNode): void {
    const args = children(call, 'arguments')
    const index = args.indexOf(node)
    const site = this.#siteOf(call)
    if (site !== undefined) return site.text === node || bare(site.text) === bare(node) ? this.site(site) : refuse('TEXT_ESCAPES', node)
    const method = methodCall(call)
    if (isLogCall(call)) {
      this.differs.add(LOGGED)
      return
    }
    if (method?.name === 'push' || method?.name === 'unshift') {
      const variable = bare(method.object).type === 'Identifier' ? this.analysis.bindings.variableOf(bare(method.object)) : undefined
      if (variable !== undefined) return this.list(variable, this.#plain(), false)
    }
    const fn = this.analysis.calls.functionOf(child(call, 'callee')!)
    const target = fn === undefined ? undefined : children(fn, 'params')[index]
    const name = target?.type === 'AssignmentPattern' ? child(target, 'left')! : target
    const variable = name?.type === 'Identifier' ? this.analysis.bindings.variableOf(name) : undefined
    if (variable === undefined) return refuse('TEXT_ESCAPES', node)
    this.variable(variable, this.#plain())
  }

  #usedAsElement(array: SourceNode): void {
    const up = this.host.parentOf(array)
    if (up?.type === 'VariableDeclarator' && child(up, 'id')!.type === 'Identifier') {
      const variable = this.analysis.bindings.variableOf(child(up, 'id')!)
      if (variable !== undefined) return this.list(variable, this.#plain(), false)
    }
    return refuse('TEXT_ESCAPES', array)
  }

  #useVariable(identifier: SourceNode): void {
    const variable = this.analysis.bindings.variableOf(identifier)
    if (variable === undefined) return refuse('TEXT_ESCAPES', identifier)
    this.variable(variable, this.#plain())
  }

  #useList(read: SourceNode, context: TextContext, keepsEmpty: boolean): void {
    const member = this.host.parentOf(read)
    if (member?.type !== 'MemberExpression' || child(member, 'object') !== read) return refuse('TEXT_ESCAPES', read)
    const name = child(member, 'property')!['name']
    const call = this.host.parentOf(member)
    const isCall = call?.type === 'CallExpression' && child(call, 'callee') === member
    if (name === 'length' && !isCall) return
    if (!isCall) return refuse('TEXT_ESCAPES', read)
    if (name === 'push' || name === 'unshift') {
      for (const piece of children(call, 'arguments')) {
        if (piece.type === 'SpreadElement') return refuse('TEXT_FROM_OUTSIDE', piece)
        this.element(piece, context, keepsEmpty)
      }
      return
    }
    if (name === 'join') return this.use(call)
    if (name === 'filter' && isNamed(children(call, 'arguments')[0], 'Boolean')) return
    return refuse('TEXT_ESCAPES', read)
  }

  #optionsCall(property: SourceNode): SourceNode | undefined {
    const literal = this.host.parentOf(property)
    const call = literal === undefined ? undefined : this.host.parentOf(literal)
    return literal?.type === 'ObjectExpression' && call?.type === 'CallExpression' ? call : undefined
  }

  /** An assignment used for its value still gives the text. */
  #assignedValue(assignment: SourceNode): void {
    if (this.host.parentOf(assignment)?.type !== 'ExpressionStatement') refuse('TEXT_ESCAPES', assignment)
  }

  #isExported(variable: VariableLike): boolean {
    const def = variable.defs[0]!
    const statement = def.parent ?? this.host.parentOf(def.node)
    if (statement === undefined || statement === null) return false
    return this.host.parentOf(statement)?.type === 'ExportNamedDeclaration'
  }

  /** `: string` becomes `: Fragment`, or `: Fragment | ''` where the text may be empty. */
  #annotation(name: SourceNode, isText: boolean): void {
    const annotation = child(name, 'typeAnnotation')
    if (annotation !== undefined) return this.stringType(child(annotation, 'typeAnnotation'), isText ? '' : " | ''")
    if (isText || !/\.[cm]?tsx?$/.test(this.host.filename)) return
    this.uses.add('Fragment')
    this.edit([rangeOf(name)[1], rangeOf(name)[1]], ": Fragment | ''")
  }

  /** `: string[]` becomes `: Fragment[]`. */
  #listAnnotation(name: SourceNode): void {
    const annotation = child(name, 'typeAnnotation')
    const type = annotation === undefined ? undefined : child(annotation, 'typeAnnotation')
    if (type?.type === 'TSArrayType') this.stringType(child(type, 'elementType'))
    else if (type?.type === 'TSTypeReference' && isNamed(child(type, 'typeName'), 'Array')) this.stringType(children(child(type, 'typeArguments') ?? type, 'params')[0])
    else if (type !== undefined && type.type !== 'TSAnyKeyword') refuse('TYPE_ANNOTATION', type)
  }

  #returnType(fn: SourceNode): void {
    const annotation = child(fn, 'returnType')
    const type = annotation === undefined ? undefined : child(annotation, 'typeAnnotation')
    const argument = type?.type === 'TSTypeReference' && isNamed(child(type, 'typeName'), 'Promise') ? children(child(type, 'typeArguments') ?? type, 'params')[0] : type
    if (annotation !== undefined) this.stringType(argument)
  }

  stringType(type: SourceNode | undefined, more = ''): void {
    if (type?.type === 'TSAnyKeyword' || type?.type === 'TSUnknownKeyword') return
    if (type?.type !== 'TSStringKeyword') return refuse('TYPE_ANNOTATION', type)
    this.uses.add('Fragment')
    this.edit(rangeOf(type), `Fragment${more}`)
  }

  #dropCast(expression: SourceNode): void {
    if (expression.type === 'ParenthesizedExpression') return
    this.edit(rangeOf(expression), rangeOf(bare(expression)))
  }

  #plain(): TextContext {
    const [site] = this.sites
    return { scanner: this.newScanner(site), bound: undefined }
  }

  /** Set by the family: whether a parameter of an exported function is a whole text that it runs. */
  isWrapper: (fn: SourceNode, parameter: number) => boolean = () => false

  /** Set by the family: converts every other call that changes with a wrapper of another file. */
  joinGroup: (group: string) => void = () => undefined

  /** Set by the family: a scanner of the right dialect. */
  newScanner: (site: SiteLike | undefined) => Scanner = () => refuse('TEXT_FROM_OUTSIDE')
}

/** Whether a statement stands right after another. */
const follows = (host: Analysis['host'], node: SourceNode, next: SourceNode): boolean => {
  const statement = (at: SourceNode): SourceNode => {
    const up = host.parentOf(at)!
    return up.type === 'VariableDeclaration' || up.type === 'ExpressionStatement' ? up : at
  }
  const [first, second] = [statement(node), statement(next)]
  const block = host.parentOf(second)
  const body = block === undefined ? [] : children(block, 'body')
  return body.indexOf(first) !== -1 && body.indexOf(second) === body.indexOf(first) + 1 && (first.type !== 'VariableDeclaration' || children(first, 'declarations').length === 1)
}

const LOGGED = 'A log line that printed the statement now prints a note in its place.'


const restore = <T>(set: Set<T>, members: readonly T[]): void => {
  set.clear()
  for (const member of members) set.add(member)
}

/** Whether a text that stands here only becomes part of a larger text. */
const isTextOperand = (parent: SourceNode, node: SourceNode): boolean => {
  switch (parent.type) {
    case 'BinaryExpression': return parent['operator'] === '+'
    case 'TemplateLiteral': case 'AwaitExpression': case 'TSAsExpression': case 'TSNonNullExpression': case 'ParenthesizedExpression': case 'ChainExpression': return true
    case 'ConditionalExpression': return child(parent, 'test') !== node
    case 'LogicalExpression': return parent['operator'] !== '&&' || child(parent, 'right') === node
    case 'MemberExpression': return child(parent, 'object') === node && /^(?:trim|trimEnd|trimStart|concat|toString|join)$/.test(String(child(parent, 'property')?.['name']))
    case 'CallExpression': {
      const callee = child(parent, 'callee')!
      if (callee.type !== 'MemberExpression') return false
      const name = String(child(callee, 'property')?.['name'])
      if (callee === node) return /^(?:trim|trimEnd|trimStart|concat|toString|join)$/.test(name)
      return name === 'concat'
    }
    case 'ArrayExpression': return false
    default: return false
  }
}

const isJoined = (parent: SourceNode | undefined, array: SourceNode): boolean =>
  parent?.type === 'MemberExpression' && child(parent, 'object') === array && child(parent, 'property')?.['name'] === 'join'

const isTest = (parent: SourceNode, node: SourceNode): boolean =>
  child(parent, 'test') === node || parent.type === 'UnaryExpression' || (parent.type === 'BinaryExpression' && parent['operator'] !== '+') || (parent.type === 'LogicalExpression' && child(parent, 'left') === node) || parent.type === 'MemberExpression'
