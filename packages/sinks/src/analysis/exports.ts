import type { SinkHost, SourceNode } from '../model.ts'
import { child, children, walk } from '../tree.ts'
import { isFunction } from './bindings.ts'
import type { Calls } from './calls.ts'
import { isExportsObject } from './syntax.ts'
import { bare, keyName, propertyName } from './syntax.ts'

/** What a file exports, and under which names its functions can be reached from other files. */
export class Exports {
  readonly #host: SinkHost
  readonly #calls: Calls
  #values: ReadonlyMap<string, SourceNode> | undefined
  readonly #paths = new Map<SourceNode, string>()

  constructor(host: SinkHost, calls: Calls) {
    this.#host = host
    this.#calls = calls
  }

  /** The exported expressions and declarations by name; `module.exports` and the default export are `default`. */
  values(): ReadonlyMap<string, SourceNode> {
    if (this.#values !== undefined) return this.#values
    const values = new Map<string, SourceNode>()
    this.#values = values
    for (const statement of children(this.#host.program, 'body')) this.#statement(statement, values)
    if (/\bexports\b/.test(this.#host.text)) {
      walk(this.#host.program, node => {
        if (node.type === 'AssignmentExpression') this.#assignment(node, values)
      })
    }
    for (const [name, value] of values) this.#reach(value, name, 0)
    return values
  }

  /** Every function that other files can reach, by its path. */
  get paths(): ReadonlyMap<SourceNode, string> {
    return this.#paths
  }

  /** The path under which a function is exported: `query`, `default.query`. */
  pathOf(fn: SourceNode): string | undefined {
    this.values()
    return this.#paths.get(fn)
  }

  /** The members of an exported object, class or instance. */
  membersOf(value: SourceNode): ReadonlyMap<string, SourceNode> {
    const holder = this.#calls.holderOf(value)
    const members = new Map<string, SourceNode>()
    if (holder === undefined) return members
    if (holder.node.type === 'ObjectExpression') {
      for (const property of children(holder.node, 'properties')) {
        const name = property.type === 'Property' ? keyName(property) : undefined
        if (name !== undefined) members.set(name, child(property, 'value')!)
        if (property.type === 'SpreadElement') for (const [inner, node] of this.membersOf(child(property, 'argument')!)) members.set(inner, node)
      }
      return members
    }
    for (const member of children(child(holder.node, 'body')!, 'body')) {
      const name = keyName(member)
      const inner = child(member, 'value')
      if (name !== undefined && isOpen(member, name) && inner !== undefined) members.set(name, inner)
    }
    return members
  }

  #statement(statement: SourceNode, values: Map<string, SourceNode>): void {
    if (statement.type === 'ExportDefaultDeclaration') values.set('default', child(statement, 'declaration')!)
    if (statement.type === 'TSExportAssignment') values.set('default', child(statement, 'expression')!)
    if (statement.type !== 'ExportNamedDeclaration') return
    const declaration = child(statement, 'declaration')
    if (declaration?.type === 'VariableDeclaration') {
      for (const item of children(declaration, 'declarations')) if (child(item, 'id')!.type === 'Identifier') values.set(child(item, 'id')!['name'] as string, child(item, 'id')!)
    }
    else if (declaration !== undefined && child(declaration, 'id') !== undefined) values.set(child(declaration, 'id')!['name'] as string, declaration)
    if (child(statement, 'source') !== undefined) return
    for (const specifier of children(statement, 'specifiers')) {
      const exported = child(specifier, 'exported')
      const local = child(specifier, 'local')
      if (exported !== undefined && local !== undefined) values.set((exported['name'] ?? exported['value']) as string, local)
    }
  }

  #assignment(node: SourceNode, values: Map<string, SourceNode>): void {
    const left = child(node, 'left')!
    const right = child(node, 'right')!
    if (isExportsObject(left)) {
      if (!values.has('default')) values.set('default', right.type === 'AssignmentExpression' ? child(right, 'right')! : right)
      return
    }
    if (left.type !== 'MemberExpression' || !isExportsObject(bare(child(left, 'object')!))) return
    const name = propertyName(left)
    if (name !== undefined) values.set(name, right)
  }

  /** Notes every function that is reached through an exported value. */
  #reach(value: SourceNode, path: string, depth: number): void {
    if (depth > 3) return
    const node = bare(value)
    const fn = isFunction(node) ? node : this.#calls.functionOf(node)
    if (fn !== undefined) {
      if (!this.#paths.has(fn)) this.#paths.set(fn, path)
      return
    }
    const named = node.type === 'ClassDeclaration' ? node : undefined
    const members = named === undefined ? this.membersOf(node) : classMembers(named)
    for (const [name, member] of members) this.#reach(member, `${path}.${name}`, depth + 1)
  }
}

/** Whether other files can reach a member of a class. */
const isOpen = (member: SourceNode, name: string): boolean => name !== 'constructor' && !name.startsWith('#') && member['accessibility'] !== 'private' && member['accessibility'] !== 'protected'

const classMembers = (node: SourceNode): ReadonlyMap<string, SourceNode> => {
  const members = new Map<string, SourceNode>()
  for (const member of children(child(node, 'body')!, 'body')) {
    const name = keyName(member)
    const value = child(member, 'value')
    if (name !== undefined && isOpen(member, name) && value !== undefined) members.set(name, value)
  }
  return members
}
