import { codes } from './codes.ts'
import { Fragment } from './fragment.ts'
import type { Walk } from './part.ts'
import type { Scan } from './scan.ts'
import type { SlotInfo } from './slots.ts'
import { Template } from './template.ts'
import { limitValue } from './values.ts'
import type { BoundValue } from './values.ts'

/** Gathers key and values of a fragment within a statement. */
export function walkFragment(walk: Walk, fragment: Fragment, slot: SlotInfo | undefined): void {
  const shape = Fragment.shape(fragment)
  if (!(shape instanceof Template)) return shape.walk(walk, slot)
  const scan = shape.scan(walk.dialect)
  checkStatements(scan, walk.depth)
  walk.key += shape.id
  walk.writes ||= scan.writes
  walk.ambiguous ||= scan.ambiguous
  const values = Fragment.values(fragment)
  walk.depth++
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (Fragment.is(value)) walkFragment(walk, value, scan.slots[index])
    else addValue(walk, slotValue(scan.slots[index]!, value as BoundValue, walk, index))
  }
  walk.depth--
}

/** Adds one bound value. */
export function addValue(walk: Walk, value: BoundValue): void {
  walk.key += 'v'
  addBare(walk, value)
}

/** Adds one bound value whose place the key already tells. */
export function addBare(walk: Walk, value: BoundValue): void {
  if (typeof value !== 'string' && typeof value !== 'number' && value !== null) walk.plain = false
  walk.values.push(value)
}

/** The value that a slot binds, given where it stands. */
export function slotValue(slot: SlotInfo, value: BoundValue, { dialect }: Pick<Walk, 'dialect'>, index: number): BoundValue {
  return slot.role === 'limit' ? limitValue(value, dialect, `slot ${index + 1}`) : value
}

/** A statement is one statement; only the outermost template may end in a semicolon. */
export function checkStatements(scan: Scan, depth: number): void {
  if (scan.statements > 1 || (depth > 0 && scan.semicolon !== -1)) throw codes.error('SQL_SECOND_STATEMENT')
}
