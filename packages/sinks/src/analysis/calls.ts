import type { SinkHost, SourceNode, VariableLike } from '../model.ts'
import { child, children, walk } from '../tree.ts'
import type { Bindings } from './bindings.ts'
import { isFunction } from './bindings.ts'
import { bare, classMember, isExportsObject, keyName, methodCall, objectMember, propertyName, returnsOf } from './syntax.ts'

/** How a function is reached from elsewhere in its file. */
export interface Callers {
  readonly calls: readonly SourceNode[]
  /** References to the function that are no call: it escapes. */
  readonly escapes: readonly SourceNode[]
  /** Calls of a method of that name on something unknown. */
  readonly doubtful: readonly SourceNode[]
}

/** Which function a call runs, and which calls run a function, inside one file. */
export class Calls {
  readonly #host: SinkHost
  readonly #bindings: Bindings
  #calls: Map<string, SourceNode[]> | undefined
  readonly #news = new Map<string, SourceNode[]>()
  readonly #assigned = new Map<string, SourceNode[]>()
  readonly #callers = new Map<SourceNode, Callers>()
  readonly #members = new Map<string, SourceNode[]>()

  constructor(host: SinkHost, bindings: Bindings) {
    this.#host = host
    this.#bindings = bindings
  }

  /** Whether an object is known to come from a package or another file, and so is none of this file's; set once origins are known. */
  isForeign: (object: SourceNode) => boolean = () => false

  /** Assignments `anything.name = value`. */
  assignedTo(name: string): readonly SourceNode[] {
    this.#index()
    return this.#assigned.get(name) ?? []
  }

  /** `new Name(…)` of a class of this file, and `super(…)` of classes that extend it. */
  constructionsOf(classNode: SourceNode): readonly SourceNode[] {
    this.#index()
    const name = child(classNode, 'id')?.['name'] as string | undefined
    const found = name === undefined ? [] : (this.#news.get(name) ?? []).filter(node => this.classNamed(child(node, 'callee')!) === classNode)
    for (const call of this.#calls!.get('super') ?? []) {
      const around = this.#bindings.classOf(call)
      const parent = around === undefined ? undefined : child(around, 'superClass')
      if (parent !== undefined && this.classNamed(parent) === classNode) found.push(call)
    }
    return found
  }

  /** The class of this file that an expression names. */
  classNamed(expression: SourceNode): SourceNode | undefined {
    const node = bare(expression)
    if (node.type === 'ClassExpression') return node
    if (node.type !== 'Identifier') return undefined
    const variable = this.#bindings.variableOf(node)
    for (const def of variable?.defs ?? []) {
      if (def.node.type === 'ClassDeclaration' || def.node.type === 'ClassExpression') return def.node
      if (def.node.type === 'VariableDeclarator' && child(def.node, 'init')?.type === 'ClassExpression') return child(def.node, 'init')
    }
    return undefined
  }

  /** The object literal or class that an expression gives: a literal, `new Class()`, `this`, or a name for one. */
  holderOf(expression: SourceNode, depth = 0): { readonly node: SourceNode; readonly isStatic: boolean } | undefined {
    const node = bare(expression)
    if (depth > 6) return undefined
    if (node.type === 'ObjectExpression') return { node, isStatic: false }
    if (node.type === 'ThisExpression') {
      const around = this.#bindings.classOf(node)
      return around === undefined ? this.#objectAround(node) : { node: around, isStatic: false }
    }
    if (node.type === 'NewExpression') {
      const made = this.classNamed(child(node, 'callee')!)
      return made === undefined ? undefined : { node: made, isStatic: false }
    }
    if (node.type === 'AwaitExpression') return this.holderOf(child(node, 'argument')!, depth + 1)
    if (node.type === 'CallExpression') return this.#holderOfCall(node, depth)
    const named = this.classNamed(node)
    if (named !== undefined) return { node: named, isStatic: true }
    if (node.type === 'MemberExpression') {
      const value = this.memberValue(node, depth + 1)
      return value === undefined ? undefined : this.holderOf(value, depth + 1)
    }
    if (node.type !== 'Identifier') return undefined
    const variable = this.#bindings.variableOf(node)
    if (variable === undefined) return undefined
    const writes = this.#bindings.writesOf(variable)
    if (writes.length === 1 && writes[0]!.value !== undefined && writes[0]!.kind !== 'pattern') return this.holderOf(writes[0]!.value, depth + 1)
    if (variable.defs[0]?.type === 'Parameter') {
      const fn = variable.defs[0].node
      const at = children(fn, 'params').findIndex(param => param === variable.defs[0]!.name)
      if (at === -1) return undefined
      const args = this.callersOf(fn).calls.map(call => children(call, 'arguments')[at])
      const holders = args.map(arg => (arg === undefined ? undefined : this.holderOf(arg, depth + 1)))
      return holders.length > 0 && holders.every(holder => holder !== undefined && holder.node === holders[0]!.node) ? holders[0] : undefined
    }
    return undefined
  }

  /** What a function of the file gives, and a chain of methods that each give their own object: `new Query('t').where('a', x)`. */
  #holderOfCall(call: SourceNode, depth: number): { readonly node: SourceNode; readonly isStatic: boolean } | undefined {
    const names: string[] = []
    let root = call
    for (let next = methodCall(root); next !== undefined; next = methodCall(root)) {
      names.unshift(next.name)
      root = bare(next.object)
    }
    let holder = root.type === 'CallExpression' ? this.#sameHolder(this.functionOf(child(root, 'callee')!, depth + 1), depth) : this.holderOf(root, depth + 1)
    for (const name of names) {
      if (holder === undefined) return undefined
      const value = this.#memberOf(holder.node, name)
      const fn = value === undefined ? undefined : this.functionOf(value, depth + 1)
      if (fn === undefined || !returnsOf(fn).every(given => bare(given).type === 'ThisExpression')) holder = this.#sameHolder(fn, depth)
    }
    return holder
  }

  /** The one object or class that all returns of a function give. */
  #sameHolder(fn: SourceNode | undefined, depth: number): { readonly node: SourceNode; readonly isStatic: boolean } | undefined {
    const holders = fn === undefined ? [] : returnsOf(fn).map(value => this.holderOf(value, depth + 1))
    return holders.length > 0 && holders.every(holder => holder !== undefined && holder.node === holders[0]!.node) ? holders[0] : undefined
  }

  /** The value of `object.name` inside this file: a property of a literal, of `exports`, a class field, a single assignment. */
  memberValue(member: SourceNode, depth = 0): SourceNode | undefined {
    const name = propertyName(member)
    if (name === undefined || depth > 6) return undefined
    const object = child(member, 'object')!
    const holder = this.holderOf(object, depth + 1)
    if (holder !== undefined) return this.#memberOf(holder.node, name)
    if (!isExportsObject(bare(object))) return undefined
    const assigned = this.assignedTo(name).filter(node => isExportsObject(bare(child(child(node, 'left')!, 'object')!)))
    return assigned.length === 1 ? child(assigned[0]!, 'right') : undefined
  }

  /** The function of this file that a call or a reference to a function runs. */
  functionOf(expression: SourceNode, depth = 0): SourceNode | undefined {
    const node = bare(expression)
    if (isFunction(node)) return node
    if (depth > 6) return undefined
    if (node.type === 'Identifier') {
      const variable = this.#bindings.variableOf(node)
      if (variable === undefined) return undefined
      const def = variable.defs[0]
      const writes = this.#bindings.writesOf(variable)
      if (def?.type === 'FunctionName') return writes.length === 0 ? def.node : undefined
      if (writes.length === 1 && (writes[0]!.kind === 'init' || writes[0]!.kind === 'assign')) return this.functionOf(writes[0]!.value!, depth + 1)
      if (writes.length === 1 && writes[0]!.kind === 'pattern') {
        const value = this.#destructured(variable, writes[0]!.value, depth)
        return value === undefined ? undefined : this.functionOf(value, depth + 1)
      }
      return undefined
    }
    if (node.type === 'MemberExpression') {
      const value = this.memberValue(node, depth + 1)
      return value === undefined ? undefined : this.functionOf(value, depth + 1)
    }
    return undefined
  }

  /** Everything in the file that runs or passes on a function. */
  callersOf(fn: SourceNode): Callers {
    const known = this.#callers.get(fn)
    if (known !== undefined) return known
    const result = { calls: [] as SourceNode[], escapes: [] as SourceNode[], doubtful: [] as SourceNode[] }
    this.#callers.set(fn, result)
    this.#index()
    const parent = this.#host.parentOf(fn)
    const isConstructor = parent?.type === 'MethodDefinition' && parent['kind'] === 'constructor'
    if (isConstructor) {
      result.calls.push(...this.constructionsOf(this.#bindings.classOf(parent)!))
      return result
    }
    const variable = this.#functionVariable(fn)
    if (variable !== undefined) {
      for (const read of this.#bindings.readsOf(variable)) {
        const up = this.#host.parentOf(read)
        if (up?.type === 'CallExpression' && child(up, 'callee') === read) result.calls.push(up)
        else result.escapes.push(read)
      }
    }
    const name = this.#methodName(fn)
    if (name !== undefined) {
      for (const call of this.#calls!.get(`.${name}`) ?? []) {
        const callee = bare(child(call, 'callee')!)
        const target = this.functionOf(callee)
        if (target === fn) result.calls.push(call)
        else if (target === undefined && this.holderOf(child(callee, 'object')!) === undefined && !this.isForeign(child(callee, 'object')!)) result.doubtful.push(call)
      }
      for (const member of this.#members.get(name) ?? []) if (this.functionOf(member) === fn) result.escapes.push(member)
    }
    if (variable === undefined && name === undefined) result.escapes.push(fn)
    return result
  }

  #memberOf(holder: SourceNode, name: string): SourceNode | undefined {
    if (holder.type === 'ObjectExpression') return objectMember(holder, name)
    const member = classMember(holder, name)
    if (member !== undefined && child(member, 'value') !== undefined) return child(member, 'value')
    const assigned = this.assignedTo(name).filter(node => {
      const object = child(child(node, 'left')!, 'object')!
      return object.type === 'ThisExpression' && this.#bindings.classOf(object) === holder
    })
    if (assigned.length === 1) return child(assigned[0]!, 'right')
    if (assigned.length > 1) return undefined
    const above = child(holder, 'superClass')
    const parent = above === undefined ? undefined : this.classNamed(above)
    return parent === undefined || parent === holder ? undefined : this.#memberOf(parent, name)
  }

  #destructured(variable: VariableLike, source: SourceNode | undefined, depth: number): SourceNode | undefined {
    if (source === undefined) return undefined
    const holder = this.holderOf(source, depth + 1)
    const name = this.#keyOf(variable)
    return holder === undefined || name === undefined ? undefined : this.#memberOf(holder.node, name)
  }

  #keyOf(variable: VariableLike): string | undefined {
    let up = this.#host.parentOf(variable.defs[0]!.name)
    if (up?.type === 'AssignmentPattern') up = this.#host.parentOf(up)
    return up?.type === 'Property' ? keyName(up) : undefined
  }

  #functionVariable(fn: SourceNode): VariableLike | undefined {
    const id = child(fn, 'id')
    if (fn.type === 'FunctionDeclaration' && id !== undefined) return this.#bindings.variableOf(id)
    const parent = this.#host.parentOf(fn)
    if (parent?.type === 'VariableDeclarator') {
      const target = child(parent, 'id')!
      return target.type === 'Identifier' ? this.#bindings.variableOf(target) : undefined
    }
    if (parent?.type === 'AssignmentExpression' && child(parent, 'left')!.type === 'Identifier') return this.#bindings.variableOf(child(parent, 'left')!)
    return undefined
  }

  #methodName(fn: SourceNode): string | undefined {
    const parent = this.#host.parentOf(fn)
    if (parent === undefined) return undefined
    if (parent.type === 'MethodDefinition' || parent.type === 'PropertyDefinition' || parent.type === 'Property') return keyName(parent)
    if (parent.type === 'AssignmentExpression' && child(parent, 'left')!.type === 'MemberExpression') return propertyName(child(parent, 'left')!)
    const variable = this.#functionVariable(fn)
    if (variable === undefined) return undefined
    for (const read of this.#bindings.readsOf(variable)) {
      const up = this.#host.parentOf(read)
      if (up?.type === 'Property' && child(up, 'value') === read && this.#host.parentOf(up)?.type === 'ObjectExpression') return keyName(up)
    }
    return undefined
  }

  /** The object literal whose method holds this `this`. */
  #objectAround(node: SourceNode): { node: SourceNode; isStatic: boolean } | undefined {
    for (let up = this.#host.parentOf(node); up !== undefined; up = this.#host.parentOf(up)) {
      if (up.type !== 'FunctionExpression') continue
      const property = this.#host.parentOf(up)
      const literal = property?.type === 'Property' ? this.#host.parentOf(property) : undefined
      return literal?.type === 'ObjectExpression' ? { node: literal, isStatic: false } : undefined
    }
    return undefined
  }

  #index(): void {
    if (this.#calls !== undefined) return
    const calls = (this.#calls = new Map<string, SourceNode[]>())
    walk(this.#host.program, node => {
      if (node.type === 'CallExpression') {
        const callee = bare(child(node, 'callee')!)
        if (callee.type === 'Super') push(calls, 'super', node)
        const name = callee.type === 'MemberExpression' ? propertyName(callee) : undefined
        if (name !== undefined) push(calls, `.${name}`, node)
      }
      else if (node.type === 'NewExpression') {
        const callee = child(node, 'callee')!
        if (callee.type === 'Identifier') push(this.#news, callee['name'] as string, node)
      }
      else if (node.type === 'AssignmentExpression' && child(node, 'left')!.type === 'MemberExpression') {
        const name = propertyName(child(node, 'left')!)
        if (name !== undefined) push(this.#assigned, name, node)
      }
      else if (node.type === 'MemberExpression') {
        const name = propertyName(node)
        const up = this.#host.parentOf(node)
        const isCallee = up?.type === 'CallExpression' && child(up, 'callee') === node
        const isTarget = up?.type === 'AssignmentExpression' && child(up, 'left') === node
        if (name !== undefined && !isCallee && !isTarget) push(this.#members, name, node)
      }
    })
  }
}

const push = (map: Map<string, SourceNode[]>, key: string, node: SourceNode): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [node])
  else list.push(node)
}
