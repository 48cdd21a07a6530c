import { choice, codes as coreCodes, flag, isSchema, limit, narrowLimit, optional, optionalLimit, readOptions } from '@breakwater/core'
import type { Schema } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Limits, PreparePolicy } from './drivers/driver.ts'

/** What a query hook is told; never a value. */
export interface QueryEvent {
  /** The statement with placeholders. */
  readonly text: string
  readonly durationMs: number
  /** Rows read, or rows changed where the statement reads none. */
  readonly rowCount: number
  /** The code of the error, where there was one: messages of databases quote values. */
  readonly error?: { readonly name: string; readonly code: string | undefined }
}

/** A setting that row-level security reads: `current_setting('app.tenant')` unless `setting` names another. */
export interface Tenant {
  readonly setting?: string
  readonly value: string
}

/** Options of `connect`. */
export interface ConnectOptions {
  /** Of one statement, waiting for a connection apart (30 000 ms). */
  timeoutMs?: number
  /** Of one result; more is SQL_MAX_ROWS (100 000). Streams have no limit unless a call gives one. */
  maxRows?: number
  /** Every statement runs in a transaction that the database itself keeps from writing (false). */
  readOnly?: boolean
  /** PostgreSQL: every statement runs in a transaction in which this setting is bound. A string is the value of `app.tenant`. */
  tenant?: string | Tenant
  /** `never`: no named statements on PostgreSQL, no cached ones on SQLite (`auto`). */
  prepare?: PreparePolicy
  /** Called after each statement of our own API. */
  onQuery?: (event: QueryEvent) => void
}

/** Options of one call: they narrow the limits of `connect`. */
export interface CallOptions {
  timeoutMs?: number
  maxRows?: number
  signal?: AbortSignal
}

export interface Settings {
  readonly timeoutMs: number
  readonly maxRows: number
  readonly readOnly: boolean
  readonly tenant: Required<Tenant> | undefined
  readonly prepare: PreparePolicy
  readonly onQuery: ((event: QueryEvent) => void) | undefined
}

const isFunction = (value: unknown): value is (event: QueryEvent) => void => typeof value === 'function'
const isSignal = (value: unknown): value is AbortSignal => value instanceof AbortSignal

const MAX_TIMEOUT_MS = 2 ** 31 - 1
const SETTING = /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)+$/i

const connectSpec = {
  timeoutMs: limit(30_000, { max: MAX_TIMEOUT_MS }),
  maxRows: limit(100_000),
  readOnly: flag(false),
  tenant: readTenant,
  prepare: choice(['auto', 'never']),
  onQuery: optional('a function', isFunction),
}

export function readSettings(options: unknown): Settings {
  return readOptions('connect', options, connectSpec)
}

function readTenant(value: unknown, where: string): Required<Tenant> | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string') return { setting: 'app.tenant', value: checkTenant(value, where) }
  return readOptions(where, value, {
    setting: (name: unknown) => {
      if (name === undefined) return 'app.tenant'
      if (typeof name === 'string' && SETTING.test(name)) return name
      throw coreCodes.error('OPTION_INVALID', { at: `${where}.setting`, todo: 'Give the name of a custom setting, such as app.tenant.' })
    },
    value: (tenant: unknown) => checkTenant(tenant, `${where}.value`),
  })
}

function checkTenant(value: unknown, where: string): string {
  if (typeof value === 'string' && value !== '' && value.isWellFormed() && !value.includes('\0')) return value
  throw coreCodes.error('OPTION_INVALID', { at: where, todo: 'Give the tenant as a string that is not empty.' })
}

const callSpec = { timeoutMs: optionalLimit({ max: MAX_TIMEOUT_MS }), maxRows: optionalLimit(), signal: optional('an AbortSignal', isSignal) }

export interface Call {
  readonly schema: Schema | undefined
  readonly limits: Limits
}

/** Reads `(schema?, options?)` of a call. */
export function readCall(where: string, base: Limits, first: unknown, second: unknown): Call {
  const hasSchema = isSchema(first)
  if (second !== undefined && !hasSchema && first !== undefined) throw coreCodes.error('SCHEMA_REFUSED', { at: where })
  const given = hasSchema || first === undefined ? second : first
  return { schema: hasSchema ? first : undefined, limits: given === undefined ? base : narrow(where, base, given) }
}

function narrow(where: string, base: Limits, given: unknown): Limits {
  const own = readOptions(where, given, callSpec)
  return {
    timeoutMs: narrowLimit(base.timeoutMs, own.timeoutMs, `${where}: timeoutMs`)!,
    maxRows: narrowLimit(base.maxRows, own.maxRows, `${where}: maxRows`)!,
    signal: both(base.signal, own.signal),
  }
}

const both = (one: AbortSignal | undefined, other: AbortSignal | undefined) => (one && other ? AbortSignal.any([one, other]) : one ?? other)

/** The isolation levels of the SQL standard; SQLite has the last alone. */
export type Isolation = 'read uncommitted' | 'read committed' | 'repeatable read' | 'serializable'

/** Options of `db.transaction`. */
export interface TransactionOptions {
  isolation?: Isolation
  /** The database refuses writes (that of `connect`). */
  readOnly?: boolean
  /** How often to run the function again after a serialization failure or deadlock; it must then have no effects besides its statements (0). */
  retries?: number
  /** Of the whole transaction (none: each statement has its own). */
  timeoutMs?: number
  signal?: AbortSignal
  /** PostgreSQL: the tenant, where `connect` set none. */
  tenant?: string | Tenant
}

const transactionSpec = {
  isolation: optional("'read uncommitted', 'read committed', 'repeatable read' or 'serializable'", (value): value is Isolation =>
    value === 'read uncommitted' || value === 'read committed' || value === 'repeatable read' || value === 'serializable'),
  readOnly: optional('true or false', (value): value is boolean => typeof value === 'boolean'),
  retries: limit(0, { min: 0, max: 100 }),
  timeoutMs: optionalLimit({ max: MAX_TIMEOUT_MS }),
  signal: optional('an AbortSignal', isSignal),
  tenant: readTenant,
}

export type TransactionSettings = ReturnType<typeof readTransaction>

export function readTransaction(where: string, settings: Settings, given: unknown) {
  const own = readOptions(where, given, transactionSpec)
  if (settings.readOnly && own.readOnly === false) throw coreCodes.error('LIMIT_WIDENED', { at: `${where}: readOnly`, todo: 'This connection is read-only; connect without readOnly to write.' })
  if (settings.tenant && own.tenant) throw coreCodes.error('LIMIT_WIDENED', { at: `${where}: tenant`, todo: 'The tenant was set in connect(…); connect without one to set it per transaction.' })
  return { ...own, readOnly: own.readOnly ?? settings.readOnly, tenant: own.tenant ?? settings.tenant }
}

export const unsupported = (at: string, name: string) => codes.error('SQL_OPTION_UNSUPPORTED', { at, details: { driver: name } })
