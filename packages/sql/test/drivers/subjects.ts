import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createClient } from '@libsql/client'
import { hasPostgres, mariaDbServer, postgresServer } from '@breakwater/testkit'
import Libsql from 'libsql'
import mysql from 'mysql2'
import mysqlPromise from 'mysql2/promise'
import { Database as WasmDatabase } from 'node-sqlite3-wasm'
import pg from 'pg'
import postgres from 'postgres'
import type { Dialect } from '../../src/dialect.ts'

/** One driver object that `connect` takes, opened and closed by the test. */
export interface Subject {
  readonly name: string
  readonly dialect: Dialect
  /** A statement can be stopped on the server. */
  readonly stops: boolean
  /** Each session has a connection of its own. */
  readonly pools: boolean
  /** Transactions can run at the same time: not where PGlite, which is one session, stands in for a server. */
  readonly sideBySide: boolean
  /** NUL in text is kept. */
  readonly keepsNul: boolean
  /** Integers beyond 2^53 are read back; else refused. */
  readonly readsBigints: boolean
  open(): Promise<Opened>
}

export interface Opened {
  readonly target: object
  /** Connections in use, where there is a pool. */
  inUse?(): number
  close(): Promise<void>
}

const native = process.env['BREAKWATER_NATIVE_DRIVERS']
const wanted = process.env['BREAKWATER_SUBJECTS']?.split(',')
const isWanted = ({ name }: Subject) => wanted === undefined || wanted.includes(name)
const requireNative = native ? createRequire(join(native, 'package.json')) : undefined

export const maria = await mariaDbServer()
const isRealPostgres = await hasPostgres()

async function pgConfig() {
  const server = await postgresServer()
  return { server, config: { host: server.host, port: server.port, user: server.user, password: server.password, database: server.database } }
}

const pgSubject = (name: string, pools: boolean, open: (config: Awaited<ReturnType<typeof pgConfig>>['config']) => Promise<Opened>): Subject => ({
  name, dialect: 'postgres', stops: isRealPostgres, pools, sideBySide: isRealPostgres || !pools, keepsNul: false, readsBigints: true,
  async open() {
    const { server, config } = await pgConfig()
    const opened = await open(config)
    return {
      ...opened,
      async close() {
        await opened.close()
        await server.stop()
      },
    }
  },
})

const postgresSubjects: Subject[] = [
  pgSubject('pg Pool', true, async config => {
    const pool = new pg.Pool({ ...config, max: 4 })
    return { target: pool, inUse: () => pool.totalCount - pool.idleCount, close: () => pool.end() }
  }),
  pgSubject('pg Client', false, async config => {
    const client = new pg.Client(config)
    await client.connect()
    return { target: client, close: () => client.end() }
  }),
  pgSubject('pg PoolClient', false, async config => {
    const pool = new pg.Pool({ ...config, max: 1 })
    const client = await pool.connect()
    return {
      target: client,
      async close() {
        client.release()
        await pool.end()
      },
    }
  }),
  pgSubject('postgres.js', true, async config => {
    const sql = postgres({ ...config, max: 4, onnotice: () => undefined })
    return { target: sql, close: () => sql.end({ timeout: 5 }) }
  }),
  pgSubject('postgres.js reserved', false, async config => {
    const sql = postgres({ ...config, max: 1, onnotice: () => undefined })
    const reserved = await sql.reserve()
    return {
      target: reserved,
      async close() {
        reserved.release()
        await sql.end({ timeout: 5 })
      },
    }
  }),
  {
    name: 'PGlite', dialect: 'postgres', stops: false, pools: false, sideBySide: true, keepsNul: false, readsBigints: true,
    async open() {
      const db = await PGlite.create()
      return { target: db, close: () => db.close() }
    },
  },
]

const mysqlSubject = (name: string, pools: boolean, open: (config: mysql.PoolOptions) => Promise<Opened>): Subject => ({
  name, dialect: 'mysql', stops: true, pools, sideBySide: true, keepsNul: true, readsBigints: true,
  open: () => open({ host: maria!.host, port: maria!.port, user: maria!.user, password: maria!.password, database: maria!.database }),
})

const mysqlSubjects: Subject[] = maria
  ? [
      mysqlSubject('mysql2 pool', true, async config => {
        const pool = mysql.createPool({ ...config, connectionLimit: 4 })
        return { target: pool, inUse: () => poolUse(pool), close: () => pool.promise().end() }
      }),
      mysqlSubject('mysql2 connection', false, async config => {
        const connection = mysql.createConnection(config)
        return { target: connection, close: () => connection.promise().end() }
      }),
      mysqlSubject('mysql2/promise pool', true, async config => {
        const pool = mysqlPromise.createPool({ ...config, connectionLimit: 4 })
        return { target: pool, inUse: () => poolUse(pool.pool as never), close: () => pool.end() }
      }),
      mysqlSubject('mysql2/promise connection', false, async config => {
        const connection = await mysqlPromise.createConnection(config)
        return { target: connection, close: () => connection.end() }
      }),
    ]
  : []

interface PoolInside {
  readonly _allConnections: { readonly length: number }
  readonly _freeConnections: { readonly length: number }
}
const poolUse = (pool: unknown) => (pool as PoolInside)._allConnections.length - (pool as PoolInside)._freeConnections.length

const sqliteSubject = (name: string, traits: Partial<Subject>, open: Subject['open']): Subject => ({
  name, dialect: 'sqlite', stops: false, pools: false, sideBySide: true, keepsNul: true, readsBigints: true, ...traits, open,
})

const sqliteSubjects: Subject[] = [
  sqliteSubject('node-sqlite3-wasm', { keepsNul: false }, async () => {
    const db = new WasmDatabase(':memory:')
    return { target: db, close: async () => db.close() }
  }),
  sqliteSubject('libsql', { keepsNul: false }, async () => {
    const db = new Libsql(':memory:')
    return { target: db, close: async () => void db.close() }
  }),
  sqliteSubject('@libsql/client', { keepsNul: false, pools: true, readsBigints: false }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-sql-'))
    const client = createClient({ url: `file:${join(folder, 'test.db')}` })
    return {
      target: client,
      async close() {
        client.close()
        rmSync(folder, { recursive: true, force: true })
      },
    }
  }),
]

if (requireNative && wanted?.includes('better-sqlite3')) {
  const BetterSqlite3 = requireNative('better-sqlite3') as new (file: string) => { close(): void }
  const sqlite3 = requireNative('sqlite3') as { Database: new (file: string) => { close(done: () => void): void } }
  sqliteSubjects.push(
    sqliteSubject('better-sqlite3', {}, async () => {
      const db = new BetterSqlite3(':memory:')
      return { target: db, close: async () => db.close() }
    }),
    sqliteSubject('sqlite3', { readsBigints: false, stops: true }, async () => {
      const db = new sqlite3.Database(':memory:')
      return { target: db, close: () => new Promise(resolve => db.close(() => resolve())) }
    }),
  )
}

const nodeSqlite = (process as { getBuiltinModule?: (name: string) => unknown }).getBuiltinModule?.('node:sqlite') as { DatabaseSync: new (file: string) => { close(): void } } | undefined
if (nodeSqlite) {
  sqliteSubjects.push(
    sqliteSubject('node:sqlite', {}, async () => {
      const db = new nodeSqlite.DatabaseSync(':memory:')
      return { target: db, close: async () => db.close() }
    }),
  )
}

/** Every driver object of this machine; test/native/run.mjs names those that have to be compiled or need a newer Node. */
export const subjects: readonly Subject[] = [...postgresSubjects, ...mysqlSubjects, ...sqliteSubjects].filter(isWanted)
