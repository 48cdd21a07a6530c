interface PlanNode {
  readonly 'Node Type'?: unknown
  readonly 'Index Name'?: unknown
  readonly 'Index Cond'?: unknown
  readonly Schema?: unknown
  readonly Plans?: unknown
}

/** The index and columns on which a plan finds its row, or nothing. */
export interface Lookup {
  readonly index: string
  readonly columns: number
}

// The node types through which at most the row of the lookup passes.
const PASSES = new Set<unknown>(['ModifyTable', 'Limit', 'LockRows'])
const SCANS = new Set<unknown>(['Index Scan', 'Index Only Scan'])
const EQUALITY = /^\((?:"[^"$]+"|\w+|\((?:"[^"$]+"|\w+)\)::[a-z ]+) = (?:\$\d+|\(\$\d+\)::[a-z ]+)\)$/

/**
 * Reads the generic plan of a statement (EXPLAIN, FORMAT JSON) and says on which index it looks up one key: all conditions `column = $n`.
 * Anything that is not understood gives nothing, which means custom plans.
 */
export function lookupOf(explained: unknown): Lookup | 'no rows' | undefined {
  let node = (explained as { Plan?: PlanNode }[] | undefined)?.[0]?.Plan
  while (node && PASSES.has(node['Node Type'])) node = onlyChild(node)
  if (!node || node.Plans !== undefined) return undefined
  // INSERT … VALUES and SELECT without a table: nothing to choose.
  if (node['Node Type'] === 'Result') return 'no rows'
  const { 'Index Name': index, 'Index Cond': condition } = node
  if (!SCANS.has(node['Node Type']) || typeof index !== 'string' || typeof condition !== 'string') return undefined
  const parts = condition.startsWith('((') && condition.includes(' AND ') ? condition.slice(1, -1).split(' AND ') : [condition]
  return parts.every(part => EQUALITY.test(part)) ? { index, columns: parts.length } : undefined
}

function onlyChild(node: PlanNode): PlanNode | undefined {
  return Array.isArray(node.Plans) && node.Plans.length === 1 ? (node.Plans[0] as PlanNode) : undefined
}
