import { describe, expect, test } from 'vitest'
import { Analysis } from '../src/analysis/analysis.ts'
import { drivers } from '../src/catalog/sql/drivers.ts'
import { roleAt } from '../src/catalog/sql/position.ts'
import { riskOf } from '../src/catalog/sql/risk.ts'
import { Scanner } from '../src/catalog/sql/scanner.ts'
import type { FileFacts, SourceNode } from '../src/model.ts'
import { child, children, walk } from '../src/tree.ts'
import { oxcHost } from './support/hosts.ts'

/** The argument of `probe(…)` in a text, with the analysis of that text. */
const probe = (text: string, exportsOf?: (specifier: string) => FileFacts | undefined): { analysis: Analysis; node: SourceNode } => {
  const host = oxcHost(text, exportsOf === undefined ? {} : { exportsOf })
  let found: SourceNode | undefined
  walk(host.program, node => {
    if (node.type === 'CallExpression' && child(node, 'callee')!['name'] === 'probe') found ??= children(node, 'arguments')[0]
  })
  return { analysis: new Analysis(host, drivers), node: found! }
}

describe('origin: which handle an expression is', () => {
  const cases: readonly [title: string, type: string | undefined, text: string][] = [
    ['new Pool()', 'pg:handle', "const { Pool } = require('pg'); const p = new Pool(); probe(p)"],
    ['a namespace', 'pg:handle', "import * as pg from 'pg'; const p = new pg.Client(); probe(p)"],
    ['a default import', 'pg:handle', "import pg from 'pg'; const { Pool } = pg; probe(new Pool())"],
    ['a member of require', 'pg:handle', "const Pool = require('pg').Pool; let p; p = new Pool(); probe(p)"],
    ['await pool.connect()', 'pg:handle', "const { Pool } = require('pg'); const p = new Pool(); async function f() { const c = await p.connect(); probe(c) }"],
    ['a parameter of a callback', 'pg:handle', "const { Pool } = require('pg'); new Pool().connect((error, client, done) => probe(client))"],
    ['a parameter of then', 'pg:handle', "const { Pool } = require('pg'); new Pool().connect().then(client => probe(client))"],
    ['verbose()', 'sqlite3:handle', "const sqlite3 = require('sqlite3').verbose(); const db = new sqlite3.Database(':memory:'); probe(db)"],
    ['a chained call', 'sqlite3:handle', "const { Database } = require('sqlite3'); const db = new Database('x'); probe(db.run('x'))"],
    ['promise()', 'mysql2p:handle', "const mysql = require('mysql2'); const db = mysql.createPool({}).promise(); probe(db)"],
    ['a connection of a callback', 'mysql2:handle', "const mysql = require('mysql2'); mysql.createPool({}).getConnection((error, connection) => probe(connection))"],
    ['a named function of a module', 'mysql2p:handle', "import { createPool } from 'mysql2/promise'; const pool = createPool({}); probe(pool)"],
    ['a class field', 'bs3:handle', "const Database = require('better-sqlite3'); class A { constructor() { this.db = new Database('x') } f() { probe(this.db) } }"],
    ['a field given to the constructor', 'pg:handle', "const { Pool } = require('pg'); class A { constructor(pool) { this.pool = pool } f() { probe(this.pool) } } new A(new Pool())"],
    ['a private field', 'pg:handle', "const { Pool } = require('pg'); class A { #pool = new Pool(); f() { probe(this.#pool) } }"],
    ['a parameter whose callers pass a handle', 'pg:handle', "const { Pool } = require('pg'); const p = new Pool(); function f(db) { probe(db) } f(p)"],
    ['a function that gives one', 'pg:handle', "const { Pool } = require('pg'); let p; function get() { if (!p) p = new Pool(); return p } probe(get())"],
    ['a property of an object', 'pg:handle', "const { Pool } = require('pg'); const ctx = { db: new Pool() }; probe(ctx.db)"],
    ['a property that the file assigns', 'pg:handle', "const { Pool } = require('pg'); const p = new Pool(); app.use((req, res, next) => { req.db = p; next() }); app.get('/', req => probe(req.db))"],
    ['a tag of postgres.js', 'postgresjs:handle', "import postgres from 'postgres'; const sql = postgres('x'); probe(sql)"],
    ['two kinds at once', undefined, "const { Pool } = require('pg'); const mysql = require('mysql2'); const db = x ? new Pool() : mysql.createPool({}); probe(db)"],
    ['a shadowed name', undefined, "const { Pool } = require('pg'); const p = new Pool(); function f(p) { probe(p) }"],
    ['another package', undefined, "const { Pool } = require('generic-pool'); probe(new Pool())"],
    ['a local require', undefined, "const pool = require('./db'); probe(pool)"],
  ]
  for (const [title, type, text] of cases) test(title, () => {
    const { analysis, node } = probe(text)
    expect(analysis.origins.typeOf(node)).toBe(type)
  })

  test('a handle that another file exports', () => {
    const facts: FileFacts = { exports: { pool: { kind: 'handle', data: { type: 'pg:handle' } }, default: { kind: 'object', members: { pool: { kind: 'handle', data: { type: 'pg:handle' } } } } } }
    for (const text of ["import { pool } from './db'; probe(pool)", "const db = require('./db'); probe(db.pool)", "const { pool: p } = require('./db'); probe(p)", "import * as db from './db'; probe(db.pool)"]) {
      const { analysis, node } = probe(text, () => facts)
      expect(analysis.origins.typeOf(node)).toBe('pg:handle')
    }
  })
})

describe('provenance: what a value can be', () => {
  const cases: readonly [text: string, fold: string | undefined, isNumber: boolean, isString: boolean][] = [
    ["probe('a')", 'a', false, true],
    ["const T = 'users'; probe(`from ${T}`)", 'from users', false, true],
    ["probe('a' + 'b' + 1)", 'ab1', false, true],
    ['probe(1 + 2)', undefined, true, false],
    ["probe(['a', 'b'].join(' '))", 'a b', false, true],
    ["let t = 'a'; t = x; probe(t)", undefined, false, false],
    ['probe(Number(x))', undefined, true, false],
    ['probe(parseInt(x, 10))', undefined, true, false],
    ['probe(list.length)', undefined, true, false],
    ['let i = 0; i++; i += 2; probe(i)', undefined, true, false],
    ['let i = 0; i = x; probe(i)', undefined, false, false],
    ['list.map((item, index) => probe(index))', undefined, true, false],
    ['function f(index) { probe(index) } f(x)', undefined, false, false],
    ['function Number(x) { return x } probe(Number(x))', undefined, false, false],
    ['probe(x.trim())', undefined, false, true],
    ['probe(String(x))', undefined, false, true],
    ['app.get(\'/\', (req) => probe(req.params.id))', undefined, false, true],
    ['app.get(\'/\', (req) => { const { id } = req.params; probe(id) })', undefined, false, true],
    ['app.get(\'/\', (req) => probe(req.query.id))', undefined, false, false],
    ["function f(name) { if (typeof name !== 'string' || !name) return; probe(name) }", undefined, false, true],
    ["function f(name) { if (typeof name !== 'string' && !name) return; probe(name) }", undefined, false, false],
    ["function f(name) { name = x; if (typeof name !== 'string') return; name = y; probe(name) }", undefined, false, false],
    ["const md5 = (text) => hash('md5').update(text).digest('hex'); probe(md5(x))", undefined, false, true],
  ]
  for (const [text, fold, isNumber, isString] of cases) test(text, () => {
    const { analysis: { provenance }, node } = probe(text)
    expect([provenance.fold(node), provenance.isNumber(node), provenance.isString(node)]).toEqual([fold, isNumber, isString])
  })
})

describe('risk: whether a text holds more than the program wrote', () => {
  const cases: readonly [risk: string, text: string][] = [
    ['none', "probe('select 1')"],
    ['none', "probe(up ? 'asc' : 'desc')"],
    ['none', 'probe(`limit ${Number(n)}`)'],
    ['none', "probe(`in (${ids.map(() => '?').join(',')})`)"],
    ['none', "const parts = []; parts.push('a = ?'); probe('where ' + parts.join(' and '))"],
    ['none', "const ORDERS = { a: 'x', b: 'y' }; probe('order by ' + ORDERS[key])"],
    ['none', 'probe(sql`select ${x}`)'],
    ['none', 'probe(`at > \'${new Date().toISOString()}\'`)'],
    ['built', "probe('a = ' + x)"],
    ['built', "let t = 'a'; if (y) t += x; probe(t)"],
    ['built', "const parts = ['a']; parts.push(`b = ${x}`); probe(parts.join(' '))"],
    ['built', "const f = (x) => `a = ${x}`; probe(f(y))"],
    ['built', "function f(where) { probe('where ' + where) } f('a = ' + x)"],
    ['built', "probe('a = ?'.replace('?', x))"],
    ['opaque', 'probe(load())'],
    ['opaque', 'function f(text) { probe(text) }'],
    ['request', "app.get('/', (req) => probe(req.query.sql))"],
  ]
  for (const [risk, text] of cases) test(`${risk}: ${text}`, () => {
    const { analysis, node } = probe(text)
    expect(riskOf(analysis, node)).toBe(risk)
  })
})

describe('position: what may stand in a slot', () => {
  const cases: readonly [role: string, text: string][] = [
    ['value', 'select * from t where a = ◇'], ['value', 'select * from t where a between 1 and ◇'], ['value', 'insert into t (a) values (◇)'], ['value', 'insert into t (a, b) values (1, ◇)'],
    ['value', 'insert into t values (1), (◇)'], ['value', 'update t set a = ◇'], ['value', 'update t set a = 1, b = ◇'], ['value', 'select coalesce(a, ◇) from t'], ['value', 'select * from t where a like ◇'], ['value', 'select a + ◇ from t'],
    ['value', 'select case when a = 1 then ◇ end from t'], ['value', 'select array[◇]'], ['limit', 'select * from t limit ◇'], ['limit', 'select * from t limit 5, ◇'], ['limit', 'select * from t limit 1 offset ◇'],
    ['in-list', 'select * from t where a in (◇)'], ['in-list', 'select * from t where a in (1, ◇)'], ['table', 'select * from ◇ where a = 1'], ['table', 'delete from ◇'], ['table', 'update ◇ set a = 1'], ['table', 'insert into ◇ (a) values (1)'],
    ['table', 'select * from t join ◇ on true'], ['table', 'select * from s.◇'], ['column', 'select * from t where ◇ = 1'], ['column', 'select * from t where a = 1 and ◇ like 2'], ['column', 'update t set ◇ = 1'], ['column', 'insert into t (◇) values (1)'],
    ['column', 'insert into t (a, ◇) values (1, 2)'], ['column', 'select * from t group by ◇'], ['column', 'select * from t where t.◇ = 1'], ['columns', 'select ◇ from t'], ['columns', 'select a, ◇ from t'], ['order', 'select * from t order by ◇'],
    ['order', 'select * from t order by a desc, ◇'], ['direction', 'select * from t order by a ◇'], ['direction', 'select * from t order by lower(a) ◇ limit 1'], ['rows', 'insert into t values ◇'], ['rows', 'insert into t values (1), ◇'], ['assignments', 'update t set ◇'],
    ['syntax', 'select * from t where ◇'], ['syntax', 'select * from t ◇'], ['syntax', 'select * from t where a = 1 ◇'], ['syntax', 'select * from t where (◇)'], ['syntax', '◇'], ['syntax', 'select * ◇'], ['glued', 'select * from t_◇'], ['glued', 'select * from ◇_t'], ['placeholder', 'select * from t where a = $◇'],
  ]
  for (const [role, text] of cases) test(text, () => {
    const scanner = new Scanner('postgres')
    const [before, after] = text.split('◇') as [string, string]
    for (let at = 0; at < before.length;) at += scanner.step(before, at)
    expect(roleAt(scanner, after)).toBe(role)
  })
})
