import type { ExportFact, SinkHost, SourceNode, VariableLike } from '../model.ts'
import { child, children } from '../tree.ts'
import type { Bindings } from './bindings.ts'
import { isFunction, patternPath } from './bindings.ts'
import type { Calls } from './calls.ts'
import { givenBy } from './given.ts'
import { ImportedFacts } from './imported-facts.ts'
import { bare, isNamed, methodCall, propertyName, requiredModule, returnsOf, stringOf, classMember } from './syntax.ts'

/**
 * What the modules of a family give, as a walk over named types. Steps of a type: `.name` (a property), `()` (calling it), `new` (constructing it,
 * or being annotated with it), `.name()` (calling a method; `await` changes nothing), `.name(#1)` (the second parameter of a function passed to a method), `.*()` (any other method).
 */
export interface TypeTable {
  readonly modules: Readonly<Record<string, string>>
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>
}

const MAX_DEPTH = 12

/** Which type of a table an expression has: through imports, names, classes, parameters, properties and the exports of other files. */
export class Origins {
  readonly #host: SinkHost
  readonly #bindings: Bindings
  readonly #calls: Calls
  readonly #table: TypeTable
  readonly #facts: ImportedFacts
  readonly #known = new Map<SourceNode | VariableLike, string | undefined>()

  constructor(host: SinkHost, bindings: Bindings, calls: Calls, table: TypeTable) {
    this.#host = host
    this.#bindings = bindings
    this.#calls = calls
    this.#table = table
    this.#facts = new ImportedFacts(host, bindings, calls)
  }

  typeOf(expression: SourceNode, depth = 0): string | undefined {
    const node = bare(expression)
    if (this.#known.has(node)) return this.#known.get(node)
    if (depth > MAX_DEPTH) return undefined
    this.#known.set(node, undefined)
    const type = this.#judge(node, depth + 1)
    this.#known.set(node, type)
    return type
  }

  /** Whether an object comes from a package, from another file whose facts are known, or is a global. */
  isForeign(object: SourceNode): boolean {
    const node = bare(object)
    if (this.typeOf(node) !== undefined || this.factOf(node) !== undefined) return true
    let root: SourceNode = node
    while (root.type === 'MemberExpression' || root.type === 'CallExpression') root = bare(child(root, root.type === 'CallExpression' ? 'callee' : 'object')!)
    if (root.type !== 'Identifier') return false
    const variable = this.#bindings.variableOf(root)
    if (variable === undefined) return true
    const def = variable.defs[0]!
    if (def.type === 'ImportBinding') return !/^[.~@#/]/.test(stringOf(child(def.parent ?? this.#host.parentOf(def.node)!, 'source')) ?? '.')
    const writes = this.#bindings.writesOf(variable)
    let value = writes.length === 1 ? writes[0]!.value : undefined
    for (value = value === undefined ? undefined : bare(value); value !== undefined; value = child(value, value.type === 'MemberExpression' ? 'object' : 'callee')) {
      const module = requiredModule(value)
      if (module !== undefined) return !/^[.~#/]/.test(module)
      if (value.type !== 'CallExpression' && value.type !== 'MemberExpression' && value.type !== 'NewExpression') return false
    }
    return false
  }

  /** The module that a name is taken from, without `node:`. */
  moduleOf(identifier: SourceNode): string | undefined {
    const variable = this.#bindings.variableOf(identifier)
    const def = variable?.defs[0]
    if (variable === undefined || def === undefined) return undefined
    const source = def.type === 'ImportBinding' ? stringOf(child(def.parent ?? this.#host.parentOf(def.node)!, 'source')) : undefined
    const value = this.#bindings.writesOf(variable)[0]?.value
    const module = source ?? (value === undefined ? undefined : requiredModule(bare(value)))
    return module?.replace(/^node:/, '')
  }

  /** The type of what a function returns. */
  returnTypeOf(fn: SourceNode): string | undefined {
    return this.#oneOf(returnsOf(fn), 1)
  }

  /** What an expression from another file of the project is, as that file's facts say. */
  factOf(expression: SourceNode): ExportFact | undefined {
    return this.#facts.factOf(expression)
  }

  /** A step from a type. A method taken off its object, `{ createClient }`, keeps what calling it gives. */
  #step(type: string | undefined, step: string): string | undefined {
    if (type === undefined) return undefined
    const [owner, method] = type.split('|') as [string, string?]
    const steps = this.#table.steps[owner]
    if (method !== undefined) return step === '()' ? steps?.[`${method}()`] : undefined
    return steps?.[step] ?? steps?.[step.replace(/^\.\w+(?=\()/, '.*')] ?? (steps?.[`${step}()`] === undefined ? undefined : `${owner}|${step}`)
  }

  #module(name: string): string | undefined {
    return Object.hasOwn(this.#table.modules, name) ? this.#table.modules[name] : undefined
  }

  #judge(node: SourceNode, depth: number): string | undefined {
    const fact = this.#needsFact(node) ? this.factOf(node) : undefined
    if (fact?.kind === 'handle') return fact.data?.['type'] as string
    if (node.type === 'CallExpression') {
      const maker = this.factOf(child(node, 'callee')!)
      if (maker?.kind === 'maker') return maker.data?.['type'] as string
    }
    const module = requiredModule(node)
    if (module !== undefined) return this.#module(module)
    switch (node.type) {
      case 'Identifier': return this.#name(node, depth)
      case 'AwaitExpression': case 'TSInstantiationExpression': return this.typeOf(child(node, 'argument') ?? child(node, 'expression')!, depth)
      case 'AssignmentExpression': return this.typeOf(child(node, 'right')!, depth)
      case 'SequenceExpression': return this.typeOf(children(node, 'expressions').at(-1)!, depth)
      case 'LogicalExpression': return this.#oneOf([child(node, 'left')!, child(node, 'right')!], depth)
      case 'ConditionalExpression': return this.#oneOf([child(node, 'consequent')!, child(node, 'alternate')!], depth)
      case 'NewExpression': return this.#step(this.typeOf(child(node, 'callee')!, depth), 'new')
      case 'MemberExpression': return this.#member(node, depth)
      case 'CallExpression': return this.#call(node, depth)
      default: return undefined
    }
  }

  #needsFact(node: SourceNode): boolean {
    return node.type === 'Identifier' || node.type === 'MemberExpression' || node.type === 'CallExpression' || node.type === 'NewExpression'
  }

  /** The one type that all known alternatives have. */
  #oneOf(nodes: readonly SourceNode[], depth: number): string | undefined {
    const types = new Set(nodes.map(node => this.typeOf(node, depth)).filter(type => type !== undefined))
    return types.size === 1 ? [...types][0] : undefined
  }

  #name(node: SourceNode, depth: number): string | undefined {
    const variable = this.#bindings.variableOf(node)
    if (variable === undefined) return undefined
    if (this.#known.has(variable)) return this.#known.get(variable)
    this.#known.set(variable, undefined)
    const type = this.#variable(variable, depth)
    this.#known.set(variable, type)
    return type
  }

  #variable(variable: VariableLike, depth: number): string | undefined {
    const def = variable.defs[0]
    if (def === undefined) return undefined
    if (def.node.type === 'TSImportEqualsDeclaration') return this.#module(stringOf(child(child(def.node, 'moduleReference') ?? def.node, 'expression')) ?? '')
    if (def.type === 'ImportBinding') {
      const source = child(def.parent ?? this.#host.parentOf(def.node)!, 'source')
      const type = source === undefined ? undefined : this.#module(stringOf(source) ?? '')
      if (def.node.type === 'ImportNamespaceSpecifier') return type
      if (def.node.type === 'ImportDefaultSpecifier') return this.#step(type, '.default') ?? type
      const imported = child(def.node, 'imported')
      return this.#step(type, `.${(imported?.['name'] ?? imported?.['value']) as string}`)
    }
    const annotated = this.#annotated(def.name, depth)
    if (annotated !== undefined) return annotated
    if (def.type === 'Parameter') return this.#parameter(def.name, def.node, depth)
    const types = new Set<string>()
    for (const write of this.#bindings.writesOf(variable)) {
      let type = write.value === undefined ? undefined : this.typeOf(write.value, depth)
      if (write.kind === 'pattern') {
        const pattern = patternPath(this.#host, write.identifier)
        type = type === undefined ? undefined : (pattern?.path ?? []).reduce<string | undefined>((at, name) => this.#step(at, `.${name}`), type)
        if (type === undefined && pattern?.path.length === 1 && write.value !== undefined) type = this.#property(write.value, pattern.path[0]!, depth)
      }
      if (type !== undefined) types.add(type)
    }
    return types.size === 1 ? [...types][0] : undefined
  }

  #parameter(name: SourceNode, fn: SourceNode, depth: number): string | undefined {
    const params = children(fn, 'params')
    const index = params.findIndex(param => param === name || (param.type === 'AssignmentPattern' && child(param, 'left') === name) || (param.type === 'TSParameterProperty' && child(param, 'parameter') === name))
    const parent = this.#host.parentOf(fn)
    if (parent?.type === 'CallExpression' && children(parent, 'arguments').includes(fn)) {
      const call = methodCall(parent)
      if (index === -1) return undefined
      const type = call === undefined ? undefined : this.typeOf(call.object, depth)
      return (call === undefined ? undefined : this.#step(type, `.${call.name}(#${index})`)) ?? (call?.name === 'then' && index === 0 ? type : undefined) ?? this.#given(parent, children(parent, 'arguments').indexOf(fn), index, depth)
    }
    const types = new Set<string>()
    if (index === -1) return undefined
    const fallback = params[index]!.type === 'AssignmentPattern' ? child(params[index]!, 'right') : undefined
    const args = this.#calls.callersOf(fn).calls.map(call => children(call, 'arguments')[index])
    for (const value of [fallback, ...args]) {
      const type = value === undefined ? undefined : this.typeOf(value, depth)
      if (type !== undefined) types.add(type)
    }
    return types.size === 1 ? [...types][0] : undefined
  }

  /** `withClient(client => …)`: what the called function gives to the function that it is given. */
  #given(call: SourceNode, argument: number, index: number, depth: number): string | undefined {
    const callee = child(call, 'callee')!
    const fn = this.#calls.functionOf(callee)
    const fact = fn === undefined ? this.factOf(callee) : undefined
    return fn !== undefined ? this.givenTypeOf(fn, argument, index, depth) : fact?.kind === 'giver' && fact.data?.['argument'] === argument && fact.data['parameter'] === index ? (fact.data['type'] as string) : undefined
  }

  /** The type of what a function passes to the function that is its argument: by its calls of it, or by the type that is written there. */
  givenTypeOf(fn: SourceNode, argument: number, index: number, depth = 0): string | undefined {
    const { written, values } = givenBy(this.#host, this.#bindings, fn, argument, index)
    return (written === undefined ? undefined : this.#annotated(written, depth + 1)) ?? this.#oneOf(values, depth + 1)
  }

  /** The type of a TypeScript annotation. */
  #annotated(target: SourceNode, depth: number): string | undefined {
    let at = child(target, 'typeAnnotation')
    while (at !== undefined && (at.type === 'TSTypeAnnotation' || at.type === 'TSTypeReference' || at.type === 'TSUnionType')) {
      if (at.type === 'TSTypeAnnotation') at = child(at, 'typeAnnotation')
      else if (at.type === 'TSTypeReference') return this.#step(this.#qualified(child(at, 'typeName')!, depth), 'new')
      else at = children(at, 'types').find(type => type.type === 'TSTypeReference')
    }
    return undefined
  }

  #qualified(name: SourceNode, depth: number): string | undefined {
    if (name.type === 'TSQualifiedName') return this.#step(this.#qualified(child(name, 'left')!, depth), `.${child(name, 'right')!['name'] as string}`)
    if (name.type !== 'Identifier') return undefined
    const variable = this.#bindings.variableOf(name) ?? this.#importNamed(name['name'] as string)
    return variable === undefined ? undefined : this.#variable(variable, depth)
  }

  /** Type references are left out of the value references. */
  #importNamed(name: string): VariableLike | undefined {
    for (const scope of this.#host.scopes().scopes) {
      const variable = scope.set.get(name)
      if (variable?.defs[0]?.type === 'ImportBinding') return variable
    }
    return undefined
  }

  #member(node: SourceNode, depth: number): string | undefined {
    const name = propertyName(node)
    if (name === undefined) return undefined
    const object = child(node, 'object')!
    return this.#step(this.typeOf(object, depth), `.${name}`) ?? this.#property(object, name, depth)
  }

  /** A field of a class, a property of a literal, or else what the file assigns to properties of that name, where it is always of one type. */
  #property(object: SourceNode, name: string, depth: number): string | undefined {
    const holder = this.#calls.holderOf(object)
    if (holder !== undefined && holder.node.type !== 'ObjectExpression') {
      const member = classMember(holder.node, name)
      const annotated = member === undefined ? undefined : this.#annotated(member, depth)
      if (annotated !== undefined) return annotated
      const parameter = this.#parameterProperty(holder.node, name)
      if (parameter !== undefined) return this.typeOf(parameter, depth) ?? this.#name(parameter, depth)
      const value = member === undefined ? undefined : child(member, 'value')
      const type = value === undefined || isFunction(value) ? undefined : this.typeOf(value, depth)
      if (type !== undefined) return type
    }
    if (holder?.node.type === 'ObjectExpression') {
      const property = children(holder.node, 'properties').find(item => item.type === 'Property' && (child(item, 'key')?.['name'] ?? child(item, 'key')?.['value']) === name)
      const value = property === undefined ? undefined : child(property, 'value')
      const type = value === undefined ? undefined : this.typeOf(value, depth)
      if (type !== undefined) return type
    }
    const types = new Set<string>()
    for (const assignment of this.#calls.assignedTo(name)) {
      const type = this.typeOf(child(assignment, 'right')!, depth)
      if (type !== undefined) types.add(type)
      else if (child(assignment, 'right')!.type !== 'Literal') return undefined
    }
    return types.size === 1 ? [...types][0] : undefined
  }

  #parameterProperty(classNode: SourceNode, name: string): SourceNode | undefined {
    const value = classMember(classNode, 'constructor')
    const fn = value === undefined ? undefined : child(value, 'value')
    for (const param of fn === undefined ? [] : children(fn, 'params')) {
      if (param.type !== 'TSParameterProperty') continue
      const inner = child(param, 'parameter')!
      const target = inner.type === 'AssignmentPattern' ? child(inner, 'left')! : inner
      if (target['name'] === name) return target
    }
    return undefined
  }

  #call(node: SourceNode, depth: number): string | undefined {
    const callee = bare(child(node, 'callee')!)
    if (callee.type === 'MemberExpression') {
      const name = propertyName(callee)
      const object = child(callee, 'object')!
      const type = this.typeOf(object, depth)
      const stepped = this.#step(type, `.${name ?? ''}()`) ?? this.#step(this.#step(type, `.${name ?? ''}`), '()')
      if (stepped !== undefined) return stepped
      if (name === 'bind' || name === 'catch' || name === 'finally') return type
    }
    const stepped = this.#step(this.typeOf(callee, depth), '()')
    if (stepped !== undefined) return stepped
    if (isNamed(callee, '_interopRequireDefault') || isNamed(callee, '__importDefault')) return this.typeOf(children(node, 'arguments')[0]!, depth)
    const fn = this.#calls.functionOf(callee)
    if (fn === undefined) return undefined
    return this.#oneOf(returnsOf(fn), depth)
  }
}
