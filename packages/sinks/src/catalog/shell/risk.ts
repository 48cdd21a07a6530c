import type { Analysis } from '../../analysis/analysis.ts'
import { bare, isNamed, methodCall, propertyName, returnsOf } from '../../analysis/syntax.ts'
import { readsRequest } from '../../analysis/provenance.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { listBehind } from './loops.ts'
import { child, children, walk } from '../../tree.ts'
import { partsOf } from './parts.ts'

/** `none`: words of the program only; `opaque`: nothing is known of it; `request`: it is what a request says; `built`: text with values in it. */
export type Risk = 'none' | 'opaque' | 'request' | 'built'

const RANK: Readonly<Record<Risk, number>> = { none: 0, opaque: 1, request: 2, built: 3 }
const MAX_DEPTH = 14
const MAX_WORK = 20_000

const worst = (risks: readonly Risk[]): Risk => risks.reduce((a, b) => (RANK[b] > RANK[a] ? b : a), 'none' as Risk)

/** How the text of a command comes about, through names and functions of the file. */
export class Risks {
  readonly #analysis: Analysis
  readonly #known = new Map<SourceNode | VariableLike, Risk>()
  #work = 0

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  of(expression: SourceNode, depth = 0): Risk {
    const node = bare(expression)
    const known = this.#known.get(node)
    if (known !== undefined) return known
    if (depth > MAX_DEPTH || ++this.#work > MAX_WORK) return 'opaque'
    this.#known.set(node, 'none')
    const risk = this.#judge(node, depth + 1)
    this.#known.set(node, risk)
    return risk
  }

  #judge(node: SourceNode, depth: number): Risk {
    const again = (below: SourceNode | undefined): Risk => (below === undefined ? 'none' : this.of(below, depth))
    const parts = partsOf(this.#analysis, node)
    if (parts !== undefined) return worst(parts.map(part => (part.kind === 'text' || this.isOwn(part.node) || again(part.node) === 'none' ? 'none' : 'built')))
    if (this.#analysis.provenance.fold(node) !== undefined || this.isOwn(node)) return 'none'
    switch (node.type) {
      case 'Literal': case 'TaggedTemplateExpression': return 'none'
      case 'ConditionalExpression': return worst([again(child(node, 'consequent')), again(child(node, 'alternate'))])
      case 'LogicalExpression': return worst([again(child(node, 'left')), again(child(node, 'right'))])
      case 'AwaitExpression': return again(child(node, 'argument'))
      case 'AssignmentExpression': return again(child(node, 'right'))
      case 'Identifier': return this.#name(node, depth)
      case 'MemberExpression': return this.#member(node, depth)
      case 'CallExpression': return this.#call(node, depth)
      default: return 'opaque'
    }
  }

  /** Words that the program itself makes: numbers, its own folder, its own executable. */
  isOwn(expression: SourceNode, depth = 0): boolean {
    const node = bare(expression)
    const { provenance, bindings } = this.#analysis
    if (depth > 4) return false
    if (provenance.isNumber(node) || provenance.fold(node) !== undefined) return true
    if (node.type === 'Identifier') {
      const variable = bindings.variableOf(node)
      if (variable === undefined) return /^__(?:dirname|filename)$/.test(node['name'] as string)
      const value = provenance.constant(variable)
      return value !== undefined && this.isOwn(value, depth + 1)
    }
    if (node.type === 'MemberExpression') {
      const object = bare(child(node, 'object')!)
      const name = propertyName(node)
      if (isNamed(object, 'process')) return /^(?:execPath|pid|ppid|platform|arch|version)$/.test(name ?? '')
      return object.type === 'MetaProperty' && /^(?:dirname|filename|url)$/.test(name ?? '')
    }
    if (node.type === 'ConditionalExpression') return this.isOwn(child(node, 'consequent')!, depth + 1) && this.isOwn(child(node, 'alternate')!, depth + 1)
    const call = methodCall(node)
    if (call === undefined) return false
    if (isNamed(call.object, 'process') && call.name === 'cwd') return true
    if (isNamed(call.object, 'require') && call.name === 'resolve') return call.args.length > 0 && this.isOwn(call.args[0]!, depth + 1)
    if (call.name === 'tmpdir' || call.name === 'homedir') return isNamed(bare(call.object), 'os')
    return /^(?:join|resolve|dirname|basename|normalize)$/.test(call.name) && /^(?:path|p|posix)$/.test(String(bare(call.object)['name'] ?? '')) && call.args.length > 0 && call.args.every(arg => this.isOwn(arg, depth + 1))
  }

  #name(node: SourceNode, depth: number): Risk {
    const { bindings, calls, exports } = this.#analysis
    const variable = bindings.variableOf(node)
    const def = variable?.defs[0]
    if (variable === undefined || def === undefined) return 'opaque'
    const known = this.#known.get(variable)
    if (known !== undefined) return known
    this.#known.set(variable, 'none')
    const list = listBehind(this.#analysis.host, variable)
    if (list !== undefined) {
      const risk = this.#list(list, depth, true)
      this.#known.set(variable, risk)
      return risk
    }
    const risks: Risk[] = bindings.writesOf(variable).map(write => {
      if (write.kind === 'pattern') return write.value !== undefined && readsRequest(write.value) ? 'request' : 'opaque'
      if (write.kind === 'unknown' || write.value === undefined) return 'opaque'
      const risk = this.of(write.value, depth)
      return write.kind !== 'append' || risk === 'none' ? risk : 'built'
    })
    if (def.type === 'Parameter') {
      const index = children(def.node, 'params').findIndex(param => param === def.name || child(param, 'left') === def.name)
      const callers = calls.callersOf(def.node)
      for (const call of index === -1 ? [] : callers.calls) {
        const value = children(call, 'arguments')[index]
        if (value !== undefined) risks.push(value.type === 'SpreadElement' ? 'opaque' : this.of(value, depth))
      }
      if (index === -1 || callers.calls.length === 0 || exports.pathOf(def.node) !== undefined || callers.escapes.length > 0 || callers.doubtful.length > 0) risks.push('opaque')
    }
    else if (def.type !== 'Variable') risks.push('opaque')
    const risk = worst(risks)
    this.#known.set(variable, risk)
    return risk
  }

  #member(node: SourceNode, depth: number): Risk {
    if (readsRequest(node)) return 'request'
    if (node['computed'] === true && propertyName(node) === undefined) {
      const object = bare(child(node, 'object')!)
      const variable = object.type === 'Identifier' ? this.#analysis.bindings.variableOf(object) : undefined
      const table = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
      if (table !== undefined && bare(table).type === 'ObjectExpression') return worst(children(bare(table), 'properties').map(property => (property.type === 'Property' ? this.of(child(property, 'value')!, depth) : 'opaque')))
    }
    const value = this.#analysis.calls.memberValue(node)
    if (value !== undefined) return this.of(value, depth)
    const name = propertyName(node)
    const assigned = name === undefined ? [] : this.#analysis.calls.assignedTo(name)
    const risks = assigned.map(item => this.of(child(item, 'right')!, depth))
    return risks.includes('built') ? 'built' : 'opaque'
  }

  #call(node: SourceNode, depth: number): Risk {
    const call = methodCall(node)
    if (call?.name === 'join' && !/^(?:path|posix)$/.test(String(bare(call.object)['name'] ?? ''))) return this.#list(call.object, depth)
    if (call !== undefined && /^(?:trim|trimEnd|trimStart|toString|concat|replace|replaceAll|slice|substring)$/.test(call.name)) return this.of(call.object, depth)
    const fn = this.#analysis.calls.functionOf(child(node, 'callee')!)
    if (fn !== undefined) return worst(returnsOf(fn).map(value => this.of(value, depth)))
    return readsRequest(node) ? 'request' : 'opaque'
  }

  /** What the file adds to a list that is kept in a property of that name. */
  #pushed(name: string | undefined): readonly SourceNode[] {
    const found: SourceNode[] = []
    walk(this.#analysis.host.program, node => {
      const call = node.type === 'CallExpression' ? methodCall(node) : undefined
      if (name !== undefined && call?.name === 'push' && bare(call.object).type === 'MemberExpression' && propertyName(bare(call.object)) === name) found.push(...call.args)
    })
    return found
  }

  /** What callers give to a rest parameter. */
  #restOf(variable: VariableLike): readonly SourceNode[] | undefined {
    const def = variable.defs[0]
    const params = def?.type === 'Parameter' ? children(def.node, 'params') : []
    const index = params.findIndex(param => param.type === 'RestElement' && child(param, 'argument') === def!.name)
    return index === -1 ? undefined : this.#analysis.calls.callersOf(def!.node).calls.flatMap(call => children(call, 'arguments').slice(index))
  }

  /** The words of a list that is joined into a command. */
  #list(expression: SourceNode, depth: number, isWhole = false): Risk {
    const node = bare(expression)
    const item = (element: SourceNode): Risk => {
      const value = element.type === 'SpreadElement' ? child(element, 'argument')! : element
      if (isWhole) return this.of(value, depth)
      return this.isOwn(value) || this.of(value, depth) === 'none' ? 'none' : 'built'
    }
    if (node.type === 'ArrayExpression') return worst(children(node, 'elements').map(item))
    const call = methodCall(node)
    if (call !== undefined && /^(?:concat|filter|map|slice)$/.test(call.name)) return worst([this.#list(call.object, depth, isWhole), ...(call.name === 'concat' ? call.args.map(item) : [])])
    if (node.type === 'MemberExpression') return worst(this.#pushed(propertyName(node)).map(item))
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    if (variable === undefined) return 'opaque'
    const given = this.#restOf(variable)
    if (given !== undefined) return worst(given.map(item))
    const written = this.#analysis.bindings.writesOf(variable).map(write => (write.value === undefined || write.kind === 'pattern' ? 'opaque' : this.#list(write.value, depth, isWhole)))
    const added = this.#analysis.bindings.readsOf(variable).flatMap(read => {
      const member = this.#analysis.host.parentOf(read)
      const push = member === undefined ? undefined : this.#analysis.host.parentOf(member)
      const method = push === undefined ? undefined : methodCall(push)
      return method !== undefined && /^(?:push|unshift)$/.test(method.name) && bare(method.object) === read ? method.args.map(item) : []
    })
    return worst([...written, ...added, ...(variable.defs[0]?.type === 'Parameter' ? ['opaque' as const] : [])])
  }
}
