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

/** The allow-list of keys, checked once per call. Codes: SQL_KEYS_REQUIRED, SQL_IDENTIFIER_REFUSED. */
export function readKeys(keys: unknown, at: string): readonly string[] {
  if (!Array.isArray(keys) || keys.length === 0) throw codes.error('SQL_KEYS_REQUIRED', { at, got: describeValue(keys) })
  return [...new Set(keys.map((key, index) => checkIdentifier(key, `${at}, key ${index + 1}`)))]
}

/**
 * Reads those allowed keys that an object has as own properties, each once; other keys are left out (no mass assignment, CWE-915).
 * Codes: SQL_OBJECT_REFUSED, SQL_UNDEFINED, SQL_VALUE_REFUSED.
 */
export function readColumns(object: unknown, keys: readonly string[], at: string): Column[] {
  if (typeof object !== 'object' || object === null || Array.isArray(object) || Fragment.is(object)) throw codes.error('SQL_OBJECT_REFUSED', { at, got: describeValue(object) })
  const columns: Column[] = []
  for (let index = 0; index < keys.length; index++) {
    const name = keys[index]!
    if (!Object.hasOwn(object, name)) continue
    const value = (object as Record<string, unknown>)[name]
    columns.push({ name, value: Fragment.is(value) ? value : bindable(value, `${at}, key ${name.length > 40 ? index + 1 : name}`) })
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
