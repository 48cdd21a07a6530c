import type { Compiled } from '../../compile.ts'
import { codes } from '../../codes.ts'
import type { ConnectionLock } from '../../lock.ts'
import { within } from '../../watch.ts'
import type { Limits, Outcome, Session } from '../driver.ts'
import { sessionCursor } from '../postgres-cursor.ts'
import { execute } from './send.ts'
import type { PostgresSql, PostgresTransform } from './types.ts'

/** Told to postgres.js to make it roll back. */
class RolledBack {}

/** A transaction or savepoint of postgres.js, held open: the function given to it runs until `end`. */
class Scope {
  readonly sql: PostgresSql
  /** Settles when the scope has ended, or the connection is lost. */
  readonly #done: Promise<void>
  readonly #commit: () => void
  readonly #rollback: (reason: unknown) => void
  isLost = false

  private constructor(sql: PostgresSql, done: Promise<void>, commit: () => void, rollback: (reason: unknown) => void) {
    this.sql = sql
    this.#done = done
    this.#commit = commit
    this.#rollback = rollback
    done.catch(() => (this.isLost = true))
  }

  static open(start: (work: (sql: PostgresSql) => Promise<void>) => Promise<void>): Promise<Scope> {
    return new Promise((resolve, reject) => {
      const done = start(sql => new Promise<void>((commit, rollback) => resolve(new Scope(sql, done, commit, rollback))))
      done.catch(reject)
    })
  }

  async end(isCommit: boolean): Promise<void> {
    // Told to go on, postgres.js would send COMMIT or ROLLBACK to a socket that is gone, and lose the place of the connection in its pool.
    if (this.isLost) throw lost()
    if (isCommit) this.#commit()
    else this.#rollback(new RolledBack())
    try {
      await this.#done
    } catch (error) {
      if (error instanceof RolledBack) return
      // A statement had failed and its error was swallowed: postgres.js rolls back and tells the error again.
      if (isCommit && typeof (error as { code?: unknown }).code === 'string' && 'severity' in (error as object) && !isFromCommit(error)) throw codes.error('SQL_TRANSACTION_ABORTED', { cause: error })
      throw error
    }
  }
}

// Serialization failures and deferred constraints show at COMMIT itself.
const isFromCommit = (error: unknown) => /^commit$/i.test(String((error as { query?: unknown }).query))

const lost = () => Object.assign(new Error('the connection of the transaction was closed'), { code: 'CONNECTION_CLOSED' })

/** A transaction of postgres.js. Its begin, commit and savepoints are used, since it alone knows when a connection is lost. */
export class PostgresSession implements Session {
  readonly lock: ConnectionLock | undefined
  readonly #home: PostgresSql
  readonly #limits: Limits
  readonly #transform: PostgresTransform | undefined
  readonly #release: () => void
  readonly #scopes: Scope[] = []

  constructor(home: PostgresSql, limits: Limits, transform: PostgresTransform | undefined, release: () => void, lock: ConnectionLock | undefined) {
    this.#home = home
    this.#limits = limits
    this.#transform = transform
    this.#release = release
    this.lock = lock
  }

  get raw(): object {
    return this.#sql
  }

  get isInTransaction(): boolean {
    return this.#scopes.length > 0 || this.#home.savepoint !== undefined
  }

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    // postgres.js would write to a socket that is gone, and crash the process.
    if (this.#scopes.some(scope => scope.isLost)) throw lost()
    try {
      return await execute(this.#sql, compiled, limits, this.#transform)
    } catch (error) {
      // The statement knows before the scope does.
      if (isLoss(error)) for (const scope of this.#scopes) scope.isLost = true
      throw error
    }
  }

  stream(compiled: Compiled, limits: Limits) {
    return sessionCursor(this, compiled, limits)
  }

  async command(text: string): Promise<void> {
    if (text.startsWith('begin')) await this.#open(work => this.#home.begin!(text.slice('begin'.length).trim(), work))
    else if (text.startsWith('savepoint')) await this.#open(work => this.#sql.savepoint!(work))
    else await this.#scopes.pop()?.end(text === 'commit' || text.startsWith('release savepoint'))
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  async release(): Promise<void> {
    while (this.#scopes.length > 0) await this.#scopes.pop()!.end(false).catch(() => undefined)
    this.#release()
  }

  get #sql(): PostgresSql {
    return this.#scopes.at(-1)?.sql ?? this.#home
  }

  async #open(start: (work: (sql: PostgresSql) => Promise<void>) => Promise<void>): Promise<void> {
    if (this.#scopes.some(scope => scope.isLost)) throw lost()
    this.#scopes.push(await within(this.#limits, Scope.open(start), undefined, late => void late.end(false)))
  }
}

/** A reserved connection, on which commands are plain statements. */
export class ReservedSession implements Session {
  isInTransaction: boolean
  readonly raw: PostgresSql
  readonly lock: ConnectionLock
  readonly #release: () => void
  #isLost = false

  constructor(sql: PostgresSql, isInTransaction: boolean, release: () => void, lock: ConnectionLock) {
    this.raw = sql
    this.isInTransaction = isInTransaction
    this.#release = release
    this.lock = lock
  }

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return this.#guarded(() => execute(this.raw, compiled, limits))
  }

  stream(compiled: Compiled, limits: Limits) {
    return sessionCursor(this, compiled, limits)
  }

  async command(text: string): Promise<void> {
    const { command } = await this.#guarded(() => this.raw.unsafe(text, [], { prepare: false, simple: true }))
    if (command === 'BEGIN') this.isInTransaction = true
    if (command === 'COMMIT' || (command === 'ROLLBACK' && !text.includes('to savepoint'))) this.isInTransaction = false
    if (text === 'commit' && command === 'ROLLBACK') throw codes.error('SQL_TRANSACTION_ABORTED')
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  release(): void {
    this.#release()
  }

  async #guarded<T>(work: () => PromiseLike<T>): Promise<T> {
    if (this.#isLost) throw lost()
    try {
      return await work()
    } catch (error) {
      if (isLoss(error)) this.#isLost = true
      throw error
    }
  }
}

const isLoss = (error: unknown) => /^(CONNECTION_|ECONN|EPIPE|57P0)/.test(String((error as { code?: unknown } | null)?.code))

