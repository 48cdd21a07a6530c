import { stringOf, bare } from '../../analysis/syntax.ts'
import type { SinkHost, SourceNode } from '../../model.ts'
import { child } from '../../tree.ts'

/** How code asks whether a text is empty: `if (where)`, `where ? … : …`, `!where`, `where.length > 0`, `where !== ''`. */
type EmptyTest = 'truth' | 'length' | 'compared'

/** The kind of test in which a read of a text stands; undefined for another use. */
export const emptyTest = (host: SinkHost, read: SourceNode): EmptyTest | undefined => {
  const up = host.parentOf(read)
  if (up === undefined) return undefined
  if (up.type === 'MemberExpression' && child(up, 'object') === read && up['computed'] !== true && child(up, 'property')?.['name'] === 'length') return 'length'
  if (up.type === 'BinaryExpression' && /^[!=]==?$/.test(up['operator'] as string)) {
    const other = child(up, 'left') === read ? child(up, 'right')! : child(up, 'left')!
    return stringOf(bare(other)) === '' ? 'compared' : undefined
  }
  return isTruthTest(host, read) ? 'truth' : undefined
}

const isTruthTest = (host: SinkHost, node: SourceNode): boolean => {
  const up = host.parentOf(node)
  if (up === undefined) return false
  if (up.type === 'UnaryExpression') return up['operator'] === '!'
  if ((up.type === 'IfStatement' || up.type === 'ConditionalExpression' || up.type === 'WhileStatement') && child(up, 'test') === node) return true
  if (up.type === 'LogicalExpression') return (up['operator'] === '&&' && child(up, 'left') === node) || isTruthTest(host, up)
  return false
}
