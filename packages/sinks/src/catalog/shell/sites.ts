import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, isNamed, keyName, methodCall, propertyName, stringOf } from '../../analysis/syntax.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { RawFunction } from './modules.ts'
import { rawFunctions } from './modules.ts'

/** The raw function that an expression is, and how the code comes by it. */
export interface Callee {
  readonly raw: RawFunction
  /** The expression that stands for the function of the module itself, and is replaced. */
  readonly ref: SourceNode
  /** Names between the function and its call: `const run = promisify(exec)`. */
  readonly through: readonly VariableLike[]
  readonly isPromised: boolean
}

/** A call that gives a text to a shell. */
export interface Site {
  readonly call: SourceNode
  readonly callee: Callee
  /** The pieces of the text, which the shell gets with blanks between. */
  readonly texts: readonly SourceNode[]
  /** `text`: exec(text); `option`: spawn(text, args, { shell: true }); `sh`: spawn('sh', ['-c', text]). */
  readonly form: 'text' | 'option' | 'sh'
  /** The arguments that the text replaces. */
  readonly replaced: readonly SourceNode[]
  /** The option `shell`, which goes. */
  readonly shellOption: SourceNode | undefined
  /** For a function of another file that gives its text to a shell: the group it changes in. */
  readonly wrapper?: string
}

const SHELLS = /^(?:\/(?:usr\/)?bin\/)?(?:sh|bash|dash|zsh)$/
const MAX_THROUGH = 4

/** `require('module')` and `require('module').name`. */
const isRequired = (value: SourceNode): boolean => {
  const node = bare(value)
  const root = node.type === 'MemberExpression' ? bare(child(node, 'object')!) : node
  return root.type === 'CallExpression' && isNamed(child(root, 'callee'), 'require')
}

/** The sites of one file. */
export class Sites {
  readonly #analysis: Analysis
  readonly #known = new Map<SourceNode, Site | undefined>()

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  of(call: SourceNode): Site | undefined {
    if (!this.#known.has(call)) this.#known.set(call, this.#judge(call))
    return this.#known.get(call)
  }

  /** The raw function that an expression is. */
  calleeOf(expression: SourceNode, through: readonly VariableLike[] = []): Callee | undefined {
    const node = bare(expression)
    if (through.length > MAX_THROUGH) return undefined
    const type = this.#analysis.origins.typeOf(node)
    const raw = type !== undefined && Object.hasOwn(rawFunctions, type) ? rawFunctions[type] : undefined
    if (node.type === 'CallExpression') return this.#promisified(node, through)
    if (raw !== undefined && this.#isDirect(node)) return { raw, ref: node, through, isPromised: false }
    if (node.type !== 'Identifier') return undefined
    const variable = this.#analysis.bindings.variableOf(node)
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value === undefined || through.includes(variable!) ? undefined : this.calleeOf(value, [...through, variable!])
  }

  /** The function of the module by the name it was taken under, or as a property of the module: no variable in between. */
  #isDirect(node: SourceNode): boolean {
    if (node.type === 'MemberExpression') return true
    const variable = this.#analysis.bindings.variableOf(node)
    const def = variable?.defs[0]
    if (variable === undefined || def === undefined) return false
    if (def.type === 'ImportBinding') return true
    const writes = this.#analysis.bindings.writesOf(variable)
    if (writes.length !== 1) return false
    return writes[0]!.kind === 'pattern' || (writes[0]!.value !== undefined && isRequired(writes[0]!.value))
  }

  #promisified(node: SourceNode, through: readonly VariableLike[]): Callee | undefined {
    const callee = bare(child(node, 'callee')!)
    const name = callee.type === 'MemberExpression' ? propertyName(callee) : callee.type === 'Identifier' ? (callee['name'] as string) : undefined
    const first = children(node, 'arguments')[0]
    if (first === undefined || first.type === 'SpreadElement' || name === undefined || !/promisify$/i.test(name)) {
      const bind = methodCall(node)
      return bind?.name === 'bind' ? this.calleeOf(bind.object, through) : undefined
    }
    const inner = this.calleeOf(first, through)
    return inner === undefined ? undefined : { ...inner, isPromised: true }
  }

  #judge(call: SourceNode): Site | undefined {
    const callee = this.calleeOf(child(call, 'callee')!)
    if (callee === undefined) return this.#indirect(call) ?? this.#imported(call)
    const args = children(call, 'arguments')
    const [first, second] = args
    if (first === undefined || first.type === 'SpreadElement' || isFunction(first)) return undefined
    const list = second === undefined ? undefined : this.#literal(second, 'ArrayExpression')
    const options = args.slice(1).map(arg => this.#literal(arg, 'ObjectExpression')).find(found => found !== undefined)
    const shellOption = options === undefined ? undefined : children(options, 'properties').find(property => property.type === 'Property' && keyName(property) === 'shell')
    const shell = shellOption === undefined ? undefined : bare(child(shellOption, 'value')!)
    const isOn = shell?.type === 'Literal' && shell['value'] !== false && shell['value'] !== ''
    if (callee.raw.always) return { call, callee, texts: [first], form: 'text', replaced: [first], shellOption: isOn ? shellOption : undefined }
    const name = this.#analysis.provenance.fold(first)
    if (name !== undefined && SHELLS.test(name) && list !== undefined) {
      const items = children(list, 'elements')
      if (items.length === 2 && /^-[a-z]*c$/.test(stringOf(items[0]) ?? '')) return { call, callee, texts: [items[1]!], form: 'sh', replaced: [first, second!], shellOption: undefined }
      return undefined
    }
    if (!isOn) return undefined
    const items = list === undefined ? [] : children(list, 'elements')
    const isList = list !== undefined && (bare(second!) === list) && items.every(item => item.type !== 'SpreadElement')
    if (second !== undefined && !isList && this.#literal(second, 'ObjectExpression') === undefined) return { call, callee, texts: [first, second], form: 'option', replaced: [], shellOption }
    return { call, callee, texts: [first, ...items], form: 'option', replaced: isList ? [first, second!] : [first], shellOption }
  }

  /** `exec.call(this, text, callback)` and `exec.apply(this, [text, callback])`. */
  #indirect(call: SourceNode): Site | undefined {
    const method = methodCall(call)
    if (method === undefined || !/^(?:call|apply)$/.test(method.name)) return undefined
    const callee = this.calleeOf(method.object)
    const list = method.name === 'call' ? method.args.slice(1) : method.args[1] === undefined || bare(method.args[1]).type !== 'ArrayExpression' ? [] : children(bare(method.args[1]), 'elements')
    const [text] = list
    if (callee?.raw.always !== true || text === undefined || text.type === 'SpreadElement') return undefined
    return { call, callee, texts: [text], form: 'text', replaced: [text], shellOption: undefined }
  }

  /** A call of a function of another file that gives its text to a shell. */
  #imported(call: SourceNode): Site | undefined {
    const callee = child(call, 'callee')!
    const fact = this.#analysis.origins.factOf(callee)
    if (fact?.kind !== 'shell-wrapper') return undefined
    const text = children(call, 'arguments')[fact.data!['text'] as number]
    if (text === undefined || text.type === 'SpreadElement') return undefined
    const raw: RawFunction = { name: String(fact.data!['name']), always: true, sink: String(fact.data!['sink']) }
    return { call, callee: { raw, ref: callee, through: [], isPromised: false }, texts: [text], form: 'text', replaced: [text], shellOption: undefined, wrapper: String(fact.data!['group']) }
  }

  /** The literal that an argument is, or that it names. */
  #literal(argument: SourceNode, type: string): SourceNode | undefined {
    const node = bare(argument)
    if (node.type === type) return node
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value !== undefined && bare(value).type === type ? bare(value) : undefined
  }
}
