import type { BoundValue } from '../../values.ts'
import { ArrayValue, JsonValue } from '../../values.ts'
import { bufferOf } from '../pg/values.ts'
import { codes } from '../../codes.ts'

/** Values as mysql2's binary protocol takes them. Anything that it would turn into JSON or expand never gets here. */
export function mysqlValues(values: readonly BoundValue[]): unknown[] {
  return values.map(value => {
    if (typeof value !== 'object' || value === null) return value
    if (value instanceof JsonValue) return value.text
    if (value instanceof ArrayValue) throw codes.error('SQL_DIALECT_REFUSED')
    return value instanceof Uint8Array ? bufferOf(value) : value
  })
}
