import type { BoundValue } from '../values.ts'
import { ArrayValue, JsonValue } from '../values.ts'
import { arrayText, bufferOf } from './pg/values.ts'

/** The type of a literal in quotes: the server takes the type from the place where the parameter stands, as it does for pg. */
export const UNKNOWN = 705

/** A value as PostgreSQL's own text, for drivers that would otherwise encode it by a type of their choice: a string bound to a json parameter twice, for one. */
export function postgresText(value: BoundValue): string | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value !== 'object') return String(value)
  if (value instanceof JsonValue) return value.text
  if (value instanceof ArrayValue) return arrayText(value, dateText)
  return value instanceof Uint8Array ? `\\x${bufferOf(value).toString('hex')}` : dateText(value)
}

/** ISO 8601 in UTC; years before 1 in the way of PostgreSQL, beyond 9999 without a sign. */
function dateText(date: Date): string {
  const year = date.getUTCFullYear()
  if (year >= 0 && year <= 9999 && year !== 0) return date.toISOString()
  const rest = date.toISOString().replace(/^[+-]?\d+/, '')
  return year > 0 ? `${year}${rest}` : `${String(1 - year).padStart(4, '0')}${rest} BC`
}
