import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { Database } from 'node-sqlite3-wasm'
import { connect, sql } from '@breakwater/sql/drop-in'
import { migrate } from './support/migrate.ts'
import { statementsOf } from './support/run.ts'

// A condition of a statement: how old code writes it into the text, as pieces of JavaScript that are added up.
type Piece = { readonly text: string } | { readonly value: string }
type Condition = readonly Piece[]

const NAMES = ['a', 'b', 'c', 'd'] as const

const condition: fc.Arbitrary<Condition> = fc.oneof(
  fc.constantFrom(...NAMES).map(name => [{ text: `${name} = '` }, { value: `q.${name}` }, { text: "'" }]),
  fc.constantFrom(...NAMES).map(name => [{ text: `lower(${name}) <> lower('` }, { value: `q.${name}` }, { text: "')" }]),
  fc.constantFrom(...NAMES).map(name => [{ text: `${name} like 'x-` }, { value: `q.${name}` }, { text: "-%'" }]),
  fc.constantFrom(...NAMES).map(name => [{ text: `${name} = 'it''s ` }, { value: `q.${name}` }, { text: " and '" }, { text: " or e = 'y'" }] as Condition),
  fc.constantFrom('n', 'm').map(name => [{ text: `${name} >= ` }, { value: `q.${name}` }]),
  fc.constantFrom('n', 'm').map(name => [{ text: `${name} between 1 and ` }, { value: `q.${name}` }]),
  fc.constantFrom('n', 'm').map(name => [{ text: `coalesce(${name}, ` }, { value: `q.${name}` }, { text: ') > 0' }]),
  fc.constant([{ text: 'n in (' }, { value: "q.ids.join(', ')" }, { text: ')' }]),
  fc.constant([{ text: "a in ('" }, { value: 'q.tags.join("\', \'")' }, { text: "')" }]),
  fc.constant([{ text: 'a in (' }, { value: "q.tags.map(tag => `'${tag}'`).join(', ')" }, { text: ')' }]),
  fc.constant([{ text: 'active = true' }]),
)

const literal = (text: string, quote: string): string => quote + text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote
const template = (pieces: Condition): string => `\`${pieces.map(piece => ('text' in piece ? piece.text.replace(/[\\`]|\$\{/g, '\\$&') : `\${${piece.value}}`)).join('')}\``
const sum = (pieces: Condition, quote: string): string => pieces.map(piece => ('text' in piece ? literal(piece.text, quote) : piece.value)).join(' + ')
const mixed = (pieces: Condition): string => (pieces.length < 3 ? template(pieces) : `${sum(pieces.slice(0, 1), '"')} + ${template(pieces.slice(1))}`)
const pieceStyle = fc.constantFrom((pieces: Condition) => sum(pieces, '"'), (pieces: Condition) => sum(pieces, "'"), template, mixed, (pieces: Condition) => `[${pieces.map(piece => ('text' in piece ? literal(piece.text, "'") : piece.value)).join(', ')}].join('')`)

const head: Condition = [{ text: 'select * from t where true' }]
const and = (pieces: Condition): Condition => [{ text: ` and ${(pieces[0] as { text: string }).text}` }, ...pieces.slice(1)]

type Style = (pieces: Condition) => string
// How the conditions come together.
const assemblies: readonly ((conditions: readonly Condition[], style: Style) => string)[] = [
  (conditions, style) => `pool.query(${style([...head, ...conditions.flatMap(and)])})`,
  (conditions, style) => `let text = ${style(head)}\n${conditions.map(each => `text += ${style(and(each))}`).join('\n')}\npool.query(text)`,
  (conditions, style) => `let text = ${style(head)}\n${conditions.map(each => `if (q.on) {\n  text = text + ${style(and(each))}\n}`).join('\n')}\npool.query(text + ' order by n')`,
  (conditions, style) => `const parts = []\n${conditions.map(each => `parts.push(${style(each)})`).join('\n')}\npool.query('select * from t where ' + parts.join(' and '))`,
  (conditions, style) => `const where = [${conditions.map(style).join(', ')}].join(' or ')\npool.query(\`select * from t where \${where}\`)`,
  (conditions, style) => `let where = ''\n${conditions.map(each => `if (q.on) where += (where ? ' and ' : '') + ${style(each)}`).join('\n')}\nlet text = 'select * from t'\nif (where) text += ' where ' + where\npool.query(text)`,
  (conditions, style) => `const build = () => ${style([...head, ...conditions.flatMap(and)])}\nconst run = (text) => pool.query(text)\nrun(build())\nrun('select 1')`,
  (conditions, style) => `${conditions.map((each, index) => `const c${index} = q.on ? ${style(and(each))} : ''`).join('\n')}\npool.query('select * from t where true' + ${conditions.map((_, index) => `c${index}`).join(' + ')})`,
]

const program = fc.tuple(fc.array(condition, { minLength: 1, maxLength: 4 }), pieceStyle, fc.constantFrom(...assemblies), fc.boolean(), fc.constantFrom('\n', '\r\n'))
  .map(([conditions, style, assembly, named, eol]) => {
    const body = assembly(conditions, style).split('\n').map(line => `  ${line}`).join('\n')
    return `const { Pool } = require('pg')\nconst pool = new Pool()\n${named ? "const sql = 'taken'\n" : ''}module.exports.main = (q) => {\n${body}\n}\n`.replaceAll('\n', eol)
  })

const honest = fc.record({
  a: fc.constantFrom('ann', 'b c', '50', ''), b: fc.constantFrom('x', 'y z'), c: fc.constantFrom('ü', '😀'), d: fc.constant('-- d'),
  n: fc.constantFrom(0, 1, -2, 3.5), m: fc.constantFrom(7, 1e3), ids: fc.constantFrom([1], [1, 2, 3]), tags: fc.constantFrom(['p'], ['p', 'q r']), on: fc.boolean(),
})

describe('what was rewritten says the same to the database', () => {
  test('for honest values, in every shape', () => {
    const outcomes = new Map<string, number>()
    fc.assert(fc.property(program, honest, (code, input) => {
      const migrated = migrate(code)
      const { text } = migrated
      for (const outcome of migrated.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
      const before = statementsOf(code, input)
      expect(statementsOf(text, input)).toEqual(before)
      expect(migrate(text).text).toBe(text)
    }), { numRuns: 1500, seed: 7 })
    expect([...outcomes.keys()]).toEqual(['same'])
  })

  test('pieces that each end with a comma', () => {
    const code = (cut: string, comma: string): string => `const { Pool } = require('pg')\nconst pool = new Pool()\nmodule.exports.main = (q) => {\n  let text = 'update t set '\n  if (q.a !== null) text += "a = '" + q.a + "'${comma}"\n  if (q.b !== null) text += \`b = '\${q.b}'${comma}\`\n  for (const id of q.ids) text += 'c = ' + Number(id) + '${comma}'\n  ${cut}\n  text += ' where n = ' + q.n\n  pool.query(text)\n}\n`
    for (const [cut, comma] of [['text = text.slice(0, -2)', ', '], ['text = text.substring(0, text.length - 1)', ','], ["text = text.replace(/,\\s*$/, '')", ', ']] as const) {
      for (const input of [{ a: 'x', b: null, ids: [], n: 1 }, { a: 'x', b: "it's", ids: [1, 2], n: 2 }, { a: null, b: 'y', ids: [3], n: 3 }]) {
        const before = code(cut, comma)
        const { text, outcomes } = migrate(before)
        expect(outcomes).toEqual(['same'])
        expect(statementsOf(text, input)).toEqual(statementsOf(before, input).map(statement => statement.replaceAll("'it's'", "'it''s'")))
      }
    }
  })

  test('for hostile values the statement stays the same but for one value', () => {
    fc.assert(fc.property(program, code => {
      const { text } = migrate(code)
      const input = (value: string) => ({ a: value, b: value, c: value, d: value, n: 1, m: 2, ids: [1], tags: [value], on: true })
      const hostile = "x' or '1'='1"
      const shape = (statement: string, value: string): string => statement.replaceAll(value.replaceAll("'", "''"), '◇')
      expect(statementsOf(text, input(hostile)).map(each => shape(each, hostile))).toEqual(statementsOf(text, input('ok-value')).map(each => shape(each, 'ok-value')))
    }), { numRuns: 300, seed: 11 })
  })
})

describe('with @breakwater/sql on SQLite', () => {
  const db = new Database()
  db.exec('create table t (a text, b text, c text, d text, e text, n integer, m integer, active integer)')
  for (const a of ['ann', 'b c', '50', 'x-ann-z', "it's ann and "]) for (const n of [0, 1, 3.5, 7]) db.run('insert into t values (?, ?, ?, ?, ?, ?, ?, 1)', [a, 'x', 'ü', '-- d', 'y', n, 7])
  afterAll(() => db.close())

  const rowsOf = (code: string, input: unknown): unknown[] => {
    const rows: unknown[] = []
    class Recorder extends Object {
      all(text: string): unknown {
        return rows.push(db.all(text))
      }
    }
    const recorder = new Recorder()
    const modules: Record<string, unknown> = {
      'node-sqlite3-wasm': { Database: class { constructor() { return recorder } } },
      '@breakwater/sql/drop-in': { sql, connect: () => ({ driver: { all: (fragment: never) => rows.push((connect(db).driver as { all(text: unknown): unknown }).all(fragment)) } }) },
    }
    const module = { exports: {} as { main: (input: unknown) => unknown } }
    new Function('require', 'module', code)((name: string) => modules[name], module)
    module.exports.main(input)
    return rows
  }

  test('the same rows, before and after', () => {
    let some = 0
    fc.assert(fc.property(program, honest, (pgCode, input) => {
      const code = pgCode.replace("const { Pool } = require('pg')", "const { Database } = require('node-sqlite3-wasm')").replace('new Pool()', 'new Database()').replaceAll('pool.query(', 'pool.all(')
      const { text, outcomes } = migrate(code)
      expect(outcomes.filter(outcome => outcome !== 'same')).toEqual([])
      const before = rowsOf(code, input)
      if (before.flat().length > 0) some++
      expect(rowsOf(text, input)).toEqual(before)
    }), { numRuns: 600, seed: 5 })
    expect(some).toBeGreaterThan(100)
  })
})
