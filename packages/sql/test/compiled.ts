import { compile } from '../src/compile.ts'
import type { Dialect } from '../src/dialect.ts'
import { ArrayValue, JsonValue } from '../src/values.ts'
import type { BoundValue } from '../src/values.ts'

export const dialects = ['postgres', 'mysql', 'sqlite'] as const

/** Text and values of a fragment, with lists and JSON unwrapped so that a table can be read. */
export function compiled(fragment: unknown, dialect: Dialect): { text: string; values: unknown[] } {
  const { text, values } = compile(fragment, dialect, 'test')
  return { text, values: values.map(plain) }
}

function plain(value: BoundValue): unknown {
  if (value instanceof ArrayValue) return value.items.map(plain)
  if (value instanceof JsonValue) return { json: value.text }
  return value
}
