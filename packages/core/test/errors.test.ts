import { expect, test } from 'vitest'
import { codes } from '../src/codes.ts'
import { describeValue } from '../src/describe.ts'
import { BreakwaterError, defineCodes } from '../src/errors.ts'

const own = defineCodes('test', { TEST_REFUSED: { kind: 'refused', what: 'it was refused', todo: 'Write something else.' } })

test('a message says where, what, what was met and what to do', () => {
  const error = own.error('TEST_REFUSED', { at: 'slot 2', got: 'an object', details: { slot: 2 } })
  expect(error.message).toBe('slot 2: it was refused (got an object). Write something else. [TEST_REFUSED]')
  expect(error.docs).toMatch(/\/errors\/TEST_REFUSED$/)
  expect(error).toBeInstanceOf(Error)
})

test('JSON holds no stack and no cause', () => {
  const error = own.error('TEST_REFUSED', { cause: new Error('password=hunter2') })
  expect(JSON.stringify({ error })).not.toMatch(/hunter2|stack|\.ts/)
  expect(error.cause).toBeInstanceOf(Error)
})

test('is() knows errors of another copy and nothing that JSON can imitate', () => {
  const other = Object.defineProperty(new Error('x'), Symbol.for('breakwater.error'), { value: true })
  expect(BreakwaterError.is(other)).toBe(true)
  expect(BreakwaterError.is(JSON.parse(JSON.stringify(own.error('TEST_REFUSED'))))).toBe(false)
  for (const value of [null, undefined, 'x', {}, new Error('x')]) expect(BreakwaterError.is(value)).toBe(false)
})

test('a table of codes cannot be changed', () => {
  expect(() => { (own.table as Record<string, unknown>)['X'] = 1 }).toThrow(TypeError)
  expect(() => { (codes.table.JSON_INVALID as { what: string }).what = 'x' }).toThrow(TypeError)
})

test.each([
  [null, 'null'], [undefined, 'undefined'], ['secret', 'a string of 6 characters'], [5, 'a number'], [NaN, 'NaN'], [5n, 'a bigint'], [[1, 2], 'an array of 2'],
  [{ toString: () => 'secret' }, 'an object'], [() => 'secret', 'a function'], [Symbol('secret'), 'a symbol'],
])('%o is described as %s', (value, expected) => {
  expect(describeValue(value)).toBe(expected)
})
