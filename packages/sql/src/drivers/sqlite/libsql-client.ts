import { compile } from '../../compile.ts'
import type { Compiled } from '../../compile.ts'
import { checkRest, rejectRefusal } from '../../face.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { codes } from '../../codes.ts'
import { statementOrScript } from '../../script.ts'
import { checkAbort, tooManyRows, within } from '../../watch.ts'
import type { Driver, Limits, Outcome, Row, Session } from '../driver.ts'
import { asBuffer, exactBigInt } from '../exact.ts'
import { sqliteValues } from './values.ts'
import type { BindRules } from './values.ts'
import { mayInsert, mayWrite } from './verbs.ts'

interface ResultSet {
  readonly columns: string[]
  readonly rows: ArrayLike<unknown>[]
  readonly rowsAffected: number
  readonly lastInsertRowid: bigint | undefined
}

interface Statement {
  readonly sql: string
  readonly args: unknown[]
}

interface Executor {
  execute(statement: Statement): Promise<ResultSet>
  batch?(statements: Statement[], mode?: string): Promise<ResultSet[]>
  executeMultiple?(text: string): Promise<void>
}

interface LibsqlTransaction extends Executor {
  commit(): Promise<void>
  rollback(): Promise<void>
  close(): void
}

/** The parts of @libsql/client that are used, by structure. */
export interface LibsqlClient extends Executor {
  transaction(mode?: string): Promise<LibsqlTransaction>
  readonly protocol?: string
}

const rules: BindRules = { wholeNumbers: 'bigint', endsAtNul: true }
const statementOf = ({ text, values }: Compiled): Statement => ({ sql: text, args: sqliteValues(values, rules) })

/** The client has no way to stop a statement: a time limit only ends the wait. */
async function execute(executor: Executor, compiled: Compiled, limits: Limits): Promise<Outcome> {
  checkAbort(limits)
  const { columns, rows, rowsAffected, lastInsertRowid } = await within(limits, executor.execute(statementOf(compiled)))
  if (rows.length > limits.maxRows) throw tooManyRows(limits.maxRows)
  const changes = mayWrite(compiled) ? rowsAffected || rows.length : 0
  return {
    rows: rows.map(row => Object.fromEntries(columns.map((name, index) => [name, exact(row[index])]))),
    changes,
    lastInsertId: changes > 0 && mayInsert(compiled) && lastInsertRowid !== undefined ? exactBigInt(lastInsertRowid) : undefined,
  }
}

const exact = (value: unknown) => (typeof value === 'bigint' ? exactBigInt(value) : asBuffer(value))

async function* rowsOf(executor: Executor, compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
  yield* (await execute(executor, compiled, limits)).rows
}

/** An interactive transaction, opened with the first command. */
class LibsqlSession implements Session {
  readonly lock: ConnectionLock | undefined
  readonly #client: LibsqlClient
  readonly #release: () => void
  readonly #isForeign: boolean
  #transaction: LibsqlTransaction | undefined
  #isReadOnly = false

  constructor(client: LibsqlClient, transaction: LibsqlTransaction | undefined, release: () => void, lock: ConnectionLock | undefined) {
    this.#client = client
    this.#transaction = transaction
    this.#isForeign = transaction !== undefined
    this.#release = release
    this.lock = lock
  }

  get raw(): object {
    return this.#transaction ?? this.#client
  }

  get isInTransaction(): boolean {
    return this.#transaction !== undefined
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.#transaction ?? this.#client, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return rowsOf(this.#transaction ?? this.#client, compiled, limits)
  }

  async command(text: string): Promise<void> {
    if (text === 'pragma query_only = 1') this.#isReadOnly = true
    else if (text === 'pragma query_only = 0') return
    else if (text === 'begin' || text === 'begin immediate') await this.#begin(text === 'begin' ? 'deferred' : 'write')
    else if (text === 'commit' || text === 'rollback') await this.#end(text)
    else await this.#transaction!.execute({ sql: text, args: [] })
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  async release(): Promise<void> {
    if (this.#transaction && !this.#isForeign) await this.#end('rollback').catch(() => undefined)
    this.#release()
  }

  async #begin(mode: string): Promise<void> {
    this.#transaction = await this.#client.transaction(mode)
    if (this.#isReadOnly) await this.#transaction.execute({ sql: 'pragma query_only = 1', args: [] })
  }

  async #end(how: 'commit' | 'rollback'): Promise<void> {
    const transaction = this.#transaction!
    // The connection goes back to the pool of the client, where others would find it read-only.
    if (this.#isReadOnly) await transaction.execute({ sql: 'pragma query_only = 0', args: [] })
    await transaction[how]()
    transaction.close()
    this.#transaction = undefined
  }
}

/**
 * A client of @libsql/client. A local file has one writer at a time and answers others that it is locked, without waiting, so there transactions go one
 * after the other, and statements inside of one run on it.
 */
export class LibsqlClientDriver implements Driver {
  readonly name = '@libsql/client'
  readonly dialect = 'sqlite'
  readonly isPooled = true
  readonly #client: LibsqlClient
  readonly #lock: ConnectionLock | undefined
  #open: LibsqlSession | undefined

  constructor(client: LibsqlClient) {
    this.#client = client
    this.#lock = client.protocol === 'file' ? ConnectionLock.of(client) : undefined
  }

  get face(): object {
    return libsqlFace(this.#target)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    const run = () => execute(this.#target, compiled, limits)
    return this.#lock ? sharedWithin(this.#lock, limits, run) : run()
  }

  async *stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    yield* (await this.execute(compiled, limits)).rows
  }

  async acquire(limits: Limits): Promise<Session> {
    if (!this.#lock) return new LibsqlSession(this.#client, undefined, () => undefined, undefined)
    if (this.#isInside) return new LibsqlSession(this.#client, this.#target as LibsqlTransaction, () => undefined, this.#lock)
    const letGo = await holdWithin(this.#lock, limits)
    this.#open = new LibsqlSession(this.#client, undefined, () => {
      this.#open = undefined
      letGo()
    }, this.#lock)
    return this.#open
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return libsqlExecute(this.#target, 'db.query', fragment, rest)
  }

  get #isInside(): boolean {
    return this.#open?.isInTransaction === true && this.#lock?.isInside === true
  }

  get #target(): Executor {
    return this.#isInside ? (this.#open!.raw as LibsqlTransaction) : this.#client
  }
}

/** A transaction that the application itself has opened with @libsql/client. */
export class LibsqlTransactionDriver implements Driver {
  readonly name = '@libsql/client'
  readonly dialect = 'sqlite'
  readonly isPooled = false
  readonly face: object
  readonly #transaction: LibsqlTransaction

  constructor(transaction: LibsqlTransaction) {
    this.#transaction = transaction
    this.face = libsqlFace(transaction)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.#transaction, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return rowsOf(this.#transaction, compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const lock = ConnectionLock.of(this.#transaction)
    return new LibsqlSession(this.#transaction as never, this.#transaction, await holdWithin(lock, limits), lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return libsqlExecute(this.#transaction, 'db.query', fragment, rest)
  }
}

function libsqlExecute(executor: Executor, where: string, fragment: unknown, rest: readonly unknown[]): Promise<ResultSet> {
  return rejectRefusal(() => {
    checkRest(rest, where)
    return executor.execute(statementOf(compile(fragment, 'sqlite', where)))
  })
}

/** `execute`, `batch` and `executeMultiple` of @libsql/client with fragments in place of the text. */
const libsqlFace = (executor: Executor): object => ({
  execute: (fragment: unknown, ...rest: unknown[]) => libsqlExecute(executor, 'driver.execute', fragment, rest),
  batch: (fragments: unknown, ...rest: unknown[]) =>
    rejectRefusal(() => {
      if (!Array.isArray(fragments)) throw codes.error('SQL_FRAGMENT_REQUIRED', { at: 'driver.batch' })
      const mode = rest[0]
      return executor.batch!(fragments.map(fragment => statementOf(compile(fragment, 'sqlite', 'driver.batch'))), ...(typeof mode === 'string' ? [mode] : []))
    }),
  executeMultiple: (fragment: unknown, ...rest: unknown[]) =>
    rejectRefusal(async () => {
      checkRest(rest, 'driver.executeMultiple')
      const script = statementOrScript(fragment, 'sqlite', 'driver.executeMultiple')
      if (typeof script === 'string') return executor.executeMultiple!(script)
      await executor.execute(statementOf(script))
    }),
})

