import type { Driver, Limits, Session } from './drivers/driver.ts'
import { unsupported } from './options.ts'
import type { TransactionSettings } from './options.ts'

type Wishes = Pick<TransactionSettings, 'isolation' | 'readOnly' | 'tenant'>

/** Refuses what a database cannot do, before anything runs. */
export function checkWishes({ dialect, name }: Driver, { isolation, tenant }: Wishes, at: string): void {
  if (tenant && dialect !== 'postgres') throw unsupported(`${at}: tenant`, name)
  if (isolation && isolation !== 'serializable' && dialect === 'sqlite') throw unsupported(`${at}: isolation`, name)
}

/** The commands around a transaction, all of them our own text: `before` opens it, `after` undoes what its end does not. */
export async function openCommands(driver: Driver, session: Session, wishes: Wishes, limits: Limits): Promise<{ before: string[]; after: string[] }> {
  checkWishes(driver, wishes, 'transaction')
  const { isolation, readOnly } = wishes
  const access = readOnly ? ' read only' : ''
  if (driver.dialect === 'postgres') return { before: [`begin${isolation ? ` isolation level ${isolation}` : ''}${access}`], after: [] }
  if (driver.dialect === 'mysql') return { before: [...(isolation ? [`set transaction isolation level ${isolation}`] : []), `start transaction${access}`], after: [] }
  // A deferred transaction that turns to writing can fail at once with SQLITE_BUSY, without waiting; one that only reads need not lock.
  if (!readOnly) return { before: ['begin immediate'], after: [] }
  const { rows } = await session.execute({ text: 'pragma query_only', values: [], plain: true, fixed: true, verb: 'pragma' }, limits)
  return rows[0]?.['query_only'] ? { before: ['begin'], after: [] } : { before: ['pragma query_only = 1', 'begin'], after: ['pragma query_only = 0'] }
}

const SERIALIZATION = new Set<unknown>(['40001', '40P01'])
const LOCKED = new Set<unknown>([1213, 1205])

/** A failure that may pass when the transaction is run again (PostgreSQL 40001, 40P01; MySQL 1213, 1205). */
export function isSerializationFailure(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, errno } = error as { code?: unknown; errno?: unknown }
  return SERIALIZATION.has(code) || LOCKED.has(errno)
}
