import type { BreakwaterError } from '@breakwater/core'
import type { Compiled } from '../../compile.ts'
import { codes } from '../../codes.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { checkAbort, tooManyRows, watch, within } from '../../watch.ts'
import type { Driver, Limits, Outcome, Row, Session } from '../driver.ts'
import { sqlite3Face } from './sqlite3-face.ts'
import type { Sqlite3Face } from './sqlite3-face.ts'
import { sqliteValues } from './values.ts'
import type { BindRules } from './values.ts'
import { mayInsert, mayRead, mayWrite } from './verbs.ts'

type Done<T> = (error: Error | null, result?: T) => void

export interface Sqlite3Statement {
  get(done: Done<Row>): void
  finalize(done?: () => void): void
}

/** The parts of sqlite3 that are used, by structure. */
export interface Sqlite3Database {
  run(text: string, values: unknown[], done?: (this: { lastID: number; changes: number }, error: Error | null) => void): this
  get(text: string, values: unknown[], done?: Done<Row>): this
  all(text: string, values: unknown[], done?: Done<Row[]>): this
  each(text: string, values: unknown[], onRow?: Done<Row>, done?: Done<number>): this
  exec(text: string, done?: Done<void>): this
  prepare(text: string, values: unknown[], done?: (error: Error | null) => void): Sqlite3Statement
  serialize(work: () => void): void
  interrupt(): void
}

/** sqlite3 binds a bigint as NULL. */
export const rules: BindRules = { wholeNumbers: 'number', endsAtNul: false }

const GRACE_MS = 2000

function execute(database: Sqlite3Database, compiled: Compiled, limits: Limits): Promise<Outcome> {
  checkAbort(limits)
  const values = sqliteValues(compiled.values, rules)
  return new Promise((resolve, reject) => {
    let reason: BreakwaterError | undefined
    const endWatch = watch(limits, why => {
      reason = why
      database.interrupt()
      setTimeout(() => reject(why), GRACE_MS).unref()
    })
    const settle = (error: Error | null, outcome?: () => Outcome) => {
      endWatch()
      if (error) return reject(reason && (error as { code?: unknown }).code === 'SQLITE_INTERRUPT' ? reason : error)
      try {
        resolve(outcome!())
      } catch (refusal) {
        reject(refusal)
      }
    }
    if (!mayRead(compiled)) {
      database.run(compiled.text, values, function (error) {
        settle(error, () => outcomeOf(compiled, [], this.changes, this.lastID))
      })
    } else if (!mayWrite(compiled)) database.all(compiled.text, values, (error, rows) => settle(error, () => outcomeOf(compiled, checked(rows!, limits), 0, 0)))
    else readAndCount(database, compiled, values, limits, settle)
  })
}

/** RETURNING: rows and count, one right after the other. */
function readAndCount(database: Sqlite3Database, compiled: Compiled, values: unknown[], limits: Limits, settle: (error: Error | null, outcome?: () => Outcome) => void): void {
  database.serialize(() => {
    let failure: Error | null = null
    let rows: Row[] = []
    database.all(compiled.text, values, (error, found) => {
      failure = error
      rows = found ?? []
    })
    database.get('select changes() as changes, last_insert_rowid() as id', [], (error, row) =>
      settle(failure ?? error, () => outcomeOf(compiled, checked(rows, limits), row!['changes'] as number, row!['id'] as number)))
  })
}

function checked(rows: Row[], { maxRows }: Limits): Row[] {
  if (rows.length > maxRows) throw tooManyRows(maxRows)
  for (const row of rows) checkRow(row)
  return rows
}

const TWO_63 = 2 ** 63

/** sqlite3 reads integers as doubles: from 2^53 on, what it gives may be another number. */
function checkRow(row: Row): Row {
  for (const name of Object.keys(row)) {
    const value = row[name]
    if (typeof value === 'number' && !Number.isSafeInteger(value) && Number.isInteger(value) && value >= -TWO_63 && value <= TWO_63) throw codes.error('SQL_INTEGER_LOST')
  }
  return row
}

function outcomeOf(compiled: Compiled, rows: Row[], changes: number, id: number): Outcome {
  const count = mayWrite(compiled) ? changes : 0
  return { rows, changes: count, lastInsertId: count > 0 && mayInsert(compiled) ? id : undefined }
}

/** Steps through a statement: a callback for each row, the next only when asked for. */
async function* streamRows(database: Sqlite3Database, compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
  checkAbort(limits)
  const statement = await new Promise<Sqlite3Statement>((resolve, reject) => {
    const made: Sqlite3Statement = database.prepare(compiled.text, sqliteValues(compiled.values, rules), error => (error ? reject(error) : resolve(made)))
  })
  try {
    for (let total = 0; ; ) {
      const step = new Promise<Row | undefined>((resolve, reject) => statement.get((error, row) => (error ? reject(error) : resolve(row))))
      const row = await within(limits, step, () => database.interrupt())
      if (row === undefined) return
      if (++total > limits.maxRows) throw tooManyRows(limits.maxRows)
      yield checkRow(row)
    }
  } finally {
    await new Promise<void>(resolve => statement.finalize(resolve))
  }
}

class Sqlite3Session implements Session {
  readonly raw: Sqlite3Database
  readonly lock: ConnectionLock
  isInTransaction: boolean
  readonly #release: () => void

  constructor(database: Sqlite3Database, isInTransaction: boolean, release: () => void, lock: ConnectionLock) {
    this.raw = database
    this.isInTransaction = isInTransaction
    this.#release = release
    this.lock = lock
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return execute(this.raw, compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return streamRows(this.raw, compiled, limits)
  }

  async command(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => this.raw.exec(text, error => (error ? reject(error) : resolve())))
    if (text.startsWith('begin')) this.isInTransaction = true
    else if (text === 'commit' || text === 'rollback') this.isInTransaction = false
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  release(): void {
    this.#release()
  }
}

/** A database of sqlite3: one connection that others may use too. A time limit interrupts all that runs on it. */
export class Sqlite3Driver implements Driver {
  readonly name = 'sqlite3'
  readonly dialect = 'sqlite'
  readonly isPooled = false
  readonly face: Sqlite3Face
  readonly #database: Sqlite3Database
  readonly #lock: ConnectionLock

  constructor(database: Sqlite3Database) {
    this.#database = database
    this.#lock = ConnectionLock.of(database)
    this.face = sqlite3Face(database)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return sharedWithin(this.#lock, limits, async () => execute(this.#database, compiled, limits))
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamRows(this.#database, compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const wasInside = this.#lock.isInside
    return new Sqlite3Session(this.#database, wasInside, await holdWithin(this.#lock, limits), this.#lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return this.face.all(fragment, ...rest)
  }
}
