import type { SourceNode } from '@breakwater/sinks'
import { visitorKeys } from 'oxc-parser'

// A symbol key is seen by no loop over keys, and is several times faster than a WeakMap.
const PARENT = Symbol('parent')

type Linked = SourceNode & { [PARENT]?: SourceNode }

/** Gives every node of the tree its parent. */
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
  child[PARENT] = parent
  open.push(child)
}

/** The parent of a node of a linked tree. */
export const parentOf = (node: SourceNode): SourceNode | undefined => (node as Linked)[PARENT]
