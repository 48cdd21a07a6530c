import { describeValue } from '@breakwater/core'
import { types } from 'node:util'
import { codes } from '../codes.ts'
import { Fragment } from '../fragment.ts'
import type { Part, Walk, Writer } from '../part.ts'
import { ArrayValue, bindable, JsonValue } from '../values.ts'
import type { BoundValue, SqlValue } from '../values.ts'
import { addValue } from '../walk.ts'

/** Values and lists of values, to any depth. */
export type SqlArray = readonly (SqlValue | SqlArray)[]

/** A JSON document as one value, for json and jsonb columns; written at once, so later changes of the object change nothing. Code: SQL_JSON_REFUSED. */
export function json(value: unknown): Fragment {
  const text = stringify(value)
  if (text === undefined) throw codes.error('SQL_JSON_REFUSED', { at: 'sql.json', got: describeValue(value) })
  if (!text.isWellFormed()) throw codes.error('SQL_TEXT_MALFORMED', { at: 'sql.json' })
  return Fragment.ofPart(new ValuePart(new JsonValue(text)))
}

/** A PostgreSQL array as one value: `tags = ${sql.array(tags)}`, `id = any(${sql.array(ids)})`. Refused on other databases. */
export function array(items: SqlArray): Fragment {
  return Fragment.ofPart(new ValuePart(readArray(items, 0)))
}

/** Bytes as one value: a Buffer, any typed array or an ArrayBuffer. */
export function binary(bytes: ArrayBuffer | ArrayBufferView): Fragment {
  if (types.isAnyArrayBuffer(bytes)) return Fragment.ofPart(new ValuePart(Buffer.from(bytes as ArrayBuffer)))
  if (!types.isProxy(bytes) && types.isArrayBufferView(bytes)) return Fragment.ofPart(new ValuePart(Buffer.from(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))))
  throw codes.error('SQL_VALUE_REFUSED', { at: 'sql.binary', got: describeValue(bytes), todo: 'Give a Buffer, a typed array or an ArrayBuffer.' })
}

function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw codes.error('SQL_JSON_REFUSED', { at: 'sql.json', cause })
  }
}

function readArray(items: unknown, depth: number): ArrayValue {
  if (!Array.isArray(items) || depth > 6) throw codes.error('SQL_LIST_REFUSED', { at: 'sql.array', got: describeValue(items), todo: 'Give an array of values, nested at most six deep.' })
  const read: (SqlValue | ArrayValue)[] = []
  for (let index = 0; index < items.length; index++) {
    const item = items[index] as unknown
    read.push(Array.isArray(item) ? readArray(item, depth + 1) : bindable(item, `sql.array, item ${index + 1}`))
  }
  return new ArrayValue(read)
}

class ValuePart implements Part {
  readonly #value: BoundValue
  constructor(value: BoundValue) {
    this.#value = value
  }
  walk(walk: Walk): void {
    if (this.#value instanceof ArrayValue && walk.dialect !== 'postgres') throw codes.error('SQL_DIALECT_REFUSED', { at: 'sql.array' })
    addValue(walk, this.#value)
  }
  write(writer: Writer): void {
    writer.placeholder()
  }
}
