import { Type } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { parseForm, parseJson, parseModelOutput, parseQuery, parseYaml, readEnv, toProblemJson } from '../src/index.ts'

const All = z.unknown()
const Page = z.object({ page: z.number().int().optional(), q: z.string().optional(), tags: z.array(z.string()).optional(), all: z.boolean().optional(), user: z.object({ name: z.string() }).optional() })

function failure(action: () => unknown): { code: string; message: string } {
  try {
    action()
  } catch (error) {
    return error as { code: string; message: string }
  }
  throw new Error('it was not refused')
}

describe('JSON', () => {
  const honest = ['null', '-0', '1e21', '12345678901234567000', '9007199254740993.5', '[]', '{"a":{"b":[1,2,{"c":"\\n\\u00e9"}]}}', '{"a\\":{":"}:"}', '{"constructor":"Gaudi","prototype":1}', '"\\ud83d\\ude00"', ' {"a" : 1} ']
  test.each(honest)('%s', text => expect(parseJson(text)).toEqual(JSON.parse(text)))
  test('bytes and a byte order mark', () => {
    expect(parseJson(Buffer.from('\ufeff{"a":"é"}'))).toEqual({ a: 'é' })
    expect(parseJson('\ufeff[1]')).toEqual([1])
  })
  test('zod and TypeBox give types', () => {
    const name: string = parseJson('{"name":"x","more":1}', z.object({ name: z.string() })).name
    const age: number = parseJson('{"age":1}', Type.Object({ age: Type.Number() })).age
    expect([name, age]).toEqual(['x', 1])
  })
  test.each([
    ['{"__proto__":{"x":1}}', 'DATA_KEY_REFUSED'],
    ['{"\\u005f_proto__":1}', 'DATA_KEY_REFUSED'],
    ['[{"constructor":{"prototype":{"x":1}}}]', 'DATA_KEY_REFUSED'],
    ['{"a":1,"\\u0061":2}', 'DATA_KEY_DUPLICATE'],
    ['[{"a":{"b":1,"b":1}}]', 'DATA_KEY_DUPLICATE'],
    ['1e999', 'DATA_NUMBER_LOST'],
    ['[9007199254740993]', 'DATA_NUMBER_LOST'],
    ['{"a":"\\udc00"}', 'DATA_TEXT_REFUSED'],
    ['{"\\udc00":1}', 'DATA_TEXT_REFUSED'],
    ['"\ud800"', 'DATA_TEXT_REFUSED'],
    ['{"a":1,}', 'DATA_MALFORMED'],
    ["{'a':1}", 'DATA_MALFORMED'],
    ['NaN', 'DATA_MALFORMED'],
    ['', 'DATA_MALFORMED'],
    ['[1]\0', 'DATA_MALFORMED'],
    [`${'{"a":'.repeat(100_000)}`, 'DATA_TOO_DEEP'],
    [`"${'a'.repeat(1 << 20)}"`, 'DATA_TOO_LARGE'],
  ])('%.40s is %s', (text, code) => expect(failure(() => parseJson(text)).code).toBe(code))
  test('invalid UTF-8 is refused', () => expect(failure(() => parseJson(new Uint8Array([0x22, 0xff, 0x22]))).code).toBe('DATA_TEXT_REFUSED'))
  test('a polluted prototype supplies no field', () => {
    const prototype = Object.prototype as Record<string, unknown>
    prototype['isAdmin'] = true
    try {
      expect(Object.hasOwn(parseJson('{}', z.object({ isAdmin: z.boolean().optional() })), 'isAdmin')).toBe(false)
      expect((parseJson('{}') as Record<string, unknown>)['isAdmin']).toBeUndefined()
    } finally {
      delete prototype['isAdmin']
    }
  })
})

describe('errors', () => {
  test('list every problem by pointer, tell nothing of secrets', () => {
    const Login = z.object({ 'a/b': z.number(), password: z.string().refine(() => false, { error: issue => `not ${String(issue.input)}` }) })
    const error = failure(() => parseJson('{"a/b":"x","password":"hunter2"}', Login))
    const problem = toProblemJson(error)
    expect(problem).toMatchObject({ status: 422, type: expect.stringContaining('DATA_INVALID') })
    expect(problem.errors.map(({ pointer }) => pointer)).toEqual(['#/a~1b', '#/password'])
    expect(JSON.stringify([error, problem])).not.toContain('hunter2')
  })
  test('tell nothing of other errors', () => expect(toProblemJson(new Error('db at 10.0.0.1'))).toMatchObject({ status: 500, errors: [], detail: 'The request could not be answered.' }))
})

describe('model output', () => {
  const Plan = z.object({ step: z.string() })
  test.each([
    ['{"step":"a"}'],
    ['Sure!\n```json\n{"step":"a"}\n```\nHope {that} helps [1].'],
    ['I see {"step":1}. Finally: {"step":"a"}'],
    ['{ // first\n "step": "a", /* x */ }'],
    ['[note] {"step":"a",/* c */}'],
    ['{ {"step":"a"}'],
  ])('%j', reply => expect(parseModelOutput(reply, Plan)).toEqual({ step: 'a' }))
  test('strings keep what looks like comments and commas', () => expect(parseModelOutput('x {"step":"http://a/*b*/,]"}', Plan)).toEqual({ step: 'http://a/*b*/,]' }))
  test.each(['{"'.repeat(200_000), '[1,'.repeat(200_000), '{"a":['.repeat(100_000), '[]'.repeat(200_000)])('%.10s, over and over, ends', reply => {
    expect(['DATA_JSON_MISSING', 'DATA_TOO_DEEP', 'DATA_INVALID']).toContain(failure(() => parseModelOutput(reply, Plan)).code)
  })
  test('prototypes are refused here too', () => expect(failure(() => parseModelOutput('ok {"step":"a","__proto__":{}}', Plan)).code).toBe('DATA_KEY_REFUSED'))
})

describe('queries and forms', () => {
  test.each([
    ['?page=2&q=100%&all=true', { page: 2, q: '100%', all: true }],
    ['q=a+b%2Bc&tags=x', { q: 'a b+c', tags: ['x'] }],
    ['tags=x&tags=y', { tags: ['x', 'y'] }],
    ['tags[]=x', { tags: ['x'] }],
    ['tags[0]=x&tags[1]=y', { tags: ['x', 'y'] }],
    ['user[name]=Ann', { user: { name: 'Ann' } }],
    ['q=12', { q: '12' }],
    ['q=', { q: '' }],
    ['', {}],
  ])('%s', (query, expected) => {
    expect(parseQuery(query, Page)).toEqual(expected)
    expect(parseForm(query.replace(/^\?/, ''), Page)).toEqual(expected)
  })
  test.each([
    ['q[$ne]=x', 'DATA_KEY_REFUSED'],
    ['$where=1', 'DATA_KEY_REFUSED'],
    ['__proto__[x]=1', 'DATA_KEY_REFUSED'],
    ['user[__proto__][x]=1', 'DATA_KEY_REFUSED'],
    ['constructor[prototype][x]=1', 'DATA_KEY_REFUSED'],
    ['q=a&q=b', 'DATA_INVALID'],
    ['q[a]=1', 'DATA_INVALID'],
    ['q=1&q[a]=1', 'DATA_KEY_DUPLICATE'],
    ['q=%ff', 'DATA_TEXT_REFUSED'],
    ['q=%00', 'DATA_TEXT_REFUSED'],
    ['page=0x10', 'DATA_INVALID'],
    ['page=1e999', 'DATA_INVALID'],
    ['page=', 'DATA_INVALID'],
    ['a[b][c][d][e][f]=1', 'DATA_TOO_DEEP'],
    ['a&'.repeat(1001), 'DATA_TOO_LARGE'],
  ])('%.30s is %s', (query, code) => expect(failure(() => parseQuery(query, Page)).code).toBe(code))
  test('a schema may name $top', () => expect(parseQuery('$top=5', z.object({ $top: z.number() }))).toEqual({ $top: 5 }))
  test('FormData', () => {
    const form = new FormData()
    form.append('page', '3')
    form.append('tags', 'x')
    expect(parseForm(form, Page)).toEqual({ page: 3, tags: ['x'] })
  })
  test('TypeBox', () => expect(parseQuery('n=1.5', Type.Object({ n: Type.Number() }))).toEqual({ n: 1.5 }))
})

describe('environment', () => {
  const Env = z.object({ PORT: z.number().int().default(3000), DEBUG: z.boolean().optional(), API_TOKEN: z.string().min(20) })
  test('gives types', () => expect(readEnv(Env, { PORT: '80', DEBUG: 'true', API_TOKEN: 'x'.repeat(20), HOME: '/' })).toEqual({ PORT: 80, DEBUG: true, API_TOKEN: 'x'.repeat(20) }))
  test('an empty variable is missing', () => expect(readEnv(Env, { PORT: '', API_TOKEN: 'x'.repeat(20) }).PORT).toBe(3000))
  test('names every variable and no value', () => {
    const error = failure(() => readEnv(Env, { PORT: 'http', API_TOKEN: 'hunter2' }))
    expect(error.message).toMatch(/\/PORT.*\/API_TOKEN/)
    expect(JSON.stringify(error)).not.toMatch(/hunter2|http"/)
  })
})

describe('YAML', () => {
  test.each([
    ['a: 1\nb: [x, yes, no, 2020-01-01]\nc: {d: null}\ne: true\nf: 1.5', { a: 1, b: ['x', 'yes', 'no', '2020-01-01'], c: { d: null }, e: true, f: 1.5 }],
    ['base: &b {x: 1}\nother: *b', { base: { x: 1 }, other: { x: 1 } }],
    ['text: |\n  a\n  b\n', { text: 'a\nb\n' }],
    ['1: a', { 1: 'a' }],
    ['', null],
    ['a: "<<"', { a: '<<' }],
    ['? a\n: 1\n? b', { a: 1, b: null }],
    ['- {a: 1}\n- a', [{ a: 1 }, 'a']],
  ])('%j', (text, expected) => expect(parseYaml(text, All)).toEqual(expected))
  test.each([
    ['a: !!js/function "x"', 'DATA_MALFORMED'],
    ['a: !ruby/object:Gem {}', 'DATA_MALFORMED'],
    ['__proto__: {x: 1}', 'DATA_KEY_REFUSED'],
    ['a: {constructor: {prototype: {x: 1}}}', 'DATA_KEY_REFUSED'],
    ['a: &a {x: 1}\nb: {<<: *a}', 'DATA_KEY_REFUSED'],
    ['a: 1\na: 2', 'DATA_KEY_DUPLICATE'],
    ['a: 1\n"a": 2', 'DATA_KEY_DUPLICATE'],
    ['1: 1\n0x1: 2\n"1": 3', 'DATA_KEY_DUPLICATE'],
    ['a: .inf', 'DATA_NUMBER_LOST'],
    ['a: 9007199254740993', 'DATA_NUMBER_LOST'],
    ['a: 1\n---\nb: 2', 'DATA_MALFORMED'],
    ['a: [', 'DATA_MALFORMED'],
    ['['.repeat(10_000), 'DATA_TOO_DEEP'],
    ['- '.repeat(10_000), 'DATA_TOO_DEEP'],
    [`a0: &a0 [x,x]\n${Array.from({ length: 20 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index},*a${index},*a${index}]`).join('\n')}`, 'DATA_TOO_LARGE'],
    ['a: &a [*a]', 'DATA_TOO_DEEP'],
  ])('%.40j is %s', (text, code) => expect(failure(() => parseYaml(text, All)).code).toBe(code))
  test('many keys take linear time', () => expect(Object.keys(parseYaml(Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`).join('\n'), All) as object)).toHaveLength(50_000))
})
