import type { Readable } from 'node:stream'
import type { BreakwaterError } from '@breakwater/core'
import type { Compiled } from '../../compile.ts'
import { checkAbort, tooManyRows, watch, within } from '../../watch.ts'
import type { Limits, Outcome, Row } from '../driver.ts'
import { exactInteger } from '../exact.ts'
import { killOnServer } from './kill.ts'
import { send } from './send.ts'
import type { MysqlCommand, MysqlConnection, MysqlField, MysqlHeader } from './types.ts'

const GRACE_MS = 2000
const LONGLONG = 8
const READS = new Set(['select', 'show', 'values', 'with', 'table', 'explain', 'describe', 'desc'])

/** Statements of our own API on one connection of mysql2. */
export class MysqlLane {
  /** A kill was sent, or a stream left early, so that the connection must not be used again. */
  isTainted = false
  readonly connection: MysqlConnection

  constructor(connection: MysqlConnection) {
    this.connection = connection
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      checkAbort(limits)
      const reader = new ResultReader()
      let reason: BreakwaterError | undefined
      let killed: Promise<void> | undefined
      const stop = (why: BreakwaterError) => {
        if (reason) return
        reason = why
        killed = this.#stop(command)
        // A server that does not answer must not hold the caller.
        setTimeout(() => settle(why), GRACE_MS).unref()
      }
      let isSettled = false
      const settle = (error?: unknown) => {
        isSettled = true
        endWatch()
        this.connection.removeListener('error', onLost)
        if (error !== undefined) reject(reason ?? error)
        else if (reason && (READS.has(compiled.verb) || reason.code === 'SQL_MAX_ROWS')) reject(reason)
        else resolve(reader.outcome())
      }
      let failure: unknown
      let endWatch = () => {}
      const onLost = (error: unknown) => settle(error)
      // A closed connection says so while it is given the statement.
      this.connection.on('error', onLost)
      const command = send(this.connection, compiled, 'own', false)
      command.on('fields', (fields?: MysqlField[]) => reader.fields(fields))
      command.on('result', (row: Row | MysqlHeader) => {
        if (!reader.add(row, limits.maxRows)) stop(tooManyRows(limits.maxRows))
      })
      command.on('error', (error: unknown) => (failure ??= error))
      command.once('end', () => {
        if (killed) void killed.then(() => settle(failure))
        else settle(failure)
      })
      endWatch = watch(limits, stop)
      if (isSettled) endWatch()
    })
  }

  async *stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    checkAbort(limits)
    const loss: { error?: Error; rows?: Readable } = {}
    const onLost = (error: Error) => {
      loss.error = error
      loss.rows?.destroy(error)
    }
    this.connection.on('error', onLost)
    const command = send(this.connection, compiled, 'own', false)
    const reader = new ResultReader()
    command.on('fields', (fields?: MysqlField[]) => reader.fields(fields))
    const rows = (loss.rows = command.stream({ highWaterMark: 100 }))
    if (loss.error) rows.destroy(loss.error)
    const steps = rows[Symbol.asyncIterator]() as AsyncIterator<Row>
    let isDone = false
    try {
      for (let total = 0; ; ) {
        const step = await within(limits, steps.next(), () => void rows.destroy())
        if (step.done) break
        if (!reader.isRow) continue
        if (++total > limits.maxRows) throw tooManyRows(limits.maxRows)
        yield reader.read(step.value)
      }
      isDone = true
    } finally {
      if (isDone) rows.destroy()
      else await this.#abandon(command, rows)
      this.connection.removeListener('error', onLost)
    }
  }

  /** Stops what runs and waits until the connection is quiet, so that another statement on it would not be hit. */
  async #abandon(command: MysqlCommand, rows: Readable): Promise<void> {
    const ended = new Promise<void>(resolve => {
      command.on('error', () => resolve())
      command.once('end', resolve)
      this.connection.once('error', () => resolve())
      setTimeout(resolve, GRACE_MS).unref()
    })
    // The connection is paused while nobody reads; what still comes is dropped.
    rows.destroy()
    await this.#stop(command)
    await ended
  }

  #stop(command: MysqlCommand): Promise<void> {
    this.isTainted = true
    // Behind another statement in the queue: it is that one which a kill would hit.
    if (command.next === null) {
      command.start = () => null
      return Promise.resolve()
    }
    return killOnServer(this.connection)
  }
}

/** Takes apart what a command of mysql2 emits: rows of the first result set, and the header of a statement without rows. */
class ResultReader {
  readonly #rows: Row[] = []
  #header: MysqlHeader | undefined
  #exact: string[] = []
  #sets = 0
  /** What comes next is a row, and not the header that ends a statement. */
  isRow = false

  fields(fields: readonly MysqlField[] | undefined): void {
    this.isRow = fields !== undefined
    if (fields === undefined) return
    this.#sets++
    this.#exact = fields.filter(field => (field.columnType ?? field.type) === LONGLONG).map(field => field.name)
  }

  /** False where there is no room for one more row. */
  add(row: Row | MysqlHeader, maxRows: number): boolean {
    if (!this.isRow) this.#header = row as MysqlHeader
    else if (this.#sets === 1) {
      if (this.#rows.length >= maxRows) {
        this.#rows.length = 0
        this.#sets = 2
        return false
      }
      this.#rows.push(this.read(row as Row))
    }
    return true
  }

  /** mysql2 gives a BIGINT beyond 2^53 as digits here. */
  read(row: Row): Row {
    for (const name of this.#exact) {
      const value = row[name]
      if (typeof value === 'string' && /^-?\d+$/.test(value)) row[name] = exactInteger(value)
    }
    return row
  }

  outcome(): Outcome {
    const insertId = this.#header?.insertId
    return {
      rows: this.#rows,
      changes: this.#header?.affectedRows ?? 0,
      lastInsertId: insertId ? (typeof insertId === 'string' ? exactInteger(insertId) : insertId) : undefined,
    }
  }
}
