import { codes } from './codes.ts'

const REACHING = new Set(['__proto__', 'constructor', 'prototype'])

/** True for the names that lead from an object to a prototype. */
export const reachesPrototype = (key: string) => REACHING.has(key)

/** A plain object's own data properties; anything else is DATA_OBJECT_REFUSED, an own `__proto__` DATA_KEY_REFUSED. */
export function entriesOf(value: unknown, where: string): [string, unknown][] {
  if (!isPlain(value)) throw codes.error('DATA_OBJECT_REFUSED', { at: where })
  return Reflect.ownKeys(value).map(key => {
    const property = Object.getOwnPropertyDescriptor(value, key)
    if (typeof key === 'symbol' || !property || !('value' in property)) throw codes.error('DATA_OBJECT_REFUSED', { at: where, got: 'a symbol or a getter' })
    if (reachesPrototype(key)) throw codes.error('DATA_KEY_REFUSED', { at: where })
    return [key, property.value]
  })
}

/** True for an object literal, of whatever realm, or an object without a prototype. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype = Object.getPrototypeOf(value) as object | null
  return prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty'))
}
