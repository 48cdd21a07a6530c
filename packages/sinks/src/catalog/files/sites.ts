import type { Analysis } from '../../analysis/analysis.ts'
import { bare, isNamed, keyName, methodCall, propertyName } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'
import { methodNames, paths } from './modules.ts'

/** A call that reaches a file by a path. */
export interface Site {
  readonly call: SourceNode
  readonly method: string
  /** Whether the method is the one that gives a promise. */
  readonly isPromise: boolean
  readonly path: SourceNode
  /** The other path of rename and copyFile. */
  readonly other: SourceNode | undefined
  readonly kind: 'fs' | 'library' | 'send' | 'module' | 'archive'
}

/** Whether a call may reach a file, from its form alone. */
export const isFilesCandidate = (call: SourceNode): boolean => {
  if ((call['arguments'] as readonly SourceNode[]).length === 0) return false
  const callee = bare(call['callee'] as SourceNode)
  if (callee.type === 'MemberExpression') return methodNames.has(String((callee['property'] as SourceNode)['name'] ?? ''))
  return callee.type === 'Identifier' && /^(?:require|\w*(?:extract|decompress|unzip|file|dir|stat|unlink|rename|stream|exists|access|rm|cp|open|copy|move|remove|mkdtemp|truncate|chmod|utimes|append|write|read)\w*)$/i.test(callee['name'] as string)
}

/** The sites of one file. */
export class Sites {
  readonly #analysis: Analysis

  constructor(analysis: Analysis) {
    this.#analysis = analysis
  }

  of(call: SourceNode): Site | undefined {
    const args = children(call, 'arguments')
    if (args.length === 0 || args[0]!.type === 'SpreadElement') return undefined
    const callee = child(call, 'callee')!
    if (isNamed(callee, 'require') && this.#analysis.bindings.variableOf(callee) === undefined) return { call, method: 'require', isPromise: false, path: args[0]!, other: undefined, kind: 'module' }
    const unpacked = this.#unpacked(call)
    if (unpacked !== undefined) return unpacked
    const sent = this.#sent(call)
    if (sent !== undefined) return sent
    const found = this.#functionOf(callee, 0)
    if (found === undefined) return undefined
    const [module, method] = found.type.split(':') as [string, string]
    const places = Object.hasOwn(paths, method) ? paths[method]! : undefined
    if (places === undefined) return { call, method, isPromise: false, path: args[0]!, other: undefined, kind: 'library' }
    const other = places[1] === undefined ? undefined : args[1]
    const isPromise = module === 'fsp' || found.isPromised || (module === 'fsx' && !/(?:Sync|Stream)$/.test(method) && !args.some(arg => /Function/.test(arg.type)))
    return { call, method, isPromise, path: args[0]!, other, kind: 'fs' }
  }

  #functionOf(expression: SourceNode, depth: number): { readonly type: string; readonly isPromised: boolean } | undefined {
    const node = bare(expression)
    if (depth > 3) return undefined
    const type = this.#analysis.origins.typeOf(node)
    if (type?.includes(':') === true && /^fs/.test(type)) return { type, isPromised: false }
    if (node.type === 'CallExpression') {
      const callee = bare(child(node, 'callee')!)
      const name = callee.type === 'MemberExpression' ? propertyName(callee) : String(callee['name'] ?? '')
      const first = children(node, 'arguments')[0]
      const inner = first !== undefined && /promisify$/i.test(name ?? '') ? this.#functionOf(first, depth + 1) : undefined
      return inner === undefined ? undefined : { type: inner.type, isPromised: true }
    }
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value === undefined ? undefined : this.#functionOf(value, depth + 1)
  }

  /** A library that unpacks a whole archive: where it comes from decides what is written. */
  #unpacked(call: SourceNode): Site | undefined {
    const args = children(call, 'arguments')
    const method = methodCall(call)
    const site = (archive: SourceNode, name: string): Site => ({ call, method: name, isPromise: false, path: archive, other: undefined, kind: 'archive' })
    if (method !== undefined && /^extract(?:AllTo|AllToAsync|EntryTo)$/.test(method.name) && this.#analysis.origins.typeOf(method.object) === 'admzip:archive') {
      const made = this.#madeFrom(method.object)
      return made === undefined ? undefined : site(made, method.name)
    }
    const type = this.#analysis.origins.typeOf(child(call, 'callee')!)
    if (type === 'extractzip' || type === 'decompress') return site(args[0]!, type === 'extractzip' ? 'extract-zip' : 'decompress')
    if (type !== 'archive:extract') return undefined
    const options = bare(args[0]!)
    const file = options.type === 'ObjectExpression' ? children(options, 'properties').find(property => property.type === 'Property' && keyName(property) === 'file') : undefined
    return file === undefined ? undefined : site(child(file, 'value')!, 'extract')
  }

  /** What `new AdmZip(archive)` was given. */
  #madeFrom(expression: SourceNode): SourceNode | undefined {
    const node = bare(expression)
    if (node.type === 'NewExpression') return children(node, 'arguments')[0]
    const variable = node.type === 'Identifier' ? this.#analysis.bindings.variableOf(node) : undefined
    const value = variable === undefined ? undefined : this.#analysis.provenance.constant(variable)
    return value !== undefined && bare(value).type === 'NewExpression' ? children(bare(value), 'arguments')[0] : undefined
  }

  /** `res.sendFile(path)` and `res.download(path)` of Express. */
  #sent(call: SourceNode): Site | undefined {
    const method = methodCall(call)
    if (method === undefined || !/^(?:sendFile|sendfile|download)$/.test(method.name)) return undefined
    const object = bare(method.object)
    const name = object.type === 'Identifier' ? (object['name'] as string) : object.type === 'CallExpression' ? String(bare(methodCall(object)?.object ?? object)['name'] ?? '') : propertyName(object) ?? ''
    if (!/^(?:res|response|reply|ctx)$/.test(name)) return undefined
    const hasRoot = method.args.some(arg => bare(arg).type === 'ObjectExpression' && children(bare(arg), 'properties').some(property => keyName(property) === 'root'))
    return hasRoot ? undefined : { call, method: method.name, isPromise: false, path: method.args[0]!, other: undefined, kind: 'send' }
  }
}
