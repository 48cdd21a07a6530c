import { describe, expect, test } from 'vitest'
import { analyze, applyEdits, applyPlans, collectFacts, prefilter } from '../src/index.ts'
import type { Plan } from '../src/index.ts'
import { oxcHost } from './support/hosts.ts'

const text = 'one two three\n'
const host = oxcHost(`/* ${text.trim()} */\n`)
const plan = (range: readonly [number, number], put: string, group?: string): Plan => ({ outcome: 'same', edits: [{ range, text: put }], imports: [], reach: 'local', ...(group === undefined ? {} : { group }) })

describe('applyPlans', () => {
  test('edits come sorted, whatever the order of the plans', () => {
    const { edits, applied } = applyPlans(host, [plan([8, 13], '3'), plan([0, 3], '1')])
    expect(applyEdits(text, edits)).toBe('1 two 3\n')
    expect(applied).toHaveLength(2)
  })

  test('a plan that overlaps an earlier one is skipped as a whole', () => {
    const late: Plan = { outcome: 'same', edits: [{ range: [2, 5], text: 'x' }, { range: [8, 13], text: '3' }], imports: [], reach: 'local' }
    const { edits, skipped } = applyPlans(host, [plan([0, 3], '1'), late])
    expect(applyEdits(text, edits)).toBe('1 two three\n')
    expect(skipped).toEqual([{ plan: late, why: 'overlap' }])
  })

  test('plans of one group that carry the same edits are taken once', () => {
    const { edits } = applyPlans(host, [plan([0, 0], 'x', 'g'), plan([0, 0], 'x', 'g')])
    expect(applyEdits(text, edits)).toBe('xone two three\n')
  })

  test('a manual plan holds its group back, and only that', () => {
    const manual: Plan = { outcome: 'manual', reason: 'TEXT_ESCAPES', hint: '', group: 'g' }
    const { edits, skipped } = applyPlans(host, [plan([0, 3], '1', 'g'), manual, plan([8, 13], '3')])
    expect(applyEdits(text, edits)).toBe('one two 3\n')
    expect(skipped.map(item => item.why)).toEqual(['manual', 'manual'])
  })
})

describe('analyze', () => {
  test('is remembered for the program node', () => {
    const again = oxcHost("const { Pool } = require('pg')\nnew Pool().query('select ' + x)\n")
    expect(analyze(again)).toBe(analyze(again))
  })

  test('asks for no scopes where no call is of interest', () => {
    const quiet = oxcHost('const list = new Map()\nlist.set(1, 2)\nfor (const x of y) z(x)\n')
    expect(analyze({ ...quiet, scopes: () => { throw new Error('asked') } })).toEqual([])
  })

  test('strict speaks at every raw call, also of constant text', () => {
    const findings = analyze(oxcHost("const { Pool } = require('pg')\nconst pool = new Pool()\npool.query('select 1')\npool.query('select * from t where a = $1', [x])\n"))
    expect(findings.map(finding => [finding.strength, finding.messageId, finding.plan.outcome])).toEqual([['strict', 'raw', 'same'], ['strict', 'raw', 'same']])
  })
})

describe('collectFacts', () => {
  const cases: readonly [title: string, text: string, exports: Record<string, string>][] = [
    ['a handle', "const { Pool } = require('pg')\nmodule.exports = new Pool()", { default: 'handle' }],
    ['named handles', "import { Pool } from 'pg'\nexport const pool = new Pool()\nexport default pool", { default: 'handle', pool: 'handle' }],
    ['a wrapper', "const { Pool } = require('pg')\nconst pool = new Pool()\nexports.query = (text, values) => pool.query(text, values)", { query: 'wrapper' }],
    ['an object', "const { Pool } = require('pg')\nconst pool = new Pool()\nmodule.exports = { pool, query: (text) => pool.query(text) }", { default: 'object' }],
    ['a class and its instance', "const { Pool } = require('pg')\nclass Db { constructor() { this.pool = new Pool() } query(text) { return this.pool.query(text) } }\nmodule.exports = new Db()\nmodule.exports.Db = Db", { default: 'instance', Db: 'class' }],
    ['a function that gives a handle', "const { Pool } = require('pg')\nexports.get = () => new Pool()", { get: 'maker' }],
    ['a constant text', "export const TABLE = 'users'", { TABLE: 'text' }],
    ['a function that gives a statement', "exports.byName = (name) => `select * from users where name = '${name}'`", { byName: 'builder' }],
    ['nothing of interest', 'exports.add = (a, b) => a + b', {}],
  ]
  for (const [title, code, kinds] of cases) test(title, () => {
    const { exports } = collectFacts(oxcHost(code))
    expect(Object.fromEntries(Object.entries(exports).map(([name, fact]) => [name, fact.kind]))).toEqual(kinds)
    expect(JSON.parse(JSON.stringify(exports))).toEqual({ ...exports })
  })
})

test('the prefilter lets statements and drivers through', () => {
  for (const code of ["db.query('select * from t')", "db.query('SELECT ' + columns +\n  ' FROM t')", "db.run('insert into t values (1)')", 'db.run(`update ${t} set a = 1`)', "require('pg')", "import x from 'mysql2/promise'", 'prisma.$queryRawUnsafe(x)']) expect(prefilter(code), code).toBe(true)
  for (const code of ['const selected = items.map(x => x)', 'export const a = 1', 'function update(state) { return state }']) expect(prefilter(code), code).toBe(false)
})
