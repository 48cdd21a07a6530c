import type { BoundValue } from '../../values.ts'
import { ArrayValue, JsonValue } from '../../values.ts'
import { codes } from '../../codes.ts'
import { bufferOf } from '../pg/values.ts'

export type SqliteValue = string | number | bigint | null | Buffer

/** What a driver of SQLite binds wrongly by itself. */
export interface BindRules {
  /** `bigint`: a number is bound as REAL, so that 5 would be stored in a text column as 5.0. `number`: a bigint is bound as NULL. */
  readonly wholeNumbers: 'bigint' | 'number' | 'either'
  /** Text ends at NUL when bound or read. */
  readonly endsAtNul: boolean
}

/** Values as SQLite stores them: booleans 1 and 0, dates ISO 8601 in UTC, JSON as text. */
export function sqliteValues(values: readonly BoundValue[], rules: BindRules): SqliteValue[] {
  const bound = new Array<SqliteValue>(values.length)
  for (let index = 0; index < values.length; index++) bound[index] = sqliteValue(values[index]!, rules)
  return bound
}

function sqliteValue(value: BoundValue, rules: BindRules): SqliteValue {
  switch (typeof value) {
    case 'string':
      if (rules.endsAtNul && value.includes('\0')) throw codes.error('SQL_TEXT_MALFORMED', { got: 'NUL, at which this driver ends a text' })
      return value
    case 'number':
      return rules.wholeNumbers === 'bigint' && Number.isSafeInteger(value) ? BigInt(value) : value
    case 'bigint':
      return rules.wholeNumbers === 'number' ? wholeNumber(value) : value
    case 'boolean':
      return rules.wholeNumbers === 'bigint' ? (value ? 1n : 0n) : value ? 1 : 0
  }
  if (value === null) return null
  if (value instanceof JsonValue) return sqliteValue(value.text, rules)
  if (value instanceof ArrayValue) throw codes.error('SQL_DIALECT_REFUSED')
  return value instanceof Date ? value.toISOString() : bufferOf(value)
}

/** Digits of an integer that a double would round: a column of type INTEGER makes the exact number of them. */
const wholeNumber = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value))
