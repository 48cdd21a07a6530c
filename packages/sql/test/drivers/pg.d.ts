/** What the tests use of pg, whose types are a package of their own. */
declare module 'pg' {
  import type { EventEmitter } from 'node:events'
  interface Result {
    command: string
    rowCount: number | null
    rows: Record<string, unknown>[]
    fields: { name: string; dataTypeID: number }[]
  }
  interface Client extends EventEmitter {
    processID: number
    connection: { parsedStatements: Record<string, string>; stream: { destroy(): void } }
    connect(): Promise<unknown>
    query(...args: unknown[]): Promise<Result>
    end(): Promise<void>
    release(error?: unknown): void
  }
  interface Pool extends EventEmitter {
    totalCount: number
    idleCount: number
    waitingCount: number
    connect(): Promise<Client>
    query(...args: unknown[]): Promise<Result>
    end(): Promise<void>
  }
  const pg: {
    Pool: new (config: object) => Pool
    Client: new (config: object) => Client
    types: { setTypeParser(oid: number, parse: (text: string) => unknown): void }
  }
  export { pg as default, Client, Pool, Result }
}
