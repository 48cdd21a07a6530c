import type { SinkHost, SourceNode, VariableLike } from '../model.ts'
import { child, children } from '../tree.ts'
import type { Bindings } from './bindings.ts'
import { isFunction, patternPath } from './bindings.ts'
import type { Calls } from './calls.ts'
import { bare, isNamed, methodCall, propertyName, requiredModule, returnsOf } from './syntax.ts'

const MAX_DEPTH = 14
const MAX_WORK = 30_000
/** Names that a request goes by, whatever gives it. */
const REQUEST = /^(?:req|request|_req|ctx|context)$/
/** Calls that a framework answers requests with: the first parameter of the function that they are given is the request, or holds it. */
const ROUTES = /^(?:get|post|put|patch|delete|del|all|use|options|head|route|handle|createServer|on|addListener|upgrade|register|preHandler|onRequest)$/
/** Parts of a request that the server makes itself. */
const OWN = new Set(['app', 'res', 'method', 'socket', 'connection', 'session', 'user', 'log', 'logger', 'httpVersion', 'secure', 'protocol', 'ip', 'ips', 'id', 'route', 'baseUrl', 'server', 'state', 'complete', 'aborted', 'next', 'db', 'prisma', 'locals', 'config', 'env', 'i18n', 't', 'flash', 'isAuthenticated', 'length', 'signal', 'startTime', 'timedout'])
const GETTERS = new Set(['get', 'header', 'param', 'query', 'json', 'text', 'formData', 'arrayBuffer', 'blob', 'params', 'accepts'])
/** Methods of strings and lists whose answer has something of the value in it. */
const KEEPS = new Set(['trim', 'trimStart', 'trimEnd', 'toString', 'slice', 'substring', 'substr', 'replace', 'replaceAll', 'toLowerCase', 'toUpperCase', 'split', 'join', 'concat', 'match', 'pop', 'shift', 'at', 'get', 'padStart', 'padEnd', 'normalize', 'map', 'filter', 'find', 'reverse', 'sort', 'values', 'entries', 'keys', 'flat', 'exec', 'getAll', 'valueOf', 'toJSON', 'then', 'charAt', 'repeat', 'matchAll', 'decode'])
/** Functions that answer with a number, a boolean or something of their own. */
const MAKES_NUMBER = /^(?:Number|parseInt|parseFloat|Boolean|BigInt|isNaN|isFinite|hash\w*|createHash|randomUUID|uuid\w*|nanoid)$/

/** What comes from whoever sends a request: followed through names, patterns, functions of the file and calls that keep it. */
export class Sources {
  readonly #host: SinkHost
  readonly #bindings: Bindings
  readonly #calls: Calls
  readonly #known = new Map<SourceNode | VariableLike, boolean>()
  #work = 0

  constructor(host: SinkHost, bindings: Bindings, calls: Calls) {
    this.#host = host
    this.#bindings = bindings
    this.#calls = calls
  }

  /** Whether a request decides the value of an expression, in whole or in part. */
  isUntrusted(expression: SourceNode, depth = 0): boolean {
    const node = bare(expression)
    const known = this.#known.get(node)
    if (known !== undefined) return known
    if (depth > MAX_DEPTH || ++this.#work > MAX_WORK) return false
    this.#known.set(node, false)
    const found = this.#judge(node, depth + 1)
    this.#known.set(node, found)
    return found
  }

  /** Whether an expression is a request, or the context object that holds one. */
  isRequest(expression: SourceNode): boolean {
    const node = bare(expression)
    if (node.type === 'MemberExpression') {
      const name = propertyName(node)
      return (name === 'request' || name === 'req') && this.isRequest(child(node, 'object')!)
    }
    if (node.type !== 'Identifier') return false
    const variable = this.#bindings.variableOf(node)
    return variable === undefined ? false : this.#isRequestVariable(variable)
  }

  #isRequestVariable(variable: VariableLike): boolean {
    const def = variable.defs[0]
    if (def?.type !== 'Parameter') {
      const writes = this.#bindings.writesOf(variable)
      return def?.type === 'Variable' && writes.length === 1 && writes[0]!.kind === 'init' && this.isRequest(writes[0]!.value!)
    }
    if (REQUEST.test(variable.name) || this.#isEvent(variable)) return true
    const params = children(def.node, 'params')
    if (params[0] !== def.name || !isFunction(def.node)) return false
    const call = this.#host.parentOf(def.node)
    if (call?.type !== 'CallExpression' || !children(call, 'arguments').includes(def.node)) return false
    const callee = bare(child(call, 'callee')!)
    const name = callee.type === 'MemberExpression' ? propertyName(callee) : callee.type === 'Identifier' ? (callee['name'] as string) : undefined
    if (name === undefined || !ROUTES.test(name)) return false
    const first = children(call, 'arguments')[0]
    if (name === 'on' || name === 'addListener') return first?.['value'] === 'request'
    return params.length >= 2 && /^(?:q|r|rq|c|request\w*|req\w*|ctx\w*|event|incoming|message)$/i.test(variable.name)
  }

  /** The event of a function in the cloud: `exports.handler = async event => …`. */
  #isEvent(variable: VariableLike): boolean {
    const fn = variable.defs[0]!.node
    if (variable.name !== 'event' || !isFunction(fn) || children(fn, 'params')[0] !== variable.defs[0]!.name) return false
    const up = this.#host.parentOf(fn)
    const name = child(fn, 'id')?.['name'] ?? (up?.type === 'VariableDeclarator' ? child(up, 'id')?.['name'] : up?.type === 'AssignmentExpression' && child(up, 'left')!.type === 'MemberExpression' ? propertyName(child(up, 'left')!) : undefined)
    return typeof name === 'string' && /handler$/i.test(name)
  }

  #judge(node: SourceNode, depth: number): boolean {
    const again = (below: SourceNode | undefined): boolean => below !== undefined && this.isUntrusted(below, depth)
    switch (node.type) {
      case 'Identifier': return this.#name(node, depth)
      case 'MemberExpression': return this.#member(node, depth)
      case 'TemplateLiteral': return children(node, 'expressions').some(again)
      case 'BinaryExpression': return node['operator'] === '+' && (again(child(node, 'left')) || again(child(node, 'right')))
      case 'LogicalExpression': return again(child(node, 'left')) || again(child(node, 'right'))
      case 'ConditionalExpression': return again(child(node, 'consequent')) || again(child(node, 'alternate'))
      case 'AwaitExpression': case 'YieldExpression': case 'SpreadElement': return again(child(node, 'argument'))
      case 'AssignmentExpression': return again(child(node, 'right'))
      case 'SequenceExpression': return again(children(node, 'expressions').at(-1))
      case 'ArrayExpression': return children(node, 'elements').some(again)
      case 'NewExpression': return /^(?:URL|URLSearchParams|String|Object)$/.test(String(child(node, 'callee')?.['name'])) && children(node, 'arguments').some(again)
      case 'CallExpression': return this.#call(node, depth)
      default: return false
    }
  }

  #name(node: SourceNode, depth: number): boolean {
    const variable = this.#bindings.variableOf(node)
    const def = variable?.defs[0]
    if (variable === undefined || def === undefined) return false
    const known = this.#known.get(variable)
    if (known !== undefined) return known
    this.#known.set(variable, false)
    const found = this.#variable(variable, depth)
    this.#known.set(variable, found)
    return found
  }

  #variable(variable: VariableLike, depth: number): boolean {
    const def = variable.defs[0]!
    if (this.#isRequestVariable(variable)) return false
    for (const write of this.#bindings.writesOf(variable)) {
      if (write.kind === 'unknown') {
        const loop = this.#host.parentOf(this.#host.parentOf(def.node) ?? def.node)
        if (loop?.type === 'ForOfStatement' && this.isUntrusted(child(loop, 'right')!, depth)) return true
        continue
      }
      if (write.value === undefined) continue
      if (write.kind === 'pattern') {
        const path = patternPath(this.#host, write.identifier)?.path ?? []
        if (this.isRequest(write.value) ? !OWN.has(path[0] ?? '') : this.isUntrusted(write.value, depth)) return true
        continue
      }
      if (this.isUntrusted(write.value, depth)) return true
    }
    return def.type === 'Parameter' && this.#parameter(def.node, def.name, depth)
  }

  #parameter(fn: SourceNode, name: SourceNode, depth: number): boolean {
    const params = children(fn, 'params')
    const pattern = patternPath(this.#host, name)
    const index = params.findIndex(param => param === name || child(param, 'left') === name || param === pattern?.pattern)
    if (index === -1) return false
    if (pattern !== undefined && pattern.source === undefined) {
      // `({ query, params }, res) => …`
      const call = this.#host.parentOf(fn)
      const method = call?.type === 'CallExpression' ? methodCall(call) : undefined
      if (index === 0 && method !== undefined && ROUTES.test(method.name) && /^(?:query|body|params|headers|cookies|url|path|originalUrl|files?|request|req)$/.test(pattern.path[0] ?? '')) return true
    }
    const call = this.#host.parentOf(fn)
    if (call?.type === 'CallExpression' && children(call, 'arguments').includes(fn)) {
      const method = methodCall(call)
      // The pieces of a body, the fields of a form, the messages of a socket.
      if (method !== undefined && /^(?:on|once)$/.test(method.name) && /^(?:data|message|field|file|end)$/.test(String(method.args[0]?.['value']))) return this.isRequest(method.object) || this.isUntrusted(method.object, depth)
      return method !== undefined && index === 0 && /^(?:forEach|map|filter|flatMap|some|every|find|then|reduce)$/.test(method.name) && this.isUntrusted(method.object, depth)
    }
    return this.#calls.callersOf(fn).calls.some(caller => {
      const value = children(caller, 'arguments')[index]
      if (value === undefined) return false
      return pattern === undefined ? this.isUntrusted(value, depth) : this.isUntrusted(value, depth) || this.isRequest(value)
    })
  }

  #member(node: SourceNode, depth: number): boolean {
    const object = child(node, 'object')!
    const name = propertyName(node)
    if (this.isRequest(object)) return !this.isRequest(node) && (name === undefined || !OWN.has(name))
    if (name === 'length') return false
    if (this.isUntrusted(object, depth)) return true
    const value = this.#calls.memberValue(node)
    return value !== undefined && !isFunction(value) && this.isUntrusted(value, depth)
  }

  #call(node: SourceNode, depth: number): boolean {
    const args = children(node, 'arguments')
    const callee = bare(child(node, 'callee')!)
    const call = methodCall(node)
    if (call !== undefined) {
      if (this.isRequest(call.object)) return GETTERS.has(call.name)
      if (KEEPS.has(call.name) && this.isUntrusted(call.object, depth)) return true
      if (/^(?:replace|replaceAll|concat|push|padStart|padEnd)$/.test(call.name) && args.slice(call.name.startsWith('replace') ? 1 : 0).some(arg => this.isUntrusted(arg, depth))) return true
    }
    const name = callee.type === 'Identifier' ? (callee['name'] as string) : call?.name ?? ''
    if (requiredModule(node) !== undefined || MAKES_NUMBER.test(name)) return false
    const fn = this.#calls.functionOf(callee)
    if (fn !== undefined) return returnsOf(fn).some(value => this.isUntrusted(value, depth))
    // What a library makes of a value is of that value: decodeURIComponent, path.join, url.parse, JSON.parse, querystring.parse.
    const isReader = call === undefined ? /^(?:decode\w*|unescape|String|parse\w*|join|resolve|normalize|format|escape\w*|encode\w*|clean\w*|sanitize\w*|require)$/i.test(name) : isNamed(call.object, 'JSON') || /^(?:parse|join|resolve|normalize|format|fileURLToPath|unescape|decode|from|assign|merge|relative|basename|dirname|extname|parseUrl|readFields|fields|sync)$/.test(call.name)
    return isReader && args.some(arg => this.isUntrusted(arg, depth))
  }
}
