import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import pg from 'pg'
import { hasPostgres } from '@breakwater/testkit'
import { connect } from '../../src/connect.ts'
import type { Database } from '../../src/database.ts'
import { lookupOf } from '../../src/statements/unique-lookup.ts'
import { Sightings } from '../../src/statements/sightings.ts'
import { Lru } from '../../src/statements/lru.ts'
import { sql } from '../../src/sql.ts'

/** What the types of pg do not tell. */
interface Inside {
  readonly processID: number
  readonly connection: { readonly parsedStatements: Record<string, string> }
}

const config = { host: '127.0.0.1', user: 'postgres', database: 'test' }

describe.runIf(await hasPostgres())('named statements of PostgreSQL', () => {
  let client: pg.Client
  let db: Database
  const prepared = async () => (await client.query("select name, statement, generic_plans::int as generic, custom_plans::int as custom from pg_prepared_statements where name like 'bw!_%' escape '!'")).rows as
    { name: string; statement: string; generic: number; custom: number }[]
  const byKey = (id: number) => db.one(sql`select id, kind from bw_prepared where id = ${id}`)
  const byKind = (kind: number) => db.many(sql`select id from bw_prepared where kind = ${kind} limit 1`)
  const repeat = async (count: number, work: (turn: number) => Promise<unknown>) => {
    for (let turn = 1; turn <= count; turn++) await work(turn)
  }

  beforeAll(async () => {
    const admin = new pg.Client(config)
    await admin.connect()
    await admin.query('drop table if exists bw_prepared; create table bw_prepared (id int primary key, kind int); insert into bw_prepared select i, i % 3 from generate_series(1, 1000) i; create index on bw_prepared (kind); analyze bw_prepared')
    await admin.end()
  })
  afterAll(async () => {
    const admin = new pg.Client(config)
    await admin.connect()
    await admin.query('drop table bw_prepared')
    await admin.end()
  })
  beforeEach(async () => {
    client = new pg.Client(config)
    await client.connect()
    db = connect(client)
    return () => client.end()
  })

  it('are for what was seen five times', async () => {
    await repeat(4, byKey)
    expect(await prepared()).toEqual([])
    await repeat(2, byKey)
    expect(await prepared()).toMatchObject([{ name: expect.stringMatching(/^bw_[0-9a-f]{40}$/), statement: 'select id, kind from bw_prepared where id = $1' }])
  })
  it('are for fixed shapes only', async () => {
    await repeat(20, turn => db.many(sql`select id from ${sql.id('bw_prepared')} where id = ${turn}`))
    await repeat(20, turn => db.many(sql`select id from bw_prepared order by ${sql.oneOf('id', { id: sql`id` })} limit ${turn}`))
    for (const { statement } of await prepared()) expect(statement).not.toContain('"bw_prepared"')
  })
  it('are not used where `prepare` is never', async () => {
    db = connect(client, { prepare: 'never' })
    await repeat(20, byKey)
    expect(await prepared()).toEqual([])
  })
  it('are not used where the process id is not that of the backend, as behind a pooler', async () => {
    Object.assign(client, { processID: (client as unknown as Inside).processID + 1 })
    await repeat(20, byKey)
    expect(await prepared()).toEqual([])
  })
  it('keep custom plans, save for the lookup of a unique key', async () => {
    await repeat(60, turn => byKind(turn % 3))
    await repeat(60, byKey)
    const plans = await prepared()
    expect(plans.find(({ statement }) => statement.includes('kind ='))).toMatchObject({ generic: 0 })
    expect(plans.find(({ statement }) => statement.includes('id ='))!.generic).toBeGreaterThan(0)
  })
  it('leave the settings of the session alone', async () => {
    await repeat(60, byKey)
    expect((await client.query('show plan_cache_mode')).rows).toEqual([{ plan_cache_mode: 'auto' }])
    expect(client.listenerCount('error')).toBe(0)
  })
  it('are at most a hundred, the least used closed on the server', async () => {
    for (let width = 1; width <= 120; width++) {
      const list = sql.join(Array.from({ length: width }, () => sql`1`), sql` + `)
      await repeat(7, () => db.one(sql`select ${list} as v`))
    }
    await repeat(7, byKey)
    expect((await prepared()).length).toBeLessThanOrEqual(101)
    for (const { name, statement } of await prepared()) expect((client as unknown as Inside).connection.parsedStatements[name]).toBe(statement)
  })
  it('survive a change of the table', async () => {
    const all = () => db.one(sql`select * from bw_prepared where id = ${7}`)
    await repeat(20, all)
    await client.query('alter table bw_prepared add column extra int')
    await repeat(3, async () => expect(await all()).toEqual({ id: 7, kind: 1, extra: null }))
    await client.query('alter table bw_prepared drop column extra')
    await repeat(8, async () => expect(await all()).toEqual({ id: 7, kind: 1 }))
  })
  it('survive a session that was reset', async () => {
    await repeat(10, byKey)
    await client.query('discard all')
    await repeat(10, async turn => expect(await byKey(turn)).toEqual({ id: turn, kind: turn % 3 }))
    await client.query('deallocate all')
    await repeat(10, async turn => expect(await byKey(turn)).toEqual({ id: turn, kind: turn % 3 }))
  })
  it('are not tried again inside a transaction', async () => {
    await repeat(10, byKey)
    await expect(db.transaction(async tx => {
      await tx.driver.query(sql`deallocate all`)
      return tx.one(sql`select id, kind from bw_prepared where id = ${1}`)
    })).rejects.toHaveProperty('code', '26000')
    expect(await byKey(3)).toEqual({ id: 3, kind: 0 })
  })
  it('work for statements that run at once on one client', async () => {
    await repeat(10, byKey)
    const rows = await Promise.all(Array.from({ length: 50 }, (_, index) => byKey(index + 1)))
    expect(rows.map(row => row['id'])).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  })
  it('are judged without getting in the way of others on the same client', async () => {
    const notices: string[] = []
    client.on('notice', notice => notices.push(notice.message ?? ''))
    for (let turn = 0; turn < 6; turn++) {
      await Promise.all(Array.from({ length: 40 }, async (_, index) => {
        if (index % 4 === 0) await client.query('update bw_prepared set kind = kind where id = $1', [index + 1])
        else expect(await db.one(sql`select id from bw_prepared where id = ${index}`)).toEqual({ id: index })
      }))
    }
    expect(notices).toEqual([])
    expect((await client.query('show plan_cache_mode')).rows).toEqual([{ plan_cache_mode: 'auto' }])
    expect((await prepared()).find(({ statement }) => statement === 'select id from bw_prepared where id = $1')!.generic).toBeGreaterThan(0)
  })
  it('work in a pool', async () => {
    const pool: pg.Pool = new pg.Pool({ ...config, max: 3 })
    const pooled = connect(pool)
    const rows = await Promise.all(Array.from({ length: 200 }, (_, index) => pooled.one<{ id: number }>(sql`select id from bw_prepared where id = ${index + 1}`)))
    expect(rows.map(row => row.id)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1))
    expect(pool.totalCount - pool.idleCount).toBe(0)
    await pool.end()
  })
})

describe('lookupOf reads a generic plan', () => {
  const plan = (node: object) => [{ Plan: node }]
  const scan = (condition: string) => ({ 'Node Type': 'Index Scan', 'Index Name': 'key', 'Index Cond': condition })
  it.each([
    ['one column', scan('(id = $1)'), { index: 'key', columns: 1 }],
    ['a cast', scan('((email)::text = $1)'), { index: 'key', columns: 1 }],
    ['a cast of the value', scan('(id = ($1)::bigint)'), { index: 'key', columns: 1 }],
    ['two columns', scan('((a = $1) AND (b = $2))'), { index: 'key', columns: 2 }],
    ['an update', { 'Node Type': 'ModifyTable', Plans: [scan('(id = $1)')] }, { index: 'key', columns: 1 }],
    ['an insert', { 'Node Type': 'ModifyTable', Plans: [{ 'Node Type': 'Result' }] }, 'no rows'],
    ['a range', scan('(id > $1)'), undefined],
    ['a list', scan('(id = ANY ($1))'), undefined],
    ['a constant', scan("((id = $1) AND (kind = 'a'::text))"), undefined],
    ['a join', { 'Node Type': 'Nested Loop', Plans: [scan('(id = $1)'), scan('(id = $1)')] }, undefined],
    ['a scan of the table', { 'Node Type': 'Seq Scan' }, undefined],
    ['something else', { 'Node Type': 'Append', Plans: [scan('(id = $1)')] }, undefined],
  ])('%s', (_name, node, expected) => expect(lookupOf(plan(node))).toEqual(expected))
  it.each([undefined, [], [{}], 'x'])('nothing %#', explained => expect(lookupOf(explained)).toBeUndefined())
})

describe('Sightings', () => {
  it('says yes from the fifth time on', () => {
    const seen = new Sightings()
    expect(Array.from({ length: 7 }, () => seen.isFrequent('a'))).toEqual([false, false, false, false, true, true, true])
  })
  it('forgets what came once, keeps what is in use', () => {
    const seen = new Sightings()
    for (let turn = 0; turn < 5; turn++) seen.isFrequent('kept')
    for (let index = 0; index < 5000; index++) {
      seen.isFrequent(`once ${index}`)
      if (index % 500 === 0) expect(seen.isFrequent('kept')).toBe(true)
    }
  })
})

describe('Lru', () => {
  it('hands over what falls out, least recently used first', () => {
    const out: number[] = []
    const cache = new Lru<number>(3, value => out.push(value))
    for (const value of [1, 2, 3]) cache.set(String(value), value)
    expect(cache.get('1')).toBe(1)
    cache.set('4', 4)
    cache.set('5', 5)
    expect(out).toEqual([2, 3])
    expect([...cache.values()]).toEqual([1, 4, 5])
  })
})
