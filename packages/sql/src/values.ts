import { describeValue } from '@breakwater/core'
import { types } from 'node:util'
import { codes } from './codes.ts'
import type { Dialect } from './dialect.ts'

/** What can be bound to a slot as it is. */
export type SqlValue = string | number | bigint | boolean | null | Date | Uint8Array

/** JSON text bound as one value; made by `sql.json`. */
export class JsonValue {
  constructor(readonly text: string) {}
}

/** A list bound as one PostgreSQL array parameter; made by `sql.array` and, on PostgreSQL, by `sql.in`. */
export class ArrayValue {
  constructor(readonly items: readonly (SqlValue | ArrayValue)[]) {}
}

export type BoundValue = SqlValue | JsonValue | ArrayValue

const MAX_UINT64 = 2n ** 64n - 1n
const MAX_INT64 = 2n ** 63n - 1n
const MIN_INT64 = -(2n ** 63n)

const getTime = Date.prototype.getTime
const TypedArray = Object.getPrototypeOf(Uint8Array.prototype) as object
const bufferOf = getter('buffer')
const byteOffsetOf = getter('byteOffset')
const byteLengthOf = getter('byteLength')

function getter(name: string): (this: unknown) => never {
  return Object.getOwnPropertyDescriptor(TypedArray, name)!.get as never
}

/**
 * Gives a value that can be bound, copied out of any object that could lie about itself, or refuses it: SQL_UNDEFINED, SQL_TEXT_MALFORMED, SQL_NUMBER_RANGE, SQL_VALUE_REFUSED.
 * Internal slots are read with captured built-ins, so getters, proxies, `toString`, `valueOf`, `toJSON` and `toPostgres` are never called.
 */
export function bindable(value: unknown, at: string): SqlValue {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw codes.error('SQL_TEXT_MALFORMED', { at })
      return value
    case 'number':
      if (!Number.isFinite(value)) throw codes.error('SQL_NUMBER_RANGE', { at, got: describeValue(value) })
      return value
    case 'boolean':
      return value
    case 'bigint':
      if (value > MAX_UINT64 || value < MIN_INT64) throw codes.error('SQL_NUMBER_RANGE', { at, got: 'a bigint of more than 64 bits' })
      return value
    case 'undefined':
      throw codes.error('SQL_UNDEFINED', { at })
    case 'object':
      if (value === null) return null
      if (types.isProxy(value)) break
      if (types.isDate(value)) {
        const time = getTime.call(value)
        if (Number.isNaN(time)) throw codes.error('SQL_VALUE_REFUSED', { at, got: 'an invalid Date' })
        return new Date(time)
      }
      if (types.isUint8Array(value)) return Buffer.from(bufferOf.call(value), byteOffsetOf.call(value), byteLengthOf.call(value))
  }
  throw codes.error('SQL_VALUE_REFUSED', { at, got: describeValue(value) })
}

/** Checks values, already bindable, against what one database can hold. */
export function checkForDialect(values: readonly BoundValue[], dialect: Dialect): void {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!
    if (typeof value === 'string' ? dialect === 'postgres' && value.includes('\0') : typeof value === 'object' || typeof value === 'bigint') checkOne(value, dialect, index)
  }
}

function checkOne(value: BoundValue, dialect: Dialect, index: number): void {
  if (typeof value === 'string') {
    // PostgreSQL ends text at NUL on the wire; refused here with the slot's number.
    if (dialect === 'postgres' && value.includes('\0')) throw codes.error('SQL_TEXT_MALFORMED', { at: `value ${index + 1}` })
  } else if (typeof value === 'bigint') {
    if (value > MAX_INT64 && dialect === 'sqlite') throw codes.error('SQL_NUMBER_RANGE', { at: `value ${index + 1}`, got: 'a bigint above 2^63-1' })
  } else if (value instanceof ArrayValue) {
    for (const item of value.items) checkOne(item, dialect, index)
  }
}

/** The value of a LIMIT or OFFSET slot: a whole number, or null (no limit) on PostgreSQL. */
export function limitValue(value: unknown, dialect: Dialect, at: string): number | null {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
  if (typeof value === 'bigint' && value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value)
  if (typeof value === 'string' && /^\s*\d{1,15}\s*$/.test(value)) return Number(value)
  if (value === null && dialect === 'postgres') return null
  throw codes.error('SQL_LIMIT_REFUSED', { at, got: describeValue(value) })
}
