import type { ExportFact, SinkHost, SourceNode } from '../model.ts'
import { child } from '../tree.ts'
import type { Bindings } from './bindings.ts'
import { isFunction, patternPath } from './bindings.ts'
import type { Calls } from './calls.ts'
import { bare, propertyName, requiredModule, stringOf } from './syntax.ts'

const MAX_DEPTH = 12

/** What expressions that come from other files of the project are, as the facts of those files say. */
export class ImportedFacts {
  readonly #host: SinkHost
  readonly #bindings: Bindings
  readonly #calls: Calls

  constructor(host: SinkHost, bindings: Bindings, calls: Calls) {
    this.#host = host
    this.#bindings = bindings
    this.#calls = calls
  }

  /** What a name imported from another file of the project is, as that file's facts say. */
  factOf(expression: SourceNode, depth = 0): ExportFact | undefined {
    const node = bare(expression)
    if (depth > MAX_DEPTH) return undefined
    const module = requiredModule(node)
    if (module !== undefined) return this.#moduleFact(module)
    if (node.type === 'AwaitExpression') return this.factOf(child(node, 'argument')!, depth + 1)
    if (node.type === 'MemberExpression') {
      const name = propertyName(node)
      if (name === undefined) return undefined
      const owner = this.factOf(child(node, 'object')!, depth + 1)
      if (owner !== undefined) return owner.members?.[name] ?? (name === 'default' ? owner : undefined)
      const value = this.#calls.memberValue(node)
      return value === undefined || isFunction(value) ? undefined : this.factOf(value, depth + 1)
    }
    if (node.type === 'NewExpression') {
      const made = this.factOf(child(node, 'callee')!, depth + 1)
      return made?.kind === 'class' ? { ...made, kind: 'instance' } : undefined
    }
    if (node.type !== 'Identifier') return undefined
    const variable = this.#bindings.variableOf(node)
    const def = variable?.defs[0]
    if (variable === undefined || def === undefined) return undefined
    if (def.type === 'ImportBinding') {
      const source = stringOf(child(def.parent ?? this.#host.parentOf(def.node)!, 'source'))
      const facts = source === undefined ? undefined : this.#moduleFact(source)
      if (facts === undefined) return undefined
      if (def.node.type === 'ImportNamespaceSpecifier') return facts
      if (def.node.type === 'ImportDefaultSpecifier') return facts.members?.['default'] ?? facts
      const imported = child(def.node, 'imported')!
      return facts.members?.[(imported['name'] ?? imported['value']) as string]
    }
    const writes = this.#bindings.writesOf(variable)
    if (writes.length !== 1 || writes[0]!.value === undefined) return undefined
    let fact = this.factOf(writes[0]!.value, depth + 1)
    if (writes[0]!.kind === 'pattern') for (const name of patternPath(this.#host, writes[0]!.identifier)?.path ?? []) fact = fact?.members?.[name]
    return fact
  }

  #moduleFact(specifier: string): ExportFact | undefined {
    if (!/^[.~@#/]/.test(specifier)) return undefined
    const facts = this.#host.project.exportsOf(specifier)
    if (facts === undefined) return undefined
    const whole = facts.exports['default']
    return { kind: whole?.kind ?? 'module', ...(whole?.data === undefined ? {} : { data: whole.data }), members: { ...whole?.members, ...facts.exports } }
  }
}
