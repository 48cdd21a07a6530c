import { Fragment } from './fragment.ts'
import { insert, rows, set } from './helpers/assign.ts'
import { oneOf } from './helpers/choice.ts'
import { join } from './helpers/join.ts'
import { like } from './helpers/like.ts'
import { inList, notInList } from './helpers/list.ts'
import { id } from './helpers/name.ts'
import { array, binary, json } from './helpers/value.ts'
import { where } from './helpers/where.ts'
import { codes } from './codes.ts'
import { templateOf } from './template.ts'
import { bindable } from './values.ts'
import type { SqlValue } from './values.ts'

/** What a slot of the sql tag takes: a value to bind, or a fragment of SQL. */
export type Slot = SqlValue | Fragment

function tag(strings: TemplateStringsArray, ...values: readonly Slot[]): Fragment {
  const template = templateOf(strings)
  // A tag can be called as a function: with values missing or to spare, slots and values would not match.
  if (values.length !== template.slots) throw codes.error('SQL_VALUE_REFUSED', { at: 'sql', got: `${values.length} values for ${template.slots} slots` })
  let isFlat = true
  let isPlain = true
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    if (typeof value === 'string' ? value.isWellFormed() : typeof value === 'number' ? value - value === 0 : value === null) continue
    isPlain = false
    if (Fragment.is(value)) isFlat = false
    else (values as Slot[])[index] = bindable(value, `slot ${index + 1}`)
  }
  return Fragment.ofTemplate(template, values, isFlat, isFlat && isPlain)
}

/**
 * SQL as a template literal: sql`select * from users where id = ${id}`. Text comes from source code only, values are bound, fragments nest.
 * Refuses runtime strings as SQL, slots inside quotes or comments, a second statement, and values that are not plain data (see docs/errors, SQL_*). CWE-89.
 */
export const sql = Object.freeze(Object.assign(tag, { id, in: inList, notIn: notInList, rows, like, oneOf, set, insert, where, join, json, array, binary }))
