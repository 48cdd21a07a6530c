import { describe, expect, test } from 'vitest'
import { escapeRegex, matchUntrusted, mergeSafely, noOperators, pick, setPath } from '../src/index.ts'

const hostile = JSON.parse('{"__proto__":{"x":1}}') as object

describe('objects', () => {
  test('mergeSafely merges deeply and leaves its parts alone', () => {
    const base = { a: { b: 1, c: [1] } }
    const merged = mergeSafely(base, { a: { d: 2, c: [2] } })
    expect(merged).toEqual({ a: { b: 1, d: 2, c: [2] } })
    expect(base).toEqual({ a: { b: 1, c: [1] } })
  })
  test.each([hostile, { a: hostile }, { constructor: { prototype: {} } }])('mergeSafely refuses %j', part => expect(() => mergeSafely({}, part)).toThrow('[DATA_KEY_REFUSED]'))
  test('mergeSafely refuses getters', () => expect(() => mergeSafely({ get a() { return 1 } })).toThrow('[DATA_OBJECT_REFUSED]'))
  test('setPath makes what is missing', () => {
    expect(setPath({ list: [1] } as object, ['a', 'b'], 1)).toEqual({ list: [1], a: { b: 1 } })
    expect(setPath({ list: [1, 2] }, ['list', 1], 3)).toEqual({ list: [1, 3] })
  })
  test.each([[['__proto__', 'x']], [['a', 'constructor', 'prototype']], [[]], [['f', 'x']], [[['__proto__'], 'x']], [['toString', 'x', 'constructor']]])('setPath refuses %j', path => {
    expect(() => setPath({ f: () => 1 }, path as never, 1)).toThrow('[DATA_PATH_REFUSED]')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
  test('pick takes own properties only', () => {
    expect(pick({ a: 1, b: 2 }, ['a'])).toEqual({ a: 1 })
    expect(pick({} as { toString: unknown }, ['toString'])).toEqual({})
    expect(() => pick({}, ['__proto__' as never])).toThrow('[DATA_PATH_REFUSED]')
  })
})

describe('filters', () => {
  test.each([{ name: 'Ann', age: 3, tags: ['a'], at: new Date(0), address: { city: 'x' }, gone: null }])('%j is values', filter => expect(noOperators(filter)).toEqual(filter))
  test.each([{ a: { $gt: '' } }, { $where: '1' }, { a: [{ $ne: 1 }] }, { 'a.b': 1 }, { a: undefined }, { a: /x/ }, { a: () => 1 }])('%j is refused', filter => expect(() => noOperators(filter)).toThrow('[DATA_OPERATOR_REFUSED]'))
})

describe('patterns', () => {
  test.each(['a.b*c', '(x)[y]{z}|^$', 'a-b/c\\d', '0 1\n\u2028', '=>&&--', 'é😀'])('%j matches itself only', text => {
    for (const flags of ['', 'u', 'v']) expect(new RegExp(`^${escapeRegex(text)}$`, flags).test(text)).toBe(true)
    expect(new RegExp(`^[${escapeRegex(text)}]+$`, 'v').test(text)).toBe(true)
  })
  test('matchUntrusted', () => {
    expect(matchUntrusted('^a+b$', 'aaab')).toBe(true)
    expect(matchUntrusted('x', 'aaab')).toBe(false)
  })
  test.each(['(?=a)', '(a)\\1', '(', '((a{100}){100}){100}'])('%s is refused', pattern => expect(() => matchUntrusted(pattern, 'a')).toThrow('[DATA_PATTERN_REFUSED]'))
  test('(a+)+$ is linear', () => expect(matchUntrusted('^(a+)+$', `${'a'.repeat(50_000)}!`)).toBe(false))
})
