import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import mysql from 'mysql2'
import pg from 'pg'
import postgres from 'postgres'
import { hasPostgres } from '@breakwater/testkit'
import { expectRefusal } from '@breakwater/core/testing'
import { connect } from '../../src/connect.ts'
import type { Database } from '../../src/database.ts'
import { sql } from '../../src/sql.ts'
import { maria } from './subjects.ts'

const pgConfig = { host: '127.0.0.1', user: 'postgres', database: 'test' }

interface Case {
  readonly name: string
  open(size: number): { db: Database; inUse(): number; close(): Promise<unknown> }
  /** Ends the connection of a transaction from outside. */
  kill(id: number): Promise<unknown>
  readonly id: ReturnType<typeof sql>
  readonly slow: ReturnType<typeof sql>
}

const cases: Case[] = []

if (await hasPostgres()) {
  const kill = async (id: number) => {
    const admin = new pg.Client(pgConfig)
    await admin.connect()
    await admin.query('select pg_terminate_backend($1)', [id])
    await admin.end()
  }
  cases.push(
    {
      name: 'pg', kill, id: sql`select pg_backend_pid() as id`, slow: sql`select pg_sleep(20)`,
      open(size) {
        const pool = new pg.Pool({ ...pgConfig, max: size })
        pool.on('error', () => undefined)
        return { db: connect(pool), inUse: () => pool.totalCount - pool.idleCount, close: () => pool.end() }
      },
    },
    {
      name: 'postgres.js', kill, id: sql`select pg_backend_pid() as id`, slow: sql`select pg_sleep(20)`,
      open(size) {
        const client = postgres({ ...pgConfig, max: size })
        return { db: connect(client), inUse: () => 0, close: () => client.end({ timeout: 2 }) }
      },
    },
  )
}
if (maria) {
  const config = { host: maria.host, port: maria.port, user: maria.user, database: maria.database }
  cases.push({
    name: 'mysql2', id: sql`select connection_id() as id`, slow: sql`select sleep(20)`,
    async kill(id) {
      const admin = mysql.createConnection(config).promise()
      await admin.query(`kill ${Number(id)}`)
      await admin.end()
    },
    open(size) {
      const pool = mysql.createPool({ ...config, connectionLimit: size })
      const inside = pool as unknown as { _allConnections: { length: number }; _freeConnections: { length: number } }
      return { db: connect(pool), inUse: () => inside._allConnections.length - inside._freeConnections.length, close: () => pool.promise().end() }
    },
  })
}

const lives = async (db: Database, isStale = false) => {
  // postgres.js tells the next statement of the end that its connection met before.
  if (isStale) await db.one(sql`select 1 as v`).catch(error => expect(['57P01', 'CONNECTION_CLOSED', 'ECONNRESET']).toContain(error.code))
  for (let turn = 0; turn < 5; turn++) expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
}

describe.each(cases)('$name', ({ name, open, kill, id, slow }) => {
  let opened: ReturnType<typeof open>
  let db: Database
  beforeAll(() => {
    opened = open(2)
    db = opened.db
  })
  afterAll(async () => {
    expect(opened.inUse()).toBe(0)
    await opened.close()
  })

  it('a connection that dies during a statement', async () => {
    await expect(db.transaction(async tx => {
      const { id: backend } = await tx.one<{ id: number }>(id)
      const running = tx.many(slow)
      running.catch(() => undefined)
      await kill(backend)
      await running
    })).rejects.toThrow()
    await lives(db)
  })
  it('a connection that dies between statements', async () => {
    await expect(db.transaction(async tx => {
      const { id: backend } = await tx.one<{ id: number }>(id)
      await kill(backend)
      await new Promise(resolve => setTimeout(resolve, 50))
      await tx.many(sql`select 2 as v`)
    })).rejects.toThrow()
    await lives(db, name === 'postgres.js')
  })
  it('a connection that dies before commit', async () => {
    await expect(db.transaction(async tx => {
      const { id: backend } = await tx.one<{ id: number }>(id)
      await kill(backend)
      await new Promise(resolve => setTimeout(resolve, 50))
    })).rejects.toThrow()
    await lives(db, name === 'postgres.js')
  })
  it('a connection that dies while a stream is read', async () => {
    await expect((async () => {
      for await (const { n } of db.stream<{ id: number; n: number }>(sql`with recursive s(n) as (select 1 union all select n + 1 from s where n < ${900}) select n, ${1} as id from s`)) {
        if (n === 1) {
          const { id: backend } = await db.one<{ id: number }>(id)
          await kill(backend)
        }
      }
    })().catch(() => undefined)).resolves.toBeUndefined()
    await lives(db, name === 'postgres.js')
  })
  it('an idle connection that dies', async () => {
    const { id: backend } = await db.one<{ id: number }>(id)
    await kill(backend)
    await new Promise(resolve => setTimeout(resolve, 50))
    await lives(db, name === 'postgres.js')
  })
  it('a pool that is used up: the wait ends with SQL_TIMEOUT and nothing is lost', async () => {
    let free!: () => void
    const isFree = new Promise<void>(resolve => (free = resolve))
    const holders = [0, 1].map(() => db.transaction(async tx => {
      await tx.one(sql`select 1 as v`)
      await isFree
    }))
    await new Promise(resolve => setTimeout(resolve, 50))
    await expectRefusal(() => db.one(sql`select 1 as v`, { timeoutMs: 60 }), 'SQL_TIMEOUT')
    await expectRefusal(() => db.transaction(tx => tx.one(sql`select 1 as v`), { timeoutMs: 60 }), 'SQL_TIMEOUT')
    await expectRefusal(() => db.one(sql`select 1 as v`, { signal: AbortSignal.timeout(40) }), 'SQL_ABORTED')
    free()
    await Promise.all(holders)
    await lives(db)
  })
  it('many statements that are stopped at once', async () => {
    const stopped = await Promise.allSettled(Array.from({ length: 6 }, () => db.many(slow, { timeoutMs: 80 })))
    for (const one of stopped) expect(one).toMatchObject({ status: 'rejected', reason: { code: 'SQL_TIMEOUT' } })
    await lives(db)
  })
  it('a statement that ends just when its time is up', async () => {
    for (const timeoutMs of [1, 2, 3, 4, 5]) await db.one(sql`select 1 as v`, { timeoutMs }).then(row => expect(row).toEqual({ v: 1 }), error => expect(error).toHaveProperty('code', 'SQL_TIMEOUT'))
    await lives(db)
  })
  it('a transaction whose function goes on after its time is up', async () => {
    let late: Promise<unknown> | undefined
    await expectRefusal(() => db.transaction(async tx => {
      await tx.one(sql`select 1 as v`)
      await new Promise(resolve => setTimeout(resolve, 120))
      late = tx.one(sql`select 1 as v`)
      late.catch(() => undefined)
    }, { timeoutMs: 50 }), 'SQL_TIMEOUT')
    await new Promise(resolve => setTimeout(resolve, 120))
    await expectRefusal(() => late!, 'SQL_TRANSACTION_ENDED')
    await lives(db)
  })
  it('statements that are not awaited inside a transaction', async () => {
    await db.transaction(async tx => {
      tx.one(sql`select 1 as v`).catch(() => undefined)
      tx.many(sql`select * from no_such_table`).catch(() => undefined)
    }).catch(() => undefined)
    await lives(db)
  })
})

describe.runIf(await hasPostgres())('pg', () => {
  it('a callback that throws is the fault of its owner and reaches nobody else', async () => {
    const pool = new pg.Pool({ ...pgConfig, max: 1 })
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const thrown = once(process, 'uncaughtException')
    connect(pool).query(sql`select 1 as v`, () => {
      throw new Error('from the callback')
    })
    expect((await thrown)[0]).toEqual(new Error('from the callback'))
    for (const listener of listeners) process.on('uncaughtException', listener)
    await lives(connect(pool))
    expect(pool.totalCount - pool.idleCount).toBe(0)
    await pool.end()
  })
  it('many rows are dropped at the limit, on the server too', async () => {
    const pool = new pg.Pool({ ...pgConfig, max: 1 })
    await expectRefusal(() => connect(pool).many(sql`select g, repeat('x', 1000) from generate_series(1, ${3_000_000}) g`, { maxRows: 1000 }), 'SQL_MAX_ROWS')
    await lives(connect(pool))
    await pool.end()
  })
  it('a limit on one client: the statement behind it in the queue is not hit', async () => {
    const client = new pg.Client(pgConfig)
    await client.connect()
    const db = connect(client)
    const results = await Promise.allSettled([
      db.many(sql`select pg_sleep(20)`, { timeoutMs: 60 }),
      db.many(sql`select pg_sleep(0.3), 7 as v`),
      db.one(sql`select 8 as v`, { timeoutMs: 80 }),
    ])
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'SQL_TIMEOUT' } })
    expect(results[1]).toMatchObject({ status: 'fulfilled', value: [{ v: 7 }] })
    expect(results[2]).toMatchObject({ status: 'rejected', reason: { code: 'SQL_TIMEOUT' } })
    await lives(db)
    await client.end()
  })
})

describe.runIf(await hasPostgres())('postgres.js', () => {
  const behind = async (db: Pick<Database, 'many' | 'one'>) => {
    const results = await Promise.allSettled([
      db.many(sql`select pg_sleep(0.2), 6 as v`),
      db.many(sql`select pg_sleep(20)`, { timeoutMs: 60 }),
      db.one(sql`select 8 as v`, { timeoutMs: 80 }),
      db.one(sql`select 9 as v`),
    ])
    expect(results[0]).toMatchObject({ status: 'fulfilled', value: [{ v: 6 }] })
    for (const one of results.slice(1, 3)) expect(one.status === 'fulfilled' ? one.value : one.reason.code).toSatisfy(given => given === 'SQL_TIMEOUT' || (given as { v?: number }).v === 8)
    // The rows of one statement never go to another.
    expect(results[3]).toMatchObject({ status: 'fulfilled', value: { v: 9 } })
  }
  it('a limit on one connection: statements sent ahead keep their own rows', async () => {
    const client = postgres({ ...pgConfig, max: 1 })
    await behind(connect(client))
    await lives(connect(client))
    const reserved = await client.reserve()
    await behind(connect(reserved))
    await lives(connect(reserved))
    reserved.release()
    await client.end({ timeout: 1 })
  })
})

describe.runIf(maria)('mysql2', () => {
  it('a limit on one connection: the statement behind it in the queue is not hit', async () => {
    const connection = mysql.createConnection({ host: maria!.host, port: maria!.port, user: maria!.user, database: maria!.database })
    const db = connect(connection)
    const results = await Promise.allSettled([
      db.many(sql`select sleep(20)`, { timeoutMs: 60 }),
      db.many(sql`select sleep(0.3), 7 as v`),
      db.one(sql`select 8 as v`, { timeoutMs: 80 }),
    ])
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'SQL_TIMEOUT' } })
    expect(results[1]).toMatchObject({ status: 'fulfilled', value: [{ v: 7 }] })
    expect(results[2]).toMatchObject({ status: 'rejected', reason: { code: 'SQL_TIMEOUT' } })
    await lives(db)
    await connection.promise().end()
  })
})
