import { Type } from '@sinclair/typebox'
import { expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { isSchema, validate, validateSync } from '../src/schema.ts'
import type { Infer, StandardSchema } from '../src/schema.ts'
import { expectRefusal } from '../src/testing.ts'

const User = z.object({ id: z.number(), name: z.string() })
const Boxed = Type.Object({ id: Type.Number(), name: Type.String() })
const standard: StandardSchema<number> = {
  '~standard': { version: 1, vendor: 'test', validate: value => (typeof value === 'number' ? { value: value + 1 } : { issues: [{ message: 'expected a number', path: ['a/b', { key: 'c~d' }, 0] }] }) },
}

test('zod, TypeBox and any Standard Schema give their result', async () => {
  expect(validateSync(User, { id: 1, name: 'a', more: true }, 'test')).toEqual({ id: 1, name: 'a' })
  expect(validateSync(Boxed, { id: 1, name: 'a' }, 'test')).toEqual({ id: 1, name: 'a' })
  expect(validateSync(standard, 1, 'test')).toBe(2)
  expect(validateSync(z.coerce.number(), '5', 'test')).toBe(5)
  expect(validateSync(Type.Transform(Type.String()).Decode(text => text.length).Encode(String), 'abc', 'test')).toBe(3)
  expect(await validate(z.string().refine(async () => true), 'a', 'test')).toBe('a')
})

test('types follow from the schema', () => {
  expectTypeOf<Infer<typeof User>>().toEqualTypeOf<{ id: number; name: string }>()
  expectTypeOf<Infer<typeof Boxed>>().toEqualTypeOf<{ id: number; name: string }>()
  expectTypeOf<Infer<typeof standard>>().toEqualTypeOf<number>()
})

test('issues name the place and never the value', async () => {
  for (const schema of [User, Boxed]) {
    const error = await expectRefusal(() => validate(schema, { id: 'hunter2', name: 'a' }, 'row 3'), 'SCHEMA_MISMATCH')
    expect(JSON.stringify(error)).not.toContain('hunter2')
    expect(error.details['issues']).toEqual([expect.stringMatching(/^\/id: /)])
    expect(error.message).toContain('row 3')
  }
})

test('places are JSON pointers (RFC 6901)', async () => {
  const error = await expectRefusal(() => validate(standard, 'x', 'test'), 'SCHEMA_MISMATCH')
  expect(error.details['issues']).toEqual(['/a~1b/c~0d/0: expected a number'])
})

test.each([[{}], [null], ['string'], [{ type: 'object' }], [() => true], [{ '~standard': { version: 2, validate: () => ({ value: 1 }) } }]])('%o is no schema', async value => {
  expect(isSchema(value)).toBe(false)
  await expectRefusal(() => validate(value as never, 1, 'test'), 'SCHEMA_REFUSED')
})
