import { compile } from '../../compile.ts'
import type { Compiled } from '../../compile.ts'
import { checkRest } from '../../face.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { within } from '../../watch.ts'
import type { Driver, Limits, Outcome, Row, Session } from '../driver.ts'
import { streamOnSession } from '../pooled.ts'
import { cursorRows } from '../postgres-cursor.ts'
import { execute, isStray, send } from './send.ts'
import { PostgresSession, ReservedSession } from './session.ts'
import { Slots } from './slots.ts'
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

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    const giveBack = await this.#slot(limits)
    const run = () => execute(this.#sql, compiled, limits, this.#sql.options?.transform)
    try {
      return await run().catch((error: unknown) => {
        if (isStray(error)) return run()
        throw error
      })
    } finally {
      giveBack()
    }
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamOnSession(() => this.acquire(limits), compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    return new PostgresSession(this.#sql, limits, this.#sql.options?.transform, await this.#slot(limits), undefined)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return postgresUnsafe(this.#sql, 'db.query', fragment, rest)
  }

  #slot(limits: Limits): Promise<() => void> {
    const slots = Slots.of(this.#sql)
    return slots.isFree ? slots.take() : within(limits, slots.take(), undefined, late => late())
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
