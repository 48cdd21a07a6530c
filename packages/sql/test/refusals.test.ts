import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { compile, compileScript } from '../src/compile.ts'
import type { Dialect } from '../src/dialect.ts'
import { sql } from '../src/sql.ts'
import { dialects } from './compiled.ts'

const any = (value: unknown) => value as never
const bypass = any(sql) as (strings: unknown, ...values: unknown[]) => never

/** code, what is tried; refused in every dialect */
const everywhere: readonly (readonly [string, string, () => unknown])[] = [
  ['TEMPLATE_REQUIRED', 'a string in place of a template', () => bypass('select 1')],
  ['TEMPLATE_REQUIRED', 'an array in place of a template', () => bypass(['select 1'])],
  ['TEMPLATE_REQUIRED', 'an array with raw, as JSON could imitate it', () => bypass(Object.assign(['select 1'], { raw: ['select 1'] }))],
  ['TEMPLATE_REQUIRED', 'a frozen array with an enumerable raw', () => bypass(Object.freeze(Object.assign(['select 1'], { raw: Object.freeze(['select 1']) })))],
  ['TEMPLATE_REQUIRED', 'an object with length', () => bypass({ 0: 'select 1', length: 1, raw: { 0: 'select 1', length: 1 } })],
  ['SQL_VALUE_REFUSED', 'too few values', () => bypass(((s: TemplateStringsArray, ..._: unknown[]) => s)`select ${1}`)],
  ['SQL_VALUE_REFUSED', 'too many values', () => bypass(((s: TemplateStringsArray) => s)`select 1`, 'x')],
  ['SQL_UNDEFINED', 'undefined', () => sql`select ${any(undefined)}`],
  ['SQL_NUMBER_RANGE', 'NaN', () => sql`select ${NaN}`],
  ['SQL_NUMBER_RANGE', 'Infinity', () => sql`select ${-Infinity}`],
  ['SQL_NUMBER_RANGE', 'a bigint over 64 bits', () => sql`select ${2n ** 64n}`],
  ['SQL_NUMBER_RANGE', 'a bigint under 64 bits', () => sql`select ${-(2n ** 63n) - 1n}`],
  ['SQL_TEXT_MALFORMED', 'a lone surrogate', () => sql`select ${'a\ud800'}`],
  ['SQL_VALUE_REFUSED', 'an object', () => sql`select ${any({ $gt: '' })}`],
  ['SQL_VALUE_REFUSED', 'an array', () => sql`select ${any(['a', 'b'])}`],
  ['SQL_VALUE_REFUSED', 'a function', () => sql`select ${any(() => 1)}`],
  ['SQL_VALUE_REFUSED', 'a symbol', () => sql`select ${any(Symbol('x'))}`],
  ['SQL_VALUE_REFUSED', 'a String object', () => sql`select ${any(new String('x'))}`],
  ['SQL_VALUE_REFUSED', 'an invalid Date', () => sql`select ${new Date(NaN)}`],
  ['SQL_VALUE_REFUSED', 'a proxy of a Date', () => sql`select ${new Proxy(new Date(), {})}`],
  ['SQL_VALUE_REFUSED', 'an object with toPostgres', () => sql`select ${any({ toPostgres: () => "1'; drop table t" })}`],
  ['SQL_VALUE_REFUSED', 'an object with toSqlString', () => sql`select ${any({ toSqlString: () => '1 or 1=1' })}`],
  ['SQL_VALUE_REFUSED', 'an object with toString', () => sql`select ${any({ toString: () => '1 or 1=1' })}`],
  ['SQL_VALUE_REFUSED', 'JSON that imitates a fragment', () => sql`select ${any(JSON.parse('{"text":"select 1","values":[],"strings":["x"]}'))}`],
  ['SQL_VALUE_REFUSED', 'an object with the prototype of a fragment', () => sql`select ${any(Object.create(Object.getPrototypeOf(sql`x`)))}`],
  ['SQL_VALUE_REFUSED', 'a proxy of a fragment', () => sql`select ${any(new Proxy(sql`x`, {}))}`],
  ['SQL_FRAGMENT_REQUIRED', 'a fragment made by its constructor', () => new (any((sql`x`).constructor) as new (...args: unknown[]) => unknown)(Symbol('fragment'), ['x'], [])],
  ['SQL_SLOT_IN_QUOTES', 'quotes around a slot', () => sql`select '${'x'}'`],
  ['SQL_SLOT_IN_QUOTES', 'double quotes around a slot', () => sql`select "${'x'}"`],
  ['SQL_SLOT_IN_QUOTES', 'a pattern with a slot', () => sql`select * from t where a like '%${'x'}%'`],
  ['SQL_SLOT_IN_QUOTES', 'a slot in a block comment', () => sql`select 1 /* ${'x'} */`],
  ['SQL_SLOT_IN_QUOTES', 'a slot in a line comment', () => sql`select 1 -- ${'x'}`],
  ['SQL_TEXT_UNCLOSED', 'an open quote', () => sql`select 'x`],
  ['SQL_TEXT_UNCLOSED', 'an open comment', () => sql`select 1 /* x`],
  ['SQL_SECOND_STATEMENT', 'a second statement', () => sql`select ${1}; drop table t`],
  ['SQL_IDENTIFIER_REFUSED', 'no name', () => (sql.id as (...path: string[]) => unknown)()],
  ['SQL_IDENTIFIER_REFUSED', 'an empty name', () => sql.id('')],
  ['SQL_IDENTIFIER_REFUSED', 'a star', () => sql.id('*')],
  ['SQL_IDENTIFIER_REFUSED', 'a NUL in a name', () => sql.id('a\0b')],
  ['SQL_IDENTIFIER_REFUSED', 'an object as a name', () => sql.id(any({ toString: () => 'x' }))],
  ['SQL_IDENTIFIER_REFUSED', 'an array as a name', () => sql.id(any(['a']))],
  ['SQL_CHOICE_REFUSED', 'a choice that is not there', () => sql.oneOf('x; drop', { a: sql`a` })],
  ['SQL_CHOICE_REFUSED', '__proto__ as a choice', () => sql.oneOf('__proto__', { a: sql`a` })],
  ['SQL_CHOICE_REFUSED', 'constructor as a choice', () => sql.oneOf('constructor', { a: sql`a` })],
  ['SQL_CHOICE_REFUSED', 'an array that prints as a choice', () => sql.oneOf(['a'], { a: sql`a` })],
  ['SQL_CHOICE_REFUSED', 'a missing value without a default', () => sql.oneOf(undefined, { a: sql`a` })],
  ['SQL_CHOICE_REFUSED', 'an unknown value in spite of a default', () => sql.oneOf('x', { a: sql`a` }, 'a')],
  ['SQL_FRAGMENT_REQUIRED', 'a string among the choices', () => sql.oneOf('a', { a: any('a desc') })],
  ['SQL_LIST_REFUSED', 'a string as a list', () => sql.in(any('1,2'))],
  ['SQL_LIST_REFUSED', 'an object as a list', () => sql.in(any({ length: 1, 0: 1 }))],
  ['SQL_VALUE_REFUSED', 'an object in a list', () => sql.in([any({ a: 1 })])],
  ['SQL_VALUE_REFUSED', 'an array in a list', () => sql.in([any([1])])],
  ['SQL_UNDEFINED', 'undefined in a list', () => sql.in([any(undefined)])],
  ['SQL_LIST_REFUSED', 'no rows', () => sql.rows([])],
  ['SQL_LIST_REFUSED', 'rows of different length', () => sql.rows([[1], [1, 2]])],
  ['SQL_LIST_REFUSED', 'rows that are no lists', () => sql.rows(any(['ab']))],
  ['SQL_LIST_REFUSED', 'a string to join', () => sql.join(any('abc'))],
  ['SQL_FRAGMENT_REQUIRED', 'a string as separator', () => sql.join([1, 2], any(' or '))],
  ['SQL_KEYS_REQUIRED', 'where without keys', () => (sql.where as (o: unknown) => unknown)({ a: 1 })],
  ['SQL_KEYS_REQUIRED', 'set with no keys', () => sql.set({ a: 1 }, [])],
  ['SQL_IDENTIFIER_REFUSED', 'a key that is no string', () => sql.set({ a: 1 }, [any(1)])],
  ['SQL_OBJECT_REFUSED', 'where over a string', () => sql.where(any('a=1'), ['a'] as never)],
  ['SQL_OBJECT_REFUSED', 'where over an array', () => sql.where(any([['a', 1]]), ['a'] as never)],
  ['SQL_OBJECT_REFUSED', 'insert of null', () => sql.insert(any(null), ['a'] as never)],
  ['SQL_OBJECT_REFUSED', 'rows with different keys', () => sql.insert([{ a: 1, b: 1 }, { a: 1 }], ['a', 'b'])],
  ['SQL_UNDEFINED', 'an undefined filter', () => sql.where({ a: undefined }, ['a'])],
  ['SQL_VALUE_REFUSED', 'an operator object as a filter', () => sql.where({ a: { $ne: 1 } }, ['a'])],
  ['SQL_VALUE_REFUSED', 'a list as a filter', () => sql.where({ a: ['x', 'y'] }, ['a'])],
  ['SQL_NOTHING_LEFT', 'set with nothing', () => sql.set({ b: 1 } as object, ['a'] as never[])],
  ['SQL_NOTHING_LEFT', 'insert with nothing', () => sql.insert({ b: 1 } as object, ['a'] as never[])],
  ['SQL_NOTHING_LEFT', 'insert of no rows', () => sql.insert([], ['a'])],
  ['SQL_VALUE_REFUSED', 'an object in a pattern', () => sql.like.contains(any({ a: 1 }))],
  ['SQL_UNDEFINED', 'undefined in a pattern', () => sql.like.contains(any(undefined))],
  ['SQL_JSON_REFUSED', 'undefined as JSON', () => sql.json(undefined)],
  ['SQL_JSON_REFUSED', 'a function as JSON', () => sql.json(() => 1)],
  ['SQL_JSON_REFUSED', 'a cycle as JSON', () => { const a: unknown[] = []; a.push(a); return sql.json(a) }],
  ['SQL_JSON_REFUSED', 'a bigint as JSON', () => sql.json({ a: 1n })],
  ['SQL_VALUE_REFUSED', 'a string as bytes', () => sql.binary(any('abc'))],
  ['SQL_LIST_REFUSED', 'a string as an array', () => sql.array(any('{1,2}'))],
]

test.each(everywhere)('%s: %s', async (code, _, action) => {
  const error = await expectRefusal(action, code)
  expect(error.message).not.toContain('drop table')
})

/** code, what is tried, fragment, dialects that refuse it (the others must take it) */
const whenUsed: readonly (readonly [string, string, () => unknown, readonly Dialect[]])[] = [
  ['SQL_FRAGMENT_REQUIRED', 'a string', () => 'select 1', dialects],
  ['SQL_FRAGMENT_REQUIRED', 'a list', () => ['select 1'], dialects],
  ['SQL_FRAGMENT_REQUIRED', 'a query object', () => ({ text: 'select 1', values: [] }), dialects],
  ['SQL_FRAGMENT_REQUIRED', 'nothing', () => undefined, dialects],
  ['SQL_FRAGMENT_REQUIRED', 'an empty statement', () => sql``, dialects],
  ['SQL_FRAGMENT_REQUIRED', 'an object with the prototype of a fragment', () => Object.create(Object.getPrototypeOf(sql`x`)), dialects],
  ['SQL_FRAGMENT_REQUIRED', 'a proxy of a fragment', () => new Proxy(sql`select 1`, {}), dialects],
  ['DUPLICATE_COPY', 'a fragment of another copy', () => Object.defineProperty({}, Symbol.for('breakwater.sql.fragment'), { value: true }), dialects],
  ['SQL_SECOND_STATEMENT', 'a script', () => sql`select 1; select 2`, dialects],
  ['SQL_SECOND_STATEMENT', 'a second statement in a fragment', () => sql`select ${1} ${sql`; drop table t`}`, dialects],
  ['SQL_SECOND_STATEMENT', 'a final semicolon in a fragment', () => sql`select * from (${sql`select 1;`}) x`, dialects],
  ['SQL_SECOND_STATEMENT', 'a semicolon in a joined fragment', () => sql`select ${sql.join([sql`1; `, sql`2`])}`, dialects],
  ['SQL_SLOT_GLUED', 'a value glued to a word', () => sql`select * from log_${'2024'}`, dialects],
  ['SQL_SLOT_GLUED', 'a value before a digit', () => sql`select ${1}0`, dialects],
  ['SQL_SLOT_GLUED', 'two values side by side', () => sql`select ${1}${2}`, dialects],
  ['SQL_LIST_REFUSED', 'a single value after IN', () => sql`select * from t where id in ${1}`, dialects],
  ['SQL_LIST_REFUSED', 'a list that is not after IN', () => sql`select * from t where id = ${sql.in([1])}`, dialects],
  ['SQL_LIST_REFUSED', 'a list in parentheses', () => sql`select * from t where id in (${sql.in([1])})`, dialects],
  ['SQL_LIST_REFUSED', 'notIn after IN', () => sql`select * from t where id in ${sql.notIn([1])}`, dialects],
  ['SQL_LIST_REFUSED', 'null in NOT IN', () => sql`select * from t where id not in ${sql.notIn([1, null])}`, dialects],
  ['SQL_LIST_REFUSED', 'an empty NOT IN in DELETE', () => sql`delete from t where id not in ${sql.notIn([])}`, dialects],
  ['SQL_LIST_REFUSED', 'an empty NOT IN in UPDATE', () => sql`update t set a = 1 where id not in ${sql.in([])}`, dialects],
  ['SQL_LIST_REFUSED', 'an empty NOT IN in a DELETE inside WITH', () => sql`with x as (select 1) delete from t where id not in ${sql.notIn([])}`, dialects],
  ['SQL_NOTHING_LEFT', 'an empty WHERE', () => sql`select * from t where ${sql.where({}, ['a'] as never)}`, dialects],
  ['SQL_NOTHING_LEFT', 'an empty WHERE in DELETE beside a condition', () => sql`delete from t where a and ${sql.where({}, ['a'] as never)}`, dialects],
  ['SQL_NOTHING_LEFT', 'an empty WHERE beside OR', () => sql`select * from t where a or b and ${sql.where({}, ['a'] as never)}`, dialects],
  ['SQL_NOTHING_LEFT', 'two empty WHEREs', () => sql`select * from t where ${sql.where({}, ['a'] as never)} and ${sql.where({}, ['b'] as never)}`, dialects],
  ['SQL_LIMIT_REFUSED', 'a negative limit', () => sql`select 1 limit ${-1}`, dialects],
  ['SQL_LIMIT_REFUSED', 'SQL in a limit', () => sql`select 1 limit ${'1; drop table t'}`, dialects],
  ['SQL_LIMIT_REFUSED', 'a fraction in an offset', () => sql`select 1 limit 1 offset ${1.5}`, dialects],
  ['SQL_LIMIT_REFUSED', 'null in a limit', () => sql`select 1 limit ${null}`, ['mysql', 'sqlite']],
  ['SQL_TEXT_MALFORMED', 'NUL in a string', () => sql`select ${'a\0b'}`, ['postgres']],
  ['SQL_TEXT_MALFORMED', 'NUL in a list', () => sql`select * from t where a in ${sql.in(['a\0b'])}`, ['postgres']],
  ['SQL_NUMBER_RANGE', 'an unsigned bigint', () => sql`select ${2n ** 64n - 1n}`, ['sqlite']],
  ['SQL_PLACEHOLDER_REFUSED', '$1 by hand', () => sql`select $1, ${1}`, ['postgres']],
  ['SQL_PLACEHOLDER_REFUSED', '? by hand', () => sql`select ? , ${1}`, ['mysql', 'sqlite']],
  ['SQL_PLACEHOLDER_REFUSED', ':name by hand', () => sql`select :name , ${1}`, ['sqlite']],
  ['SQL_SLOT_IN_QUOTES', 'a slot in a dollar-quoted string', () => sql`select $x$ ${1} $x$`, ['postgres']],
  ['SQL_SLOT_IN_QUOTES', 'a slot after a backslash-quote', () => sql`select 'it\\'s ', ${1}, 'x'`, ['postgres', 'sqlite']],
  ['SQL_SLOT_IN_QUOTES', 'a slot in backticks', () => sql`select ${sql`\`x ${1} \``}`, ['mysql', 'sqlite']],
  ['SQL_SLOT_IN_QUOTES', 'a slot in brackets', () => sql`select [${1}]`, ['sqlite']],
  ['SQL_SLOT_IN_QUOTES', 'a slot in a hash comment', () => sql`select 1 # ${1}`, ['mysql']],
  ['SQL_IDENTIFIER_REFUSED', 'a name over 63 bytes', () => sql`select ${sql.id('é'.repeat(32))}`, ['postgres', 'mysql']],
  ['SQL_IDENTIFIER_REFUSED', 'a name over 64 characters', () => sql`select ${sql.id('a'.repeat(65))}`, ['postgres', 'mysql']],
  ['SQL_IDENTIFIER_REFUSED', 'a name that a GBK connection reads otherwise', () => sql`select ${sql.id('¿')}`, ['mysql']],
  ['SQL_TEXT_AMBIGUOUS', 'a name beside a backslash-quote', () => sql`select * from t where a like 'x' escape '\\' order by ${sql.id('a')}`, ['postgres']],
  ['SQL_TEXT_AMBIGUOUS', 'a name beside a backslash-quote, twice', () => sql`select 'it\\'s', 'x\\'', ${sql.id('a')}`, ['mysql']],
  ['SQL_DIALECT_REFUSED', 'an array', () => sql`select ${sql.array([1])}`, ['mysql', 'sqlite']],
  ['SQL_TOO_MANY_VALUES', 'more values than SQLite takes', () => sql`select ${sql.join(Array.from({ length: 40_000 }, (_, i) => i))}`, ['sqlite']],
  ['SQL_TOO_MANY_VALUES', 'more values than any takes', () => sql`select ${sql.join(Array.from({ length: 70_000 }, (_, i) => i))}`, dialects],
]

const otherwise = new Set(['a slot in a dollar-quoted string', 'a name beside a backslash-quote', 'a name beside a backslash-quote, twice'])

describe.each(dialects)('on %s', dialect => {
  test.each(whenUsed.filter(([, , , refusing]) => refusing.includes(dialect)))('%s: %s', async (code, _, make) => {
    await expectRefusal(() => compile(make(), dialect, 'test'), code)
    await expectRefusal(() => compile(make(), dialect, 'test'), code)
  })
  test.each(whenUsed.filter(([, name, , refusing]) => !refusing.includes(dialect) && !otherwise.has(name)))('taken (elsewhere %s): %s', (_, __, make) => {
    expect(() => compile(make(), dialect, 'test')).not.toThrow()
  })
})

test('a script without slots may hold several statements, one with slots may not', async () => {
  expect(compileScript(sql`create table a (x int); create table b (y int);`, 'sqlite', 'exec')).toBe('create table a (x int); create table b (y int);')
  await expectRefusal(() => compileScript(sql`select 1; select ${sql`2`}`, 'sqlite', 'exec'), 'SQL_SECOND_STATEMENT')
  await expectRefusal(() => compileScript('select 1', 'sqlite', 'exec'), 'SQL_FRAGMENT_REQUIRED')
})

test('a polluted prototype changes nothing', () => {
  const polluted = Object.prototype as Record<string, unknown>
  Object.assign(polluted, { text: 'evil', values: ['evil'], raw: ['evil'], team: 'evil', name: 'evil' })
  try {
    expect(compile(sql`select ${1} where ${sql.where({ a: 1 }, ['a', 'team'] as never)}`, 'postgres', 'test')).toMatchObject({ text: 'select $1 where ("a" = $2)', values: [1, 1] })
  } finally {
    for (const key of ['text', 'values', 'raw', 'team', 'name']) delete polluted[key]
  }
})
