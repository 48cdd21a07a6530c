import type { Dialect } from './dialect.ts'
import type { DriverName } from './drivers/driver.ts'
import { unsupported } from './options.ts'
import type { Isolation, TransactionSettings } from './options.ts'

/** The commands that open a transaction, all of them our own text. */
export function beginCommands(dialect: Dialect, driver: DriverName, { isolation, readOnly }: Pick<TransactionSettings, 'isolation' | 'readOnly'>): string[] {
  const access = readOnly ? ' read only' : ''
  if (dialect === 'postgres') return [`begin${isolation ? ` isolation level ${isolation}` : ''}${access}`]
  if (dialect === 'mysql') return [...(isolation ? [`set transaction isolation level ${isolation}`] : []), `start transaction${access}`]
  checkSqliteIsolation(isolation, driver)
  // A deferred transaction that turns to writing can fail at once with SQLITE_BUSY, without waiting; one that only reads need not lock.
  return readOnly ? ['pragma query_only = 1', 'begin'] : ['begin immediate']
}

/** What `beginCommands` left behind that the end of the transaction does not undo. */
export const endCommands = (dialect: Dialect, readOnly: boolean) => (dialect === 'sqlite' && readOnly ? ['pragma query_only = 0'] : [])

function checkSqliteIsolation(isolation: Isolation | undefined, driver: DriverName): void {
  if (isolation !== undefined && isolation !== 'serializable') throw unsupported('transaction: isolation', driver)
}

const SERIALIZATION = new Set<unknown>(['40001', '40P01'])
const LOCKED = new Set<unknown>([1213, 1205])

/** A failure that may pass when the transaction is run again (PostgreSQL 40001, 40P01; MySQL 1213, 1205). */
export function isSerializationFailure(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  return SERIALIZATION.has(code) || LOCKED.has(errno)
}
