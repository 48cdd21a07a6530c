import type { Compiled } from '../../compile.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { within } from '../../watch.ts'
import type { Driver, DriverName, Limits, Outcome, Row, Session } from '../driver.ts'
import { onSession, streamOnSession } from '../pooled.ts'
import { mysqlFace } from './face.ts'
import type { MysqlFace } from './face.ts'
import { MysqlLane } from './lane.ts'
import type { MysqlConnection, MysqlPool } from './types.ts'

const ignoreError = () => undefined

class MysqlSession implements Session {
  readonly raw: object
  readonly lock: ConnectionLock | undefined
  isInTransaction = false
  readonly #lane: MysqlLane
  readonly #release: (isDirty: boolean) => void

  constructor(lane: MysqlLane, isPromise: boolean, release: (isDirty: boolean) => void, lock: ConnectionLock | undefined) {
    this.#lane = lane
    this.raw = isPromise ? lane.connection.promise() : lane.connection
    this.#release = release
    this.lock = lock
    this.isInTransaction = lock?.isInside ?? false
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return this.#lane.execute(compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return this.#lane.stream(compiled, limits)
  }

  async command(text: string): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#lane.connection.query({ sql: text, values: [], timeout: undefined }, (error: Error | null) => (error ? reject(error) : resolve()))
    })
    if (text.startsWith('start transaction')) this.isInTransaction = true
    else if (text === 'commit' || text === 'rollback') this.isInTransaction = false
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  release(isDirty: boolean): void {
    this.#release(isDirty || this.#lane.isTainted)
  }
}

/** A pool of mysql2, of either API: `pool` is the one of the callback API. */
export class MysqlPoolDriver implements Driver {
  readonly dialect = 'mysql'
  readonly isPooled = true
  readonly name: DriverName
  readonly face: MysqlFace
  readonly #pool: MysqlPool
  readonly #isPromise: boolean

  constructor(pool: MysqlPool, isPromise: boolean) {
    this.#pool = pool
    this.#isPromise = isPromise
    this.name = isPromise ? 'mysql2/promise' : 'mysql2'
    this.face = mysqlFace(pool, isPromise)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return onSession(() => this.acquire(limits), session => session.execute(compiled, limits), error => !(error as { fatal?: boolean }).fatal)
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamOnSession(() => this.acquire(limits), compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const connecting = new Promise<MysqlConnection>((resolve, reject) => {
      this.#pool.getConnection((error, connection) => (error ? reject(error) : resolve(connection)))
    })
    const connection = await within(limits, connecting, undefined, late => late.release!())
    // A connection that dies in our hands reports to the statement that runs.
    connection.on('error', ignoreError)
    return new MysqlSession(new MysqlLane(connection), this.#isPromise, isDirty => {
      connection.removeListener('error', ignoreError)
      if (isDirty) connection.destroy()
      else connection.release!()
    }, undefined)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return this.face.query(fragment, ...rest)
  }
}

/** A connection of mysql2, of either API, that others may use too. */
export class MysqlConnectionDriver implements Driver {
  readonly dialect = 'mysql'
  readonly isPooled = false
  readonly name: DriverName
  readonly face: MysqlFace
  readonly #connection: MysqlConnection
  readonly #isPromise: boolean
  readonly #lock: ConnectionLock

  constructor(connection: MysqlConnection, isPromise: boolean) {
    this.#connection = connection
    this.#isPromise = isPromise
    this.#lock = ConnectionLock.of(connection)
    this.name = isPromise ? 'mysql2/promise' : 'mysql2'
    this.face = mysqlFace(connection, isPromise)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return sharedWithin(this.#lock, limits, () => new MysqlLane(this.#connection).execute(compiled, limits))
  }

  async *stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    yield* new MysqlLane(this.#connection).stream(compiled, limits)
  }

  async acquire(limits: Limits): Promise<Session> {
    const letGo = await holdWithin(this.#lock, limits)
    return new MysqlSession(new MysqlLane(this.#connection), this.#isPromise, letGo, this.#lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return this.face.query(fragment, ...rest)
  }
}
