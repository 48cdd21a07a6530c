import { expect, test } from 'vitest'
import { runInNewContext } from 'node:vm'
import { choice, flag, limit, narrowLimit, optional, optionalLimit, readOptions } from '../src/options.ts'
import { expectRefusal } from '../src/testing.ts'

const spec = {
  timeoutMs: limit(1000),
  maxRows: optionalLimit(),
  readOnly: flag(false),
  mode: choice(['auto', 'never']),
  onQuery: optional('a function', (value): value is () => void => typeof value === 'function'),
}

test('nothing given, the defaults', () => {
  expect({ ...readOptions('t', undefined, spec) }).toEqual({ timeoutMs: 1000, maxRows: undefined, readOnly: false, mode: 'auto', onQuery: undefined })
  expect(Object.getPrototypeOf(readOptions('t', {}, spec))).toBe(null)
  expect(Object.isFrozen(readOptions('t', {}, spec))).toBe(true)
})

test('plain objects of any realm are read', () => {
  expect(readOptions('t', runInNewContext('({ timeoutMs: 5 })'), spec).timeoutMs).toBe(5)
  expect(readOptions('t', Object.assign(Object.create(null), { mode: 'never' }), spec).mode).toBe('never')
})

test('inherited options do not count', () => {
  const inherited = { __proto__: { timeoutMs: 5 } }
  return expectRefusal(() => readOptions('t', inherited, spec), 'OPTIONS_REFUSED')
})

test.each([
  ['OPTION_INVALID', { readOnly: 'yes' }],
  ['OPTION_INVALID', { readOnly: null }],
  ['OPTION_INVALID', { mode: 'always' }],
  ['OPTION_INVALID', { onQuery: {} }],
  ['OPTION_UNKNOWN', { timeout: 5 }],
  ['LIMIT_INVALID', { timeoutMs: 0 }],
  ['LIMIT_INVALID', { maxRows: '5' }],
  ['OPTIONS_REFUSED', { [Symbol('x')]: 1 }],
  ['OPTIONS_REFUSED', new Map()],
])('%s', async (code, given) => {
  await expectRefusal(() => readOptions('t', given, spec), code)
})

test('a proxy is read once', () => {
  let reads = 0
  const given = new Proxy({ timeoutMs: 5 }, { getOwnPropertyDescriptor: (target, key) => ({ ...Reflect.getOwnPropertyDescriptor(target, key)!, value: ++reads === 1 ? 5 : -1 }) })
  expect(readOptions('t', given, spec).timeoutMs).toBe(5)
})

test('a call can narrow a limit and not widen it', async () => {
  expect(narrowLimit(10, 5, 't')).toBe(5)
  expect(narrowLimit(10, undefined, 't')).toBe(10)
  expect(narrowLimit(undefined, 5, 't')).toBe(5)
  await expectRefusal(() => narrowLimit(10, 11, 't'), 'LIMIT_WIDENED')
})
