import type { Schema } from '@breakwater/core'

/** The part of JSON Schema that says what a text is meant to be. */
interface Shape {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | boolean
  readonly items?: Shape | boolean
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
  readonly allOf?: readonly Shape[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
}

const shapes = new WeakMap<object, Shape>()

/** The JSON Schema of what a schema takes, where it tells (zod 4, TypeBox, Standard JSON Schema); an empty one otherwise. */
export function shapeOf(schema: Schema): Shape {
  const known = shapes.get(schema)
  if (known) return known
  let shape: Shape = {}
  try {
    shape = ('~standard' in schema ? zodShape(schema) : (schema as unknown as Shape)) ?? {}
  } catch {
    // A schema that cannot be told as JSON Schema is checked as it is, against text.
  }
  shapes.set(schema, shape)
  return shape
}

function zodShape(schema: Schema): Shape | undefined {
  if ((schema as { '~standard': { vendor: string } })['~standard'].vendor !== 'zod' || !('_zod' in schema)) return undefined
  return (require('zod') as { toJSONSchema(schema: unknown, options: object): Shape }).toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' })
}

const own = (shape: Shape | undefined, name: string): Shape | undefined => (shape?.properties && Object.hasOwn(shape.properties, name) ? shape.properties[name] : undefined)

/** Whether a schema names this property. */
export const names = (shape: Shape, name: string): boolean => branches(shape).some(branch => own(branch, name) !== undefined)

function branches(shape: Shape, depth = 0): Shape[] {
  if (depth > 8) return []
  return [shape, ...[...(shape.anyOf ?? []), ...(shape.oneOf ?? []), ...(shape.allOf ?? [])].flatMap(branch => branches(branch, depth + 1))]
}

function typesOf(all: readonly Shape[]): Set<string> {
  const types = new Set<string>()
  for (const { type, const: only, enum: words } of all) {
    for (const name of typeof type === 'string' ? [type] : (type ?? [])) types.add(name)
    for (const word of only === undefined ? (words ?? []) : [only]) types.add(typeof word)
  }
  return types
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/

/** Turns text into the numbers, booleans and lists that a schema asks for; text that is not written just so stays text, for the schema to refuse. */
export function coerce(value: unknown, shape: Shape): unknown {
  const all = branches(shape)
  const types = typesOf(all)
  const items = all.map(branch => branch.items).find(item => typeof item === 'object') as Shape | undefined
  if (typeof value === 'string') {
    if (types.has('string')) return value
    if (types.has('array')) return [coerce(value, items ?? {})]
    if ((types.has('number') || types.has('integer')) && NUMBER.test(value)) return number(value)
    if (types.has('boolean') && (value === 'true' || value === 'false')) return value === 'true'
    return value
  }
  if (Array.isArray(value)) return items ? value.map(item => coerce(item, items)) : value
  if (typeof value !== 'object' || value === null) return value
  const made = Object.create(null) as Record<string, unknown>
  for (const [key, child] of Object.entries(value)) {
    const rest = all.map(branch => branch.additionalProperties).find(item => typeof item === 'object') as Shape | undefined
    made[key] = coerce(child, all.map(branch => own(branch, key)).find(found => found !== undefined) ?? rest ?? {})
  }
  return made
}

function number(text: string): unknown {
  const value = Number(text)
  const isLost = !Number.isFinite(value) || (/^-?\d+$/.test(text) && !Number.isSafeInteger(value))
  return isLost ? text : value
}
