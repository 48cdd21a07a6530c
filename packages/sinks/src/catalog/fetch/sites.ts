import type { Analysis } from '../../analysis/analysis.ts'
import { bare, isNamed, propertyName } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, walk } from '../../tree.ts'

/** How a client takes our policy. */
export type Client = 'fetch' | 'node-fetch' | 'undici-request' | 'axios' | 'got' | 'http' | 'https' | 'library'

/** A call that sends a request. */
export interface Site {
  readonly call: SourceNode
  readonly client: Client
  readonly name: string
  /** The address, or the options that hold it. */
  readonly target: SourceNode
  /** Which argument holds the options. */
  readonly options: number
}

const CALLS = /^(?:fetch|get|post|put|patch|delete|del|head|options|request|stream|axios|got|needle|superagent)$/

/** Whether a call may send a request, from its form alone. */
export const isFetchCandidate = (call: SourceNode): boolean => {
  if ((call['arguments'] as readonly SourceNode[]).length === 0) return false
  const callee = bare(call['callee'] as SourceNode)
  if (callee.type === 'MemberExpression') return CALLS.test(String((callee['property'] as SourceNode)['name'] ?? '')) || /^(?:window|globalThis|global|self)$/.test(String((callee['object'] as SourceNode)['name'] ?? ''))
  return callee.type === 'Identifier' && !isNamed(callee, 'require')
}

/** The sites of one file. */
export class Sites {
  readonly #analysis: Analysis

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  of(call: SourceNode): Site | undefined {
    const site = this.#judge(call)
    return site === undefined || this.#hasOurs(call) || this.#isMadeWithOurs(site) ? undefined : site
  }

  /** Whether options of a call hold an agent or dispatcher of ours. */
  #hasOurs(call: SourceNode): boolean {
    let found = false
    for (const arg of children(call, 'arguments')) {
      if (bare(arg).type !== 'ObjectExpression') continue
      walk(arg, node => {
        if (node.type === 'Identifier' && this.#analysis.origins.moduleOf(node)?.startsWith('@breakwater/fetch') === true) found = true
        return !found
      })
    }
    return found
  }

  /** `axios.create({ httpAgent, httpsAgent })` and the calls of what it gives. */
  #isMadeWithOurs({ call }: Site): boolean {
    const callee = bare(child(call, 'callee')!)
    const object = callee.type === 'MemberExpression' ? bare(child(callee, 'object')!) : callee
    const variable = object.type === 'Identifier' ? this.#analysis.bindings.variableOf(object) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value !== undefined && bare(value).type === 'CallExpression' && this.#hasOurs(bare(value))
  }

  #judge(call: SourceNode): Site | undefined {
    const [target] = children(call, 'arguments')
    if (target === undefined || target.type === 'SpreadElement' || /Function/.test(target.type)) return undefined
    const callee = bare(child(call, 'callee')!)
    const site = (client: Client, name: string, options = 1): Site => ({ call, client, name, target, options })
    if (this.#isGlobalFetch(callee)) return site('fetch', 'fetch')
    const type = this.#analysis.origins.typeOf(callee)
    if (type === undefined) return undefined
    const [module, method] = type.split(':') as [string, string?]
    switch (module) {
      case 'nodefetch': return method === undefined ? site('node-fetch', 'node-fetch') : undefined
      case 'anyfetch': return site('fetch', 'fetch')
      case 'undici': return method === 'fetch' ? site('fetch', 'fetch of undici') : method === 'request' ? site('undici-request', 'request of undici') : undefined
      case 'axios': {
        if (method === 'class') return undefined
        const isConfig = method === undefined || method === 'request'
        const isObject = bare(target).type === 'ObjectExpression' || (method === 'request')
        return site('axios', `axios${method === undefined ? '' : `.${method}`}`, isConfig ? (isObject ? 0 : 1) : /^(?:post|put|patch)$/.test(method) ? 2 : 1)
      }
      case 'got': return site('got', 'got')
      case 'http': case 'https': return method === undefined ? undefined : site(module, `${module}.${method}`, bare(target).type === 'ObjectExpression' ? 0 : 1)
      case 'superagent': case 'needle': case 'request': return site('library', module)
      default: return undefined
    }
  }

  #isGlobalFetch(callee: SourceNode): boolean {
    if (isNamed(callee, 'fetch')) return this.#analysis.bindings.variableOf(callee) === undefined
    return callee.type === 'MemberExpression' && propertyName(callee) === 'fetch' && /^(?:window|globalThis|global|self)$/.test(String(child(callee, 'object')?.['name'] ?? ''))
  }
}
