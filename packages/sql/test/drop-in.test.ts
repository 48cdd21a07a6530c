import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { compile } from '../src/compile.ts'
import { sql } from '../src/drop-in.ts'
import { sql as strict } from '../src/sql.ts'
import { compiled } from './compiled.ts'

const any = (value: unknown) => value as never

describe('a value that is refused is refused when the statement is used, not where it is put together', () => {
  const late: readonly (readonly [string, string, () => unknown])[] = [
    ['SQL_UNDEFINED', 'undefined in a slot', () => sql`select ${any(undefined)}`],
    ['SQL_VALUE_REFUSED', 'an object in a slot', () => sql`select ${any({ $gt: '' })}`],
    ['SQL_UNDEFINED', 'deep inside', () => sql`select * from (${sql`select ${any(undefined)}`}) x`],
    ['SQL_UNDEFINED', 'in a join', () => sql`select ${sql.join([sql`1`, sql`${any(undefined)}`])}`],
    ['SQL_CHOICE_REFUSED', 'a choice', () => sql`select 1 order by ${sql.oneOf('x; drop', { a: sql`a` })}`],
    ['SQL_LIST_REFUSED', 'a list', () => sql`select 1 where 1 in ${sql.in(any('1,2'))}`],
    ['SQL_IDENTIFIER_REFUSED', 'a name', () => sql`select ${sql.id(any(undefined))}`],
    ['SQL_UNDEFINED', 'a pattern', () => sql`select 1 where a like ${sql.like.contains(any(undefined))}`],
    ['SQL_NOTHING_LEFT', 'nothing to set', () => sql`update t set ${sql.set({}, any(['a']))}`],
  ]
  test.each(late)('%s: %s', async (code, _, make) => {
    const fragment = make()
    await expectRefusal(() => compile(fragment, 'postgres', 'test'), code)
  })
})

test('misuse by the author is thrown at once', async () => {
  await expectRefusal(() => (sql as unknown as (text: string) => unknown)('select 1'), 'TEMPLATE_REQUIRED')
  await expectRefusal(() => sql.where({ a: 1 }, []), 'SQL_KEYS_REQUIRED')
})

test('otherwise it is the same tag, and the fragments of both mix', () => {
  const fragment = sql`select * from t where ${strict`a = ${1}`} and ${sql.where({ b: 2 }, ['b'])} and id in ${sql.in([1])} limit ${'5'}`
  expect(compiled(fragment, 'postgres')).toEqual({ text: 'select * from t where a = $1 and ("b" = $2) and id = any($3) limit $4', values: [1, 2, [1], 5] })
  expect(Object.keys(sql).sort()).toEqual(Object.keys(strict).sort())
})
