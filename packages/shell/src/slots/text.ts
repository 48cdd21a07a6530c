import { describeValue } from '@breakwater/core'
import { types } from 'node:util'
import { codes } from '../codes.ts'

/** A string that can be an argument. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED. */
export function checkText(value: unknown, at: string): string {
  if (typeof value !== 'string') throw codes.error('SHELL_VALUE_REFUSED', { at, got: describeValue(value) })
  if (value.includes('\0') || !value.isWellFormed()) throw codes.error('SHELL_TEXT_MALFORMED', { at })
  return value
}

/** A number as text. */
export function checkNumber(value: number | bigint, at: string): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw codes.error('SHELL_VALUE_REFUSED', { at, got: describeValue(value) })
  return String(value)
}

/** True for a real array, which no proxy imitates. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && !types.isProxy(value)

/** The own items of an array, with getters and holes refused. */
export function ownItems(list: readonly unknown[], at: string): unknown[] {
  const items: unknown[] = []
  for (let index = 0; index < list.length; index++) {
    const property = Object.getOwnPropertyDescriptor(list, index)
    if (!property || !Object.hasOwn(property, 'value')) throw codes.error('SHELL_VALUE_REFUSED', { at, got: 'an array with a hole or a getter' })
    items[index] = property.value
  }
  return items
}
