import type { Compiled } from '../../compile.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { Sightings } from '../../statements/sightings.ts'
import { within } from '../../watch.ts'
import type { Driver, Limits, Outcome, PreparePolicy, Row, Session } from '../driver.ts'
import { streamOnSession } from '../pooled.ts'
import { cursorRows } from '../postgres-cursor.ts'
import { pgFace, pgQuery } from './face.ts'
import { PgLane } from './lane.ts'
import { PgSession } from './session.ts'
import type { PgClient, PgPool } from './types.ts'

type Release = (error?: unknown) => void

const sightings = new WeakMap<object, Sightings>()
const ignoreError = () => undefined

/** Decides which statements may be named: those of a fixed shape that were seen repeatedly on this pool or client. */
function namingPolicy(target: object, policy: PreparePolicy): (compiled: Compiled) => boolean {
  if (policy === 'never') return () => false
  let seen = sightings.get(target)
  if (!seen) sightings.set(target, (seen = new Sightings()))
  const counted = seen
  return compiled => compiled.fixed && counted.isFrequent(compiled.text)
}

/** A pg Pool. */
export class PgPoolDriver implements Driver {
  readonly name = 'pg'
  readonly dialect = 'postgres'
  readonly isPooled = true
  readonly face: object
  readonly #pool: PgPool
  readonly #mayName: (compiled: Compiled) => boolean

  constructor(pool: PgPool, policy: PreparePolicy) {
    this.#pool = pool
    this.#mayName = namingPolicy(pool, policy)
    this.face = pgFace(pool)
  }

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    const mayName = this.#mayName(compiled)
    const { client, release } = await this.#connect(limits)
    const lane = new PgLane(client)
    try {
      return await lane.execute(compiled, limits, mayName)
    } finally {
      release(lane.isTainted)
    }
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamOnSession(() => this.acquire(limits), compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const { client, release } = await this.#connect(limits)
    return new PgSession(new PgLane(client), this.#mayName, release, undefined)
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
  readonly #mayName: (compiled: Compiled) => boolean

  constructor(client: PgClient, policy: PreparePolicy) {
    this.#client = client
    this.#lock = ConnectionLock.of(client)
    this.#mayName = namingPolicy(client, policy)
    this.face = pgFace(client)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    const mayName = this.#mayName(compiled)
    return sharedWithin(this.#lock, limits, () => new PgLane(this.#client).execute(compiled, limits, mayName))
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return cursorRows(this, compiled, limits, !this.#isInTransaction)
  }

  async acquire(limits: Limits): Promise<Session> {
    const letGo = await holdWithin(this.#lock, limits)
    return new PgSession(new PgLane(this.#client), this.#mayName, letGo, this.#lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return pgQuery(this.#client, 'db.query', fragment, rest)
  }

  get #isInTransaction(): boolean {
    return this.#lock.isInside || this.#client.getTransactionStatus?.() === 'T'
  }
}
