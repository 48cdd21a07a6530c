import type { Range, SourceNode } from './model.ts'

const SCALAR = new Set(['type', 'start', 'end', 'range', 'loc', 'parent', 'tokens', 'comments', 'raw', 'value', 'name', 'operator', 'kind', 'computed', 'optional', 'async', 'generator', 'static', 'regex', 'bigint', 'sourceType', 'hashbang'])
const CHILD_KEYS = new Map<string, readonly string[]>()

/** The UTF-16 range of a node, whichever parser made it. */
export const rangeOf = (node: SourceNode): Range => {
  const range = node['range'] as Range | undefined
  return range ?? [node['start'] as number, node['end'] as number]
}

/** A child node by property name, where there is one. */
export const child = (node: SourceNode, key: string): SourceNode | undefined => {
  const value = node[key]
  return isNode(value) ? value : undefined
}

/** The child nodes below an array property; holes of array literals are left out. */
export const children = (node: SourceNode, key: string): readonly SourceNode[] => {
  const value = node[key]
  return Array.isArray(value) ? value.filter(isNode) : []
}

/** Whether a value is a syntax node. */
export const isNode = (value: unknown): value is SourceNode =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

/** The properties of a node that may hold child nodes, learnt once for each type. */
const childKeys = (node: SourceNode): readonly string[] => {
  const known = CHILD_KEYS.get(node.type)
  if (known !== undefined) return known
  const keys = Object.keys(node).filter(key => !SCALAR.has(key) || (key === 'value' && node.type !== 'Literal' && node.type !== 'TemplateElement'))
  CHILD_KEYS.set(node.type, keys)
  return keys
}

/** Calls `visit` for every node in source order of the parents; `visit` may return false to skip the children. No recursion. */
export const walk = (root: SourceNode, visit: (node: SourceNode) => boolean | void): void => {
  const stack: SourceNode[] = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (visit(node) === false) continue
    const keys = childKeys(node)
    for (let index = keys.length - 1; index >= 0; index--) {
      const value = node[keys[index]!]
      if (Array.isArray(value)) {
        for (let at = value.length - 1; at >= 0; at--) if (isNode(value[at])) stack.push(value[at])
      }
      else if (isNode(value)) stack.push(value)
    }
  }
}

const LEAVES = new Set(['Identifier', 'Literal', 'TemplateElement', 'ThisExpression', 'Super', 'PrivateIdentifier', 'JSXText', 'JSXIdentifier', 'EmptyStatement', 'BreakStatement', 'ContinueStatement', 'ImportDeclaration', 'TSTypeAnnotation', 'TSInterfaceDeclaration', 'TSTypeAliasDeclaration'])

/** Calls `visit` for every call of a file, and looks at no node that can hold none. */
export const walkCalls = (root: SourceNode, visit: (call: SourceNode) => void): void => {
  const stack: SourceNode[] = [root]
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'CallExpression') visit(node)
    const keys = childKeys(node)
    for (let index = keys.length - 1; index >= 0; index--) {
      const value = node[keys[index]!]
      if (typeof value !== 'object' || value === null) continue
      if (!Array.isArray(value)) {
        if (isNode(value) && !LEAVES.has(value.type)) stack.push(value)
        continue
      }
      for (let at = value.length - 1; at >= 0; at--) {
        const item = value[at] as unknown
        if (isNode(item) && !LEAVES.has(item.type)) stack.push(item)
      }
    }
  }
}
