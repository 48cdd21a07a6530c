import { compile, compileScript } from '../compile.ts'
import type { Compiled } from '../compile.ts'
import { codes } from '../codes.ts'
import { checkRest, rejectRefusal } from '../face.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../lock.ts'
import { checkAbort, tooManyRows, within } from '../watch.ts'
import type { Driver, Limits, Outcome, Row, Session } from './driver.ts'
import { asBuffer } from './exact.ts'
import { cursorRows, sessionCursor } from './postgres-cursor.ts'
import { postgresText } from './postgres-text.ts'

interface PGliteResult {
  readonly rows: Row[]
  readonly affectedRows?: number
}

/** The parts of PGlite, and of its transactions, that are used, by structure. */
export interface PGliteLike {
  query(text: string, values: (string | null)[], options: object): Promise<PGliteResult>
  exec(text: string, options?: object): Promise<PGliteResult[]>
  transaction?<T>(work: (tx: PGliteLike) => Promise<T>): Promise<T>
}

// Values are PostgreSQL's own text already, whatever type the server finds for them.
const asText = (text: unknown) => text
const serializers = new Proxy(Object.create(null) as object, { get: () => asText })

/** All that PGlite reads from its options is set, so that a polluted Object.prototype is not seen. */
const options = Object.freeze({ rowMode: undefined, parsers: undefined, serializers, paramTypes: undefined, blob: undefined, onNotice: undefined, setTimeout: undefined })

const send = (db: PGliteLike, { text, values }: Pick<Compiled, 'text' | 'values'>) => db.query(text, values.map(postgresText), options)

/** PGlite runs in our own thread: a statement cannot be stopped, only no longer be waited for. */
async function execute(db: PGliteLike, compiled: Compiled, limits: Limits): Promise<Outcome> {
  checkAbort(limits)
  const { rows, affectedRows } = await within(limits, send(db, compiled))
  if (rows.length > limits.maxRows) throw tooManyRows(limits.maxRows)
  for (const row of rows) for (const name of Object.keys(row)) if (typeof row[name] === 'object') row[name] = asBuffer(row[name])
  return { rows, changes: affectedRows ?? 0, lastInsertId: undefined }
}

/**
 * A transaction of PGlite, which keeps other statements out while the function given to it runs: ours runs until we commit or roll back.
 * The commands that open and close it are therefore PGlite's own.
 */
class PGliteSession implements Session {
  isInTransaction = true
  readonly lock: ConnectionLock
  readonly #db: PGliteLike
  readonly #end: ((isCommit: boolean) => Promise<void>) | undefined
  readonly #release: () => void

  constructor(db: PGliteLike, end: ((isCommit: boolean) => Promise<void>) | undefined, release: () => void, lock: ConnectionLock) {
    this.#db = db
    this.#end = end
    this.#release = release
    this.lock = lock
    if (end) this.isInTransaction = false
  }

  get raw(): object {
    return this.#db
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.#db, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return sessionCursor(this, compiled, limits)
  }

  async command(text: string): Promise<void> {
    if (this.#end && text.startsWith('begin')) {
      this.isInTransaction = true
      const modes = text.slice('begin'.length)
      if (modes) await this.#db.exec(`set transaction${modes}`)
    } else if (this.#end && (text === 'commit' || text === 'rollback')) {
      this.isInTransaction = false
      await this.#end(text === 'commit')
    } else await this.#db.exec(text)
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  async release(): Promise<void> {
    if (this.isInTransaction && this.#end) await this.#end(false).catch(() => undefined)
    this.#release()
  }
}

class RolledBack {}

/** Opens a transaction of PGlite and holds it open. */
function openTransaction(db: PGliteLike): Promise<{ tx: PGliteLike; end: (isCommit: boolean) => Promise<void> }> {
  return new Promise((resolve, reject) => {
    const done = db.transaction!(tx => new Promise<void>((commit, rollback) => {
      const end = async (isCommit: boolean) => {
        if (isCommit) commit()
        else rollback(new RolledBack())
        await done.catch((error: unknown) => {
          if (error instanceof RolledBack) return
          throw (error as { name?: string }).name === 'TransactionAbortedError' || isAborted(error) ? codes.error('SQL_TRANSACTION_ABORTED') : error
        })
      }
      resolve({ tx, end })
    }))
    done.catch(reject)
  })
}

const isAborted = (error: unknown) => /rolled back|aborted/i.test(String((error as { message?: unknown } | null)?.message))

/** A PGlite database: one connection that others may use too. */
export class PGliteDriver implements Driver {
  readonly name = 'pglite'
  readonly dialect = 'postgres'
  readonly isPooled = false
  readonly #db: PGliteLike
  readonly #lock: ConnectionLock
  #open: PGliteLike | undefined

  constructor(db: PGliteLike) {
    this.#db = db
    this.#lock = ConnectionLock.of(db)
  }

  get face(): object {
    return pgliteFace(this.#target)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return sharedWithin(this.#lock, limits, () => execute(this.#target, compiled, limits))
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return cursorRows(this, compiled, limits, !this.#isInside)
  }

  async acquire(limits: Limits): Promise<Session> {
    if (this.#isInside) return new PGliteSession(this.#target, undefined, () => undefined, this.#lock)
    const letGo = await holdWithin(this.#lock, limits)
    try {
      const { tx, end } = await openTransaction(this.#db)
      this.#open = tx
      const release = () => {
        this.#open = undefined
        letGo()
      }
      return new PGliteSession(tx, end, release, this.#lock)
    } catch (error) {
      letGo()
      throw error
    }
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return pgliteQuery(this.#target, 'db.query', fragment, rest)
  }

  /** PGlite itself would wait for the end of the transaction that the caller is in, for ever. */
  get #target(): PGliteLike {
    return this.#isInside ? this.#open! : this.#db
  }

  get #isInside(): boolean {
    return this.#open !== undefined && this.#lock.isInside
  }
}

/** A transaction that the application itself has opened with PGlite. */
export class PGliteTransactionDriver implements Driver {
  readonly name = 'pglite'
  readonly dialect = 'postgres'
  readonly isPooled = false
  readonly face: object
  readonly #tx: PGliteLike

  constructor(tx: PGliteLike) {
    this.#tx = tx
    this.face = pgliteFace(tx)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.#tx, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return cursorRows(this, compiled, limits, false)
  }

  async acquire(limits: Limits): Promise<Session> {
    const lock = ConnectionLock.of(this.#tx)
    return new PGliteSession(this.#tx, undefined, await holdWithin(lock, limits), lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return pgliteQuery(this.#tx, 'db.query', fragment, rest)
  }
}

function pgliteQuery(db: PGliteLike, where: string, fragment: unknown, rest: readonly unknown[]): Promise<PGliteResult> {
  return rejectRefusal(() => {
    checkRest(rest, where)
    return send(db, compile(fragment, 'postgres', where))
  })
}

/** `query` and `exec` of PGlite with a fragment in place of the text. */
const pgliteFace = (db: PGliteLike): object => ({
  query: (fragment: unknown, ...rest: unknown[]) => pgliteQuery(db, 'driver.query', fragment, rest),
  exec: (fragment: unknown, ...rest: unknown[]) =>
    rejectRefusal(() => {
      checkRest(rest, 'driver.exec')
      return db.exec(compileScript(fragment, 'postgres', 'driver.exec'), options)
    }),
})
