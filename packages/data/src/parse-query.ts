import { limit, readOptions } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { check } from './check.ts'
import { codes } from './codes.ts'
import { coerce, names, shapeOf } from './coerce.ts'
import { reachesPrototype } from './key.ts'
import { textOf } from './text.ts'

/** Limits of `parseQuery` and `parseForm`. */
export interface PairLimits {
  /** Of the text (64 KiB for a query, 1 MiB for a form). */
  maxBytes?: number
  /** Of nested names, `a[b][c]` is 3 (5). */
  maxDepth?: number
  /** Of pairs (1000). */
  maxPairs?: number
}

const spec = { maxDepth: limit(5, { max: 32 }), maxPairs: limit(1000) }
const querySpec = { ...spec, maxBytes: limit(64 * 1024) }
const formSpec = { ...spec, maxBytes: limit(1024 * 1024) }

/**
 * Reads a query string (a whole URL is not one; a leading `?` may be there) into what the schema asks for: numbers and booleans from text that is written just so,
 * lists from repeated names and `a[]`, objects from `a[b]`. Refuses names that reach for a prototype or for operators (`a[$ne]`), invalid UTF-8, NUL.
 * Codes: DATA_INVALID, DATA_KEY_REFUSED, DATA_KEY_DUPLICATE, DATA_TEXT_REFUSED, DATA_TOO_LARGE, DATA_TOO_DEEP, DATA_INPUT_REFUSED.
 */
export function parseQuery<S extends Schema>(query: string | URLSearchParams, schema: S, limits?: PairLimits): Infer<S> {
  const read = readOptions('parseQuery', limits, querySpec)
  const text = query instanceof URLSearchParams ? query.toString() : textOf(query, read.maxBytes, 'parseQuery')
  return typed(textPairs(text.startsWith('?') ? text.slice(1) : text, read, 'parseQuery'), schema, read, 'parseQuery')
}

/** Reads a form, sent as application/x-www-form-urlencoded or a FormData, by the rules of parseQuery; files stay Blobs. Codes: those of parseQuery. */
export function parseForm<S extends Schema>(form: string | Uint8Array | URLSearchParams | FormData, schema: S, limits?: PairLimits): Infer<S> {
  const read = readOptions('parseForm', limits, formSpec)
  if (form instanceof FormData) return typed([...form], schema, read, 'parseForm')
  const text = form instanceof URLSearchParams ? form.toString() : textOf(form, read.maxBytes, 'parseForm')
  return typed(textPairs(text, read, 'parseForm'), schema, read, 'parseForm')
}

type Pair = readonly [string, unknown]
type Read = { maxDepth: number; maxPairs: number }

function textPairs(text: string, { maxPairs }: Read, where: string): Pair[] {
  const parts = text.split('&', maxPairs + 1)
  if (parts.length > maxPairs) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxPairs } })
  return parts.filter(part => part !== '').map(part => {
    const border = part.indexOf('=')
    return border === -1 ? [decode(part, where), ''] : [decode(part.slice(0, border), where), decode(part.slice(border + 1), where)]
  })
}

function decode(text: string, where: string): string {
  try {
    // A percent sign that begins no byte stands for itself, as in the URL standard; bytes that are no UTF-8 are refused.
    return decodeURIComponent(text.replaceAll('+', ' ').replace(/%(?![0-9a-fA-F]{2})/g, '%25'))
  } catch {
    throw codes.error('DATA_TEXT_REFUSED', { at: where })
  }
}

/** Checks named values against a schema, by the names the schema has. */
export function typed<S extends Schema>(pairs: readonly Pair[], schema: S, limits: Read, where: string): Infer<S> {
  if (pairs.length > limits.maxPairs) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxPairs: limits.maxPairs } })
  const shape = shapeOf(schema)
  const root = new Map<string, Node>()
  for (const [name, value] of pairs) {
    if (name.includes('\0') || (typeof value === 'string' && value.includes('\0'))) throw codes.error('DATA_TEXT_REFUSED', { at: where })
    const steps = stepsOf(name)
    if (steps.length > limits.maxDepth) throw codes.error('DATA_TOO_DEEP', { at: where, details: { maxDepth: limits.maxDepth } })
    const isNamed = steps.length === 1 && names(shape, name)
    // An operator can only be meant where the schema itself spells the name, as OData does with $top.
    if (steps.some(step => reachesPrototype(step) || (step.startsWith('$') && !isNamed))) throw codes.error('DATA_KEY_REFUSED', { at: where })
    put(root, steps, value, where)
  }
  return check(schema, coerce(plain(root), shape), where)
}

type Node = Map<string, Node> | unknown[]

/** `a[b][]` is a, b and an empty step; a name that is not bracketed so is one step. */
function stepsOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])+)$/.exec(name)
  return match ? [match[1]!, ...match[2]!.slice(1, -1).split('][')] : [name]
}

function put(root: Map<string, Node>, steps: string[], value: unknown, where: string): void {
  const refuse = () => codes.error('DATA_KEY_DUPLICATE', { at: where, got: 'one name as a value and as an object' })
  const path = steps.length > 1 && steps.at(-1) === '' ? steps.slice(0, -1) : steps
  let at = root
  for (const step of path.slice(0, -1)) {
    let next = at.get(step)
    if (next === undefined) at.set(step, (next = new Map()))
    if (!(next instanceof Map)) throw refuse()
    at = next
  }
  const last = path.at(-1)!
  const before = at.get(last)
  if (before instanceof Map) throw refuse()
  if (before !== undefined) before.push(value)
  else at.set(last, path === steps ? [value] : Object.assign([value], { isList: true }))
}

function plain(node: Map<string, Node>): unknown {
  const keys = [...node.keys()]
  const values = [...node.values()].map(child => (child instanceof Map ? plain(child) : child.length === 1 && !('isList' in child) ? child[0] : [...child]))
  if (keys.length > 0 && keys.every((key, index) => key === String(index))) return values
  const made = Object.create(null) as Record<string, unknown>
  for (const [index, key] of keys.entries()) made[key] = values[index]
  return made
}
