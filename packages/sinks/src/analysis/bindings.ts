import type { ReferenceLike, ScopeLike, SinkHost, SourceNode, VariableLike } from '../model.ts'
import { child, children, rangeOf } from '../tree.ts'

/** One place where a variable gets a value. */
export interface Write {
  /** `init`, `assign`: the value itself; `default`: of a parameter; `append`: `+=`; `pattern`: a part of `value`, by destructuring; `unknown`: a loop, `++`, a catch clause. */
  readonly kind: 'init' | 'assign' | 'default' | 'append' | 'pattern' | 'unknown'
  readonly value: SourceNode | undefined
  /** The declarator or assignment. */
  readonly node: SourceNode
  readonly identifier: SourceNode
}

const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'])

/** Whether a node is a function with a body. */
export const isFunction = (node: SourceNode | undefined): node is FunctionNode => node !== undefined && FUNCTIONS.has(node.type)

/** A function with parameters and a body. */
export interface FunctionNode extends SourceNode {
  readonly type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'
}

/** Names of a file: which variable an identifier means, and where each variable is read and written. Asks the host for scopes on first use. */
export class Bindings {
  readonly #host: SinkHost
  #isLoaded = false
  readonly #variables = new Map<SourceNode, VariableLike>()
  readonly #uses = new Map<VariableLike, ReferenceLike[]>()
  readonly #sorted = new Set<VariableLike>()

  constructor(host: SinkHost) {
    this.#host = host
  }

  /** The variable that an identifier names; undefined for a global. */
  variableOf(identifier: SourceNode): VariableLike | undefined {
    this.#load()
    return this.#variables.get(identifier)
  }

  /** Every reference to a variable, in source order. */
  usesOf(variable: VariableLike): readonly ReferenceLike[] {
    this.#load()
    const uses = this.#uses.get(variable) ?? []
    if (uses.length > 1 && !this.#sorted.has(variable)) {
      uses.sort((a, b) => rangeOf(a.identifier)[0] - rangeOf(b.identifier)[0])
      this.#sorted.add(variable)
    }
    return uses
  }

  readsOf(variable: VariableLike): readonly SourceNode[] {
    return this.usesOf(variable).filter(use => use.isRead() && !(use.isWrite() && this.#isStatementWrite(use))).map(use => use.identifier)
  }

  /** Every write, in source order; a parameter has none for its callers' arguments. */
  writesOf(variable: VariableLike): readonly Write[] {
    const writes: Write[] = []
    for (const use of this.usesOf(variable)) if (use.isWrite()) writes.push(this.#write(use))
    return writes
  }

  /** Whether any scope of the file declares the name, or the name is read as a global. */
  isTaken(name: string, except: (variable: VariableLike) => boolean): boolean {
    this.#load()
    return this.#host.scopes().scopes.some(scope => {
      const variable = scope.set.get(name)
      if (variable !== undefined && variable.defs.length > 0 && !except(variable)) return true
      return scope.references.some(use => use.identifier['name'] === name && this.#variables.get(use.identifier) === undefined)
    })
  }

  /** The function around a node. */
  functionOf(node: SourceNode): SourceNode | undefined {
    for (let up = this.#host.parentOf(node); up !== undefined; up = this.#host.parentOf(up)) if (isFunction(up)) return up
    return undefined
  }

  /** The class around a node, where `this` means an instance of it (or the class itself, in a static member). */
  classOf(node: SourceNode): SourceNode | undefined {
    for (let up = this.#host.parentOf(node); up !== undefined; up = this.#host.parentOf(up)) {
      if (up.type === 'ClassBody') return this.#host.parentOf(up)
      if ((up.type === 'FunctionExpression' || up.type === 'FunctionDeclaration') && this.#host.parentOf(up)?.type !== 'MethodDefinition') return undefined
    }
    return undefined
  }

  #write(use: ReferenceLike): Write {
    const identifier = use.identifier
    const parent = this.#host.parentOf(identifier)
    if (parent?.type === 'VariableDeclarator' && child(parent, 'id') === identifier && child(parent, 'init') !== undefined) {
      return { kind: 'init', value: child(parent, 'init'), node: parent, identifier }
    }
    if (parent?.type === 'AssignmentExpression' && child(parent, 'left') === identifier) {
      const operator = parent['operator']
      const kind = operator === '=' ? 'assign' : operator === '+=' ? 'append' : 'unknown'
      return { kind, value: child(parent, 'right'), node: parent, identifier }
    }
    if (parent?.type === 'AssignmentPattern' && isFunction(this.#host.parentOf(parent))) return { kind: 'default', value: child(parent, 'right'), node: parent, identifier }
    const pattern = patternPath(this.#host, identifier)
    if (pattern !== undefined) return { kind: 'pattern', value: pattern.source, node: pattern.node, identifier }
    return { kind: 'unknown', value: undefined, node: parent ?? identifier, identifier }
  }

  /** `x += 1` as a statement reads x only to write it. */
  #isStatementWrite(use: ReferenceLike): boolean {
    const parent = this.#host.parentOf(use.identifier)
    return parent !== undefined && (parent.type === 'AssignmentExpression' || parent.type === 'UpdateExpression') && this.#host.parentOf(parent)?.type === 'ExpressionStatement'
  }

  #load(): void {
    if (this.#isLoaded) return
    this.#isLoaded = true
    for (const scope of this.#host.scopes().scopes) {
      for (const variable of scope.variables) for (const def of variable.defs) this.#variables.set(def.name, variable)
    }
    for (const scope of this.#host.scopes().scopes) {
      for (const use of scope.references) {
        if ((use as { isValueReference?: boolean }).isValueReference === false) continue
        const variable = use.resolved ?? byName(use.from, use.identifier['name'] as string)
        if (variable === undefined || variable.defs.length === 0) continue
        this.#variables.set(use.identifier, variable)
        const uses = this.#uses.get(variable)
        if (uses === undefined) this.#uses.set(variable, [use])
        else uses.push(use)
      }
    }
  }
}

/** Scripts leave references to top-level `var` unresolved. */
const byName = (scope: ScopeLike, name: string): VariableLike | undefined => {
  for (let at: ScopeLike | null = scope; at !== null; at = at.upper) {
    const variable = at.set.get(name)
    if (variable !== undefined) return variable
  }
  return undefined
}

/** Where a destructured name comes from: the source expression and the property path to it. */
export interface PatternPath {
  /** Undefined for a parameter pattern. */
  readonly source: SourceNode | undefined
  readonly path: readonly string[]
  /** The default in the pattern. */
  readonly fallback: SourceNode | undefined
  /** The declarator, assignment or function. */
  readonly node: SourceNode
  /** The top pattern. */
  readonly pattern: SourceNode
}

/** The path of an identifier in a destructuring pattern. */
export const patternPath = (host: SinkHost, identifier: SourceNode): PatternPath | undefined => {
  const path: string[] = []
  let fallback: SourceNode | undefined
  let node = identifier
  for (let up = host.parentOf(node); up !== undefined; node = up, up = host.parentOf(up)) {
    if (up.type === 'AssignmentPattern' && child(up, 'left') === node) {
      if (node === identifier) fallback = child(up, 'right')
    }
    else if (up.type === 'Property' && child(up, 'value') === node) {
      const key = child(up, 'key')
      const name = key?.type === 'Identifier' && up['computed'] !== true ? key['name'] : key?.['value']
      if (typeof name !== 'string') return undefined
      path.unshift(name)
    }
    else if (up.type === 'ArrayPattern') path.unshift(String((up['elements'] as readonly unknown[]).indexOf(node)))
    else if (up.type === 'ObjectPattern') continue
    else if (up.type === 'VariableDeclarator' && child(up, 'id') === node) {
      return path.length === 0 ? undefined : { source: child(up, 'init'), path, fallback, node: up, pattern: node }
    }
    else if (up.type === 'AssignmentExpression' && child(up, 'left') === node) {
      return path.length === 0 ? undefined : { source: child(up, 'right'), path, fallback, node: up, pattern: node }
    }
    else if (isFunction(up) && children(up, 'params').includes(node)) return { source: undefined, path, fallback, node: up, pattern: node }
    else return undefined
  }
  return undefined
}
