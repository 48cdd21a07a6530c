import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, isPure, methodCall, propertyName, returnsOf } from '../../analysis/syntax.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf, walk } from '../../tree.ts'

/** One piece of a path: text, or an expression. `isJoined`: path.join put it there, with a separator before it. */
export interface PathPart {
  readonly text: string | undefined
  readonly node: SourceNode
  readonly isJoined: boolean
}

/** Who decides a path, and the folder that the code itself names. */
export interface PathShape {
  /** `request`: what a request says; `entry`: the name of an archive's entry; `caller`: whoever calls an exported function; `none`: the code. */
  readonly decidedBy: 'request' | 'entry' | 'caller' | 'none'
  /** The folder, as source text that holds wherever the path is made. */
  readonly root: string
  /** The folder says nothing of its own: the current one. */
  readonly isBare: boolean
  /** The first piece that the code does not decide. */
  readonly foreign: SourceNode | undefined
  /** The same, where nothing of the path comes after it. */
  readonly name: SourceNode | undefined
  /** The variables that the text of the folder reads. */
  readonly reads: readonly VariableLike[]
}

const MAX_DEPTH = 8
const MAX_WORK = 4_000
const OF_PATH = /^(?:path|posix|p|pathlib|nodePath|Path)$/

/** Takes paths apart. */
export class PathShapes {
  readonly #analysis: Analysis
  readonly #open = new Set<VariableLike>()
  #work = 0

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  of(expression: SourceNode): PathShape {
    const parts = this.#parts(expression, 0).filter(part => part.text !== '' || part.isJoined)
    const decided = parts.map(part => (part.text === undefined ? this.#decides(part.node) : 'none'))
    // What callers give before that is the folder that they mean.
    const outer = decided.findIndex(by => by === 'request' || by === 'entry')
    const foreign = outer === -1 ? decided.lastIndexOf('caller') : outer
    const own = foreign === -1 ? parts : parts.slice(0, foreign)
    const decidedBy = foreign === -1 ? 'none' : this.#worst(decided.slice(foreign))
    return { decidedBy, foreign: parts[foreign]?.node, name: foreign === parts.length - 1 ? parts[foreign]?.node : undefined, ...this.#root(own, foreign === -1 ? undefined : parts[foreign]) }
  }

  #worst(found: readonly PathShape['decidedBy'][]): PathShape['decidedBy'] {
    return found.includes('request') ? 'request' : found.includes('entry') ? 'entry' : found.includes('caller') ? 'caller' : 'none'
  }

  #parts(expression: SourceNode, depth: number): readonly PathPart[] {
    const node = bare(expression)
    const whole = [{ text: undefined, node, isJoined: false }]
    if (depth > MAX_DEPTH || ++this.#work > MAX_WORK) return whole
    const folded = this.#analysis.provenance.fold(node)
    if (folded !== undefined) return [{ text: folded, node, isJoined: false }]
    const call = methodCall(node)
    if (call !== undefined && OF_PATH.test(String(bare(call.object)['name'] ?? propertyName(bare(call.object)) ?? ''))) {
      if (call.name === 'join' || call.name === 'resolve') return call.args.flatMap((arg, index) => (arg.type === 'SpreadElement' ? [{ text: undefined, node: child(arg, 'argument')!, isJoined: true }] : this.#parts(arg, depth + 1).map((part, at) => (at === 0 && index > 0 ? { ...part, isJoined: true } : part))))
      if (call.name === 'normalize' && call.args.length === 1) return this.#parts(call.args[0]!, depth + 1)
    }
    const shape = this.#analysis.shapes.partsOf(node)
    if (shape !== undefined) return shape.flatMap((part): readonly PathPart[] => (part.kind === 'text' ? [{ text: part.units.map(unit => unit.cooked).join(''), node, isJoined: false }] : this.#parts(part.node, depth + 1)))
    if (node.type === 'BinaryExpression' && node['operator'] === '+') return [...this.#parts(child(node, 'left')!, depth + 1), ...this.#parts(child(node, 'right')!, depth + 1)]
    if (node.type === 'CallExpression') {
      const callee = bare(child(node, 'callee')!)
      const first = children(node, 'arguments')[0]
      if (first !== undefined && callee.type === 'Identifier' && /^(?:decodeURI(?:Component)?|String|normalize)$/.test(callee['name'] as string)) return this.#parts(first, depth + 1)
      if (callee.type === 'Identifier' && (callee['name'] === 'join' || callee['name'] === 'resolve') && this.#analysis.origins.moduleOf(callee) === 'path') return children(node, 'arguments').flatMap((arg, index) => this.#parts(arg, depth + 1).map((part, at) => (at === 0 && index > 0 ? { ...part, isJoined: true } : part)))
      const fn = this.#analysis.calls.functionOf(callee)
      const returns = fn === undefined ? [] : returnsOf(fn)
      if (returns.length === 1) return this.#parts(returns[0]!, depth + 1)
    }
    if (node.type === 'Identifier') {
      const variable = this.#analysis.bindings.variableOf(node)
      if (variable !== undefined && this.#isNamedFolder(variable)) return whole
      const given = variable === undefined ? undefined : this.#given(variable, depth)
      if (given !== undefined) return given
      const value = variable === undefined ? undefined : this.#valueOf(variable, node)
      if (value !== undefined) return value.flatMap(each => this.#parts(each, depth + 1))
    }
    return whole
  }

  /** A constant of the module that nobody outside decides: its name says what the folder is. */
  #isNamedFolder(variable: VariableLike): boolean {
    const value = this.#analysis.provenance.constant(variable)
    return value !== undefined && /^(?:module|global|function)$/.test(variable.scope.type) && (variable.scope.type !== 'function' || variable.scope.block.type === 'Program') && !this.#analysis.sources.isUntrusted(value) && bare(value).type !== 'Identifier'
  }

  /** What the callers of a function give to its parameter, where all of them name one folder. */
  #given(variable: VariableLike, depth: number): readonly PathPart[] | undefined {
    const def = variable.defs[0]
    if (def?.type !== 'Parameter' || this.#analysis.bindings.writesOf(variable).length > 0 || this.#open.has(variable)) return undefined
    // Functions may call each other in a circle.
    this.#open.add(variable)
    try {
      return this.#ofCallers(def, depth)
    } finally {
      this.#open.delete(variable)
    }
  }

  #ofCallers(def: VariableLike['defs'][number], depth: number): readonly PathPart[] | undefined {
    const index = children(def.node, 'params').indexOf(def.name)
    const callers = this.#analysis.calls.callersOf(def.node)
    const args = index === -1 ? [] : callers.calls.map(call => children(call, 'arguments')[index])
    if (args.length === 0 || callers.escapes.length > 0 || args.some(arg => arg === undefined || arg.type === 'SpreadElement')) return undefined
    const shapes = args.map(arg => this.of(arg!))
    return shapes.every(shape => shape.root === shapes[0]!.root) ? this.#parts(args.find((_, at) => shapes[at]!.decidedBy !== 'none') ?? args[0]!, depth + 1) : undefined
  }

  /** What a variable was given: its only value, or the one that begins with text of the code, and what was added. */
  #valueOf(variable: VariableLike, read: SourceNode): readonly SourceNode[] | undefined {
    const writes = this.#analysis.bindings.writesOf(variable)
    if (variable.defs[0]?.type !== 'Variable') return undefined
    const given = writes.filter(write => write.kind === 'init' || write.kind === 'assign')
    if (given.length + writes.filter(write => write.kind === 'append').length !== writes.length || given.length === 0) return undefined
    const outside = given.filter(write => !this.#reads(write.value!, variable) && !within(write.value!, read))
    const best = outside.find(write => this.#analysis.sources.isUntrusted(write.value!)) ?? outside[0]
    if (best === undefined) return undefined
    // Only pieces that are always in front say what the folder is.
    if (given.some(write => this.#reads(write.value!, variable))) {
      const last = given.findLast(write => this.#reads(write.value!, variable))!
      const parts = this.#analysis.shapes.partsOf(bare(last.value!))
      const first = parts?.find(part => part.kind === 'hole' || part.units.length > 0)
      if (first?.kind === 'text') return undefined
    }
    return [best.value!, ...writes.filter(write => write.kind === 'append').map(write => write.value!)]
  }

  #reads(value: SourceNode, variable: VariableLike): boolean {
    let found = false
    walk(value, node => {
      if (node.type === 'Identifier' && this.#analysis.bindings.variableOf(node) === variable) found = true
      return !found
    })
    return found
  }

  #decides(expression: SourceNode): PathShape['decidedBy'] {
    const node = bare(expression)
    if (this.#isName(node)) return 'none'
    if (this.#isEntry(node)) return 'entry'
    if (this.#analysis.sources.isUntrusted(node)) return 'request'
    return this.#isCallers(node) ? 'caller' : 'none'
  }

  /** path.basename, and values that are no paths at all. */
  #isName(node: SourceNode): boolean {
    const call = methodCall(node)
    if (call?.name === 'basename' || (call !== undefined && /^(?:toFixed|getTime|digest|randomUUID|toISOString)$/.test(call.name))) return true
    if (this.#analysis.provenance.isNumber(node)) return true
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value !== undefined && value !== node && methodCall(bare(value)) !== undefined && this.#isName(bare(value))
  }

  /** The name of an entry of an archive. */
  #isEntry(node: SourceNode): boolean {
    if (node.type !== 'MemberExpression' || !/^(?:path|fileName|entryName|name|filename|relativePath)$/.test(propertyName(node) ?? '')) return false
    const object = bare(child(node, 'object')!)
    return object.type === 'Identifier' && /^(?:\w*entry|header|zipEntry)$/i.test(object['name'] as string)
  }

  /** The parameter of an exported function, which nothing in the file gives a value. */
  #isCallers(node: SourceNode): boolean {
    const root = node.type === 'MemberExpression' ? bare(child(node, 'object')!) : node
    const variable = root.type === 'Identifier' ? this.#analysis.bindings.variableOf(root) : undefined
    const def = variable?.defs[0]
    return def?.type === 'Parameter' && isFunction(def.node) && this.#analysis.exports.pathOf(def.node) !== undefined
  }

  /** The pieces of the code at the front, up to the last separator, as an expression. */
  #root(own: readonly PathPart[], foreign: PathPart | undefined): { readonly root: string; readonly isBare: boolean; readonly reads: readonly VariableLike[] } {
    const { text } = this.#analysis.host
    const kept = [...own]
    // `'file-' + name`: the folder ends at the last separator.
    const isSeparated = foreign === undefined || foreign.isJoined || /url|path|uri|href/i.test(text.slice(...rangeOf(foreign.node)))
    const last = kept.at(-1)
    if (last?.text !== undefined && !isSeparated && !last.text.endsWith('/') && !last.text.endsWith('\\')) kept[kept.length - 1] = { ...last, text: last.text.slice(0, last.text.lastIndexOf('/') + 1) }
    const pieces = kept.filter(part => part.text !== '')
    // path.resolve(root, '.' + name)
    if (pieces.length > 1 && pieces.at(-1)!.isJoined && /^\.\/?$/.test(pieces.at(-1)!.text ?? '')) pieces.pop()
    const reads: VariableLike[] = []
    for (const part of pieces) {
      if (part.text !== undefined) continue
      if (!isPure(part.node) && !isOwnCall(part.node)) return { root: "'.'", isBare: true, reads: [] }
      walk(part.node, node => {
        const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
        if (variable !== undefined) reads.push(variable)
      })
    }
    const written = pieces.map(part => (part.text !== undefined ? quote(part.text) : operand(text.slice(...rangeOf(part.node)), part.node)))
    if (pieces.length === 0 || pieces.every(part => part.text !== undefined && /^[./\\]*$/.test(part.text) && !part.text.startsWith('/') && !part.text.startsWith('..'))) return { root: "'.'", isBare: true, reads: [] }
    if (pieces.length === 1 && pieces[0]!.text === '/') return { root: "'/'", isBare: true, reads: [] }
    const joined = pieces.map((part, index) => (index === 0 ? '' : part.isJoined ? " + '/' + " : ' + ') + written[index]!).join('')
    return { root: mergeText(joined), isBare: false, reads }
  }
}

/** An expression as an operand of `+`. */
const operand = (text: string, node: SourceNode): string => (/^(?:Logical|Conditional|Assignment|Sequence|Await|Arrow)/.test(node.type) ? `(${text})` : text)

const mergeText = (text: string): string => text.replace(/' \+ '/g, '').replace(/^'([^']+)\/'$/, "'$1'")

const quote = (text: string): string => `'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n')}'`

/** `process.cwd()`, `os.tmpdir()`: the same whenever it is called. */
const isOwnCall = (node: SourceNode): boolean => /^(?:cwd|tmpdir|homedir)$/.test(methodCall(bare(node))?.name ?? '')

const within = (outer: SourceNode, inner: SourceNode): boolean => rangeOf(outer)[0] <= rangeOf(inner)[0] && rangeOf(inner)[1] <= rangeOf(outer)[1]
