import type { BoundValue, SqlValue } from '../../values.ts'
import { ArrayValue, JsonValue } from '../../values.ts'
import type { PgClient } from './types.ts'

export type WireValue = string | Buffer | null
type PrepareValue = (value: unknown) => WireValue

const mappers = new WeakMap<object, PrepareValue>()

/**
 * Values as they go over the wire. Dates are written by the driver's own function, so that its time zone rules hold;
 * nothing else reaches that function, which would call `toPostgres` and `toJSON` of whatever it meets.
 */
export function wireValues(values: readonly BoundValue[], client: PgClient): WireValue[] {
  const wire = new Array<WireValue>(values.length)
  for (let index = 0; index < values.length; index++) wire[index] = wireValue(values[index]!, client)
  return wire
}

function wireValue(value: BoundValue, client: PgClient): WireValue {
  if (typeof value === 'string' || value === null) return value
  if (typeof value !== 'object') return String(value)
  if (value instanceof JsonValue) return value.text
  if (value instanceof Uint8Array) return bufferOf(value)
  if (value instanceof ArrayValue) return arrayText(value, item => dateText(item, client))
  return dateText(value, client)
}

const dateText = (date: Date, client: PgClient) => mapperOf(client)(date) as string

/** The array literal of PostgreSQL: every item quoted, NULL bare, bytes in hex. */
export function arrayText(array: ArrayValue, dateText: (date: Date) => string): string {
  const items = array.items.map(item => {
    if (item === null) return 'NULL'
    if (item instanceof ArrayValue) return arrayText(item, dateText)
    return `"${itemText(item, dateText).replace(/[\\"]/g, '\\$&')}"`
  })
  return `{${items.join(',')}}`
}

function itemText(item: Exclude<SqlValue, null>, dateText: (date: Date) => string): string {
  if (item instanceof Uint8Array) return `\\x${bufferOf(item).toString('hex')}`
  if (item instanceof Date) return dateText(item)
  return String(item)
}

export const bufferOf = (bytes: Uint8Array) => (Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))

function mapperOf(client: PgClient): PrepareValue {
  const Client = client.constructor
  let mapper = mappers.get(Client)
  if (!mapper) mappers.set(Client, (mapper = driverMapper(Client) ?? isoMapper))
  return mapper
}

const isoMapper: PrepareValue = value => (value as Date).toISOString()

interface PgQuery {
  prepare(connection: object): void
}

/** The `prepareValue` of this copy of pg, caught where its Query hands it to a connection. */
function driverMapper(Client: object): PrepareValue | undefined {
  const { Query } = Client as { Query?: new (config: object) => PgQuery }
  if (typeof Query !== 'function') return undefined
  let caught: unknown
  const ignore = () => undefined
  const catcher = {
    parsedStatements: {}, submittedNamedStatements: {},
    parse: ignore, describe: ignore, execute: ignore, sync: ignore, flush: ignore, close: ignore,
    bind: (message: { valueMapper?: unknown }) => void (caught = message.valueMapper),
  }
  try {
    new Query({ text: 'select $1', values: [1] }).prepare(catcher)
  } catch {
    return undefined
  }
  return typeof caught === 'function' ? (caught as PrepareValue) : undefined
}
