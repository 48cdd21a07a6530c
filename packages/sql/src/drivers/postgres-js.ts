import { compile } from '../compile.ts'
import type { Compiled } from '../compile.ts'
import { codes } from '../codes.ts'
import { checkRest } from '../face.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../lock.ts'
import { checkAbort, tooManyRows, watch, within } from '../watch.ts'
import type { Driver, Limits, Outcome, Row, Session } from './driver.ts'
import { exactInteger } from './exact.ts'
import { streamOnSession } from './pooled.ts'
import { sessionCursor, cursorRows } from './postgres-cursor.ts'
import { postgresText, UNKNOWN } from './postgres-text.ts'

interface Column {
  readonly name: string
  readonly type: number
}

type PostgresRows = Row[] & { readonly count: number | null; readonly command: string; readonly columns?: readonly Column[] }

interface PostgresQuery extends Promise<PostgresRows> {
  cancel(): Promise<void> | undefined | null
  readonly active?: boolean
}

/** The parts of postgres.js that are used, by structure: its `sql`, or the one of a transaction or reserved connection. */
export interface PostgresSql {
  unsafe(text: string, values: unknown[], options: object): PostgresQuery
  typed(value: unknown, type: number): unknown
  reserve?(): Promise<PostgresSql>
  release?(): unknown
  readonly options?: { readonly transform?: object; readonly max?: number }
}

const GRACE_MS = 2000
const INT8 = 20
const INT8_ARRAY = 1016
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'])

/**
 * Values go as text of type `unknown` and the statement is never named. postgres.js reads `simple` and `prepare` from its options, an array of values being
 * given; both are set here, so that a polluted Object.prototype is not seen.
 */
function send(sql: PostgresSql, { text, values }: Pick<Compiled, 'text' | 'values'>): PostgresQuery {
  return sql.unsafe(text, values.map(value => (value === null ? sql.typed(null, UNKNOWN) : sql.typed(postgresText(value), UNKNOWN))), { prepare: false, simple: false })
}

async function execute(sql: PostgresSql, compiled: Pick<Compiled, 'text' | 'values'>, limits: Limits): Promise<Outcome> {
  checkAbort(limits)
  const query = send(sql, compiled)
  let reason: Error | undefined
  let cancelled: Promise<unknown> | undefined
  const work = new Promise<PostgresRows>((resolve, reject) => {
    const endWatch = watch(limits, why => {
      reason = why
      cancelled = Promise.resolve(query.cancel()).catch(() => undefined)
      setTimeout(() => reject(why), GRACE_MS).unref()
    })
    query.then(
      rows => {
        endWatch()
        resolve(rows)
      },
      error => {
        endWatch()
        reject(reason && (error as { code?: unknown }).code === '57014' ? reason : error)
      },
    )
  })
  try {
    return outcomeOf(await work, limits)
  } finally {
    // Until the server has taken the cancel it could still hit the next statement.
    await (cancelled && within({ ...limits, timeoutMs: GRACE_MS, signal: undefined }, cancelled).catch(() => undefined))
  }
}

function outcomeOf(rows: PostgresRows, { maxRows }: Limits): Outcome {
  if (rows.length > maxRows) throw tooManyRows(maxRows)
  const exact = rows.columns?.filter(({ type }) => type === INT8 || type === INT8_ARRAY) ?? []
  for (const { name } of exact) for (const row of rows) row[name] = exactItems(row[name])
  return { rows: Array.from(rows), changes: WRITES.has(rows.command) ? rows.count ?? 0 : 0, lastInsertId: undefined }
}

// Only what is still digits: a parser that the application has set is kept.
function exactItems(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(exactItems)
  return typeof value === 'string' && /^-?\d+$/.test(value) ? exactInteger(value) : value
}

class PostgresSession implements Session {
  isInTransaction: boolean
  readonly raw: object
  readonly lock: ConnectionLock | undefined
  readonly #sql: PostgresSql
  readonly #release: (isDirty: boolean) => void

  constructor(sql: PostgresSql, isInTransaction: boolean, release: (isDirty: boolean) => void, lock: ConnectionLock | undefined) {
    this.raw = sql
    this.#sql = sql
    this.isInTransaction = isInTransaction
    this.#release = release
    this.lock = lock
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.#sql, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return sessionCursor(this, compiled, limits)
  }

  async command(text: string): Promise<void> {
    const { command } = await this.#sql.unsafe(text, [], { prepare: false, simple: true })
    if (command === 'BEGIN') this.isInTransaction = true
    if (command === 'COMMIT' || (command === 'ROLLBACK' && !text.includes('to savepoint'))) this.isInTransaction = false
    if (text === 'commit' && command === 'ROLLBACK') throw codes.error('SQL_TRANSACTION_ABORTED')
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  release(isDirty: boolean): void {
    this.#release(isDirty)
  }
}

/** The `sql` of postgres.js, which is a pool. */
export class PostgresPoolDriver implements Driver {
  readonly name = 'postgres'
  readonly dialect = 'postgres'
  readonly isPooled = true
  readonly face: object
  readonly #sql: PostgresSql

  constructor(sql: PostgresSql) {
    this.#sql = sql
    this.face = postgresFace(sql)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.#sql, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamOnSession(() => this.acquire(limits), compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const reserved = await within(limits, this.#sql.reserve!(), undefined, late => void late.release!())
    return new PostgresSession(reserved, false, isDirty => void this.#giveBack(reserved, isDirty), undefined)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return postgresUnsafe(this.#sql, 'db.query', fragment, rest)
  }

  /** A connection of unknown state is closed by the server; postgres.js then opens another. */
  async #giveBack(reserved: PostgresSql, isDirty: boolean): Promise<void> {
    if (isDirty) await reserved.unsafe('select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())', [], { prepare: false, simple: true }).catch(() => undefined)
    await reserved.release!()
  }
}

/** The `sql` of a transaction or of a reserved connection of postgres.js. */
export class PostgresConnectionDriver implements Driver {
  readonly name = 'postgres'
  readonly dialect = 'postgres'
  readonly isPooled = false
  readonly face: object
  readonly #sql: PostgresSql
  readonly #lock: ConnectionLock
  readonly #isInTransaction: boolean

  constructor(sql: PostgresSql) {
    this.#sql = sql
    this.#lock = ConnectionLock.of(sql)
    this.#isInTransaction = 'savepoint' in sql
    this.face = postgresFace(sql)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return sharedWithin(this.#lock, limits, () => execute(this.#sql, compiled, limits))
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return cursorRows(this, compiled, limits, !this.#isInTransaction && !this.#lock.isInside)
  }

  async acquire(limits: Limits): Promise<Session> {
    const wasInside = this.#lock.isInside
    const letGo = await holdWithin(this.#lock, limits)
    return new PostgresSession(this.#sql, this.#isInTransaction || wasInside, letGo, this.#lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return postgresUnsafe(this.#sql, 'db.query', fragment, rest)
  }
}

/** `unsafe` of postgres.js with a fragment in place of the text: its own query, with `cursor`, `forEach`, `values`, `raw` and `cancel`. */
function postgresUnsafe(sql: PostgresSql, where: string, fragment: unknown, rest: readonly unknown[]): unknown {
  checkRest(rest, where)
  return send(sql, compile(fragment, 'postgres', where))
}

const postgresFace = (sql: PostgresSql): object => ({
  unsafe: (fragment: unknown, ...rest: unknown[]) => postgresUnsafe(sql, 'driver.unsafe', fragment, rest),
})

