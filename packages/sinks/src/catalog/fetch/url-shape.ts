import type { Analysis } from '../../analysis/analysis.ts'
import { bare, keyName, methodCall, propertyName, returnsOf } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'

type Part = { readonly text: string } | { readonly node: SourceNode }

const MAX_DEPTH = 8
const MAX_WORK = 2_000
/** Scheme, host and what ends it: from there on a value cannot change the host. */
const ORIGIN = /^\s*(?:https?:)?\/\/[^\s/?#\\@]+(?:[/?#]|$)/i

/** Who decides the host that a request goes to. */
export class UrlShapes {
  readonly #analysis: Analysis
  #work = 0

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  /** The piece through which a request decides the host; undefined where none does. */
  foreign(expression: SourceNode): SourceNode | undefined {
    const node = bare(expression)
    const options = this.#literal(node)
    if (options !== undefined) return this.#ofOptions(options)
    const parts = this.#parts(node, 0)
    let before = ''
    for (const [index, part] of parts.entries()) {
      if ('text' in part) {
        before += part.text
        continue
      }
      const next = parts[index + 1]
      // `https://api.example.com` + value: the value may go on with the host.
      if (ORIGIN.test(before) && /[/?#]/.test(before.replace(/^\s*(?:https?:)?\/\//i, ''))) return undefined
      // A path of the own server, which a client takes as it is.
      if (/^\/(?!\/|$)/.test(before)) return undefined
      if (this.#analysis.sources.isUntrusted(part.node)) return part.node
      if (before === '' || /^https?:\/\/$/i.test(before)) before += next !== undefined && 'text' in next && next.text.startsWith('/') ? 'http://own' : 'http://own/'
    }
    return undefined
  }

  #ofOptions(options: SourceNode): SourceNode | undefined {
    const value = (name: string): SourceNode | undefined => {
      const property = children(options, 'properties').find(item => item.type === 'Property' && keyName(item) === name)
      return property === undefined ? undefined : child(property, 'value')
    }
    const host = value('hostname') ?? value('host')
    if (host !== undefined && this.#analysis.sources.isUntrusted(host)) return host
    const url = value('url') ?? value('uri')
    if (url !== undefined && value('baseURL') === undefined) return this.foreign(url)
    const base = value('baseURL') ?? value('baseUrl')
    return base === undefined ? undefined : this.foreign(base)
  }

  #literal(node: SourceNode): SourceNode | undefined {
    if (node.type === 'ObjectExpression') return node
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value !== undefined && bare(value).type === 'ObjectExpression' ? bare(value) : undefined
  }

  #parts(expression: SourceNode, depth: number): readonly Part[] {
    const node = bare(expression)
    if (depth > MAX_DEPTH || ++this.#work > MAX_WORK) return [{ node }]
    const again = (below: SourceNode): readonly Part[] => this.#parts(below, depth + 1)
    const folded = this.#analysis.provenance.fold(node)
    if (folded !== undefined) return [{ text: folded }]
    if (node.type === 'NewExpression' && child(node, 'callee')?.['name'] === 'URL') {
      const [path, base] = children(node, 'arguments')
      if (path === undefined) return [{ node }]
      const first = again(path)
      const isPath = first[0] !== undefined && 'text' in first[0] && /^[./?#](?!\/)/.test(first[0].text)
      return base !== undefined && isPath ? [...again(base), { text: '/' }, ...first] : first
    }
    const call = methodCall(node)
    if (call?.name === 'toString' || call?.name === 'trim') return again(call.object)
    if (node.type === 'MemberExpression' && propertyName(node) === 'href') return again(child(node, 'object')!)
    const shape = this.#analysis.shapes.partsOf(node)
    if (shape !== undefined) return shape.flatMap((part): readonly Part[] => (part.kind === 'text' ? [{ text: part.units.map(unit => unit.cooked).join('') }] : again(part.node)))
    if (node.type === 'BinaryExpression' && node['operator'] === '+') return [...again(child(node, 'left')!), ...again(child(node, 'right')!)]
    if (node.type === 'CallExpression') {
      const fn = this.#analysis.calls.functionOf(child(node, 'callee')!)
      const returns = fn === undefined ? [] : returnsOf(fn)
      if (returns.length === 1) return again(returns[0]!)
    }
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    if (variable !== undefined) {
      const writes = this.#analysis.bindings.writesOf(variable)
      const given = writes.filter(write => write.kind === 'init' || write.kind === 'assign')
      if (given.length === 1 && given.length + writes.filter(write => write.kind === 'append').length === writes.length) return [...again(given[0]!.value!), ...writes.filter(write => write.kind === 'append').flatMap(write => again(write.value!))]
      const def = variable.defs[0]
      if (def?.type === 'Parameter' && writes.length === 0) {
        const index = children(def.node, 'params').indexOf(def.name)
        const args = index === -1 ? [] : this.#analysis.calls.callersOf(def.node).calls.map(caller => children(caller, 'arguments')[index])
        const risky = args.find(arg => arg !== undefined && arg.type !== 'SpreadElement' && this.#analysis.sources.isUntrusted(arg))
        if (risky !== undefined) return again(risky)
      }
    }
    return [{ node }]
  }
}
