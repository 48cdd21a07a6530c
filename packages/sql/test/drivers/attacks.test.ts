import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import mysql from 'mysql2'
import pg from 'pg'
import { postgresServer } from '@breakwater/testkit'
import type { ServerAddress } from '@breakwater/testkit'
import { connect } from '../../src/connect.ts'
import type { Database } from '../../src/database.ts'
import type { Fragment } from '../../src/fragment.ts'
import { sql } from '../../src/sql.ts'
import { maria, subjects } from './subjects.ts'
import type { Opened } from './subjects.ts'

/** What attackers send where a name, a password or a search text is expected. */
const payloads = [
  "' or '1'='1", "' or 1=1 -- ", "' or 1=1 #", "') or ('1'='1", '" or ""="', "\\' or 1=1 -- ", "\\", "\\\\' or 1=1 -- ", "'; drop table bw_attacks; --", "' union select 1, 'x', 'y' -- ",
  "1; select pg_sleep(9)", "' and sleep(9) and '", "' || (select 'x') || '", "x' /*", '*/ or 1=1 /*', "\u00bf' or 1=1 -- ", "\u00bf\u005c' or 1=1 -- ", "\ubf27 or 1=1 -- ", 'E\'\\x27', '$1', '$2', '?', ':name',
  '@name', '%', '_', '%%\' or 1=1', '\uff07 or 1=1', '\u02bc or 1=1', '\u2019 or 1=1', 'admin\u0301', 'ADMIN', "admin' -- ", "admin'#", 'admin\n', ' admin', '{"$gt":""}', '0', '0x61646d696e',
]

/** The attacked statements: a login and a search. */
async function attack(db: Database, payload: string): Promise<void> {
  const login = (name: string, password: string) => db.many(sql`select id from bw_attacks where name = ${name} and password = ${password}`)
  expect(await login(payload, payload)).toEqual([])
  expect(await login('admin', payload)).toEqual([])
  const found = await db.many(sql`select id from bw_attacks where name like ${sql.like.contains(payload)}`)
  expect(found.length).toBeLessThanOrEqual(['_', '%'].includes(payload) ? 0 : 1)
  await db.run(sql`insert into bw_attacks (name, password) values (${'stored'}, ${payload})`)
  expect(await db.one(sql`select password from bw_attacks where name = ${'stored'}`)).toEqual({ password: payload })
  // Second order: what came from the database is data again.
  const { password } = await db.one<{ password: string }>(sql`select password from bw_attacks where name = ${'stored'}`)
  expect(await db.many(sql`select name from bw_attacks where password = ${password}`)).toEqual([{ name: 'stored' }])
  expect((await db.run(sql`delete from bw_attacks where name = ${'stored'}`)).changes).toBe(1)
  expect(await db.one(sql`select count(*) as n from bw_attacks`)).toEqual({ n: 2 })
}

async function prepareTable(db: Database, column: Fragment): Promise<void> {
  await db.run(sql`drop table if exists bw_attacks`)
  await db.run(sql`create table bw_attacks (id int, name ${column}, password ${column})`)
  await db.run(sql`insert into bw_attacks (id, name, password) values (1, 'admin', 'secret'), (2, 'ann', 'hidden')`)
}

interface Mode {
  readonly name: string
  open(): Promise<{ db: Database; column: Fragment; close(): Promise<void> }>
}

let server: ServerAddress
beforeAll(async () => void (server = await postgresServer()))
afterAll(() => server.stop())

const pgMode = (name: string, ...settings: string[]): Mode => ({
  name: `PostgreSQL ${name}`,
  async open() {
    const client = new pg.Client({ host: server.host, port: server.port, user: server.user, database: server.database })
    await client.connect()
    await client.query('create schema if not exists bw_attacks_schema')
    await client.query('set search_path = bw_attacks_schema')
    for (const setting of settings) await client.query(setting)
    return {
      db: connect(client),
      column: sql`text`,
      async close() {
        await client.query('drop schema bw_attacks_schema cascade')
        await client.end()
      },
    }
  },
})

const mysqlMode = (name: string, config: mysql.ConnectionOptions, settings: string[], column: Fragment): Mode => ({
  name: `MariaDB ${name}`,
  async open() {
    const connection = mysql.createConnection({ host: maria!.host, port: maria!.port, user: maria!.user, database: maria!.database, ...config })
    for (const setting of settings) await connection.promise().query(setting)
    const db = connect(connection)
    return {
      db, column,
      async close() {
        await db.run(sql`drop table bw_attacks`)
        await connection.promise().end()
      },
    }
  },
})

const utf8 = sql`varchar(200) character set utf8mb4 collate utf8mb4_bin`
const modes: Mode[] = [
  pgMode('as it is'),
  pgMode('with standard_conforming_strings off', 'set standard_conforming_strings = off', 'set escape_string_warning = off'),
  pgMode('with backslash_quote on', 'set backslash_quote = on'),
  ...(maria
    ? [
        mysqlMode('as it is', {}, [], utf8),
        mysqlMode('with NO_BACKSLASH_ESCAPES', {}, ["set sql_mode = concat(@@sql_mode, ',NO_BACKSLASH_ESCAPES')"], utf8),
        mysqlMode('with ANSI_QUOTES', {}, ["set sql_mode = concat(@@sql_mode, ',ANSI_QUOTES')"], utf8),
        mysqlMode('with multipleStatements', { multipleStatements: true }, [], utf8),
        mysqlMode('with namedPlaceholders and odd formats', { namedPlaceholders: true, stringifyObjects: false, supportBigNumbers: true, bigNumberStrings: true }, [], utf8),
        mysqlMode('talked to in GBK', { charset: 'GBK_CHINESE_CI' }, [], utf8),
        mysqlMode('talked to in SJIS', { charset: 'SJIS_JAPANESE_CI' }, [], utf8),
        mysqlMode('told of GBK behind the driver', {}, ['set character_set_client = gbk'], sql`varbinary(800)`),
      ]
    : []),
]

// What a connection charset cannot say is refused (charset.test.ts); those payloads are for the other modes.
const isSayable = (mode: string, payload: string) => !/GBK|SJIS/.test(mode) || /^[\x20-\x7e\n]*$/.test(payload)
// Shift JIS has no backslash: the driver sends a wide one.
const isKept = (mode: string, payload: string) => !mode.includes('SJIS') || !payload.includes('\\')

describe.each(modes)('$name', mode => {
  let opened: Awaited<ReturnType<Mode['open']>>
  beforeAll(async () => {
    opened = await mode.open()
    await prepareTable(opened.db, opened.column)
  })
  afterAll(() => opened.close())

  it.each(payloads.filter(payload => isSayable(mode.name, payload) && isKept(mode.name, payload)))('%j is data', async payload => {
    if (!mode.name.includes('behind the driver')) return attack(opened.db, payload)
    expect(await opened.db.many(sql`select id from bw_attacks where name = ${payload} and password = ${payload}`)).toEqual([])
    expect(await opened.db.one(sql`select count(*) as n from bw_attacks`)).toEqual({ n: 2 })
  })
  it.runIf(/GBK|SJIS/.test(mode.name))('bytes that eat a backslash in this charset', async () => {
    for (const eater of ['\u00bf', '\ubf5c', '\u7e97', '\u8868', '\u30bd']) {
      for (const payload of [`${eater}' or 1=1 -- `, `${eater}\\' or 1=1 -- `]) {
        const rows = await opened.db.many(sql`select id from bw_attacks where name = ${payload}`).catch((error: { code?: string }) => error.code)
        expect([[], 'SQL_TEXT_UNREPRESENTABLE']).toContainEqual(rows)
      }
    }
    const bytes = Buffer.concat([Buffer.from([0xbf, 0x27]), Buffer.from(' or 1=1 -- ')])
    // The server cannot compare what is no text with text, and says so.
    const answer = await opened.db.many(sql`select id from bw_attacks where name = ${bytes}`).catch((error: unknown) => error)
    if (answer instanceof Error) expect(answer.message).toMatch(/^Invalid utf8mb4 character string/)
    else expect(answer).toEqual([])
  })
})

/** Names that drivers look up in objects which do not have them. */
const names = [
  'text', 'values', 'name', 'rowMode', 'toPostgres', 'sql', 'nestTables', 'then', 'timeout', 'callback', 'submit', 'types', 'queryMode', 'query_timeout', 'rows', 'args', 'prepare',
  'simple', 'typeCast', 'rowsAsArray', 'namedPlaceholders', 'binary', 'portal', 'toJSON', 'schema', 'maxRows', 'timeoutMs', 'signal', 'readOnly', 'tenant', 'raw', 'fixed', 'plain', 'reader',
  'attributes', 'statement', 'dateStrings', 'paramTypes', 'serializers', 'parsers', 'blob', 'expand', 'transform', 'isolation', 'retries', 'setting', 'value',
]
const polluted = Object.prototype as unknown as Record<string, unknown>

describe.each(subjects)('a polluted Object.prototype changes nothing: $name', subject => {
  let opened: Opened
  let db: Database
  beforeAll(async () => {
    opened = await subject.open()
    db = connect(opened.target)
    await db.run(sql`drop table if exists bw_pollution`)
    await db.run(sql`create table bw_pollution (id int, name varchar(50))`)
    await db.run(sql`insert into bw_pollution (id, name) values (1, 'admin'), (2, 'ann')`)
  })
  afterAll(async () => {
    await db.run(sql`drop table bw_pollution`)
    await opened.close()
  })

  const rowsOf = (result: unknown): unknown => {
    const rows = Array.isArray(result) ? (Array.isArray(result[0]) ? result[0] : result) : (result as { rows: unknown[] }).rows
    return rows.map(row => ({ ...(row as object) }))
  }
  const isCallback = subject.name === 'mysql2 pool' || subject.name === 'mysql2 connection' || subject.name === 'sqlite3'
  const face = (fragment: Fragment) =>
    isCallback ? new Promise((resolve, reject) => db.query(fragment, (error: Error | null, rows: unknown) => (error ? reject(error) : resolve(rows)))) : Promise.resolve(db.query(fragment))

  // PGlite looks these up in messages that it makes itself, out of our reach.
  const known = subject.name === 'PGlite' ? ['name', 'rows', 'binary', 'portal', 'statement', 'types'] : []

  it.each(names.filter(name => !known.includes(name)))('%s', async name => {
    for (const value of ['x', 1, true, { a: 1 }]) {
      const results: unknown[] = []
      Object.defineProperty(polluted, name, { value, configurable: true, writable: true, enumerable: true })
      try {
        results.push(await db.many(sql`select id, name from bw_pollution where name = ${'admin'} and id = ${1}`))
        results.push(await db.many(sql`select id, name from bw_pollution where id = 1`))
        results.push(await db.transaction(tx => tx.many(sql`select id, name from bw_pollution where id = ${1}`)))
        results.push(rowsOf(await face(sql`select id, name from bw_pollution where name = ${'admin'} and id = ${1}`)))
      } finally {
        delete polluted[name]
      }
      for (const rows of results) expect(rows).toEqual([{ id: 1, name: 'admin' }])
    }
  })
})

describe.runIf(maria)('MariaDB binds on the server', () => {
  const statements = async (work: (db: Database) => Promise<unknown>) => {
    const connection = mysql.createConnection({ host: maria!.host, port: maria!.port, user: maria!.user, database: maria!.database })
    const count = async (name: string) => {
      const [rows] = await connection.promise().query(`show session status like '${name}'`)
      return Number((rows as { Value: string }[])[0]!.Value)
    }
    const before = await count('Com_stmt_execute')
    await work(connect(connection))
    const executed = (await count('Com_stmt_execute')) - before
    const open = (await count('Com_stmt_prepare')) - (await count('Com_stmt_close'))
    await connection.promise().end()
    return { executed, open }
  }
  const called = (db: Database, fragment: Fragment) => new Promise(resolve => db.query(fragment, resolve))

  it('values of own methods and of the faces', async () => {
    expect((await statements(db => db.one(sql`select ${'x'} as v`))).executed).toBe(1)
    expect((await statements(db => called(db, sql`select ${'x'} as v`))).executed).toBe(1)
  })
  it('text without values goes as text', async () => {
    expect((await statements(db => db.one(sql`select 1 as v`))).executed).toBe(0)
    expect((await statements(db => called(db, sql`select 1 as v`))).executed).toBe(0)
  })
  it('no more than a hundred statements stay open on a connection', async () => {
    const { executed, open } = await statements(async db => {
      for (let count = 1; count <= 150; count++) await db.many(sql`select 1 as v where ${sql.join(Array.from({ length: count }, (_, index) => sql`${index} >= 0`), sql` and `)}`)
    })
    expect(open).toBe(100)
    expect(executed).toBe(150)
  })
})
