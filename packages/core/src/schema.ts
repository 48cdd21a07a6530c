import { codes } from './codes.ts'
import { describeValue } from './describe.ts'

/** The part of the Standard Schema specification (v1) that is used here. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined
  }
}

type StandardResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly StandardIssue[] }
type StandardIssue = { readonly message: string; readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined }

/** A TypeBox schema, by the shape of its type. */
export interface TypeBoxSchema {
  readonly static: unknown
  readonly params: unknown[]
}

/** A zod schema, a TypeBox schema or any Standard Schema, passed as it is. */
export type Schema = StandardSchema | TypeBoxSchema

/** The type that a schema gives. */
export type Infer<S> = S extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly output: infer Output } ? Output : unknown
  : S extends { readonly static: infer Static } ? Static : unknown

const KIND = Symbol.for('TypeBox.Kind')

/**
 * Checks a value against a schema and gives the schema's result, or a promise of it where the schema is asynchronous.
 * Codes: SCHEMA_MISMATCH (details.issues: "/pointer: what was expected", values never quoted), SCHEMA_REFUSED.
 */
export function validate<S extends Schema>(schema: S, value: unknown, where: string): Infer<S> | Promise<Infer<S>> {
  if (isStandard(schema)) {
    const result = schema['~standard'].validate(value)
    return isPromise(result) ? result.then(settled => unwrap(settled, where) as Infer<S>) : (unwrap(result, where) as Infer<S>)
  }
  if (isTypeBox(schema)) return decodeTypeBox(schema, value, where) as Infer<S>
  throw codes.error('SCHEMA_REFUSED', { at: where, got: describeValue(schema) })
}

/** `validate` for places that cannot wait; an asynchronous schema is refused with SCHEMA_ASYNC. */
export function validateSync<S extends Schema>(schema: S, value: unknown, where: string): Infer<S> {
  const result = validate(schema, value, where)
  if (!isPromise(result)) return result
  result.catch(() => undefined)
  throw codes.error('SCHEMA_ASYNC', { at: where })
}

/** True for a value that `validate` takes as a schema. */
export function isSchema(value: unknown): value is Schema {
  return isStandard(value) || isTypeBox(value)
}

function isStandard(value: unknown): value is StandardSchema {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  const standard = (value as { '~standard'?: { version?: unknown; validate?: unknown } })['~standard']
  return typeof standard === 'object' && standard !== null && standard.version === 1 && typeof standard.validate === 'function'
}

const isTypeBox = (value: unknown): value is TypeBoxSchema => typeof value === 'object' && value !== null && typeof (value as { [KIND]?: unknown })[KIND] === 'string'

const isPromise = <T>(value: T | Promise<T>): value is Promise<T> => typeof (value as { then?: unknown } | null)?.then === 'function'

function unwrap<Output>(result: StandardResult<Output>, where: string): Output {
  if (!result.issues) return result.value
  throw mismatch(where, result.issues.map(issue => `${pointer(issue.path ?? [])}: ${issue.message}`))
}

function pointer(path: readonly (PropertyKey | { readonly key: PropertyKey })[]): string {
  return path.map(step => `/${String(typeof step === 'object' ? step.key : step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function mismatch(where: string, issues: string[]) {
  const shown = issues.slice(0, 20)
  return codes.error('SCHEMA_MISMATCH', { at: where, got: shown.slice(0, 3).join('; '), details: { issues: shown, count: issues.length } })
}

interface TypeBoxValue {
  Check(schema: unknown, value: unknown): boolean
  Decode(schema: unknown, value: unknown): unknown
  Errors(schema: unknown, value: unknown): Iterable<{ path: string; message: string }>
}

let typeBox: TypeBoxValue | undefined

function decodeTypeBox(schema: TypeBoxSchema, value: unknown, where: string): unknown {
  typeBox ??= loadTypeBox(where)
  if (typeBox.Check(schema, value)) return typeBox.Decode(schema, value)
  const issues: string[] = []
  for (const issue of typeBox.Errors(schema, value)) {
    issues.push(`${issue.path}: ${issue.message}`)
    if (issues.length === 20) break
  }
  throw mismatch(where, issues)
}

function loadTypeBox(where: string): TypeBoxValue {
  try {
    return (require('@sinclair/typebox/value') as { Value: TypeBoxValue }).Value
  } catch (cause) {
    throw codes.error('SCHEMA_REFUSED', { at: where, got: 'a TypeBox schema while @sinclair/typebox cannot be loaded', cause })
  }
}
