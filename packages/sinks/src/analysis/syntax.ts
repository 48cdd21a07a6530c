import type { SourceNode } from '../model.ts'
import { child, children, isNode, walk } from '../tree.ts'
import { isFunction } from './bindings.ts'

const WRAPPERS = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ParenthesizedExpression', 'ChainExpression'])

/** The expression below casts, `!`, parentheses and the chain wrapper. */
export const bare = (node: SourceNode): SourceNode => {
  let at = node
  while (WRAPPERS.has(at.type)) at = child(at, 'expression')!
  return at
}

/** The string value of a literal or of a template without slots. */
export const stringOf = (node: SourceNode | undefined): string | undefined => {
  if (node === undefined) return undefined
  if (node.type === 'Literal') return typeof node['value'] === 'string' ? node['value'] : undefined
  if (node.type === 'TemplateLiteral' && children(node, 'expressions').length === 0) return cookedOf(children(node, 'quasis')[0]!)
  return undefined
}

/** The cooked text of a template element. */
export const cookedOf = (quasi: SourceNode): string => (quasi['value'] as { cooked?: string | null }).cooked ?? ''

/** The name of a property access, where it is written out. */
export const propertyName = (member: SourceNode): string | undefined => {
  const property = child(member, 'property')
  if (property === undefined) return undefined
  if (member['computed'] === true) return stringOf(property)
  return property.type === 'Identifier' ? (property['name'] as string) : property.type === 'PrivateIdentifier' ? `#${property['name'] as string}` : undefined
}

/** The name of a key of an object literal, class member or pattern. */
export const keyName = (node: SourceNode): string | undefined => {
  const key = child(node, 'key')
  if (key === undefined) return undefined
  if (key.type === 'Identifier') return node['computed'] === true ? undefined : (key['name'] as string)
  if (key.type === 'PrivateIdentifier') return `#${key['name'] as string}`
  const value = key['value']
  return typeof value === 'string' || typeof value === 'number' ? String(value) : stringOf(key)
}

/** A call as object, method and arguments. */
export interface MethodCall {
  readonly object: SourceNode
  readonly name: string
  readonly args: readonly SourceNode[]
  readonly callee: SourceNode
  readonly optional: boolean
}

/** `object.name(…args)`, where the name is written out. */
export const methodCall = (node: SourceNode): MethodCall | undefined => {
  if (node.type !== 'CallExpression') return undefined
  const callee = bare(child(node, 'callee')!)
  if (callee.type !== 'MemberExpression') return undefined
  const name = propertyName(callee)
  if (name === undefined) return undefined
  return { object: child(callee, 'object')!, name, args: children(node, 'arguments'), callee, optional: callee['optional'] === true || node['optional'] === true }
}

/** Whether an expression is the plain identifier. */
export const isNamed = (node: SourceNode | undefined, name: string): boolean => node?.type === 'Identifier' && node['name'] === name

/** The module of `require('…')` or `import('…')`. */
export const requiredModule = (node: SourceNode): string | undefined => {
  if (node.type === 'ImportExpression') return stringOf(child(node, 'source'))
  if (node.type !== 'CallExpression' || !isNamed(child(node, 'callee'), 'require')) return undefined
  return stringOf(children(node, 'arguments')[0])
}

/** What a function returns: the expressions, and whether it may also return nothing. */
export const returnsOf = (fn: SourceNode): readonly SourceNode[] => {
  const body = child(fn, 'body')
  if (body === undefined) return []
  if (body.type !== 'BlockStatement') return [body]
  const returns: SourceNode[] = []
  walk(body, node => {
    if (isFunction(node) || node.type === 'ClassBody') return false
    if (node.type === 'ReturnStatement') {
      const argument = child(node, 'argument')
      if (argument !== undefined) returns.push(argument)
    }
    return true
  })
  return returns
}

/** The member of a class body by name. */
export const classMember = (node: SourceNode, name: string): SourceNode | undefined => {
  const body = child(node, 'body')
  if (body === undefined) return undefined
  return children(body, 'body').find(member => (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') && keyName(member) === name)
}

/** The value of a property of an object literal; undefined where a spread or computed key may hide it. */
export const objectMember = (node: SourceNode, name: string): SourceNode | undefined => {
  for (const property of children(node, 'properties')) if (property.type === 'Property' && keyName(property) === name) return child(property, 'value')
  return undefined
}

/** Whether evaluating twice, earlier or later gives the same and does nothing else: names, members of names, literals. */
export const isPure = (node: SourceNode): boolean => {
  const at = bare(node)
  switch (at.type) {
    case 'Identifier': case 'Literal': case 'ThisExpression': return true
    case 'MemberExpression': return isPure(child(at, 'object')!) && (at['computed'] !== true || isPure(child(at, 'property')!))
    case 'TemplateLiteral': return children(at, 'expressions').every(isPure)
    case 'BinaryExpression': case 'LogicalExpression': return isPure(child(at, 'left')!) && isPure(child(at, 'right')!)
    case 'UnaryExpression': return at['operator'] !== 'delete' && isPure(child(at, 'argument')!)
    case 'ConditionalExpression': return isPure(child(at, 'test')!) && isPure(child(at, 'consequent')!) && isPure(child(at, 'alternate')!)
    default: return false
  }
}

/** The identifiers that an expression reads. */
export const identifiersIn = (root: SourceNode): readonly SourceNode[] => {
  const found: SourceNode[] = []
  walk(root, node => {
    if (node.type === 'Identifier') found.push(node)
    if (node.type === 'MemberExpression' && node['computed'] !== true) {
      const object = node['object']
      if (isNode(object)) found.push(...identifiersIn(object))
      return false
    }
    return true
  })
  return found
}

/** `exports` and `module.exports`. */
export const isExportsObject = (node: SourceNode): boolean => isNamed(node, 'exports') || (node.type === 'MemberExpression' && isNamed(child(node, 'object'), 'module') && propertyName(node) === 'exports')
