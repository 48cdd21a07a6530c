import type { SourceNode } from '@breakwater/sinks'
import { visitorKeys } from 'oxc-parser'

// A symbol key is seen by no loop over keys, and is several times faster than a WeakMap.
const PARENT = Symbol('parent')

type Linked = SourceNode & { [PARENT]?: SourceNode; range?: [number, number] }

/** Gives every node of the tree its parent, and a `range` to the only nodes whose range scope analysis asks for: identifiers and the bodies of functions. */
export function linkTree(program: SourceNode): void {
  const open: Linked[] = [program]
  for (let node = open.pop(); node; node = open.pop()) {
    const keys = visitorKeys[node.type]
    if (!keys) continue
    for (let index = 0; index < keys.length; index++) {
      const value = node[keys[index]!]
      if (value === null || typeof value !== 'object') continue
      if (Array.isArray(value)) for (const child of value as (Linked | null)[]) link(child, node, open)
      else link(value as Linked, node, open)
    }
  }
}

function link(child: Linked | null, parent: SourceNode, open: Linked[]): void {
  if (!child) return
  if (child.type === 'Identifier' || (child === parent['body'] && isFunction(parent.type))) child.range = [child['start'] as number, child['end'] as number]
  child[PARENT] = parent
  open.push(child)
}

const isFunction = (type: string): boolean => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'

/** The parent of a node of a linked tree. */
export const parentOf = (node: SourceNode): SourceNode | undefined => (node as Linked)[PARENT]
