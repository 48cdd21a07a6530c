import type { Compiled } from '../../compile.ts'
import { checkAbort, timedOut, tooManyRows } from '../../watch.ts'
import type { Limits, Outcome, PreparePolicy, Row } from '../driver.ts'
import { asBuffer, exactBigInt } from '../exact.ts'
import type { Flavour, SyncDatabase, SyncStatement } from './flavours.ts'
import { SyncStatements } from './statements.ts'
import type { CachedStatement } from './statements.ts'
import { sqliteValues } from './values.ts'
import { mayInsert, mayWrite } from './verbs.ts'

const CLOCK_EVERY = 128

const openRows = new WeakMap<SyncDatabase, Set<OpenRows>>()

/** Statements of our own API on a database of a synchronous driver. */
export class SqliteEngine {
  readonly #flavour: Flavour
  readonly #statements: SyncStatements<boolean>
  readonly #open: Set<OpenRows>

  constructor(database: SyncDatabase, flavour: Flavour, policy: PreparePolicy) {
    this.#flavour = flavour
    this.#open = openRows.get(database) ?? new Set()
    openRows.set(database, this.#open)
    this.#statements = new SyncStatements(database, flavour, policy, statement => flavour.exact(statement))
  }

  /** Runs to the end. Within it nothing else of this thread can run, so the time is looked at between rows; a single long step cannot be stopped. */
  execute(compiled: Compiled, limits: Limits): Outcome {
    checkAbort(limits)
    this.settleStreams()
    const cached = this.#statements.take(compiled.text)
    const values = this.#flavour.bind(sqliteValues(compiled.values, this.#flavour.rules))
    cached.isBusy = true
    let isFailed = true
    try {
      const outcome = this.#run(compiled, cached, values, limits)
      isFailed = false
      return outcome
    } finally {
      // A driver whose iterator cannot be closed leaves a failed statement open; let go of, it is closed with it.
      this.#statements.giveBack(compiled.text, cached, isFailed)
    }
  }

  #run(compiled: Compiled, cached: CachedStatement<boolean>, values: unknown[], limits: Limits): Outcome {
    const { statement } = cached
    if (!(cached.extra ??= this.#flavour.isReader(statement, compiled))) return runOutcome(compiled, statement.run(...values))
    const rows = readAll(statement, values, limits)
    return mayWrite(compiled) ? this.#changed(compiled, rows) : { rows, changes: 0, lastInsertId: undefined }
  }

  /** Rows as they are asked for. */
  open(compiled: Compiled, limits: Limits): OpenRows {
    checkAbort(limits)
    this.settleStreams()
    const statement = this.#statements.prepare(compiled.text)
    const rows = new OpenRows(statement, this.#flavour.bind(sqliteValues(compiled.values, this.#flavour.rules)), () => this.#open.delete(rows))
    this.#open.add(rows)
    return rows
  }

  /** Drivers refuse other statements, or mix with them, while one is being read: what open streams have left is read into memory first. */
  settleStreams(): void {
    if (this.#open.size > 0) for (const rows of this.#open) rows.settle()
  }

  /** An INSERT, UPDATE or DELETE with RETURNING gives rows, and its count only afterwards. */
  #changed(compiled: Compiled, rows: Row[]): Outcome {
    const { statement } = this.#statements.take('select changes() as changes, last_insert_rowid() as id')
    const { changes, id } = statement.get() as { changes: number | bigint; id: number | bigint }
    return { ...runOutcome(compiled, { changes, lastInsertRowid: id }), rows }
  }
}

function runOutcome(compiled: Compiled, { changes, lastInsertRowid }: { changes: number | bigint; lastInsertRowid: number | bigint }): Outcome {
  if (!mayWrite(compiled)) return { rows: [], changes: 0, lastInsertId: undefined }
  const count = Number(changes)
  return { rows: [], changes: count, lastInsertId: count > 0 && mayInsert(compiled) ? exactBigInt(BigInt(lastInsertRowid)) : undefined }
}

function readAll(statement: SyncStatement, values: unknown[], { maxRows, timeoutMs }: Limits): Row[] {
  const rows: Row[] = []
  const end = performance.now() + timeoutMs
  const iterator = statement.iterate(...values)
  try {
    for (let step = iterator.next(); !step.done; step = iterator.next()) {
      if (rows.length === maxRows) throw tooManyRows(maxRows)
      if (rows.length % CLOCK_EVERY === CLOCK_EVERY - 1 && performance.now() > end) throw timedOut(timeoutMs)
      rows.push(exactRow(step.value))
    }
  } catch (error) {
    iterator.return?.()
    throw error
  }
  return rows
}

function exactRow(row: Row): Row {
  for (const name of Object.keys(row)) {
    const value = row[name]
    if (typeof value === 'bigint') row[name] = exactBigInt(value)
    else if (typeof value === 'object' && value !== null) row[name] = asBuffer(value)
  }
  return row
}

/** Rows of a statement that is not at its end. */
export class OpenRows {
  readonly #statement: SyncStatement
  readonly #iterator: Iterator<Row>
  readonly #onEnd: () => void
  #settled: Iterator<Row> | undefined
  #isEnded = false

  constructor(statement: SyncStatement, values: unknown[], onEnd: () => void) {
    this.#statement = statement
    this.#iterator = statement.iterate(...values)
    this.#onEnd = onEnd
  }

  next(): Row | undefined {
    if (this.#settled) return this.#settled.next().value as Row | undefined
    if (this.#isEnded) return undefined
    const step = this.#iterator.next()
    if (!step.done) return exactRow(step.value)
    this.#end()
    return undefined
  }

  settle(): void {
    const rows: Row[] = []
    for (let row = this.next(); row; row = this.next()) rows.push(row)
    this.#settled = rows.values()
  }

  close(): void {
    if (this.#isEnded) return
    this.#iterator.return?.()
    this.#end()
  }

  #end(): void {
    this.#isEnded = true
    this.#statement.finalize?.()
    this.#onEnd()
  }
}
