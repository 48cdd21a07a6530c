import type { ExportFact, SinkHost, SourceNode, VariableLike } from '../model.ts'
import { child, children, rangeOf, walk } from '../tree.ts'
import type { Bindings } from './bindings.ts'
import { isFunction, patternPath } from './bindings.ts'
import type { Calls } from './calls.ts'
import { bare, cookedOf, isNamed, methodCall, propertyName, returnsOf } from './syntax.ts'

const STRING_METHODS = new Set(['trim', 'trimStart', 'trimEnd', 'toLowerCase', 'toUpperCase', 'toLocaleLowerCase', 'toLocaleUpperCase', 'substring', 'substr', 'padStart', 'padEnd', 'replace', 'replaceAll', 'toISOString', 'toFixed', 'repeat', 'normalize', 'charAt', 'toString', 'join', 'toDateString', 'toTimeString', 'toUTCString', 'toLocaleDateString', 'toJSON', 'toPrecision'])
const NUMBER_METHODS = new Set(['getTime', 'valueOf', 'indexOf', 'lastIndexOf', 'getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes', 'charCodeAt', 'now'])
const NUMBER_FUNCTIONS = new Set(['Number', 'parseInt', 'parseFloat'])
const MATH_OPERATORS = new Set(['-', '*', '/', '%', '**', '|', '&', '^', '<<', '>>', '>>>'])
const MAX_DEPTH = 8

/** What a value can be, judged from the file alone; a doubt gives false. */
export class Provenance {
  readonly #host: SinkHost
  readonly #bindings: Bindings
  readonly #calls: Calls
  readonly #factOf: (node: SourceNode) => ExportFact | undefined

  constructor(host: SinkHost, bindings: Bindings, calls: Calls, factOf: (node: SourceNode) => ExportFact | undefined) {
    this.#host = host
    this.#bindings = bindings
    this.#calls = calls
    this.#factOf = factOf
  }

  /** The text of a literal, or of a fold of literals and constants. */
  fold(expression: SourceNode, depth = 0): string | undefined {
    const node = bare(expression)
    if (depth > MAX_DEPTH) return undefined
    switch (node.type) {
      case 'Literal': return typeof node['value'] === 'string' || typeof node['value'] === 'number' ? String(node['value']) : undefined
      case 'TemplateLiteral': {
        const slots = children(node, 'expressions').map(slot => this.fold(slot, depth + 1))
        if (slots.includes(undefined)) return undefined
        return children(node, 'quasis').map((quasi, index) => cookedOf(quasi) + (slots[index] ?? '')).join('')
      }
      case 'BinaryExpression': {
        if (node['operator'] !== '+') return undefined
        const left = this.fold(child(node, 'left')!, depth + 1)
        const right = left === undefined ? undefined : this.fold(child(node, 'right')!, depth + 1)
        if (right === undefined || (this.isNumber(child(node, 'left')!) && this.isNumber(child(node, 'right')!))) return undefined
        return left! + right
      }
      case 'CallExpression': {
        const call = methodCall(node)
        const array = call?.name === 'join' ? bare(call.object) : undefined
        if (array?.type !== 'ArrayExpression' || call!.args.length > 1) return undefined
        const separator = call!.args[0] === undefined ? ',' : this.fold(call!.args[0], depth + 1)
        const items = (array['elements'] as readonly (SourceNode | null)[]).map(item => (item === null ? undefined : this.fold(item, depth + 1)))
        return separator === undefined || items.includes(undefined) ? undefined : items.join(separator)
      }
      case 'Identifier': {
        const variable = this.#bindings.variableOf(node)
        if (variable === undefined) return undefined
        const fact = variable.defs[0]?.type === 'ImportBinding' ? this.#factOf(node) : undefined
        if (fact?.kind === 'text') return String(fact.data?.['value'])
        const value = this.constant(variable)
        return value === undefined ? undefined : this.fold(value, depth + 1)
      }
      case 'MemberExpression': {
        const object = child(node, 'object')!
        const holder = this.#calls.holderOf(object)
        if (holder === undefined) return undefined
        const name = propertyName(node)
        if (name === undefined || !this.#isStable(name)) return undefined
        const value = this.#calls.memberValue(node)
        return value === undefined || isFunction(value) ? undefined : this.fold(value, depth + 1)
      }
      default: return undefined
    }
  }

  /** The single value of a variable that is never written again. */
  constant(variable: VariableLike): SourceNode | undefined {
    const writes = this.#bindings.writesOf(variable)
    return variable.defs[0]?.type === 'Variable' && writes.length === 1 && writes[0]!.kind === 'init' ? writes[0]!.value : undefined
  }

  /** Whether a value is a number for certain, NaN included. */
  isNumber(expression: SourceNode, depth = 0): boolean {
    const node = bare(expression)
    if (depth > MAX_DEPTH) return false
    switch (node.type) {
      case 'Literal': return typeof node['value'] === 'number'
      case 'UnaryExpression': return node['operator'] === '+' || node['operator'] === '~' || (node['operator'] === '-' && this.isNumber(child(node, 'argument')!, depth + 1))
      case 'UpdateExpression': return this.isNumber(child(node, 'argument')!, depth + 1)
      case 'BinaryExpression': {
        const both = this.isNumber(child(node, 'left')!, depth + 1) && this.isNumber(child(node, 'right')!, depth + 1)
        return node['operator'] === '+' ? both : MATH_OPERATORS.has(node['operator'] as string)
      }
      case 'ConditionalExpression': return this.isNumber(child(node, 'consequent')!, depth + 1) && this.isNumber(child(node, 'alternate')!, depth + 1)
      case 'LogicalExpression': return this.isNumber(child(node, 'left')!, depth + 1) && this.isNumber(child(node, 'right')!, depth + 1)
      case 'MemberExpression': return propertyName(node) === 'length'
      case 'CallExpression': {
        const callee = child(node, 'callee')!
        if (callee.type === 'Identifier' && NUMBER_FUNCTIONS.has(callee['name'] as string) && this.#bindings.variableOf(callee) === undefined) return true
        const call = methodCall(node)
        if (call === undefined) return false
        if (isNamed(call.object, 'Math') || isNamed(call.object, 'Number')) return call.name !== 'isInteger'
        if (call.name === 'push' || call.name === 'unshift') return true
        return NUMBER_METHODS.has(call.name)
      }
      case 'Identifier': {
        const variable = this.#bindings.variableOf(node)
        if (variable === undefined) return false
        if (variable.defs[0]?.type === 'Parameter') return this.#isIndex(variable)
        if (variable.defs[0]?.type !== 'Variable') return false
        const writes = this.#bindings.writesOf(variable)
        return writes.length > 0 && writes.every(write => {
          if (write.kind === 'init' || write.kind === 'assign' || write.kind === 'append') return this.#writtenNumber(write.value!, variable, depth)
          return write.node.type === 'UpdateExpression' || (write.node.type === 'AssignmentExpression' && write.node['operator'] !== '=')
        })
      }
      default: return false
    }
  }

  /** The index that `list.map((item, index) => …)` gives. */
  #isIndex(variable: VariableLike): boolean {
    const fn = variable.defs[0]!.node
    const parent = this.#host.parentOf(fn)
    const call = parent?.type === 'CallExpression' ? methodCall(parent) : undefined
    return call?.args[0] === fn && /^(?:map|forEach|flatMap|filter|some|every)$/.test(call.name) && children(fn, 'params')[1] === variable.defs[0]!.name && this.#bindings.writesOf(variable).length === 0
  }

  #writtenNumber(value: SourceNode, variable: VariableLike, depth: number): boolean {
    const names = bare(value)
    if (names.type === 'Identifier' && this.#bindings.variableOf(names) === variable) return true
    return this.isNumber(value, depth + 1)
  }

  /** Whether a value is a string for certain (or else evaluating it throws). */
  isString(expression: SourceNode, depth = 0): boolean {
    const node = bare(expression)
    if (depth > MAX_DEPTH) return false
    switch (node.type) {
      case 'Literal': return typeof node['value'] === 'string'
      case 'TemplateLiteral': return true
      case 'BinaryExpression': return node['operator'] === '+' && (this.isString(child(node, 'left')!, depth + 1) || this.isString(child(node, 'right')!, depth + 1))
      case 'ConditionalExpression': return this.isString(child(node, 'consequent')!, depth + 1) && this.isString(child(node, 'alternate')!, depth + 1)
      case 'LogicalExpression': return this.isString(child(node, 'left')!, depth + 1) && this.isString(child(node, 'right')!, depth + 1)
      case 'AwaitExpression': return this.isString(child(node, 'argument')!, depth + 1)
      case 'UnaryExpression': return node['operator'] === 'typeof'
      case 'MemberExpression': return this.#isPathParameter(node)
      case 'CallExpression': return this.#callGivesString(node, depth)
      case 'Identifier': return this.#nameIsString(node, depth)
      default: return false
    }
  }

  #callGivesString(node: SourceNode, depth: number): boolean {
    const callee = bare(child(node, 'callee')!)
    if (callee.type === 'Identifier' && this.#bindings.variableOf(callee) === undefined) return /^(?:String|encodeURIComponent|decodeURIComponent|escape|unescape|encodeURI|btoa|atob)$/.test(callee['name'] as string)
    const call = methodCall(node)
    if (call !== undefined) {
      if (STRING_METHODS.has(call.name) && !call.optional) return true
      if (call.name === 'digest') return call.args.length > 0
      if (call.name === 'randomUUID') return true
      if (call.name === 'stringify' && isNamed(call.object, 'JSON')) return call.args.length > 0
    }
    const fn = this.#calls.functionOf(callee)
    if (fn === undefined || fn['generator'] === true) return false
    const returns = returnsOf(fn)
    const body = child(fn, 'body')
    const ends = body?.type !== 'BlockStatement' || children(body, 'body').at(-1)?.type === 'ReturnStatement'
    return ends && returns.length > 0 && returns.every(value => this.isString(value, depth + 1))
  }

  #nameIsString(node: SourceNode, depth: number): boolean {
    const variable = this.#bindings.variableOf(node)
    const def = variable?.defs[0]
    if (variable === undefined || def === undefined) return false
    if (this.#isCheckedString(node, variable)) return true
    const writes = this.#bindings.writesOf(variable)
    if (def.type === 'Variable') {
      return writes.length > 0 && writes.every(write => {
        if (write.kind === 'append') return true
        if (write.kind === 'pattern') return patternPath(this.#host, write.identifier)?.path.length === 1 && write.value !== undefined && isParams(write.value)
        return write.value !== undefined && (write.kind === 'init' || write.kind === 'assign') && this.isString(write.value, depth + 1)
      })
    }
    if (def.type !== 'Parameter' || writes.length > 0) return false
    const index = children(def.node, 'params').indexOf(def.name)
    const callers = index === -1 ? undefined : this.#calls.callersOf(def.node)
    if (callers === undefined || callers.calls.length === 0 || callers.escapes.length > 0 || callers.doubtful.length > 0) return false
    return callers.calls.every(call => {
      const value = children(call, 'arguments')[index]
      return value !== undefined && value.type !== 'SpreadElement' && this.isString(value, depth + 1)
    })
  }

  /** `if (typeof x !== 'string' || …) return`, before the use, with nothing written to x since. */
  #isCheckedString(use: SourceNode, variable: VariableLike): boolean {
    const writes = this.#bindings.writesOf(variable)
    if (writes.length > 1) return false
    const declared = variable.defs[0]!.name
    let node = use
    for (let up = this.#host.parentOf(node); up !== undefined; node = up, up = this.#host.parentOf(up)) {
      if (up.type === 'BlockStatement' || up.type === 'Program') {
        for (const statement of children(up, 'body')) {
          if (statement === node) break
          if (rangeOf(statement)[0] < rangeOf(declared)[0] || statement.type !== 'IfStatement') continue
          const then = child(statement, 'consequent')!
          const last = then.type === 'BlockStatement' ? children(then, 'body').at(-1) : then
          if (last?.type !== 'ReturnStatement' && last?.type !== 'ThrowStatement') continue
          if (this.#refusesOthers(child(statement, 'test')!, variable)) return true
        }
      }
    }
    return false
  }

  #refusesOthers(test: SourceNode, variable: VariableLike): boolean {
    const node = bare(test)
    if (node.type === 'LogicalExpression' && node['operator'] === '||') return this.#refusesOthers(child(node, 'left')!, variable) || this.#refusesOthers(child(node, 'right')!, variable)
    if (node.type !== 'BinaryExpression' || !/^!==?$/.test(node['operator'] as string)) return false
    const left = bare(child(node, 'left')!)
    const argument = left.type === 'UnaryExpression' && left['operator'] === 'typeof' ? bare(child(left, 'argument')!) : undefined
    return argument?.type === 'Identifier' && this.#bindings.variableOf(argument) === variable && bare(child(node, 'right')!)['value'] === 'string'
  }

  /** Express, Koa and the like give path parameters as strings. */
  #isPathParameter(node: SourceNode): boolean {
    return node['computed'] !== true && isParams(child(node, 'object')!)
  }

  /** Whether no assignment in the file changes properties of that name after construction. */
  #isStable(name: string): boolean {
    return this.#calls.assignedTo(name).length <= 1
  }
}

const isParams = (expression: SourceNode): boolean => {
  const node = bare(expression)
  if (node.type !== 'MemberExpression' || propertyName(node) !== 'params') return false
  const owner = bare(child(node, 'object')!)
  return owner.type === 'Identifier' && /^(?:req|request|ctx|context)$/.test(owner['name'] as string)
}

/** Whether an expression reads something that arrives with a request. */
export const readsRequest = (expression: SourceNode): boolean => {
  let found = false
  walk(expression, node => {
    if (node.type === 'MemberExpression' && /^(?:query|body|params|headers|cookies)$/.test(propertyName(node) ?? '')) {
      const owner = bare(child(node, 'object')!)
      if (owner.type === 'Identifier' && /^(?:req|request|ctx|context|event)$/.test(owner['name'] as string)) found = true
    }
    return !isFunction(node)
  })
  return found
}
