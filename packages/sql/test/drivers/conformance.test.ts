import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BreakwaterError } from '@breakwater/core'
import { expectRefusal } from '@breakwater/core/testing'
import { Type } from '@sinclair/typebox'
import { connect } from '../../src/connect.ts'
import type { Database } from '../../src/database.ts'
import { sql } from '../../src/sql.ts'
import { subjects } from './subjects.ts'
import type { Opened } from './subjects.ts'

const table = 'bw_conformance'
const any = (value: unknown) => value as never

describe.each(subjects)('$name', subject => {
  let opened: Opened
  let db: Database
  const { dialect } = subject
  const people = sql.id(`${table}_${subject.name.toLowerCase().replace(/\W+/g, '_')}`)

  const key = dialect === 'postgres' ? sql`id serial primary key` : dialect === 'mysql' ? sql`id int primary key auto_increment` : sql`id integer primary key`
  const text = dialect === 'mysql' ? sql`longtext character set utf8mb4` : sql`text`
  const bytes = dialect === 'postgres' ? sql`bytea` : sql`longblob`

  beforeAll(async () => {
    opened = await subject.open()
    db = connect(opened.target)
    await db.run(sql`drop table if exists ${people}`)
    await db.run(sql`create table ${people} (${key}, name ${text}, age int, big bigint, data ${bytes}, rate double precision)`)
  })
  afterAll(async () => {
    await db.run(sql`drop table if exists ${people}`)
    if (opened.inUse) expect(opened.inUse()).toBe(0)
    await opened.close()
  })

  const clear = () => db.run(sql`delete from ${people}`)
  const add = (name: string, age = 1) => db.run(sql`insert into ${people} (name, age) values (${name}, ${age})`)
  const names = async (on: Pick<Database, 'many'> = db) => (await on.many<{ name: string }>(sql`select name from ${people} order by id`)).map(row => row.name)

  describe('connect', () => {
    it('gives one database per object, and itself for itself', () => {
      expect(connect(opened.target)).toBe(db)
      expect(connect(db)).toBe(db)
    })
    it('gives another one with options', () => {
      expect(connect(opened.target, { maxRows: 5 })).not.toBe(db)
    })
    it('refuses unknown options', async () => {
      await expectRefusal(() => connect(opened.target, any({ timeout: 5 })), 'OPTION_UNKNOWN')
    })
  })

  describe('rows', () => {
    it('run, many, one, maybeOne', async () => {
      await clear()
      expect((await add('Ann', 30)).changes).toBe(1)
      await add('Bob', 40)
      expect(await db.many(sql`select name, age from ${people} order by id`)).toEqual([{ name: 'Ann', age: 30 }, { name: 'Bob', age: 40 }])
      expect(await db.one(sql`select name, age from ${people} where name = ${'Bob'}`)).toEqual({ name: 'Bob', age: 40 })
      expect(await db.maybeOne(sql`select name from ${people} where name = ${'Eve'}`)).toBeUndefined()
      expect(await db.run(sql`update ${people} set age = age + ${1}`)).toEqual({ changes: 2 })
      expect(await db.run(sql`delete from ${people} where age > ${100}`)).toEqual({ changes: 0 })
    })
    it('one and maybeOne refuse other numbers of rows', async () => {
      await clear()
      await expectRefusal(() => db.one(sql`select name from ${people}`), 'SQL_ROW_MISSING')
      await add('a')
      await add('b')
      await expectRefusal(() => db.one(sql`select name from ${people}`), 'SQL_ROW_SURPLUS')
      await expectRefusal(() => db.maybeOne(sql`select name from ${people}`), 'SQL_ROW_SURPLUS')
    })
    it('the id of an insert', async () => {
      await clear()
      if (dialect === 'postgres') {
        const rows = await db.many<{ id: number }>(sql`insert into ${people} (name) values (${'x'}) returning id`)
        expect(rows).toEqual([{ id: expect.any(Number) }])
        return
      }
      const { lastInsertId } = await add('x')
      expect(await db.one(sql`select name from ${people} where id = ${lastInsertId!}`)).toEqual({ name: 'x' })
    })
    it('returning gives rows and counts', async () => {
      await clear()
      await add('x')
      if (dialect === 'mysql') return
      const { changes } = await db.run(sql`insert into ${people} (name) values (${'y'}), (${'z'}) returning name`)
      expect(changes).toBe(2)
      expect(await db.many(sql`delete from ${people} where name <> ${'x'} returning name`)).toHaveLength(2)
    })
    it('checks rows against zod and TypeBox', async () => {
      await clear()
      await add('Ann', 30)
      const Person = z.object({ name: z.string(), age: z.number().transform(age => age + 1) })
      expect(await db.many(sql`select name, age from ${people}`, Person)).toEqual([{ name: 'Ann', age: 31 }])
      const Async = z.object({ name: z.string().refine(async name => name.length > 2) })
      expect(await db.one(sql`select name from ${people}`, Async)).toEqual({ name: 'Ann' })
      const Box = Type.Object({ name: Type.String(), age: Type.Integer() })
      expect(await db.maybeOne(sql`select name, age from ${people}`, Box)).toEqual({ name: 'Ann', age: 30 })
      await expectRefusal(() => db.many(sql`select name from ${people}`, z.object({ name: z.number() })), 'SCHEMA_MISMATCH')
    })
    it('works many times with the same text and other values', async () => {
      await clear()
      for (let age = 0; age < 25; age++) await add(`n${age}`, age)
      for (let age = 0; age < 25; age++) expect(await db.one(sql`select name, age from ${people} where age = ${age}`)).toEqual({ name: `n${age}`, age })
    })
    it('lists of any length', async () => {
      for (const ages of [[], [1], [1, 2, 3], [1, 2, 3, 4, 5]]) expect(await db.many(sql`select name from ${people} where age in ${sql.in(ages)}`)).toHaveLength(ages.length)
    })
    it('limit and offset', async () => {
      expect(await db.many(sql`select age from ${people} order by age limit ${2} offset ${'3'}`)).toEqual([{ age: 3 }, { age: 4 }])
    })
    it('sees the table change', async () => {
      const all = () => db.many(sql`select * from ${people} where age = ${3}`)
      for (let turn = 0; turn < 8; turn++) expect((await all())[0]).not.toHaveProperty('extra')
      await db.run(sql`alter table ${people} add column extra int`)
      expect((await all())[0]).toHaveProperty('extra', null)
      expect((await all())[0]).toHaveProperty('extra', null)
      await db.run(sql`alter table ${people} drop column extra`)
      expect((await all())[0]).not.toHaveProperty('extra')
    })
  })

  describe('values', () => {
    const back = async (value: unknown, column = 'name') => {
      await clear()
      await db.run(sql`insert into ${people} (${sql.id(column)}) values (${any(value)})`)
      return (await db.one<{ v: unknown }>(sql`select ${sql.id(column)} as v from ${people} where ${sql.id(column)} = ${any(value)}`)).v
    }
    const texts = [
      '', 'plain', "o'hara", "'' or 1=1 --", '"double"', '`back`', '\\', "\\'", '\\\\', '$1', '?', ':name', '@x', '%', '_', ';drop table x', '/* x */', '-- x', '#',
      '\u00bf\u0027', '\ud83d\ude00', 'é\u0301', '\u202e', '\r\n\t\b', '{"a":1}', "E'x'", '$$x$$', '\u2028', 'x'.repeat(100_000),
    ]
    it.each(texts)('text %#', async value => expect(await back(value)).toBe(value))
    it('text with NUL', async () => {
      if (dialect === 'postgres' || !subject.keepsNul) await expectRefusal(() => back('a\0b'), 'SQL_TEXT_MALFORMED')
      else expect(await back('a\0b')).toBe('a\0b')
    })
    it.each([0, 1, -1, 2 ** 31 - 1, -(2 ** 31)])('whole number %d', async value => expect(await back(value, 'age')).toBe(value))
    it.each([0, 0.5, -1e-7, 1e300, 2 ** 40, 123456789012345])('number %d', async value => expect(await back(value, 'rate')).toBe(value))
    it.each([2 ** 31, -(2 ** 40), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('large whole number %d', async value => expect(await back(value, 'big')).toBe(value))
    it.each([5n, -5n, 2n ** 40n])('bigint %d comes back as a number where that is exact', async value => expect(await back(value, 'big')).toBe(Number(value)))
    it.each([2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)])('bigint %d', async value => {
      if (subject.readsBigints) expect(await back(value, 'big')).toBe(value)
      else await expect(back(value, 'big')).rejects.toThrow()
      expect(await db.one(sql`select count(*) as n from ${people} where big = ${value}`)).toEqual({ n: 1 })
    })
    it.each([[[]], [[0, 255, 39, 92]], [[0xbf, 0x27]]])('bytes %j', async list => {
      const value = Uint8Array.from(list)
      expect(Uint8Array.from((await back(value, 'data')) as Uint8Array)).toEqual(value)
      expect(Uint8Array.from((await back(Buffer.from(value), 'data')) as Uint8Array)).toEqual(value)
    })
    it('null', async () => {
      await clear()
      await db.run(sql`insert into ${people} (name) values (${null})`)
      expect(await db.one(sql`select name from ${people} where name is null`)).toEqual({ name: null })
    })
    it('a number in a text column is its digits', async () => {
      if (dialect === 'postgres') return
      await clear()
      for (const value of [5, 4915112345, 1e15]) {
        if (subject.name === 'sqlite3' && value > 2 ** 31) continue
        await db.run(sql`insert into ${people} (name) values (${value})`)
        expect(await db.many(sql`select name from ${people} where name = ${String(value)}`)).toHaveLength(1)
      }
    })
    it('a Date is the same instant', async () => {
      const when = new Date('2024-02-29T12:34:56.789Z')
      const type = dialect === 'postgres' ? sql`timestamptz` : dialect === 'mysql' ? sql`datetime(3)` : sql`text`
      const dates = sql.id(`${table}_dates_${subject.name.toLowerCase().replace(/\W+/g, '_')}`)
      await db.run(sql`drop table if exists ${dates}`)
      await db.run(sql`create table ${dates} (v ${type})`)
      await db.run(sql`insert into ${dates} values (${when})`)
      const { v } = await db.one<{ v: Date | string }>(sql`select v from ${dates} where v = ${when}`)
      expect(new Date(v).getTime()).toBe(when.getTime())
      await db.run(sql`drop table ${dates}`)
    })
    it('booleans', async () => {
      const { yes, no } = await db.one<{ yes: unknown; no: unknown }>(sql`select ${true} = ${true} as yes, ${true} = ${false} as no`)
      expect([Boolean(yes), Boolean(no)]).toEqual([true, false])
    })
    it('JSON', async () => {
      const document = { a: [1, "o'hara", null, '\\'], b: { 'c"': '\ud83d\ude00' } }
      const type = dialect === 'postgres' ? sql`jsonb` : sql`text`
      const documents = sql.id(`${table}_json_${subject.name.toLowerCase().replace(/\W+/g, '_')}`)
      await db.run(sql`drop table if exists ${documents}`)
      await db.run(sql`create table ${documents} (v ${type})`)
      await db.run(sql`insert into ${documents} values (${sql.json(document)})`)
      const { v } = await db.one<{ v: unknown }>(sql`select v from ${documents}`)
      expect(typeof v === 'string' ? JSON.parse(v) : v).toEqual(document)
      if (dialect === 'postgres') {
        // A string that is JSON already is the document, not a JSON string of it.
        await db.run(sql`update ${documents} set v = ${JSON.stringify(document)} where true`)
        expect(await db.one(sql`select v from ${documents}`)).toEqual({ v: document })
        expect(await db.one(sql`select v ->> 'b' as b from ${documents} where v @> ${sql.json({ a: [1] })}`)).toHaveProperty('b')
      }
      await db.run(sql`drop table ${documents}`)
    })
    it.runIf(dialect === 'postgres')('arrays', async () => {
      expect(await db.one(sql`select ${sql.array([1, 2, 3])}::int[] as v`)).toEqual({ v: [1, 2, 3] })
      const odd = ['', 'null', 'NULL', '{}', 'a,b', '"', '\\', "'", '\ud83d\ude00', null]
      expect(await db.one(sql`select ${sql.array(odd)}::text[] as v`)).toEqual({ v: odd })
      expect(await db.one(sql`select ${sql.array([true, false])}::bool[] as v`)).toEqual({ v: [true, false] })
      expect(await db.one(sql`select ${sql.array([2n ** 62n, 5n])}::int8[] as v`)).toEqual({ v: [2n ** 62n, 5] })
      expect(await db.one(sql`select ${sql.array([])}::int[] as v`)).toEqual({ v: [] })
      expect(await db.many(sql`select 1 as v where ${2}::int = any(${sql.array([1, 2])})`)).toHaveLength(1)
    })
    it('nothing but plain data', async () => {
      const attacks: unknown[] = [
        { $gt: '' }, { toSqlString: () => '1 or 1=1' }, { toPostgres: () => '1' }, { toString: () => "' or 1=1" }, { name: 1 }, ['a', 'b'], [['id', 1]], () => 1, Symbol('x'),
        undefined, NaN, Infinity, '\ud800', new Date(NaN), new Map(), JSON.parse('{"strings":["select 1"],"values":[]}'), Object.create(null),
      ]
      for (const attack of attacks) await expect((async () => back(attack))()).rejects.toSatisfy(BreakwaterError.is)
    })
  })

  describe('refusals', () => {
    const imitations: unknown[] = [
      'select 1', ['select 1'], Object.assign(['select 1'], { raw: ['select 1'] }), { text: 'select 1', values: [] }, { sql: 'select 1', args: [] }, null, undefined, 1,
      JSON.parse('{"text":"select 1","values":[],"__proto__":{}}'), new String('select 1'),
    ]
    it.each(imitations)('of what is not a fragment %#', async imitation => {
      for (const name of ['many', 'one', 'maybeOne', 'run'] as const) await expectRefusal(() => (db[name] as (sql: never) => unknown)(any(imitation)), 'SQL_FRAGMENT_REQUIRED')
      await expectRefusal(() => db.stream(any(imitation)).next(), 'SQL_FRAGMENT_REQUIRED')
      await expectRefusal(async () => db.query(any(imitation)), 'SQL_FRAGMENT_REQUIRED')
      await db.transaction(async tx => {
        await expectRefusal(() => tx.many(any(imitation)), 'SQL_FRAGMENT_REQUIRED')
      })
    })
    it('of values beside the fragment', () => expectRefusal(async () => db.query(sql`select 1`, [1]), 'SQL_DRIVER_VALUES_REFUSED'))
    it('errors of the database come as they are, and the next statement works', async () => {
      await expect(db.many(sql`selec 1`)).rejects.not.toSatisfy(BreakwaterError.is)
      await expect(db.many(sql`select no_such_column from ${people}`)).rejects.toThrow()
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
  })

  describe('limits', () => {
    const numbers = (count: number) => sql`with recursive n(v) as (select 1 union all select v + 1 from n where v < ${count}) select v from n`
    it('maxRows', async () => {
      expect(await db.many(numbers(10), { maxRows: 10 })).toHaveLength(10)
      await expectRefusal(() => db.many(numbers(11), { maxRows: 10 }), 'SQL_MAX_ROWS')
      await expectRefusal(() => connect(opened.target, { maxRows: 3 }).many(numbers(4)), 'SQL_MAX_ROWS')
      await expectRefusal(() => connect(opened.target, { maxRows: 3 }).many(numbers(4), { maxRows: 4 }), 'LIMIT_WIDENED')
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
    const slow = dialect === 'postgres' ? sql`select pg_sleep(20)` : dialect === 'mysql' ? sql`select sleep(20)` : numbers(500_000_000)
    it.runIf(subject.stops)('timeoutMs stops the statement and leaves a working connection', async () => {
      await expectRefusal(() => db.many(slow, { timeoutMs: 150 }), 'SQL_TIMEOUT')
      for (let turn = 0; turn < 3; turn++) expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
      await expectRefusal(() => db.transaction(async tx => tx.many(slow, { timeoutMs: 150 })), 'SQL_TIMEOUT')
      await expectRefusal(() => db.transaction(tx => tx.many(slow), { timeoutMs: 150 }), 'SQL_TIMEOUT')
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
    it.runIf(subject.stops)('a signal stops the statement', async () => {
      const controller = new AbortController()
      const running = db.many(slow, { signal: controller.signal })
      setTimeout(() => controller.abort(new Error('gone')), 100)
      const error = await expectRefusal(() => running, 'SQL_ABORTED')
      expect(error.cause).toEqual(new Error('gone'))
      await expectRefusal(() => db.many(slow, { signal: AbortSignal.abort() }), 'SQL_ABORTED')
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
    it.skipIf(subject.stops || dialect === 'postgres' || subject.name === '@libsql/client')('timeoutMs is looked at between rows', () =>
      expectRefusal(() => db.many(numbers(50_000_000), { timeoutMs: 50, maxRows: 100_000 }), 'SQL_TIMEOUT').catch(error => {
        // A fast machine reaches the row limit first.
        expect(error.cause).toHaveProperty('code', 'SQL_MAX_ROWS')
      }))
  })

  describe('streams', () => {
    const numbers = (count: number) => sql`with recursive n(v) as (select 1 union all select v + 1 from n where v < ${count}) select v from n`
    it('give all rows in order', async () => {
      const seen: number[] = []
      for await (const { v } of db.stream<{ v: number }>(numbers(950))) seen.push(v)
      expect(seen).toEqual(Array.from({ length: 950 }, (_, index) => index + 1))
    })
    it('can be left early, again and again', async () => {
      for (let turn = 0; turn < 6; turn++) for await (const { v } of db.stream<{ v: number }>(numbers(900))) if (v === 3) break
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
      if (opened.inUse) expect(opened.inUse()).toBe(0)
    })
    it('keep maxRows where a call gives one', async () => {
      await expectRefusal(async () => {
        const rows = db.stream(numbers(900), { maxRows: 300 })
        while (!(await rows.next()).done);
      }, 'SQL_MAX_ROWS')
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
    it('stop when the signal aborts', async () => {
      const controller = new AbortController()
      await expectRefusal(async () => {
        for await (const { v } of db.stream<{ v: number }>(numbers(900), { signal: controller.signal })) if (v === 250) controller.abort()
      }, 'SQL_ABORTED')
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
    it('check rows, and errors arrive', async () => {
      const rows = []
      for await (const row of db.stream(numbers(2), z.object({ v: z.number() }))) rows.push(row)
      expect(rows).toEqual([{ v: 1 }, { v: 2 }])
      await expect(db.stream(sql`select * from no_such_table`).next()).rejects.toThrow()
      expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
    })
    it.skipIf((dialect === 'mysql' && !subject.pools) || !subject.sideBySide)('let other statements run meanwhile', async () => {
      await clear()
      let total = 0
      for await (const { v } of db.stream<{ v: number }>(numbers(300))) if (v % 100 === 0) total += (await add('w', v)).changes
      expect(total).toBe(3)
      expect(await names()).toHaveLength(3)
    })
  })

  describe('transactions', () => {
    it('keep all or nothing', async () => {
      await clear()
      const result = await db.transaction(async tx => {
        await tx.run(sql`insert into ${people} (name) values (${'a'})`)
        expect(await names(tx)).toEqual(['a'])
        return 7
      })
      expect(result).toBe(7)
      await expect(db.transaction(async tx => {
        await tx.run(sql`insert into ${people} (name) values (${'b'})`)
        throw new Error('no')
      })).rejects.toThrow('no')
      expect(await names()).toEqual(['a'])
    })
    it('nest as savepoints', async () => {
      await clear()
      await db.transaction(async tx => {
        await tx.run(sql`insert into ${people} (name) values (${'a'})`)
        await expect(tx.transaction(async inner => {
          await inner.run(sql`insert into ${people} (name) values (${'b'})`)
          await expect(inner.transaction(async deepest => {
            await deepest.run(sql`insert into ${people} (name) values (${'c'})`)
            throw new Error('deepest')
          })).rejects.toThrow('deepest')
          expect(await names(inner)).toEqual(['a', 'b'])
          throw new Error('inner')
        })).rejects.toThrow('inner')
        await tx.transaction(inner => inner.run(sql`insert into ${people} (name) values (${'d'})`))
      })
      expect(await names()).toEqual(['a', 'd'])
    })
    it('a failed statement in a savepoint does not end the transaction', async () => {
      await clear()
      await db.transaction(async tx => {
        await tx.run(sql`insert into ${people} (name) values (${'a'})`)
        await tx.transaction(inner => inner.run(sql`insert into no_such_table values (1)`)).catch(() => undefined)
        await tx.run(sql`insert into ${people} (name) values (${'b'})`)
      })
      expect(await names()).toEqual(['a', 'b'])
    })
    it('refuse statements after their end', async () => {
      let late!: Pick<Database, 'many' | 'query'>
      await db.transaction(async tx => {
        late = tx
      })
      await expectRefusal(() => late.many(sql`select 1`), 'SQL_TRANSACTION_ENDED')
      await expectRefusal(async () => late.query(sql`select 1`), 'SQL_TRANSACTION_ENDED')
    })
    it('refuse what is no function', () => expectRefusal(() => db.transaction(any('commit')), 'SQL_FUNCTION_REQUIRED'))
    it.runIf(subject.sideBySide)('run side by side, and the outer database works inside', async () => {
      await clear()
      await Promise.all(['a', 'b', 'c'].map(name => db.transaction(async tx => {
        await tx.run(sql`insert into ${people} (name) values (${name})`)
        expect(await db.one(sql`select 1 as v`)).toEqual({ v: 1 })
      })))
      expect((await names()).sort()).toEqual(['a', 'b', 'c'])
    })
    it.runIf(subject.sideBySide)('keep the statements of others out', async () => {
      await clear()
      let inside!: () => void
      const isInside = new Promise<void>(resolve => (inside = resolve))
      const failing = db.transaction(async tx => {
        await tx.run(sql`insert into ${people} (name) values (${'tx'})`)
        inside()
        await new Promise(resolve => setTimeout(resolve, 20))
        throw new Error('undo')
      })
      failing.catch(() => undefined)
      await isInside
      await add('other')
      await expect(failing).rejects.toThrow('undo')
      expect(await names()).toEqual(['other'])
    })
    it('read only, by the database', async () => {
      await clear()
      const insert = sql`insert into ${people} (name) values (${'x'})`
      await expect(db.transaction(tx => tx.run(insert), { readOnly: true })).rejects.not.toSatisfy(BreakwaterError.is)
      const reader = connect(opened.target, { readOnly: true })
      await expect(reader.run(insert)).rejects.not.toSatisfy(BreakwaterError.is)
      await expect(reader.transaction(tx => tx.run(insert))).rejects.not.toSatisfy(BreakwaterError.is)
      await expectRefusal(() => reader.transaction(tx => tx.run(insert), { readOnly: false }), 'LIMIT_WIDENED')
      await expectRefusal(async () => reader.query(insert), 'SQL_OPTION_UNSUPPORTED')
      await expectRefusal(async () => reader.driver, 'SQL_OPTION_UNSUPPORTED')
      expect(await reader.many(sql`select name from ${people}`)).toEqual([])
      const streamed = []
      for await (const row of reader.stream(sql`select 1 as v`)) streamed.push(row)
      expect(streamed).toEqual([{ v: 1 }])
      await add('writable again')
      expect(await names()).toEqual(['writable again'])
    })
    it('isolation', async () => {
      expect(await db.transaction(tx => tx.one(sql`select 1 as v`), { isolation: 'serializable' })).toEqual({ v: 1 })
      if (dialect === 'sqlite') await expectRefusal(() => db.transaction(tx => tx.one(sql`select 1`), { isolation: 'read committed' }), 'SQL_OPTION_UNSUPPORTED')
    })
    it('streams inside', async () => {
      const seen = await db.transaction(async tx => {
        const rows = []
        for await (const row of tx.stream(sql`select 1 as v`)) rows.push(row)
        return rows
      })
      expect(seen).toEqual([{ v: 1 }])
    })
    it('run again after a serialization failure, where asked', async () => {
      let runs = 0
      const failure = Object.assign(new Error('serialization'), dialect === 'mysql' ? { errno: 1213 } : { code: '40001' })
      const work = async () => {
        if (++runs < 3) throw failure
        return runs
      }
      await expect(db.transaction(work)).rejects.toBe(failure)
      runs = 0
      expect(await db.transaction(work, { retries: 3 })).toBe(3)
    })
  })

  it('tells its hook of each statement, without values', async () => {
    const events: unknown[] = []
    const watched = connect(opened.target, { onQuery: event => events.push(event) })
    await watched.one(sql`select ${'secret'} as v`).catch(() => undefined)
    await watched.many(sql`select * from no_such_table where x = ${'secret'}`).catch(() => undefined)
    expect(events).toHaveLength(2)
    expect(JSON.stringify(events)).not.toContain('secret')
    expect(events[1]).toMatchObject({ rowCount: 0, durationMs: expect.any(Number), error: { name: expect.any(String) } })
    const broken = connect(opened.target, { onQuery: () => { throw new Error('hook') } })
    expect(await broken.one(sql`select 1 as v`)).toEqual({ v: 1 })
  })

  it('tenant is for PostgreSQL', async () => {
    if (dialect !== 'postgres') return void (await expectRefusal(() => connect(opened.target, { tenant: 'a' }), 'SQL_OPTION_UNSUPPORTED'))
    const tenant = connect(opened.target, { tenant: "o'hara; drop" })
    expect(await tenant.one(sql`select current_setting('app.tenant') as v`)).toEqual({ v: "o'hara; drop" })
    const other = connect(opened.target, { tenant: { setting: 'my.org', value: 'b' } })
    expect(await other.transaction(tx => tx.one(sql`select current_setting('my.org') as v`))).toEqual({ v: 'b' })
    expect(await db.one(sql`select coalesce(current_setting('app.tenant', true), '') as v`)).toEqual({ v: '' })
    for (const bad of ['', 'a\0b', 5, { value: '' }, { setting: "a'b", value: 'x' }]) expect(() => connect(opened.target, any({ tenant: bad }))).toThrow(BreakwaterError)
  })
})
