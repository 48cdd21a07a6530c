import { codes } from './codes.ts'
import { entriesOf, isPlain } from './key.ts'

/**
 * Gives a MongoDB-style filter back as a copy when it holds values only: a key that begins with `$` or holds a dot, at any depth, is refused (CWE-943), and so is
 * `undefined`, which drivers drop so that the filter matches everything. Codes: DATA_OPERATOR_REFUSED, DATA_OBJECT_REFUSED, DATA_KEY_REFUSED, DATA_TOO_DEEP.
 */
export function noOperators<T extends object>(filter: T): T {
  if (!isPlain(filter)) throw codes.error('DATA_OBJECT_REFUSED', { at: 'noOperators' })
  return copy(filter, 0) as T
}

const SCALARS = new Set(['string', 'number', 'boolean', 'bigint'])

function copy(value: unknown, depth: number): unknown {
  if (value === null || SCALARS.has(typeof value)) return value
  if (depth > 32) throw codes.error('DATA_TOO_DEEP', { at: 'noOperators', details: { maxDepth: 32 } })
  if (Array.isArray(value)) return Array.from(value, item => copy(item, depth + 1))
  // Instances of the driver and of the language are values: no parser of outside data makes them.
  if (value instanceof Date || value instanceof Uint8Array || isObjectId(value)) return value
  if (!isPlain(value)) throw codes.error('DATA_OPERATOR_REFUSED', { at: 'noOperators', got: value === undefined ? 'undefined' : 'an object that is no plain value' })
  const made: Record<string, unknown> = {}
  for (const [key, child] of entriesOf(value, 'noOperators')) {
    if (key.startsWith('$') || key.includes('.')) throw codes.error('DATA_OPERATOR_REFUSED', { at: 'noOperators' })
    made[key] = copy(child, depth + 1)
  }
  return made
}

// An ObjectId has a class; an imitation from JSON is a plain object and is read as one.
const isObjectId = (value: unknown) => !isPlain(value) && typeof value === 'object' && value !== null && (value as { _bsontype?: unknown })._bsontype === 'ObjectId'
