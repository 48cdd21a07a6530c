import { compile } from '../../compile.ts'
import type { Compiled } from '../../compile.ts'
import { checkRest } from '../../face.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import type { Driver, Limits, Outcome, Row, Session } from '../driver.ts'
import { streamOnSession } from '../pooled.ts'
import { cursorRows } from '../postgres-cursor.ts'
import { execute, send } from './send.ts'
import { PostgresSession, ReservedSession } from './session.ts'
import type { PostgresSql } from './types.ts'

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
    return execute(this.#sql, compiled, limits, this.#sql.options?.transform)
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamOnSession(() => this.acquire(limits), compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    return new PostgresSession(this.#sql, limits, this.#sql.options?.transform, () => undefined, undefined)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return postgresUnsafe(this.#sql, 'db.query', fragment, rest)
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

  constructor(sql: PostgresSql) {
    this.#sql = sql
    this.#lock = ConnectionLock.of(sql)
    this.face = postgresFace(sql)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return sharedWithin(this.#lock, limits, () => execute(this.#sql, compiled, limits))
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return cursorRows(this, compiled, limits, !this.#sql.savepoint && !this.#lock.isInside)
  }

  async acquire(limits: Limits): Promise<Session> {
    const wasInside = this.#lock.isInside
    const letGo = await holdWithin(this.#lock, limits)
    return this.#sql.savepoint ? new PostgresSession(this.#sql, limits, undefined, letGo, this.#lock) : new ReservedSession(this.#sql, wasInside, letGo, this.#lock)
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
