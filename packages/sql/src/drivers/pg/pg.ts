import type { Compiled } from '../../compile.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { namingOf } from '../../statements/naming.ts'
import type { Naming } from '../../statements/naming.ts'
import { within } from '../../watch.ts'
import type { Driver, Limits, Outcome, PreparePolicy, Row, Session } from '../driver.ts'
import { streamOnSession } from '../pooled.ts'
import { cursorRows } from '../postgres-cursor.ts'
import { pgFace, pgQuery } from './face.ts'
import { PgLane } from './lane.ts'
import { PgSession } from './session.ts'
import type { PgClient, PgPool } from './types.ts'

type Release = (error?: unknown) => void

const ignoreError = () => undefined

/** A pg Pool. */
export class PgPoolDriver implements Driver {
  readonly name = 'pg'
  readonly dialect = 'postgres'
  readonly isPooled = true
  readonly face: object
  readonly #pool: PgPool
  readonly #naming: Naming | undefined

  constructor(pool: PgPool, policy: PreparePolicy) {
    this.#pool = pool
    this.#naming = namingOf(pool, policy)
    this.face = pgFace(pool)
  }

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    const { client, release } = await this.#connect(limits)
    const lane = new PgLane(client, this.#naming)
    try {
      return await lane.execute(compiled, limits)
    } finally {
      release(lane.isTainted)
    }
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamOnSession(() => this.acquire(limits), compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const { client, release } = await this.#connect(limits)
    return new PgSession(new PgLane(client, this.#naming), release, undefined)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return pgQuery(this.#pool, 'db.query', fragment, rest)
  }

  #connect(limits: Limits): Promise<{ client: PgClient; release: (isDirty: boolean) => void }> {
    const connecting = new Promise<{ client: PgClient; release: (isDirty: boolean) => void }>((resolve, reject) => {
      this.#pool.connect((error, client, release: Release) => {
        if (error) return reject(error)
        // The pool listens for errors of idle clients only; a connection that dies in our hands reports to the statement that runs.
        client.on('error', ignoreError)
        resolve({
          client,
          release: isDirty => {
            client.removeListener('error', ignoreError)
            release(isDirty || undefined)
          },
        })
      })
    })
    return (this.#pool as { idleCount?: number }).idleCount ? connecting : within(limits, connecting, undefined, late => late.release(false))
  }
}

/** A pg Client, or a client taken from a pool: one connection that others may use too. */
export class PgClientDriver implements Driver {
  readonly name = 'pg'
  readonly dialect = 'postgres'
  readonly isPooled = false
  readonly face: object
  readonly #client: PgClient
  readonly #lock: ConnectionLock
  readonly #naming: Naming | undefined

  constructor(client: PgClient, policy: PreparePolicy) {
    this.#client = client
    this.#lock = ConnectionLock.of(client)
    this.#naming = namingOf(client, policy)
    this.face = pgFace(client)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return sharedWithin(this.#lock, limits, () => new PgLane(this.#client, this.#naming).execute(compiled, limits))
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return cursorRows(this, compiled, limits, !this.#isInTransaction)
  }

  async acquire(limits: Limits): Promise<Session> {
    const letGo = await holdWithin(this.#lock, limits)
    return new PgSession(new PgLane(this.#client, this.#naming), letGo, this.#lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return pgQuery(this.#client, 'db.query', fragment, rest)
  }

  get #isInTransaction(): boolean {
    return this.#lock.isInside || this.#client.getTransactionStatus?.() === 'T'
  }
}
