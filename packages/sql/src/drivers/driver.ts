import type { Compiled } from '../compile.ts'
import type { Dialect } from '../dialect.ts'
import type { ConnectionLock } from '../lock.ts'

export type Row = Record<string, unknown>

/** What may stop a statement. */
export interface Limits {
  readonly timeoutMs: number
  readonly maxRows: number
  readonly signal: AbortSignal | undefined
}

/** What a statement gave, in the shape of our own API. */
export interface Outcome {
  readonly rows: Row[]
  /** Rows inserted, updated or deleted. */
  readonly changes: number
  readonly lastInsertId: number | bigint | undefined
}

/** Somewhere statements can run. */
export interface Runner {
  execute(compiled: Compiled, limits: Limits): Promise<Outcome>
  stream(compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined>
}

/** One connection, held until it is released. */
export interface Session extends Runner {
  /** The driver's own object, for its drop-in face. */
  readonly raw: object
  /** True where a transaction is open on the connection. */
  readonly isInTransaction: boolean
  /** Held while the session lasts, where the connection is shared. */
  readonly lock: ConnectionLock | undefined
  /** Runs a transaction command of ours: never text from outside. */
  command(text: string): Promise<void>
  /** Commits; rejects where the database rolled back instead. */
  commit(): Promise<void>
  /** Gives the connection back, or throws it away where its state is unknown. */
  release(isDirty: boolean): Promise<void> | void
}

/** A family of driver objects, behind one interface. */
export interface Driver extends Runner {
  readonly name: DriverName
  readonly dialect: Dialect
  /** Whether each session has a connection to itself, as from a pool. */
  readonly isPooled: boolean
  acquire(limits: Limits): Promise<Session>
  /** `db.query`. */
  query(fragment: unknown, rest: readonly unknown[]): unknown
  /** `db.driver`. */
  readonly face: object
}

export type DriverName =
  | 'pg' | 'postgres' | 'pglite'
  | 'mysql2' | 'mysql2/promise'
  | 'sqlite3' | 'better-sqlite3' | 'node:sqlite' | 'node-sqlite3-wasm' | 'libsql' | '@libsql/client'

/** How a driver treats statements: `connect(x, { prepare })`. */
export type PreparePolicy = 'auto' | 'never'
