import { describe, expect, test } from 'vitest'
import { compile } from '../src/compile.ts'
import type { Fragment } from '../src/fragment.ts'
import { sql } from '../src/sql.ts'
import { compiled } from './compiled.ts'

type Expected = string | readonly [postgres: string, mysql: string, sqlite: string]

/** name, fragment, text (or postgres/mysql/sqlite), values (or one list a dialect) */
const table: readonly (readonly [string, () => Fragment, Expected, ...unknown[][]])[] = [
  ['no slots', () => sql`select 1`, 'select 1', []],
  ['values', () => sql`select * from t where a = ${1} and b = ${'x'}`, ['select * from t where a = $1 and b = $2', 'select * from t where a = ? and b = ?', 'select * from t where a = ? and b = ?'], [1, 'x']],
  ['null, booleans, bigints', () => sql`select ${null}, ${true}, ${9007199254740993n}`, ['select $1, $2, $3', 'select ?, ?, ?', 'select ?, ?, ?'], [null, true, 9007199254740993n]],
  ['a final semicolon goes', () => sql`select ${1};`, ['select $1', 'select ?', 'select ?'], [1]],
  ['a semicolon before a comment goes', () => sql`select ${1}; -- done`, ['select $1', 'select ?', 'select ?'], [1]],
  ['nested fragments', () => sql`select * from t where ${sql`a = ${1}`} and ${sql`b = ${2} or c in (${3})`}`, ['select * from t where a = $1 and b = $2 or c in ($3)', 'select * from t where a = ? and b = ? or c in (?)', 'select * from t where a = ? and b = ? or c in (?)'], [1, 2, 3]],
  ['a fragment right after a value', () => sql`select * from t where a = ${1}${sql` and b = ${2}`}${sql``}`, ['select * from t where a = $1 and b = $2', 'select * from t where a = ? and b = ?', 'select * from t where a = ? and b = ?'], [1, 2]],
  ['an empty fragment vanishes', () => sql`select 1${sql``}`, 'select 1', []],
  ['pieces that would join are kept apart', () => sql`select 1 -${sql`-1`}`, 'select 1 - -1', []],
  ['strings that would join are kept apart', () => sql`select 'a'${sql`'b'`}`, "select 'a' 'b'", []],
  ['a number after a placeholder is kept apart', () => sql`select ${sql`${1}`}${sql`0`}`, ['select $1 0', 'select ? 0', 'select ? 0'], [1]],
  ['a line comment at the end of a nested fragment ends there', () => sql`select ${sql`1 -- one`}, 2`, 'select 1 -- one\n, 2', []],
  ['slots in text with quotes and comments around', () => sql`select 'it''s', "a ? b" /* $1 ? */, ${1} -- ?`, [`select 'it''s', "a ? b" /* $1 ? */, $1 -- ?`, `select 'it''s', "a ? b" /* $1 ? */, ? -- ?`, `select 'it''s', "a ? b" /* $1 ? */, ? -- ?`], [1]],
  ['identifier', () => sql`select ${sql.id('na"me`x')} from ${sql.id('s', 't')}`, ['select "na""me`x" from "s"."t"', 'select `na"me``x` from `s`.`t`', 'select `na"me``x` from `s`.`t`'], []],
  ['in', () => sql`select * from t where id in ${sql.in([1, 2, 3])}`, ['select * from t where id = any($1)', 'select * from t where id in (?, ?, ?, ?)', 'select * from t where id in (?, ?, ?, ?)'], [[1, 2, 3]], [1, 2, 3, 3], [1, 2, 3, 3]],
  ['in one', () => sql`select * from t where id in ${sql.in(['a'])}`, ['select * from t where id = any($1)', 'select * from t where id in (?)', 'select * from t where id in (?)'], [['a']], ['a'], ['a']],
  ['in none', () => sql`select * from t where id IN ${sql.in([])}`, ['select * from t where id = any($1)', 'select * from t where id IN (select null from dual where false)', 'select * from t where id IN (select null where false)'], [[]], [], []],
  ['not in', () => sql`select * from t where id not  in ${sql.notIn([1, 2])} and x`, ['select * from t where id <> all($1) and x', 'select * from t where id not  in (?, ?) and x', 'select * from t where id not  in (?, ?) and x'], [[1, 2]], [1, 2], [1, 2]],
  ['not in by the text', () => sql`select * from t where id not in ${sql.in([1])}`, ['select * from t where id <> all($1)', 'select * from t where id not in (?)', 'select * from t where id not in (?)'], [[1]], [1], [1]],
  ['not in none, in a select', () => sql`select * from t where id not in ${sql.notIn([])} for update`, ['select * from t where id <> all($1) for update', 'select * from t where id not in (select null from dual where false) for update', 'select * from t where id not in (select null where false) for update'], [[]], [], []],
  ['in a fragment', () => sql`select * from t where id in ${sql`(1)`}`, 'select * from t where id in (1)', []],
  ['in a subquery', () => sql`select * from t where id in (select id from u where x = ${1})`, ['select * from t where id in (select id from u where x = $1)', 'select * from t where id in (select id from u where x = ?)', 'select * from t where id in (select id from u where x = ?)'], [1]],
  ['rows', () => sql`insert into t (a, b) values ${sql.rows([[1, 'x'], [2, sql`now()`]])}`, ['insert into t (a, b) values ($1, $2), ($3, now())', 'insert into t (a, b) values (?, ?), (?, now())', 'insert into t (a, b) values (?, ?), (?, now())'], [1, 'x', 2]],
  ['row values in a list', () => sql`select * from t where (a, b) in (${sql.rows([[1, 2], [3, 4]])})`, ['select * from t where (a, b) in (($1, $2), ($3, $4))', 'select * from t where (a, b) in ((?, ?), (?, ?))', 'select * from t where (a, b) in ((?, ?), (?, ?))'], [1, 2, 3, 4]],
  ['joined rows', () => sql`insert into t (a, b) values ${sql.join([1, 2].map(n => sql`(${n}, ${'x'})`))}`, ['insert into t (a, b) values ($1, $2), ($3, $4)', 'insert into t (a, b) values (?, ?), (?, ?)', 'insert into t (a, b) values (?, ?), (?, ?)'], [1, 'x', 2, 'x']],
  ['joined conditions', () => sql`select * from t where ${sql.join([sql`a = ${1}`, sql`b is null`], sql` or `)}`, ['select * from t where a = $1 or b is null', 'select * from t where a = ? or b is null', 'select * from t where a = ? or b is null'], [1]],
  ['joined values', () => sql`select * from t where id in (${sql.join([1, 2])})`, ['select * from t where id in ($1, $2)', 'select * from t where id in (?, ?)', 'select * from t where id in (?, ?)'], [1, 2]],
  ['joined nothing', () => sql`select 1 ${sql.join([])}`, 'select 1 ', []],
  ['like', () => sql`select * from t where n like ${sql.like.contains('50%_!')} or n like ${sql.like.startsWith('a')} or n like ${sql.like.endsWith('b')}`, ["select * from t where n like $1 escape '!' or n like $2 escape '!' or n like $3 escape '!'", "select * from t where n like ? escape '!' or n like ? escape '!' or n like ? escape '!'", "select * from t where n like ? escape '!' or n like ? escape '!' or n like ? escape '!'"], ['%50!%!_!!%', 'a%', '%b']],
  ['one of', () => sql`select * from t order by ${sql.oneOf('newest', { name: sql`name`, newest: sql`created desc` })}`, 'select * from t order by created desc', []],
  ['one of, missing, with a default', () => sql`select * from t order by ${sql.oneOf(undefined, { name: sql`name`, newest: sql`created desc` }, 'name')}`, 'select * from t order by name', []],
  ['set', () => sql`update t set ${sql.set({ name: 'n', admin: true, at: sql`now()` } as object, ['name', 'at', 'gone'] as never[])} where id = ${1}`, ['update t set "name" = $1, "at" = now() where id = $2', 'update t set `name` = ?, `at` = now() where id = ?', 'update t set `name` = ?, `at` = now() where id = ?'], ['n', 1]],
  ['insert', () => sql`insert into t ${sql.insert({ name: 'n', admin: true } as object, ['name'] as never[])}`, ['insert into t ("name") values ($1)', 'insert into t (`name`) values (?)', 'insert into t (`name`) values (?)'], ['n']],
  ['insert many', () => sql`insert into t ${sql.insert([{ a: 1, b: 2 }, { b: 4, a: 3 }], ['a', 'b'])}`, ['insert into t ("a", "b") values ($1, $2), ($3, $4)', 'insert into t (`a`, `b`) values (?, ?), (?, ?)', 'insert into t (`a`, `b`) values (?, ?), (?, ?)'], [1, 2, 3, 4]],
  ['where', () => sql`delete from t where ${sql.where({ team: 'x', role: null, drop: 1 } as object, ['team', 'role', 'gone'] as never[])}`, ['delete from t where ("team" = $1 and "role" is null)', 'delete from t where (`team` = ? and `role` is null)', 'delete from t where (`team` = ? and `role` is null)'], ['x']],
  ['where, nothing left, beside a condition', () => sql`select * from t where active and ${sql.where({}, ['a'] as never[])} order by 1`, ['select * from t where active and true order by 1', 'select * from t where active and 1 = 1 order by 1', 'select * from t where active and 1 = 1 order by 1'], []],
  ['json', () => sql`insert into t values (${sql.json({ a: [1, "it's"] })})`, ['insert into t values ($1)', 'insert into t values (?)', 'insert into t values (?)'], [{ json: '{"a":[1,"it\'s"]}' }]],
  ['limit takes digits', () => sql`select * from t limit ${'10'} offset ${5}`, ['select * from t limit $1 offset $2', 'select * from t limit ? offset ?', 'select * from t limit ? offset ?'], [10, 5]],
  ['limit with a comma', () => sql`select * from t limit ${'5'}, ${'10'}`, ['select * from t limit $1, $2', 'select * from t limit ?, ?', 'select * from t limit ?, ?'], [5, 10]],
  ['a column named limit', () => sql`select * from t where "limit" = ${'a'}`, ['select * from t where "limit" = $1', 'select * from t where "limit" = ?', 'select * from t where "limit" = ?'], ['a']],
]

describe.each(['postgres', 'mysql', 'sqlite'] as const)('on %s', dialect => {
  const index = ['postgres', 'mysql', 'sqlite'].indexOf(dialect)
  test.each(table.map(([name, make, text, ...values]) => ({ name, make, text, values })))('$name', ({ make, text, values }) => {
    const expected = { text: typeof text === 'string' ? text : text[index], values: values[index] ?? values[0] }
    expect(compiled(make(), dialect)).toEqual(expected)
    expect(compiled(make(), dialect)).toEqual(expected)
  })
})

test('on postgres an array is one value', () => {
  expect(compiled(sql`select ${sql.array([1, [2, null]] as never)}`, 'postgres')).toEqual({ text: 'select $1', values: [[1, [2, null]]] })
})

test('the text of one shape is one string, and prepared statements can rely on it', () => {
  const make = (n: number) => sql`select * from t where a = ${n} ${n > 1 ? sql`and b = ${n}` : sql``}`
  const [one, two, three] = [make(2), make(3), make(1)].map(fragment => compile(fragment, 'postgres', 'test'))
  expect(one!.text).toBe(two!.text)
  expect(one!.text).not.toBe(three!.text)
  expect([one!.fixed, one!.plain, one!.verb]).toEqual([true, true, 'select'])
})

test('shapes that differ never share a text', () => {
  const texts = new Set<string>()
  const makes = [
    () => sql`select ${sql.id('a', 'b')}`,
    () => sql`select ${sql.id('a.b')}`,
    () => sql`select ${sql.id('1:a')}`,
    () => sql`select ${sql.id('v')}`,
    () => sql`select ${1}`,
    () => sql`select ${sql.join([1])}`,
    () => sql`select ${sql.join([sql`v`])}`,
    () => sql`select ${sql.join([1, 2])}`,
    () => sql`select ${sql.rows([[1, 2]])}`,
    () => sql`select ${sql.rows([[1], [2]])}`,
  ]
  for (const make of makes) texts.add(compile(make(), 'postgres', 'test').text)
  expect(texts.size).toBe(makes.length - 1) // id('a','b') differs from id('a.b'); ${1} and join([1]) are both $1
})

test('a fragment in a string is not SQL', () => {
  expect(`${sql`select 1`}`).toMatch(/^\[sql fragment/)
})

test('values are read when the tag runs', () => {
  const date = new Date(0)
  const bytes = new Uint8Array([1, 2])
  const fragment = sql`select ${date}, ${bytes}`
  date.setTime(5)
  const { values } = compile(fragment, 'postgres', 'test')
  expect(values[0]).toEqual(new Date(0))
  expect(values[1]).toEqual(Buffer.from([1, 2]))
})

test('names from outside cannot fill the memory', () => {
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 20_000; index++) compile(sql`select ${sql.id(`column_${index}_${'x'.repeat(20)}`)}`, 'postgres', 'test')
  globalThis.gc?.()
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(64 * 1024 * 1024)
})
