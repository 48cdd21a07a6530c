import { Lru } from '../../statements/lru.ts'
import type { PreparePolicy } from '../driver.ts'
import type { Flavour, SyncDatabase, SyncStatement } from './flavours.ts'

const MAX_STATEMENTS = 100

export class CachedStatement<Extra = unknown> {
  isBusy = false
  extra: Extra | undefined
  readonly statement: SyncStatement
  readonly isKept: boolean
  constructor(statement: SyncStatement, isKept: boolean) {
    this.statement = statement
    this.isKept = isKept
  }
}

/** Prepared statements of one database by text, for statements that run to their end at once. SQLite itself prepares them anew when the schema changes. */
export class SyncStatements<Extra = unknown> {
  readonly #database: SyncDatabase
  readonly #setup: (statement: SyncStatement) => SyncStatement
  readonly #isKept: (text: string) => boolean
  readonly #byText = new Lru<CachedStatement<Extra>>(MAX_STATEMENTS, ({ isBusy, statement }) => {
    if (!isBusy) statement.finalize?.()
  })

  constructor(database: SyncDatabase, { keepsNames }: Flavour, policy: PreparePolicy, setup: (statement: SyncStatement) => SyncStatement) {
    this.#database = database
    // The columns of `*` follow the table.
    this.#isKept = policy === 'never' ? () => false : keepsNames ? text => !text.includes('*') : () => true
    this.#setup = setup
  }

  /** The statement of a text. One that is running already, as when a function of SQL calls back into the database, is not used twice. */
  take(text: string): CachedStatement<Extra> {
    const known = this.#byText.get(text)
    if (known && !known.isBusy && known.statement.isFinalized !== true) return known
    const made = new CachedStatement<Extra>(this.prepare(text), !known?.isBusy && this.#isKept(text))
    if (made.isKept) this.#byText.set(text, made)
    return made
  }

  /** A statement of its own, to be finalised by the caller. */
  prepare(text: string): SyncStatement {
    return this.#setup(this.#database.prepare(text))
  }

  /** To be called when the statement has run; after a failure it is not used again. */
  giveBack(text: string, taken: CachedStatement<Extra>, isFailed: boolean): void {
    taken.isBusy = false
    if (taken.isKept && !isFailed) return
    if (taken.isKept && this.#byText.get(text) === taken) this.#byText.delete(text)
    taken.statement.finalize?.()
  }
}
