import { compile } from './compile.ts'
import type { Dialect } from './dialect.ts'
import { ArrayValue, JsonValue } from './values.ts'
import type { BoundValue } from './values.ts'

/** Text with placeholders, and the values for them, as a driver without an adapter would take them. */
export interface Query {
  readonly text: string
  readonly values: readonly unknown[]
}

/**
 * Text and values of a fragment, for tests, logs of the text, and drivers that `connect` does not know: bind the values, never paste them in.
 * Arrays are given as arrays and JSON as its text. Refuses whatever is not a fragment: SQL_FRAGMENT_REQUIRED.
 */
export function toQuery(fragment: unknown, dialect: Dialect): Query {
  const compiled = compile(fragment, dialect, 'toQuery')
  return compiled.plain ? compiled : { text: compiled.text, values: compiled.values.map(plain) }
}

function plain(value: BoundValue): unknown {
  if (value instanceof ArrayValue) return value.items.map(plain)
  return value instanceof JsonValue ? value.text : value
}
