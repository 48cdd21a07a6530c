import type { SourceNode } from '@breakwater/sinks'
import { visitorKeys } from 'oxc-parser'
import type { Access, Meaning, Scope, ScopeList } from './scope.ts'
import { Reference } from './scope.ts'

/** A property that may hold a node. */
export type Child = SourceNode | null | undefined

/** Reads a property that may hold a node. */
export const child = (at: SourceNode, key: string): Child => at[key] as Child

/** Reads a property that may hold a list of nodes. */
export const children = (at: SourceNode, key: string): readonly Child[] => (at[key] as readonly Child[] | null | undefined) ?? []

/** What stands for a definition of eslint-scope. */
export interface Definer {
  readonly type: string
  readonly node: SourceNode
  readonly parent?: SourceNode
  readonly scope?: Scope
}

/** What becomes of the names in a pattern: they are declared, or written to, or both. */
export interface Target {
  readonly define?: Definer
  readonly written?: SourceNode | undefined
}

/** What is done at a type of node that is more than its children. */
export type Visitors = Readonly<Record<string, (walker: ScopeWalker, at: SourceNode) => void>>

const noDefaults: readonly SourceNode[] = []

/** Walks a tree, keeping the scope it is in. */
export class ScopeWalker {
  readonly #scopes: ScopeList
  readonly #visitors: Visitors
  scope: Scope

  constructor(scopes: ScopeList, scope: Scope, visitors: Visitors) {
    this.#scopes = scopes
    this.#visitors = visitors
    this.scope = scope
  }

  list(value: unknown): void {
    const items = value as readonly Child[] | null | undefined
    if (items) for (let index = 0; index < items.length; index++) this.visit(items[index])
  }

  visit(at: Child): void {
    if (!at) return
    const visitor = this.#visitors[at.type]
    if (visitor) visitor(this, at)
    else this.inside(at)
  }

  /** Visits the children of a node. */
  inside(at: SourceNode): void {
    const keys = visitorKeys[at.type]
    if (!keys) return
    for (let index = 0; index < keys.length; index++) {
      const value = at[keys[index]!]
      if (value === null || typeof value !== 'object') continue
      if (Array.isArray(value)) this.list(value)
      else this.visit(value as SourceNode)
    }
  }

  use(identifier: SourceNode, access: Access = 'read', written: SourceNode | null = null, meaning: Meaning = 'value'): void {
    this.scope.references.push(new Reference(identifier, this.scope, access, written, meaning))
  }

  define(name: Child, { type, node, parent, scope = this.scope }: Definer): void {
    if (name) scope.declare(name['name'] as string, { type, name, node, parent: parent ?? null })
  }

  within(type: string, block: SourceNode, action: () => void): void {
    const outer = this.scope
    this.scope = this.#scopes.open(type, block, outer)
    action()
    this.scope = outer
  }

  /** Takes a pattern apart: its names go to `target`, its defaults and computed keys are expressions. */
  pattern(at: Child, target: Target, defaults = noDefaults): void {
    if (!at) return
    switch (at.type) {
      case 'Identifier':
        return this.#name(at, target, defaults)
      case 'AssignmentPattern':
        this.pattern(child(at, 'left'), target, [...defaults, child(at, 'right')!])
        return this.visit(child(at, 'right'))
      case 'ArrayPattern':
        for (const element of children(at, 'elements')) this.pattern(element, target, defaults)
        return this.visit(child(at, 'typeAnnotation'))
      case 'ObjectPattern':
        for (const property of children(at, 'properties')) this.#property(property!, target, defaults)
        return this.visit(child(at, 'typeAnnotation'))
      case 'RestElement':
        this.pattern(child(at, 'argument'), target, defaults)
        return this.visit(child(at, 'typeAnnotation'))
      case 'TSParameterProperty':
        return this.pattern(child(at, 'parameter'), target, defaults)
      default:
        return this.visit(at)
    }
  }

  #name(at: SourceNode, { define, written }: Target, defaults: readonly SourceNode[]): void {
    if (define) this.define(at, define)
    for (const value of defaults) this.use(at, 'write', value)
    if (written) this.use(at, 'write', written)
    this.visit(child(at, 'typeAnnotation'))
  }

  #property(at: SourceNode, target: Target, defaults: readonly SourceNode[]): void {
    if (at.type !== 'Property') return this.pattern(at, target, defaults)
    if (at['computed']) this.visit(child(at, 'key'))
    this.pattern(child(at, 'value'), target, defaults)
  }
}
