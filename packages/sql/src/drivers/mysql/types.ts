import type { EventEmitter } from 'node:events'
import type { Readable } from 'node:stream'

/** The parts of `mysql2` that are used, by structure: the package itself is never imported. */
export interface MysqlField {
  readonly name: string
  readonly columnType?: number
  readonly type?: number
}

export interface MysqlHeader {
  readonly affectedRows?: number
  readonly insertId?: number | string
}

export interface MysqlCommand extends EventEmitter {
  next: unknown
  start: () => null
  stream(options?: object): Readable
}

export interface MysqlConfig {
  readonly nestTables?: unknown
  readonly rowsAsArray?: unknown
  readonly maxPreparedStatements?: number
  readonly stream?: unknown
}

export interface MysqlStatement {
  parameters?: unknown
}

/** A connection of the callback API; the promise API holds one inside. */
export interface MysqlConnection extends EventEmitter {
  readonly config: MysqlConfig
  readonly threadId: number | null
  /** How mysql2 encodes text for this connection. */
  readonly clientEncoding?: string
  readonly _statements?: { resize?(max: number): void }
  readonly stream: { readonly destroyed?: boolean }
  prepare(options: object, callback: (error: Error | null, statement?: MysqlStatement) => void): unknown
  execute(options: object, callback?: (...results: never[]) => void): MysqlCommand
  query(options: object, callback?: (...results: never[]) => void): MysqlCommand
  promise(promise?: PromiseConstructorLike): object
  release?(): void
  destroy(): void
  end(callback?: (error?: Error) => void): unknown
}

export interface MysqlPool extends EventEmitter {
  readonly config: { readonly connectionConfig: MysqlConfig }
  getConnection(callback: (error: Error | null, connection: MysqlConnection) => void): void
}

/** Where statements of a callback-style target run. */
export type MysqlTarget = MysqlConnection | MysqlPool
