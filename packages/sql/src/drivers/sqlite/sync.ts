import type { Compiled } from '../../compile.ts'
import { ConnectionLock, holdWithin, sharedWithin } from '../../lock.ts'
import { aborted, tooManyRows } from '../../watch.ts'
import type { Driver, DriverName, Limits, Outcome, PreparePolicy, Row, Session } from '../driver.ts'
import { SqliteEngine } from './engine.ts'
import type { Flavour, SyncDatabase } from './flavours.ts'
import { syncFace, syncQuery } from './sync-face.ts'
import { wasmFace } from './wasm-face.ts'

class SyncSession implements Session {
  readonly raw: SyncDatabase
  readonly lock: ConnectionLock
  readonly #engine: SqliteEngine
  readonly #release: () => void
  #isOpen: boolean

  constructor(database: SyncDatabase, engine: SqliteEngine, isOpen: boolean, release: () => void, lock: ConnectionLock) {
    this.raw = database
    this.#engine = engine
    this.#isOpen = isOpen
    this.#release = release
    this.lock = lock
  }

  get isInTransaction(): boolean {
    return this.raw.inTransaction ?? this.raw.isTransaction ?? this.#isOpen
  }

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return this.#engine.execute(compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits) {
    return streamRows(this.#engine, compiled, limits)
  }

  async command(text: string): Promise<void> {
    this.#engine.settleStreams()
    this.raw.exec(text)
    if (text.startsWith('begin')) this.#isOpen = true
    else if (text === 'commit' || text === 'rollback') this.#isOpen = false
  }

  commit(): Promise<void> {
    return this.command('commit')
  }

  release(): void {
    this.#release()
  }
}

async function* streamRows(engine: SqliteEngine, compiled: Compiled, limits: Limits, lock?: ConnectionLock): AsyncGenerator<Row, void, undefined> {
  const open = async () => engine.open(compiled, limits)
  const rows = await (lock ? sharedWithin(lock, limits, open) : open())
  try {
    let total = 0
    for (let row = rows.next(); row; row = rows.next()) {
      if (++total > limits.maxRows) throw tooManyRows(limits.maxRows)
      yield row
      if (limits.signal?.aborted) throw aborted(limits.signal)
    }
  } finally {
    rows.close()
  }
}

/** A database of better-sqlite3, libsql, node:sqlite or node-sqlite3-wasm: one connection that others may use too. */
export class SyncSqliteDriver implements Driver {
  readonly dialect = 'sqlite'
  readonly isPooled = false
  readonly name: DriverName
  readonly face: object
  readonly #database: SyncDatabase
  readonly #engine: SqliteEngine
  readonly #lock: ConnectionLock
  readonly #query: (fragment: unknown, rest: readonly unknown[]) => unknown

  constructor(database: SyncDatabase, flavour: Flavour, policy: PreparePolicy) {
    this.name = flavour.name
    this.#database = database
    this.#engine = new SqliteEngine(database, flavour, policy)
    this.#lock = ConnectionLock.of(database)
    const before = () => this.#engine.settleStreams()
    this.face = flavour.name === 'node-sqlite3-wasm' ? wasmFace(database, flavour, before) : syncFace(database, flavour, policy, before)
    this.#query = syncQuery(this.face as never)
  }

  execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return this.#lock.isOpen ? this.#now(compiled, limits) : sharedWithin(this.#lock, limits, () => this.#now(compiled, limits))
  }

  async #now(compiled: Compiled, limits: Limits): Promise<Outcome> {
    return this.#engine.execute(compiled, limits)
  }

  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
    return streamRows(this.#engine, compiled, limits, this.#lock)
  }

  async acquire(limits: Limits): Promise<Session> {
    const wasInside = this.#lock.isInside
    const letGo = await holdWithin(this.#lock, limits)
    return new SyncSession(this.#database, this.#engine, wasInside, letGo, this.#lock)
  }

  query(fragment: unknown, rest: readonly unknown[]): unknown {
    return this.#query(fragment, rest)
  }
}
