import { expect, test } from 'vitest'
import { checkTemplate } from '../src/template.ts'
import { expectRefusal } from '../src/testing.ts'

const tag = (strings: TemplateStringsArray, ..._: unknown[]) => strings
const own = (cooked: unknown[], raw: unknown, options: PropertyDescriptor = {}) => Object.freeze(Object.defineProperty(cooked, 'raw', { value: raw, ...options }))

const taken: readonly (readonly [string, unknown])[] = [
  ['a native template', tag`a ${1} b`],
  ['what TypeScript and esbuild write for ES2015 targets and Babel in spec mode', own(['a', 'b'], Object.freeze(['a', 'b']))],
  ['an empty template', tag``],
]

test.each(taken)('takes %s', (_, strings) => {
  expect(() => checkTemplate(strings, 'tag')).not.toThrow()
})

const refused: readonly (readonly [string, string, unknown])[] = [
  ['TEMPLATE_REQUIRED', 'a string', 'a'],
  ['TEMPLATE_REQUIRED', 'undefined', undefined],
  ['TEMPLATE_REQUIRED', 'an array', ['a']],
  ['TEMPLATE_REQUIRED', 'a frozen array', Object.freeze(['a'])],
  ['TEMPLATE_REQUIRED', 'parsed JSON', JSON.parse('{"0":"a","length":1,"raw":["a"]}')],
  ['TEMPLATE_REQUIRED', 'an enumerable raw', own(['a'], Object.freeze(['a']), { enumerable: true })],
  ['TEMPLATE_REQUIRED', 'a raw getter', Object.freeze(Object.defineProperty(['a'], 'raw', { get: () => ['a'] }))],
  ['TEMPLATE_REQUIRED', 'an inherited raw', Object.freeze(Object.setPrototypeOf(['a'], Object.create(Array.prototype, { raw: { value: Object.freeze(['a']) } })))],
  ['TEMPLATE_REQUIRED', 'raw of another length', own(['a'], Object.freeze(['a', 'b']))],
  ['TEMPLATE_REQUIRED', 'parts that are no strings', own([{ toString: () => 'a' }], Object.freeze(['a']))],
  ['TEMPLATE_REQUIRED', 'raw parts that are no strings', own(['a'], Object.freeze([1]))],
  ['TEMPLATE_REQUIRED', 'no parts', own([], Object.freeze([]))],
  ['TEMPLATE_REQUIRED', 'a hole', own(new Array(1), Object.freeze(['a']))],
  ['TEMPLATE_UNFROZEN', 'an unfrozen array, as loose compilers leave it', Object.defineProperty(['a'], 'raw', { value: Object.freeze(['a']) })],
  ['TEMPLATE_UNFROZEN', 'an unfrozen raw', own(['a'], ['a'])],
  ['TEMPLATE_ESCAPE_REFUSED', 'an escape that cannot be cooked', tag`a\xZZ`],
]

test.each(refused)('%s: %s', async (code, _, strings) => {
  await expectRefusal(() => checkTemplate(strings, 'tag'), code)
})

test('a proxy of a template can only tell the truth', () => {
  const strings = tag`a`
  const lying = new Proxy(strings, { get: (target, key) => (key === '0' ? 'evil' : Reflect.get(target, key)), getOwnPropertyDescriptor: (target, key) => (key === '0' ? { value: 'evil', configurable: true } : Reflect.getOwnPropertyDescriptor(target, key)) })
  expect(() => checkTemplate(lying, 'tag')).toThrow(TypeError)
})
