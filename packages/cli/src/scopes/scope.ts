import type { ReferenceLike, ScopeLike, ScopeManagerLike, SourceNode, VariableLike } from '@breakwater/sinks'

const READ = 1
const WRITE = 2

/** How a name is used. */
export type Access = 'read' | 'write' | 'update'

const flags: Readonly<Record<Access, number>> = { read: READ, write: WRITE, update: READ | WRITE }

const VALUE = 1
const TYPE = 2

/** What a name stands for where it is used: TypeScript keeps names of types and of values apart. */
export type Meaning = 'value' | 'type' | 'both'

const meanings: Readonly<Record<Meaning, number>> = { value: VALUE, type: TYPE, both: VALUE | TYPE }

const meaningsOf = (definition: string): number => (definition === 'Type' ? TYPE : definition === 'ClassName' || definition === 'ImportBinding' || definition.startsWith('TS') ? VALUE | TYPE : VALUE)

type Definition = VariableLike['defs'][number]

/** A declared name. */
export class Variable implements VariableLike {
  readonly name: string
  readonly scope: Scope
  readonly defs: Definition[] = []
  readonly references: Reference[] = []

  constructor(name: string, scope: Scope) {
    this.name = name
    this.scope = scope
  }

  /** Whether a use can mean this variable: in a default of a parameter, what the body declares is not there yet. */
  answers(use: Reference): boolean {
    if (this.defs.length && !this.defs.some(({ type }) => meaningsOf(type) & use.meaning)) return false
    const { type, block } = this.scope
    const body = type === 'function' && block.type !== 'Program' ? startOf(block['body'] as SourceNode | null) : -1
    return startOf(use.identifier) >= body || !this.defs.every(({ name }) => startOf(name) >= body)
  }
}

const startOf = (node: SourceNode | null | undefined): number => (node ? (node['start'] as number) : -1)

/** A use of a name. */
export class Reference implements ReferenceLike {
  readonly identifier: SourceNode
  readonly from: Scope
  readonly writeExpr: SourceNode | null
  readonly meaning: number
  readonly #flag: number
  resolved: Variable | null = null

  constructor(identifier: SourceNode, from: Scope, access: Access, writeExpr: SourceNode | null, meaning: Meaning) {
    this.identifier = identifier
    this.from = from
    this.writeExpr = writeExpr
    this.#flag = flags[access]
    this.meaning = meanings[meaning]
  }

  isRead(): boolean {
    return (this.#flag & READ) !== 0
  }

  isWrite(): boolean {
    return (this.#flag & WRITE) !== 0
  }
}

const takesVar = new Set(['function', 'module', 'global', 'class-static-block', 'class-field-initializer', 'tsModule'])

/** A region in which names are declared. */
export class Scope implements ScopeLike {
  readonly type: string
  readonly block: SourceNode
  readonly upper: Scope | null
  readonly variables: Variable[] = []
  readonly references: Reference[] = []
  readonly set = new Map<string, Variable>()

  constructor(type: string, block: SourceNode, upper: Scope | null) {
    this.type = type
    this.block = block
    this.upper = upper
  }

  /** The scope that `var` declares in. */
  get functionScope(): Scope {
    return this.upper && !takesVar.has(this.type) ? this.upper.functionScope : this
  }

  declare(name: string, definition?: Definition): Variable {
    let variable = this.set.get(name)
    if (!variable) {
      variable = new Variable(name, this)
      this.set.set(name, variable)
      this.variables.push(variable)
    }
    if (definition) variable.defs.push(definition)
    return variable
  }
}

/** What an analysis gives. */
export type Scopes = ScopeManagerLike

/** The scopes of a file, outermost first. */
export class ScopeList implements ScopeManagerLike {
  readonly scopes: Scope[] = []

  open(type: string, block: SourceNode, upper: Scope | null): Scope {
    const scope = new Scope(type, block, upper)
    this.scopes.push(scope)
    return scope
  }

  acquire(node: SourceNode, inner = false): Scope | null {
    const own = this.scopes.filter(scope => scope.block === node)
    return (inner ? own.at(-1) : own.find(scope => scope.type !== 'function-expression-name')) ?? null
  }

  /** Joins every use to its declaration: the nearest of that name, wherever in its scope it stands. */
  resolve(): this {
    for (const scope of this.scopes) {
      for (const reference of scope.references) {
        const name = reference.identifier['name'] as string
        for (let at: Scope | null = scope; at; at = at.upper) {
          const variable = at.set.get(name)
          if (!variable?.answers(reference)) continue
          reference.resolved = variable
          variable.references.push(reference)
          break
        }
      }
    }
    return this
  }
}
