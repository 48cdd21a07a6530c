import type { Infer, Schema } from '@breakwater/core'
import { check } from './check.ts'
import { coerce, shapeOf } from './coerce.ts'

/**
 * Reads the environment into what the schema asks for: numbers and booleans from text that is written just so; an empty variable is a missing one. Errors name every
 * variable that does not fit and never its value. Code: DATA_INVALID.
 */
export function readEnv<S extends Schema>(schema: S, env: Readonly<Record<string, string | undefined>> = process.env): Infer<S> {
  const given = Object.create(null) as Record<string, string>
  for (const name of Object.keys(env)) {
    const value = env[name]
    if (typeof value === 'string' && value !== '' && name !== '__proto__') given[name] = value
  }
  return check(schema, coerce(given, shapeOf(schema)), 'readEnv')
}
