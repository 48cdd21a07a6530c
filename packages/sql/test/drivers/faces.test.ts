import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PGlite } from '@electric-sql/pglite'
import { createClient } from '@libsql/client'
import Libsql from 'libsql'
import mysql from 'mysql2'
import mysqlPromise from 'mysql2/promise'
import { Database as WasmDatabase } from 'node-sqlite3-wasm'
import pg from 'pg'
import postgres from 'postgres'
import { expectRefusal } from '@breakwater/core/testing'
import { postgresServer } from '@breakwater/testkit'
import type { ServerAddress } from '@breakwater/testkit'
import { connect } from '../../src/connect.ts'
import { sql } from '../../src/sql.ts'
import { maria } from './subjects.ts'

const any = (value: unknown) => value as never
type Callback = (error: Error | null, ...results: unknown[]) => void
const called = (work: (callback: Callback) => unknown) => new Promise<unknown[]>(resolve => work((...args) => resolve(args)))

let server: ServerAddress
beforeAll(async () => void (server = await postgresServer()))
afterAll(() => server.stop())
const pgConfig = () => ({ host: server.host, port: server.port, user: server.user, database: server.database })

describe('pg', () => {
  let pool: pg.Pool
  let client: pg.Client
  beforeAll(async () => {
    pool = new pg.Pool({ ...pgConfig(), max: 2 })
    client = new pg.Client(pgConfig())
    await client.connect()
  })
  afterAll(async () => {
    expect(pool.totalCount - pool.idleCount).toBe(0)
    await pool.end()
    await client.end()
  })
  const targets = () => [pool, client] as const
  const outline = ({ command, rowCount, rows, fields }: pg.QueryResult) => ({ command, rowCount, rows, fields: fields.map(({ name, dataTypeID }) => ({ name, dataTypeID })) })

  it('gives the same Result', async () => {
    for (const target of targets()) {
      const own = await target.query('select $1::int8 as big, $2::text as t, now()::date > $3 as d, null as n', ['5', "o'hara", new Date(0)])
      const ours = await connect(target).query<pg.QueryResult>(sql`select ${5n}::int8 as big, ${"o'hara"}::text as t, now()::date > ${new Date(0)} as d, null as n`)
      expect(outline(ours)).toEqual(outline(own))
      expect(ours.constructor).toBe(own.constructor)
      expect(Object.keys(ours)).toEqual(Object.keys(own))
    }
  })
  it('keeps callbacks', async () => {
    for (const target of targets()) {
      expect(await called(callback => connect(target).query(sql`select ${1}::int as v`, callback))).toMatchObject([target === pool ? undefined : null, { rows: [{ v: 1 }] }])
      const own = await called(callback => void target.query('selec', callback))
      const ours = await called(callback => connect(target).query(sql`selec`, callback))
      expect(ours).toMatchObject([{ code: '42601', message: (own[0] as Error).message }])
      expect(await called(callback => connect(target).driver.query(sql`select 2 as v`, [], callback))).toMatchObject([target === pool ? undefined : null, { rows: [{ v: 2 }] }])
    }
  })
  it('tells a refusal to the callback, else it rejects', async () => {
    for (const target of targets()) {
      for (const bad of ['select 1', { text: 'select 1' }, ['select 1']]) {
        expect(await called(callback => connect(target).query(any(bad), callback))).toMatchObject([{ code: 'SQL_FRAGMENT_REQUIRED' }])
        await expectRefusal(() => connect(target).query(any(bad)), 'SQL_FRAGMENT_REQUIRED')
        await expectRefusal(() => connect(target).driver.query(any(bad)), 'SQL_FRAGMENT_REQUIRED')
      }
      expect(await called(callback => connect(target).query(sql`select 1`, ['x'], callback))).toMatchObject([{ code: 'SQL_DRIVER_VALUES_REFUSED' }])
    }
  })
  it('has no limits of ours', async () => {
    const { rows } = await connect(pool).query<pg.QueryResult>(sql`select generate_series(1, ${150_000}) as v`)
    expect(rows).toHaveLength(150_000)
  })
  it('works on the client of a transaction', async () => {
    const seen = await connect(pool).transaction(async tx => {
      const { rows } = await tx.query<pg.QueryResult>(sql`select pg_backend_pid() as pid`)
      const again = await tx.one(sql`select pg_backend_pid() as pid`)
      return { rows: [again], same: rows[0] }
    })
    expect(seen.rows[0]).toEqual(seen.same)
  })
  it('keeps the parsers that the application has set', async () => {
    const own = new pg.Client({ ...pgConfig(), types: { getTypeParser: () => (text: string) => `<${text}>` } })
    await own.connect()
    expect((await connect(own).query<pg.QueryResult>(sql`select 5::int8 as v`)).rows).toEqual([{ v: '<5>' }])
    expect(await connect(own).one(sql`select 5::int8 as v`)).toEqual({ v: '<5>' })
    await own.end()
  })
})

describe('postgres.js', () => {
  it('gives its own query, with cursor, values and forEach', async () => {
    const client = postgres({ ...pgConfig(), max: 2, onnotice: () => undefined })
    const { driver } = connect(client)
    const own = await client.unsafe('select $1::int as a, $2 as b', [1, 'x'])
    const ours = await driver.unsafe(sql`select ${1}::int as a, ${'x'} as b`)
    expect([...ours]).toEqual([...own])
    expect([ours.count, ours.command]).toEqual([own.count, own.command])
    expect(await driver.unsafe(sql`select ${1}::int as a, 2 as b`).values()).toMatchObject([[1, 2]])
    const seen: unknown[] = []
    for await (const rows of driver.unsafe(sql`select generate_series(1, ${5}) as v`).cursor(2)) seen.push(rows.length)
    expect(seen).toEqual([2, 2, 1])
    await expectRefusal(async () => driver.unsafe('select 1'), 'SQL_FRAGMENT_REQUIRED')
    await client.end()
  })
  it('works in the transactions of the application', async () => {
    const client = postgres({ ...pgConfig(), max: 2, onnotice: () => undefined })
    await client.begin(async tx => {
      expect(await connect(tx as object).one(sql`select ${1}::int as v`)).toEqual({ v: 1 })
      await expect(connect(tx as object).transaction(inner => inner.one(sql`select * from no_such_table`))).rejects.toThrow()
      expect(await connect(tx as object).one(sql`select ${2}::int as v`)).toEqual({ v: 2 })
    })
    await client.end()
  })
  it('keeps its transformations', async () => {
    const client = postgres({ ...pgConfig(), max: 1, transform: { ...postgres.camel, undefined: null }, onnotice: () => undefined })
    expect(await connect(client).one(sql`select 1 as first_name, '{"in_side":1}'::json as the_doc`)).toEqual({ firstName: 1, theDoc: { inSide: 1 } })
    await client.end()
  })
})

describe('PGlite', () => {
  it('query and exec, and inside its own transactions', async () => {
    const db = await PGlite.create()
    const own = await db.query('select $1::int as a', [1])
    expect(await connect(db).query(sql`select ${1}::int as a`)).toEqual(own)
    expect(await connect(db).driver.exec(sql`create table t (a int); insert into t values (1), (2)`)).toHaveLength(2)
    await db.transaction(async tx => {
      expect(await connect(tx).one(sql`select count(*) as n from t`)).toEqual({ n: 2 })
      expect((await connect(tx).query(sql`select ${'x'} as v`)).rows).toEqual([{ v: 'x' }])
    })
    await connect(db).transaction(async tx => {
      await tx.run(sql`insert into t values (${3})`)
      // PGlite itself would wait here for ever.
      expect((await connect(db).query(sql`select count(*)::int as n from t`)).rows).toEqual([{ n: 3 }])
    })
    await expectRefusal(() => connect(db).driver.exec('select 1'), 'SQL_FRAGMENT_REQUIRED')
    await expectRefusal(() => connect(db).query(any('select 1')), 'SQL_FRAGMENT_REQUIRED')
    await db.close()
  })
})

describe.runIf(maria)('mysql2', () => {
  const config = () => ({ host: maria!.host, port: maria!.port, user: maria!.user, database: maria!.database })
  const withPool = async (options: mysql.PoolOptions, work: (pool: mysql.Pool) => Promise<void>) => {
    const pool = mysql.createPool({ ...config(), connectionLimit: 2, ...options })
    try {
      await work(pool)
      const inside = pool as unknown as { _allConnections: { length: number }; _freeConnections: { length: number } }
      await new Promise(resolve => setImmediate(resolve))
      expect(inside._allConnections.length).toBe(inside._freeConnections.length)
    } finally {
      await pool.promise().end()
    }
  }
  beforeAll(async () => {
    const admin = mysql.createConnection(config()).promise()
    await admin.query('drop table if exists bw_faces')
    await admin.query('create table bw_faces (id int primary key auto_increment, name varchar(50), big bigint, at datetime, price decimal(10,2), day date, clock time, ratio float)')
    await admin.query("insert into bw_faces (name, big, at, price, day, clock, ratio) values ('a', 5, '2024-01-02 03:04:05', 1.50, '2024-01-02', '01:02:03', 0.1), ('b', 9007199254740993, null, null, null, null, null)")
    await admin.end()
  })
  afterAll(async () => {
    const admin = mysql.createConnection(config()).promise()
    await admin.query('drop table bw_faces')
    await admin.end()
  })

  const options: [string, mysql.PoolOptions][] = [
    ['as it is', {}], ['rowsAsArray', { rowsAsArray: true }], ['dateStrings', { dateStrings: true }], ['supportBigNumbers', { supportBigNumbers: true }],
    ['bigNumberStrings', { supportBigNumbers: true, bigNumberStrings: true }], ['decimalNumbers', { decimalNumbers: true }], ['namedPlaceholders', { namedPlaceholders: true }],
    ['typeCast', { typeCast: (field, next) => (field.type === 'VAR_STRING' ? `<${field.string()}>` : next()) }], ['timezone', { timezone: '+05:00' }], ['nestTables', { nestTables: true }],
  ]
  it.each(options)('the same rows and fields: %s', (_name, given) => withPool(given, async pool => {
    const text = 'select id, name, big, at, price, day, clock from bw_faces where id <= ? order by id'
    const own = await called(callback => pool.execute(text, [2], callback as never))
    const limit = 2
    for (const method of ['query', 'execute'] as const) {
      const ours = await called(callback => connect(pool).driver[method](sql`select id, name, big, at, price, day, clock from bw_faces where id <= ${limit} order by id`, callback))
      expect(ours[0]).toBeNull()
      expect(ours[1]).toEqual(own[1])
      expect((ours[2] as { name: string }[]).map(field => field.name)).toEqual((own[2] as { name: string }[]).map(field => field.name))
    }
    const text2 = await called(callback => pool.query('select id, name, big, at, price, day, clock from bw_faces order by id', callback as never))
    const ours2 = await called(callback => connect(pool).query(sql`select id, name, big, at, price, day, clock from bw_faces order by id`, callback))
    expect(ours2[1]).toEqual(text2[1])
  }))
  it('headers of changes', () => withPool({}, async pool => {
    const [, header] = await called(callback => connect(pool).query(sql`insert into bw_faces (name) values (${'new'})`, callback))
    expect(header).toMatchObject({ affectedRows: 1, insertId: expect.any(Number), warningStatus: 0 })
    const [, gone] = await called(callback => connect(pool).query(sql`delete from bw_faces where name = ${'new'}`, callback))
    expect(gone).toMatchObject({ affectedRows: 1 })
  }))
  it('promises', async () => {
    const pool = mysqlPromise.createPool(config())
    const connection = await mysqlPromise.createConnection(config())
    for (const target of [pool, connection]) {
      expect(await connect(target).query(sql`select ${1} as v`)).toEqual([[{ v: 1 }], [expect.objectContaining({ name: 'v' })]])
      expect((await connect(target).driver.execute(sql`select 1 as v`))[0]).toEqual([{ v: 1 }])
      await expect(connect(target).query(sql`selec ${1}`)).rejects.toHaveProperty('code', 'ER_PARSE_ERROR')
      await expectRefusal(() => connect(target).query(any('select 1')), 'SQL_FRAGMENT_REQUIRED')
    }
    const taken = await pool.getConnection()
    expect((await connect(taken).query(sql`select ${2} as v`))[0]).toEqual([{ v: 2 }])
    taken.release()
    await pool.end()
    await connection.end()
  })
  it('errors and refusals through the callback', () => withPool({}, async pool => {
    expect(await called(callback => connect(pool).query(sql`selec ${1}`, callback))).toMatchObject([{ code: 'ER_PARSE_ERROR', errno: 1064 }])
    expect(await called(callback => connect(pool).query(any('select 1'), callback))).toMatchObject([{ code: 'SQL_FRAGMENT_REQUIRED' }])
    expect(await called(callback => connect(pool).query(sql`select 1`, [1], callback))).toMatchObject([{ code: 'SQL_DRIVER_VALUES_REFUSED' }])
    expect(() => connect(pool).query(any('select 1'))).toThrow('SQL_FRAGMENT_REQUIRED')
  }))
  it('events and streams, with and without values', () => withPool({}, async pool => {
    const connection = mysql.createConnection(config())
    for (const target of [pool, connection]) {
      for (const fragment of [sql`select id from bw_faces where id <= ${2} order by id`, sql`select id from bw_faces where id <= 2 order by id`]) {
        const rows: unknown[] = []
        const command = connect(target).query(fragment)
        command.on('result', (row: unknown) => rows.push(row))
        await once(command, 'end')
        expect(rows).toEqual([{ id: 1 }, { id: 2 }])
        const streamed: unknown[] = []
        for await (const row of connect(target).query(fragment).stream()) streamed.push(row)
        expect(streamed).toEqual([{ id: 1 }, { id: 2 }])
      }
      const failing = connect(target).query(sql`selec ${1}`)
      expect((await once(failing, 'error'))[0]).toHaveProperty('code', 'ER_PARSE_ERROR')
      await expect((async () => {
        for await (const row of connect(target).query(sql`selec ${1}`).stream()) expect(row).toBeUndefined()
      })()).rejects.toHaveProperty('code', 'ER_PARSE_ERROR')
    }
    await connection.promise().end()
  }))
  it('whole numbers stay whole, as in text', () => withPool({}, async pool => {
    const rows = await called(callback => connect(pool).query(sql`select concat('n', ${1e15}) as text, ${7} div ${2} as half, ${0.5} as part, json_array(${5}) as list`, callback))
    expect(rows[1]).toEqual([{ text: 'n1000000000000000', half: 3, part: 0.5, list: expect.anything() }])
    expect((await called(callback => connect(pool).query(sql`select 1 as v limit ${1} offset ${0}`, callback)))[1]).toEqual([{ v: 1 }])
  }))
  it('stored procedures', () => withPool({ multipleStatements: true }, async pool => {
    await connect(pool).run(sql`drop procedure if exists bw_faces_proc`)
    await connect(pool).run(sql`create procedure bw_faces_proc(in x int) select x + 1 as v`)
    expect(await connect(pool).many(sql`call bw_faces_proc(${4})`)).toEqual([{ v: 5 }])
    const own = await called(callback => pool.execute('call bw_faces_proc(?)', [4], callback as never))
    expect((await called(callback => connect(pool).query(sql`call bw_faces_proc(${4})`, callback)))[1]).toEqual(own[1])
    await connect(pool).run(sql`drop procedure bw_faces_proc`)
  }))
  it('a cluster', async () => {
    const cluster = mysql.createPoolCluster()
    cluster.add('one', config())
    expect(await connect(cluster).one(sql`select ${1} as v`)).toEqual({ v: 1 })
    expect((await called(callback => connect(cluster.of('*')).query(sql`select ${2} as v`, callback)))[1]).toEqual([{ v: 2 }])
    await new Promise<void>(resolve => cluster.end(() => resolve()))
  })
})

describe('node-sqlite3-wasm', () => {
  it('run, get, all, exec, prepare', () => {
    const db = new WasmDatabase(':memory:')
    const { driver } = connect(db)
    driver.exec(sql`create table t (a integer primary key, b text); insert into t (b) values ('x')`)
    expect(driver.run(sql`insert into t (b) values (${'y'})`)).toEqual({ changes: 1, lastInsertRowid: 2 })
    expect(driver.get(sql`select * from t where b = ${'y'}`)).toEqual(db.get('select * from t where b = ?', 'y'))
    expect(driver.get(sql`select * from t where b = ${'z'}`)).toEqual(db.get('select * from t where b = ?', 'z'))
    expect(driver.all(sql`select b from t order by a`)).toEqual([{ b: 'x' }, { b: 'y' }])
    driver.exec(sql`update t set b = ${'w'} where a = ${1}`)
    const statement = driver.prepare(sql`select b from t where a = ${1}`)
    expect(statement.get()).toEqual({ b: 'w' })
    statement.finalize()
    expect(connect(db).query(sql`select b from t where a = ${1}`)).toEqual([{ b: 'w' }])
    for (const method of ['run', 'get', 'all', 'exec', 'prepare']) expect(() => driver[method]('select 1')).toThrow('SQL_FRAGMENT_REQUIRED')
    db.close()
  })
})

describe('libsql', () => {
  it('prepare and exec', () => {
    const db = new Libsql(':memory:')
    const { driver } = connect(db)
    driver.exec(sql`create table t (a integer primary key, b text)`)
    driver.exec(sql`insert into t (b) values (${'x'})`)
    expect(driver.prepare(sql`insert into t (b) values (${'y'})`).run()).toMatchObject({ changes: 1, lastInsertRowid: 2 })
    expect(driver.prepare(sql`select b from t where a = ${1}`).get()).toMatchObject({ b: 'x' })
    expect(driver.prepare(sql`select b from t order by a`).all()).toEqual([{ b: 'x' }, { b: 'y' }])
    expect([...driver.prepare(sql`select b from t order by a`).iterate()]).toEqual([{ b: 'x' }, { b: 'y' }])
    expect(driver.prepare(sql`select b from t order by a`).pluck().all()).toEqual(['x', 'y'])
    expect(() => driver.prepare('select 1')).toThrow('SQL_FRAGMENT_REQUIRED')
    expect(() => driver.prepare(sql`select 1`).get(5)).toThrow('SQL_DRIVER_VALUES_REFUSED')
    db.close()
  })
})

describe('@libsql/client', () => {
  it('execute, batch, and its own transactions', async () => {
    const client = createClient({ url: ':memory:' })
    const { driver } = connect(client)
    await driver.executeMultiple(sql`create table t (a integer primary key, b text); insert into t (b) values ('x')`)
    const own = await client.execute({ sql: 'select * from t where b = ?', args: ['x'] })
    const ours = await driver.execute(sql`select * from t where b = ${'x'}`)
    expect(ours).toEqual(own)
    const results = await driver.batch([sql`insert into t (b) values (${'y'})`, sql`select count(*) as n from t`], 'write')
    expect(results[1].rows[0].n).toBe(2)
    const tx = await client.transaction('write')
    expect(await connect(tx).one(sql`select count(*) as n from t`)).toEqual({ n: 2 })
    await expect(connect(tx).transaction(inner => inner.run(sql`insert into nowhere values (1)`))).rejects.toThrow()
    await tx.commit()
    for (const bad of ['select 1', { sql: 'select 1', args: [] }]) {
      await expectRefusal(() => driver.execute(bad), 'SQL_FRAGMENT_REQUIRED')
      await expectRefusal(() => driver.batch([bad]), 'SQL_FRAGMENT_REQUIRED')
    }
    client.close()
  })
})

describe.runIf(maria)('the binary protocol of MariaDB', () => {
  it('differs from text in FLOAT alone', async () => {
    const connection = mysql.createConnection({ host: maria!.host, port: maria!.port, user: maria!.user, database: maria!.database })
    const admin = connection.promise()
    await admin.query('create temporary table bw_types (f float, d double, t time, t3 time(3), dt datetime(3), dd date, y year, b bit(3), dc decimal(10,2), j json, e enum("a"), ts timestamp, neg time, ti tinyint(1))')
    await admin.query(`insert into bw_types values (0.1, 0.1, '01:02:03', '01:02:03.456', '2024-01-02 03:04:05.678', '2024-01-02', 2024, b'101', 1.50, '{"a":1}', 'a', '2024-01-02 03:04:05', '-100:00:01', 1)`)
    const [, text] = await called(callback => connect(connection).query(sql`select * from bw_types`, callback))
    const [, binary] = await called(callback => connect(connection).query(sql`select * from bw_types where ${1} = 1`, callback))
    expect(binary).toEqual([{ ...(text as object[])[0], f: Math.fround(0.1) }])
    await admin.end()
  })
})
