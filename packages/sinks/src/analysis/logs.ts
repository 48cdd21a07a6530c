import { bare, methodCall } from './syntax.ts'
import type { SourceNode } from '../model.ts'
import { child } from '../tree.ts'

/** A call that only writes to a log. */
export const isLogCall = (call: SourceNode): boolean => {
  const method = methodCall(call)
  if (method === undefined) return false
  const node = bare(method.object)
  const name = node.type === 'Identifier' ? (node['name'] as string) : node.type === 'MemberExpression' ? String(child(node, 'property')?.['name']) : ''
  return /^(?:console|log|logger|winston|debug|pino)$/i.test(name) && /^(?:log|debug|info|warn|error|trace|verbose|silly|dir)$/.test(method.name)
}
