import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseJson } from '../src/json.ts'
import { expectRefusal } from '../src/testing.ts'

test('gives what JSON.parse gives', () => {
  fc.assert(fc.property(fc.json({ maxDepth: 8 }), text => {
    if (text.includes('__proto__')) return
    expect(parseJson(text)).toEqual(JSON.parse(text))
  }))
})

test('never throws anything but its own errors, whatever the text', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', '\\', ':', ',', 'u', '0', '_') })), text => {
    try {
      parseJson(text)
    } catch (error) {
      expect(error).toMatchObject({ name: 'BreakwaterError' })
    }
  }))
})

const refused: readonly (readonly [string, string, string, object?])[] = [
  ['JSON_INVALID', 'nothing', ''],
  ['JSON_INVALID', 'a trailing comma', '[1,]'],
  ['JSON_INVALID', 'two documents', '1 2'],
  ['JSON_INVALID', 'an open string of quotes', '"\\"'],
  ['JSON_TOO_LARGE', 'more bytes than allowed, in characters of three bytes', '"€€"', { maxBytes: 7 }],
  ['JSON_TOO_DEEP', 'deep arrays', '['.repeat(65) + ']'.repeat(65)],
  ['JSON_TOO_DEEP', 'deep objects', '{"a":'.repeat(65) + '1' + '}'.repeat(65)],
  ['JSON_TOO_DEEP', 'a bomb that would overflow a recursive parser', '['.repeat(1_000_000)],
  ['JSON_KEY_REFUSED', '__proto__', '{"a":[{"__proto__":{"x":1}}]}'],
  ['JSON_KEY_REFUSED', '__proto__ in escapes', '{"\\u005f_proto__":{"x":1}}'],
  ['JSON_KEY_REFUSED', 'constructor.prototype', '{"constructor":{"prototype":{"x":1}}}'],
  ['JSON_KEY_REFUSED', 'constructor.prototype in escapes', '{"constr\\u0075ctor":{"prototype":{"x":1}}}'],
]

test.each(refused.map(([code, name, text, limits]) => ({ code, name, text, limits })))('$code: $name', async ({ code, text, limits }) => {
  const error = await expectRefusal(() => parseJson(text, limits), code)
  expect(error.message).not.toContain('€')
})

const taken: readonly (readonly [string, string, object?])[] = [
  ['exactly maxBytes', '"€€"', { maxBytes: 8 }],
  ['exactly maxDepth', '['.repeat(64) + ']'.repeat(64)],
  ['brackets in strings', JSON.stringify('['.repeat(100))],
  ['escaped quotes before brackets', JSON.stringify('\\"' + '['.repeat(100))],
  ['a field called constructor', '{"constructor":"Ferrari","prototype":1}'],
  ['the text __proto__ as a value', '["__proto__"]'],
]

test.each(taken.map(([name, text, limits]) => ({ name, text, limits })))('takes $name', ({ text, limits }) => {
  expect(parseJson(text, limits)).toEqual(JSON.parse(text))
})
