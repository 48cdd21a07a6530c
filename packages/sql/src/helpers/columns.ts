import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { checkIdentifier, nameKey } from '../identifier.ts'
import type { Walk, Writer } from '../part.ts'
import { bindable } from '../values.ts'
import type { SqlValue } from '../values.ts'
import { Fragment } from '../fragment.ts'
import { addValue, walkFragment } from '../walk.ts'

/** One column and what it is set to or compared with: a value, or a fragment such as sql`now()`. */
export interface Column {
  readonly name: string
  readonly value: SqlValue | Fragment
}

/**
 * Reads the allowed keys that an object has as own data properties, each once; other keys are left out (no mass assignment, CWE-915).
 * Codes: SQL_KEYS_REQUIRED, SQL_OBJECT_REFUSED (getters, not an object), SQL_UNDEFINED, SQL_VALUE_REFUSED.
 */
export function readColumns(object: unknown, keys: unknown, at: string): Column[] {
  if (!Array.isArray(keys) || keys.length === 0) throw codes.error('SQL_KEYS_REQUIRED', { at, got: describeValue(keys) })
  if (typeof object !== 'object' || object === null || Array.isArray(object) || Fragment.is(object)) throw codes.error('SQL_OBJECT_REFUSED', { at, got: describeValue(object) })
  const columns: Column[] = []
  const seen = new Set<string>()
  for (let index = 0; index < keys.length; index++) {
    const name = checkIdentifier(keys[index], `${at}, key ${index + 1}`)
    const property = seen.has(name) ? undefined : Object.getOwnPropertyDescriptor(object, name)
    seen.add(name)
    if (!property) continue
    if (!('value' in property)) throw codes.error('SQL_OBJECT_REFUSED', { at: `${at}, key ${index + 1}`, got: 'a getter' })
    const value = property.value as unknown
    columns.push({ name, value: Fragment.is(value) ? value : bindable(value, `${at}, key ${index + 1}`) })
  }
  return columns
}

export function walkColumn(walk: Walk, { name, value }: Column): void {
  walk.key += nameKey(name)
  walkOne(walk, value)
}

export function walkOne(walk: Walk, value: Column['value']): void {
  if (Fragment.is(value)) walkFragment(walk, value, undefined)
  else addValue(walk, value)
}

export function writeOne(writer: Writer, value: Column['value']): void {
  if (Fragment.is(value)) writer.fragment(value, VALUE_PLACE)
  else writer.placeholder()
}

/** The place of a fragment that stands for one value. */
export const VALUE_PLACE = { role: 'value', inStart: -1, glued: false, besideCondition: false } as const
