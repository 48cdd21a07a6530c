import type { Infer, Schema } from '@breakwater/core'
import { validate } from '@breakwater/core'
import { compile } from './compile.ts'
import type { Compiled } from './compile.ts'
import { codes } from './codes.ts'
import type { Dialect } from './dialect.ts'
import type { Limits, Outcome, Row } from './drivers/driver.ts'
import type { Fragment } from './fragment.ts'
import { readCall } from './options.ts'
import type { CallOptions } from './options.ts'
import { checkAbort } from './watch.ts'

/** What a statement changed. */
export interface RunResult {
  /** Rows inserted, updated or deleted. */
  readonly changes: number
  /** The row id that the last INSERT made (MySQL and SQLite; on PostgreSQL use RETURNING). */
  readonly lastInsertId?: number | bigint
}

/** What a database and a transaction run their statements on. */
export interface Engine {
  readonly dialect: Dialect
  readonly limits: Limits
  run(compiled: Compiled, limits: Limits): Promise<Outcome>
  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined>
  query(fragment: unknown, rest: readonly unknown[]): unknown
  face(): object
}

/** The statements that a database and a transaction share. */
export abstract class Queries {
  readonly #engine: Engine
  readonly #where: string

  constructor(engine: Engine, where: string) {
    this.#engine = engine
    this.#where = where
  }

  /** All rows. With a schema each row is checked and has its type. Codes: SQL_FRAGMENT_REQUIRED, SQL_MAX_ROWS, SQL_TIMEOUT, SQL_ABORTED, SCHEMA_MISMATCH. */
  many<T extends object = Row>(sql: Fragment, options?: CallOptions): Promise<T[]>
  many<S extends Schema>(sql: Fragment, schema: S, options?: CallOptions): Promise<Infer<S>[]>
  async many(sql: Fragment, first?: Schema | CallOptions, second?: CallOptions): Promise<unknown[]> {
    const where = `${this.#where}.many`
    const { schema, limits } = readCall(where, this.#engine.limits, first, second)
    const { rows } = await this.#engine.run(compile(sql, this.#engine.dialect, where), limits)
    return schema ? checkRows(schema, rows, where) : rows
  }

  /** The only row. Codes: SQL_ROW_MISSING, SQL_ROW_SURPLUS, and those of `many`. */
  one<T extends object = Row>(sql: Fragment, options?: CallOptions): Promise<T>
  one<S extends Schema>(sql: Fragment, schema: S, options?: CallOptions): Promise<Infer<S>>
  async one(sql: Fragment, first?: Schema | CallOptions, second?: CallOptions): Promise<unknown> {
    const where = `${this.#where}.one`
    const { schema, limits } = readCall(where, this.#engine.limits, first, second)
    const { rows } = await this.#engine.run(compile(sql, this.#engine.dialect, where), limits)
    if (rows.length !== 1) throw codes.error(rows.length === 0 ? 'SQL_ROW_MISSING' : 'SQL_ROW_SURPLUS', { at: where, details: { rows: rows.length } })
    return schema ? validate(schema, rows[0], where) : rows[0]
  }

  /** The only row, or undefined where there is none. Codes: SQL_ROW_SURPLUS, and those of `many`. */
  maybeOne<T extends object = Row>(sql: Fragment, options?: CallOptions): Promise<T | undefined>
  maybeOne<S extends Schema>(sql: Fragment, schema: S, options?: CallOptions): Promise<Infer<S> | undefined>
  async maybeOne(sql: Fragment, first?: Schema | CallOptions, second?: CallOptions): Promise<unknown> {
    const where = `${this.#where}.maybeOne`
    const { schema, limits } = readCall(where, this.#engine.limits, first, second)
    const { rows } = await this.#engine.run(compile(sql, this.#engine.dialect, where), limits)
    if (rows.length > 1) throw codes.error('SQL_ROW_SURPLUS', { at: where, details: { rows: rows.length } })
    return schema && rows.length === 1 ? validate(schema, rows[0], where) : rows[0]
  }

  /** Runs a statement for what it changes. Codes: as `many`. */
  async run(sql: Fragment, options?: CallOptions): Promise<RunResult> {
    const where = `${this.#where}.run`
    const { limits } = readCall(where, this.#engine.limits, undefined, options)
    const { changes, lastInsertId } = await this.#engine.run(compile(sql, this.#engine.dialect, where), limits)
    return lastInsertId === undefined ? { changes } : { changes, lastInsertId }
  }

  /**
   * Rows one by one, as the reader asks for them; leaving the loop early frees the connection. `timeoutMs` is that of each step, `maxRows` none unless given.
   * Codes: as `many`.
   */
  stream<T extends object = Row>(sql: Fragment, options?: CallOptions): AsyncGenerator<T, void, undefined>
  stream<S extends Schema>(sql: Fragment, schema: S, options?: CallOptions): AsyncGenerator<Infer<S>, void, undefined>
  async *stream(sql: Fragment, first?: Schema | CallOptions, second?: CallOptions): AsyncGenerator<unknown, void, undefined> {
    const where = `${this.#where}.stream`
    const { schema, limits } = readCall(where, { ...this.#engine.limits, maxRows: Number.MAX_SAFE_INTEGER }, first, second)
    for await (const row of this.#engine.stream(compile(sql, this.#engine.dialect, where), limits)) {
      // Rows that are here already must not outlive the signal.
      checkAbort(limits)
      yield schema ? validate(schema, row, where) : row
    }
  }

  /** The driver's own `query` with a fragment in place of the text: its result shape, its callback, no limits of ours. For code that was migrated. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the type of the driver, which is not imported; migrated code must go on compiling
  query<Result = any>(sql: Fragment, ...rest: unknown[]): Result {
    return this.#engine.query(sql, rest) as Result
  }

  /** The driver's own method names with a fragment in place of the text. For code that was migrated. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  get driver(): any {
    return this.#engine.face()
  }
}

async function checkRows(schema: Schema, rows: Row[], where: string): Promise<unknown[]> {
  const checked = new Array<unknown>(rows.length)
  for (let index = 0; index < rows.length; index++) {
    const value = validate(schema, rows[index], `${where}, row ${index + 1}`)
    checked[index] = value instanceof Promise ? await value : value
  }
  return checked
}
