import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { connect } from '../../src/connect.ts'
import { sql } from '../../src/sql.ts'

const folder = process.env['BREAKWATER_NATIVE_DRIVERS']
const wanted = process.env['BREAKWATER_SUBJECTS']?.split(',') ?? []
const load = <T>(name: string) => createRequire(join(folder!, 'package.json'))(name) as T
const any = (value: unknown) => value as never

interface SyncStatement {
  get(...values: unknown[]): unknown
  all(...values: unknown[]): unknown[]
  run(...values: unknown[]): unknown
}
interface SyncDatabase {
  prepare(text: string): SyncStatement
  exec(text: string): unknown
  function(name: string, work: (...values: never[]) => unknown): unknown
  close(): void
}

const openBetter = () => new (load<new (file: string) => SyncDatabase>('better-sqlite3'))(':memory:')
const openNode = () => {
  const { DatabaseSync } = (process as unknown as { getBuiltinModule(name: string): { DatabaseSync: new (file: string) => SyncDatabase } }).getBuiltinModule('node:sqlite')
  return new DatabaseSync(':memory:')
}

const sync = [
  { name: 'better-sqlite3', open: openBetter },
  { name: 'node:sqlite', open: openNode },
].filter(({ name }) => wanted.includes(name))

describe.each(sync)('the face of $name', ({ name, open }) => {
  const make = () => {
    const raw = open()
    raw.exec("create table t (id integer primary key, name text, big integer, data blob, ratio real); insert into t (name, big, data, ratio) values ('a', 5, x'00ff', 0.5), ('b', null, null, null)")
    return { raw, db: connect(raw), driver: connect(raw).driver }
  }
  const texts = ['select id, name, big, data, ratio from t where id = ?', 'select * from t where id = ?', 'select id as a, name as a from t where id = ?', 'select count(*) from t where id = ?']

  it.each(texts)('%s: the same rows', text => {
    const { raw, driver } = make()
    const fragment = (id: number) => [
      sql`select id, name, big, data, ratio from t where id = ${id}`, sql`select * from t where id = ${id}`, sql`select id as a, name as a from t where id = ${id}`, sql`select count(*) from t where id = ${id}`,
    ][texts.indexOf(text)]!
    for (const id of [1, 2, 3, 1]) {
      const own = raw.prepare(text)
      expect(driver.prepare(fragment(id)).get()).toEqual(own.get(id))
      expect(driver.prepare(fragment(id)).all()).toEqual(own.all(id))
      expect([...driver.prepare(fragment(id)).iterate()]).toEqual(own.all(id))
      const row = driver.prepare(fragment(id)).get()
      if (row) {
        expect(Object.getPrototypeOf(row)).toBe(Object.getPrototypeOf(own.get(id)))
        expect(Object.keys(row)).toEqual(Object.keys(own.get(id) as object))
      }
    }
    raw.close()
  })
  it('run', () => {
    const { raw, driver } = make()
    expect(driver.prepare(sql`insert into t (name) values (${'c'})`).run()).toEqual({ changes: 1, lastInsertRowid: 3 })
    expect(driver.prepare(sql`update t set name = ${'d'}`).run()).toMatchObject({ changes: 3 })
    raw.close()
  })
  it('whole numbers are integers', () => {
    const { raw, driver } = make()
    expect(driver.prepare(sql`select typeof(${5}) as a, typeof(${0.5}) as b, ${7} / ${2} as c, 'n' || ${5} as d`).get()).toEqual({ a: 'integer', b: 'real', c: 3, d: 'n5' })
    raw.close()
  })
  it('exec binds values, and runs scripts', () => {
    const { raw, driver } = make()
    driver.exec(sql`insert into t (name) values (${"o'hara"})`)
    driver.exec(sql`delete from t where id = 1; delete from t where id = 2`)
    expect(raw.prepare('select name from t').all()).toMatchObject([{ name: "o'hara" }])
    raw.close()
  })
  it('sees a change of the table', () => {
    const { raw, driver } = make()
    const all = () => driver.prepare(sql`select * from t where id = ${1}`).get()
    expect(all()).not.toHaveProperty('extra')
    raw.exec('alter table t add column extra')
    expect(all()).toHaveProperty('extra')
    raw.exec('alter table t rename column extra to other')
    expect(all()).toHaveProperty('other')
    raw.close()
  })
  it('a function of SQL that calls back does not disturb the statement it runs in', () => {
    const { raw, driver } = make()
    raw.function('again', any((id: number) => {
      try {
        return driver.prepare(sql`select name from t where id = ${id}`).get()?.name ?? null
      } catch (error) {
        // better-sqlite3 refuses this by itself.
        expect((error as Error).message).toMatch(/busy/)
        return 'busy'
      }
    }))
    const rows = driver.prepare(sql`select id, again(id) as name from t order by id`).all()
    expect(rows).toHaveLength(2)
    raw.close()
  })
  it('refuses what is not a fragment, and values beside it', () => {
    const { raw, db, driver } = make()
    for (const bad of ['select 1', ['select 1'], { sql: 'select 1' }]) {
      expect(() => driver.prepare(bad)).toThrow('SQL_FRAGMENT_REQUIRED')
      expect(() => driver.exec(bad)).toThrow('SQL_FRAGMENT_REQUIRED')
      expect(() => db.query(any(bad))).toThrow('SQL_FRAGMENT_REQUIRED')
    }
    expect(() => driver.prepare(sql`select 1`).get(1)).toThrow('SQL_DRIVER_VALUES_REFUSED')
    expect(() => driver.prepare(sql`selec`)).toThrow(/syntax error/)
    raw.close()
    expect(() => driver.prepare(sql`select 1`).get()).toThrow()
  })
  it.runIf(name === 'better-sqlite3')('pluck, raw, expand, columns, reader', () => {
    const { raw, driver } = make()
    expect(driver.prepare(sql`select name from t where id = ${1}`).pluck().get()).toBe('a')
    expect(driver.prepare(sql`select id, name from t where id = ${1}`).raw().get()).toEqual([1, 'a'])
    expect(driver.prepare(sql`select id from t where id = ${1}`).expand().get()).toEqual({ t: { id: 1 } })
    expect(driver.prepare(sql`select id from t where id = ${1}`).safeIntegers().get()).toEqual({ id: 1n })
    expect(driver.prepare(sql`select id from t where id = ${1}`).get()).toEqual({ id: 1 })
    expect(driver.prepare(sql`select id from t`).columns()).toMatchObject([{ name: 'id' }])
    expect([driver.prepare(sql`select 1`).reader, driver.prepare(sql`delete from t`).reader]).toEqual([true, false])
    raw.close()
  })
})

interface Sqlite3 {
  close(done: () => void): void
  all(text: string, values: unknown[], done: (error: unknown, rows: unknown) => void): unknown
}

describe.runIf(wanted.includes('sqlite3'))('the face of sqlite3', () => {
  const open = () => new (load<{ Database: new (file: string) => Sqlite3 }>('sqlite3').Database)(':memory:')
  const called = (work: (callback: (this: unknown, ...args: unknown[]) => void) => unknown) =>
    new Promise<{ args: unknown[]; self: { lastID: number; changes: number } }>(resolve => {
      work(function (...args) {
        resolve({ args, self: this as never })
      })
    })

  it('keeps callbacks, their this, and answers with the database', async () => {
    const raw = open()
    const { driver } = connect(raw)
    expect((await called(callback => expect(driver.exec(sql`create table t (id integer primary key, name text); select 1`, callback)).toBe(raw))).args).toEqual([null])
    const { args, self } = await called(callback => expect(driver.run(sql`insert into t (name) values (${"o'hara"})`, callback)).toBe(raw))
    expect([args, self.lastID, self.changes]).toEqual([[null], 1, 1])
    expect((await called(callback => driver.get(sql`select name from t where id = ${1}`, callback))).args).toEqual([null, { name: "o'hara" }])
    expect((await called(callback => driver.get(sql`select name from t where id = ${9}`, callback))).args).toEqual([null])
    expect((await called(callback => driver.all(sql`select id, name from t`, callback))).args).toEqual([null, [{ id: 1, name: "o'hara" }]])
    const rows: unknown[] = []
    expect((await called(callback => driver.each(sql`select id from t where id < ${5}`, (_error: unknown, row: unknown) => rows.push(row), callback))).args).toEqual([null, 1])
    expect(rows).toEqual([{ id: 1 }])
    expect((await called(callback => driver.exec(sql`update t set name = ${'x'} where id = ${1}`, callback))).args[0]).toBeNull()
    expect((await called(callback => connect(raw).query(sql`select name from t`, callback))).args).toEqual([null, [{ name: 'x' }]])
    await new Promise<void>(resolve => raw.close(resolve))
  })
  it('errors and refusals through the callback', async () => {
    const raw = open()
    const { driver } = connect(raw)
    for (const method of ['run', 'get', 'all', 'exec', 'each']) {
      expect((await called(callback => driver[method](sql`selec`, callback))).args[0]).toMatchObject({ code: 'SQLITE_ERROR' })
      expect((await called(callback => driver[method]('select 1', callback))).args[0]).toMatchObject({ code: 'SQL_FRAGMENT_REQUIRED' })
      expect(() => driver[method]('select 1')).toThrow('SQL_FRAGMENT_REQUIRED')
    }
    await new Promise<void>(resolve => raw.close(resolve))
  })
  it('refuses an integer that the driver has rounded', async () => {
    const raw = open()
    await expect(connect(raw).one(sql`select 9007199254740993 as v`)).rejects.toHaveProperty('code', 'SQL_INTEGER_LOST')
    expect(await connect(raw).one(sql`select cast(9007199254740993 as text) as v`)).toEqual({ v: '9007199254740993' })
    await new Promise<void>(resolve => raw.close(resolve))
  })
})
