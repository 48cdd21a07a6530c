import { Lru } from '../../statements/lru.ts'
import type { PreparePolicy } from '../driver.ts'
import type { SyncDatabase, SyncStatement } from './flavours.ts'

const MAX_STATEMENTS = 100

export class CachedStatement<Extra = unknown> {
  isBusy = false
  extra: Extra | undefined
  readonly statement: SyncStatement
  constructor(statement: SyncStatement) {
    this.statement = statement
  }
}

/** Prepared statements of one database by text, for statements that run to their end at once. SQLite itself prepares them anew when the schema changes. */
export class SyncStatements<Extra = unknown> {
  readonly #database: SyncDatabase
  readonly #setup: (statement: SyncStatement) => SyncStatement
  readonly #isCaching: boolean
  readonly #byText = new Lru<CachedStatement<Extra>>(MAX_STATEMENTS, ({ isBusy, statement }) => {
    if (!isBusy) statement.finalize?.()
  })

  constructor(database: SyncDatabase, policy: PreparePolicy, setup: (statement: SyncStatement) => SyncStatement) {
    this.#database = database
    this.#isCaching = policy === 'auto'
    this.#setup = setup
  }

  /** The statement of a text. One that is running already, as when a function of SQL calls back into the database, is not used twice. */
  take(text: string): CachedStatement<Extra> {
    const known = this.#byText.get(text)
    if (known && !known.isBusy && known.statement.isFinalized !== true) return known
    const made = new CachedStatement<Extra>(this.prepare(text))
    if (this.#isCaching && !known?.isBusy) this.#byText.set(text, made)
    return made
  }

  /** A statement of its own, to be finalised by the caller. */
  prepare(text: string): SyncStatement {
    return this.#setup(this.#database.prepare(text))
  }

  forget(text: string): void {
    const known = this.#byText.get(text)
    this.#byText.delete(text)
    if (known && !known.isBusy) known.statement.finalize?.()
  }
}
