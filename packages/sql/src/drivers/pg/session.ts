import type { Compiled } from '../../compile.ts'
import { codes } from '../../codes.ts'
import type { ConnectionLock } from '../../lock.ts'
import type { Limits, Outcome, Session } from '../driver.ts'
import { sessionCursor } from '../postgres-cursor.ts'
import type { PgLane } from './lane.ts'
import type { PgClient } from './types.ts'
import { queryConfig } from './config-call.ts'

/** A pg client held for a transaction or a stream. */
export class PgSession implements Session {
  readonly raw: PgClient
  readonly lock: ConnectionLock | undefined
  readonly #lane: PgLane
  readonly #release: (isDirty: boolean) => void
  #isOpen = false

  constructor(lane: PgLane, release: (isDirty: boolean) => void, lock: ConnectionLock | undefined) {
    this.raw = lane.client
    this.#lane = lane
    this.#release = release
    this.lock = lock
  }

  get isInTransaction(): boolean {
    const status = this.raw.getTransactionStatus?.()
    return status ? status !== 'I' : this.#isOpen
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return this.#lane.execute(compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return sessionCursor(this, compiled, limits)
  }

  async command(text: string): Promise<void> {
    const { command } = (await this.raw.query(queryConfig(text, []))) as { command: string | null }
    if (command === 'BEGIN') this.#isOpen = true
    if (command === 'COMMIT' || (command === 'ROLLBACK' && !text.includes('to savepoint'))) this.#isOpen = false
    // PostgreSQL answers COMMIT with ROLLBACK where a statement of the transaction had failed.
    if (text === 'commit' && command === 'ROLLBACK') throw codes.error('SQL_TRANSACTION_ABORTED')
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  release(isDirty: boolean): void {
    this.#release(isDirty || this.#lane.isTainted)
  }
}
