import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../src/compile.ts'
import { lexicons } from '../src/dialect.ts'
import type { Fragment } from '../src/fragment.ts'
import { sql } from '../src/sql.ts'
import { tokenize } from '../src/tokenize.ts'
import type { SqlValue } from '../src/values.ts'
import { dialects } from './compiled.ts'

// A marker that static text never holds: if it is found in the text, a value got there.
const hostile = fc.oneof(
  fc.string({ unit: fc.constantFrom("'", '"', '`', '\\', ';', '-', '/', '*', '#', '$', '?', '%', '\n', ' ', 'a', '1', '(', ')', '¿', '縗') }),
  fc.constantFrom("' or 1=1 --", '"; drop table t; --', '\\', "\\' or 1=1#", '$$', '/*', '*/', '1; select pg_sleep(9)', '¿\' or 1=1 -- '),
).map(text => `ZQ${text}ZQ`)

const value: fc.Arbitrary<SqlValue> = fc.oneof(hostile, fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.date({ noInvalidDate: true }), fc.uint8Array({ maxLength: 8 }))
const name = hostile.filter(text => text.length <= 30)

// Pieces whose edges are easy to join wrongly.
const piece: fc.Arbitrary<Fragment> = fc.letrec<{ piece: Fragment }>(tie => ({
  piece: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(sql``, sql`-`, sql`-1`, sql`/`, sql`* 1`, sql`'a'`, sql`'it''s'`, sql`a`, sql`1`, sql`.5`, sql`/* c */`, sql`1 -- c`, sql`<`, sql`>`, sql`|`, sql`:`, sql`=`, sql`!`, sql`(`, sql`)`),
    value.map(v => sql`${v}`),
    value.map(v => sql`a = ${v}`),
    fc.tuple(value, tie('piece')).map(([v, p]) => sql`${v} and ${p}`),
    fc.tuple(tie('piece'), tie('piece')).map(([a, b]) => sql`${a}${b}`),
    fc.tuple(tie('piece'), tie('piece')).map(([a, b]) => sql`x${a}y${b}z`),
    fc.array(tie('piece'), { maxLength: 4 }).map(list => sql`(${sql.join(list, sql`,`)})`),
    fc.array(value, { minLength: 1, maxLength: 5 }).map(list => sql`id in ${sql.in(list)}`),
    fc.array(value, { minLength: 1, maxLength: 3 }).map(list => sql`values ${sql.rows([list, list])}`),
    fc.tuple(name, value).map(([n, v]) => sql`${sql.id(n.replace(/[^\u0020-\u007e]/g, '_'))} = ${v}`),
    hostile.map(text => sql`name like ${sql.like.contains(text)}`),
    fc.tuple(value, value).map(([a, b]) => sql`set ${sql.set({ a, b }, ['a', 'b'])}`),
    hostile.map(text => sql`${sql.json({ text })}`),
  ),
})).piece

describe.each(dialects)('on %s', dialect => {
  const isPlaceholder = (token: { kind: string; text: string }) => token.kind === 'placeholder'

  test('no value reaches the text, and every placeholder has its value', () => {
    fc.assert(fc.property(piece, fragment => {
      const { text, values } = compile(sql`select ${fragment}`, dialect, 'test')
      const { tokens } = tokenize([text], lexicons[dialect])
      expect(tokens.filter(isPlaceholder)).toHaveLength(values.length)
      // Only names may bring outside text, and only inside their quotes.
      const bare = tokens.filter(token => token.kind !== 'quoted')
      for (const token of bare) expect(token.text).not.toContain('zq')
    }), { numRuns: 600 })
  })

  test('joining pieces changes none of them: the tokens are those of the pieces in order', () => {
    fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), pieces => {
      const kinds = (text: string) => tokenize([text], lexicons[dialect]).tokens.map(token => (token.kind === 'quoted' || token.kind === 'placeholder' ? token.kind : token.text))
      const whole = kinds(compile(sql`select ${sql.join(pieces, sql``)}`, dialect, 'test').text)
      const parts = ['select', ...pieces.flatMap(one => kinds(compile(sql`select ${one}`, dialect, 'test').text).slice(1))]
      expect(whole).toEqual(parts)
    }), { numRuns: 600 })
  })

  test('a name comes back as it was', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, maxLength: 60, unit: fc.constantFrom('"', '`', "'", '\\', ' x', 'a', ';', '-', '.') }), text => {
      const compiled = compile(sql`select ${sql.id(text)} from t`, dialect, 'test').text
      const quote = dialect === 'postgres' ? '"' : '`'
      expect(compiled).toBe(`select ${quote}${text.replaceAll(quote, quote + quote)}${quote} from t`)
      expect(tokenize([compiled], lexicons[dialect]).tokens.map(token => token.kind)).toEqual(['word', 'quoted', 'word', 'word'])
    }))
  })
})

test('whatever is put into a slot is bound, a fragment, or refused', () => {
  fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withTypedArray: true, withBoxedValues: true, withMap: true, withNullPrototype: true, withSparseArray: true }), thing => {
    let fragment: Fragment
    try {
      fragment = sql`select ${thing as never}`
    } catch (error) {
      expect(error).toMatchObject({ name: 'BreakwaterError' })
      return
    }
    const { text, values } = compile(fragment, 'mysql', 'test')
    expect(text).toBe('select ?')
    expect(values).toHaveLength(1)
  }), { numRuns: 3000 })
})
