import { families } from '@breakwater/sinks'
import { describe, expect, test } from 'vitest'
import { fix, lint, suggested, withoutWrapper, withWrapper } from './workspace.ts'

const vulnerable = `const { Pool } = require('pg')
const pool = new Pool()
exports.byId = id => pool.query('select * from users where id = ' + id)
`
const migrated = `const { Pool } = require('pg')
const { sql, connect } = require('@breakwater/sql/drop-in')
const pool = new Pool()
exports.byId = id => connect(pool).query(sql\`select * from users where id = \${id}\`)
`
const many = Array.from({ length: 40 }, (_, index) => `exports.q${index} = x => pool.query('select * from t${index} where id = ' + x)\n`).join('')

describe.each([9, 10] as const)('on ESLint %i', version => {
  const installed = withWrapper()
  const missing = withoutWrapper()

  test('a place is reported with the message of the catalog, and fixed with its import', () => {
    const [message, ...rest] = lint(installed, vulnerable, { version })
    expect(rest).toEqual([])
    expect(message).toMatchObject({ ruleId: 'breakwater/sql', severity: 2, line: 3 })
    expect(message!.message).not.toMatch(/\{\{|undefined/)
    expect(fix(installed, vulnerable, { version })).toMatchObject({ fixed: true, output: migrated, messages: [] })
  })

  test('where the wrapper is not installed, there is a suggestion and no fix', () => {
    const [message] = lint(missing, vulnerable, { version })
    expect(message!.fix).toBeUndefined()
    expect(message!.message).toContain('Install @breakwater/sql first')
    expect(suggested(vulnerable, message!)).toBe(migrated)
    expect(fix(missing, vulnerable, { version })).toMatchObject({ fixed: false, output: vulnerable })
  })

  test('a second pass finds the import that the first one brought', () => {
    const { output, messages } = fix(installed, vulnerable + many, { version })
    expect(messages).toEqual([])
    expect(output.match(/require\('@breakwater\/sql\/drop-in'\)/g)).toHaveLength(1)
    expect(output.match(/connect\(pool\)\.query\(sql`/g)).toHaveLength(41)
  })

  test.each([
    ['a BOM', `\uFEFF${vulnerable}`, `\uFEFF${migrated}`],
    ['CRLF', vulnerable.replaceAll('\n', '\r\n'), migrated.replaceAll('\n', '\r\n')],
    ['a shebang', `#!/usr/bin/env node\n${vulnerable}`, `#!/usr/bin/env node\n${migrated}`],
    ['ESM', vulnerable.replace("const { Pool } = require('pg')", "import { Pool } from 'pg'").replace('exports.byId', 'export const byId'), migrated.replace("const { Pool } = require('pg')", "import { Pool } from 'pg'").replace("const { sql, connect } = require('@breakwater/sql/drop-in')", "import { sql, connect } from '@breakwater/sql/drop-in'").replace('exports.byId', 'export const byId')],
  ])('keeps %s', (_, before, after) => expect(fix(installed, before, { version }).output).toBe(after))

  test.each([['a.ts', 'const x: number = 1\n'], ['a.tsx', 'const x = <b>1</b>\n'], ['a.cts', ''], ['a.jsx', 'const x = <b/>\n']])('reads %s', (file, more) => {
    expect(fix(installed, vulnerable + more, { version, file, typescript: /\.[cm]?tsx?$/.test(file) }).output).toBe(migrated + more)
  })

  test.each([
    ['constant text', "const { Pool } = require('pg'); new Pool().query('select 1')"],
    ['bound values', "const { Pool } = require('pg'); exports.f = id => new Pool().query('select * from t where id = $1', [id])"],
    ['our own tag', "const { Pool } = require('pg'); const { sql, connect } = require('@breakwater/sql'); const pool = new Pool(); exports.f = id => connect(pool).query(sql`select ${id}`)"],
    ['our tag of migrated code', "const { Pool } = require('pg'); const { sql, connect } = require('@breakwater/sql/drop-in'); const pool = new Pool(); exports.f = id => connect(pool).query(sql`select ${id}`)"],
    ['another query', "exports.f = x => document.querySelector('#' + x)"],
    ['an empty file', ''],
  ])('recommended is quiet on %s', (_, text) => expect(lint(installed, text, { version })).toEqual([]))

  test('a change that spans functions is left to the command line, and the message says so', () => {
    const text = "const { Pool } = require('pg')\nconst pool = new Pool()\nfunction q(text) { return pool.query(text) }\nexports.f = x => q('select * from t where a = ' + x)\n"
    const messages = lint(installed, text, { version })
    expect(messages.length).toBeGreaterThan(0)
    for (const { message, fix: fixed, suggestions } of messages) expect([message.includes('npx breakwater migrate'), fixed, suggestions ?? []]).toEqual([true, undefined, []])
    expect(fix(installed, text, { version }).output).toBe(text)
  })

  test('what is left to a person names its reason', () => {
    const manual = families[0]!.samples.find(({ kind, outcome }) => kind === 'bad' && outcome === 'manual')!
    const messages = lint(withWrapper(manual.dependencies ?? []), manual.code, { version, typescript: true, file: manual.language === 'ts' ? 'a.ts' : 'a.js' })
    expect(messages.map(({ message }) => message).join()).toContain(`(${manual.reason})`)
    expect(messages.every(({ fix: fixed }) => fixed === undefined)).toBe(true)
  })

  test('no message gives one advice twice', () => {
    for (const { code, dependencies = [], language } of families[0]!.samples.filter(({ kind }) => kind === 'bad')) {
      for (const { message } of lint(withWrapper(dependencies), code, { version, typescript: true, file: language === 'ts' ? 'a.ts' : 'a.js' })) {
        expect(message.match(/\bWrite (?:it|the statement|connect)\b/g)?.length ?? 0, message).toBeLessThanOrEqual(1)
        expect(message).not.toContain('unknown-handle')
      }
    }
  })

  test('a handle of another file is left to the command line, which sees it', () => {
    const [message] = lint(installed, "const db = require('./db')\nexports.f = x => db.query(`select * from t where a = '${x}'`)\n", { version })
    expect(message!.message).toBe('The SQL of this query is built from values, and a value can change the statement. The handle comes from another file: npx breakwater migrate sees across files. (RECEIVER_UNKNOWN)')
  })

  test('strict speaks of constant text too, and fixes it', () => {
    const text = "const { Pool } = require('pg')\nconst pool = new Pool()\nexports.all = () => pool.query('select 1')\n"
    expect(lint(installed, text, { version })).toEqual([])
    expect(lint(installed, text, { version, strength: 'strict' })).toHaveLength(1)
    expect(fix(installed, text, { version, strength: 'strict' }).output).toContain('connect(pool).query(sql`select 1`)')
  })

  test('a file outside any folder, and text from standard input, are linted too', () => {
    expect(lint(installed, vulnerable, { version, file: '../../nowhere/<input>.js' })).toHaveLength(1)
  })

  test('an option that does not exist is refused', () => {
    expect(() => lint(installed, vulnerable, { version, strength: 'lax' as never })).toThrow(/allowed values/)
  })
})
