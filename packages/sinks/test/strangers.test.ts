import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'
import { prefilter } from '../src/prefilter.ts'
import { espreeHost, estreeHost, oxcHost } from './support/hosts.ts'
import { migrate } from './support/migrate.ts'
import { migrateProject } from './support/project.ts'

// Code in the ways people write it. Everything in it is rewritten, or left with a reason; the table says what stays.
const FOLDER = join(import.meta.dirname, 'fixtures', 'strangers')

const LEFT: Readonly<Record<string, readonly string[]>> = {
  'awkward.js': ['COLUMNS_FROM_OUTSIDE', 'COLUMNS_FROM_OUTSIDE', 'PLACEHOLDERS_DYNAMIC', 'PLACEHOLDER_TWICE', 'RECEIVER_UNKNOWN', 'TEXT_ESCAPES', 'TEXT_FROM_OUTSIDE', 'TEXT_FROM_OUTSIDE', 'TEXT_TESTED'],
  'mysql-script.js': ['OPTIONS_KEPT'],
  'nest-service.ts': ['NAME_FROM_OUTSIDE'],
  'promisified.js': ['RECEIVER_UNKNOWN', 'RECEIVER_UNKNOWN'],
  'sqlite-mixed.js': ['SECOND_STATEMENT'],
  'stubborn-caller.js': ['TEXT_FROM_OUTSIDE'],
  'trailing-commas.js': ['TEXT_FROM_OUTSIDE'],
  'texts-by-other-means.js': ['RECEIVER_UNKNOWN', 'TEXT_FROM_OUTSIDE', 'TEXT_FROM_OUTSIDE', 'TEXT_FROM_OUTSIDE'],
}

describe('files of strangers', () => {
  for (const name of readdirSync(FOLDER)) {
    const text = readFileSync(join(FOLDER, name), 'utf8')
    const options = { filename: name, dependencies: ['pg'] }
    test(name, () => {
      const { findings, outcomes, text: after } = migrate(text, options)
      expect(prefilter(text)).toBe(true)
      expect(findings.length).toBeGreaterThan(0)
      expect(outcomes.filter(outcome => outcome.startsWith('manual')).map(outcome => outcome.slice('manual '.length)).sort()).toEqual(LEFT[name] ?? [])
      oxcHost(after, options)
      const again = migrate(after, options)
      expect(again.text).toBe(after)
      expect(again.outcomes.every(outcome => outcome.startsWith('manual'))).toBe(true)
    })
    test(`${name} by the other parsers`, () => {
      const byOxc = migrate(text, options)
      for (const host of name.endsWith('.ts') ? [estreeHost] : [estreeHost, espreeHost]) expect(migrate(text, { ...options, host }).text).toBe(byOxc.text)
    })
  }
})

const filesBelow = (folder: string, root = folder): Record<string, string> =>
  Object.assign({}, ...readdirSync(folder).map(name => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesBelow(path, root) : { [relative(root, path)]: readFileSync(path, 'utf8') }
  })) as Record<string, string>

describe('projects of strangers', () => {
  const projects = join(import.meta.dirname, 'fixtures', 'projects')

  test('a helper module with query, getClient and pool', () => {
    const { files, outcomes } = migrateProject(filesBelow(join(projects, 'pg-helper')), ['pg'])
    expect(outcomes).toEqual({ 'db.js': ['check'], 'models/user.js': ['same', 'same'], 'routes/users.js': ['same', 'same', 'same', 'same', 'same'] })
    expect(files['db.js']).toContain('await connect(pool).query(text);')
    expect(files['models/user.js']).toContain('db.query(safeSql`SELECT * FROM users`)')
    expect(files['routes/users.js']).toContain('db.query(sql`SELECT * FROM users WHERE team = ${req.query.team ?? null}`)')
    expect(files['routes/users.js']).toContain('await connect(db.pool).query(sql`DELETE FROM x WHERE id = ${req.params.id}`)')
  })

  test('a wrapper, a pool and a table name as ES modules', () => {
    const { files, outcomes } = migrateProject(filesBelow(join(projects, 'esm-mysql')), ['mysql2'])
    expect(outcomes).toEqual({ 'database.js': ['check'], 'repo.js': ['check', 'same'], 'svc.js': ['same', 'same'] })
    expect(files['svc.js']).toContain('FROM ${sql.id(TABLE)} WHERE name = ${String(name)}')
  })

  test('a class with an instance in a file of its own', () => {
    const { files, outcomes } = migrateProject(filesBelow(join(projects, 'sqlite-class')), ['sqlite3'])
    expect(outcomes).toEqual({ 'Db.js': ['check', 'check'], 'a.js': ['same'], 'b.js': ['same', 'same', 'same'], 'instance.js': [] })
    expect(files['b.js']).not.toContain('connect(')
  })

  test('functions that give statements to other files', () => {
    const { files, outcomes } = migrateProject(filesBelow(join(projects, 'query-builders')), ['pg'])
    expect(outcomes).toEqual({ 'app.js': ['same', 'same'], 'other.js': ['same'], 'queries.js': ['check', 'check'] })
    expect(files['queries.js']).toContain("const byName = (name) => safeSql`select * from users where name = ${String(name)}`;")
    expect(files['queries.js']).toContain("const all = () => 'select * from users';")
    expect(files['app.js']).toContain('connect(pool).query(queries.byName(req.query.name))')
    expect(files['app.js']).toContain('pool.query(queries.all())')
  })

  test('values after the text, one by one', () => {
    const { files, outcomes } = migrateProject(filesBelow(join(projects, 'store')), ['pg'])
    expect(outcomes).toEqual({ 'store.js': ['check', 'check'], 'use.js': ['same', 'same'] })
    expect(files['use.js']).toContain('store.exec(sql`select * from t where a = ${String(x)} and b = ${y ?? null} and c = ${5}`)')
  })

  test('a call that joins two such functions ties them: they change together', () => {
    const before = { ...filesBelow(join(projects, 'query-builders')), ...filesBelow(join(projects, 'pg-helper')) }
    before['both.js'] = "const db = require('./db')\nconst queries = require('./queries')\nexports.find = (req) => db.query(queries.byName(req.query.name))\n"
    const { files, outcomes } = migrateProject(before, ['pg'])
    expect(new Set(outcomes['both.js'])).toEqual(new Set(['same']))
    expect(files['both.js']).toBe(before['both.js'])
    expect(files['db.js']).toContain('connect(')
    expect(files['queries.js']).toContain('const byName = (name) => safeSql`select * from users where name = ${String(name)}`;')
  })

  test('and what holds one back holds both', () => {
    const before = { ...filesBelow(join(projects, 'query-builders')), ...filesBelow(join(projects, 'pg-helper')) }
    before['both.js'] = "const db = require('./db')\nconst queries = require('./queries')\nexports.find = (req) => db.query(queries.byName(req.query.name))\n"
    before['raw.js'] = "const db = require('./db')\nmodule.exports = (req) => db.query('select * from users where ' + req.query.filter)\n"
    const { files, outcomes } = migrateProject(before, ['pg'])
    expect(outcomes['raw.js']).toEqual(['manual TEXT_FROM_OUTSIDE'])
    for (const name of ['db.js', 'models/user.js', 'both.js']) expect(files[name]).toBe(before[name])
    expect(files['queries.js']).toContain("const byName = (name) => `select * from users where name = '${name}'`;")
  })

  test('a client that a function of another file gives to a callback', () => {
    const { files, outcomes } = migrateProject({
      'db.js': "const { Pool } = require('pg')\nconst pool = new Pool()\nexports.withClient = async (work) => {\n  const client = await pool.connect()\n  await work(client)\n  client.release()\n}\n",
      'use.js': "const { withClient } = require('./db')\nexports.find = (name) => withClient((client) => client.query(`select * from t where a = '${name}'`))\n",
    }, ['pg'])
    expect(outcomes['use.js']).toEqual(['same'])
    expect(files['use.js']).toContain('connect(client).query(sql`select * from t where a = ${String(name)}`)')
  })

  describe('mysql becomes mysql2', () => {
    const db = "const mysql = require('mysql')\nconst pool = mysql.createPool({ host: 'localhost', user: 'app' })\nmodule.exports = pool\n"
    const route = "const pool = require('./db')\nexports.find = (req, res) => {\n  pool.query(\"select * from items where name = '\" + req.query.name + \"'\", (error, rows) => res.json(rows))\n}\n"

    test('in every file at once', () => {
      const { files, outcomes } = migrateProject({ 'db.js': db, 'route.js': route }, ['mysql'])
      expect(outcomes).toEqual({ 'db.js': ['check'], 'route.js': ['check'] })
      expect(files['db.js']).toBe("const mysql = require('mysql2')\nconst pool = mysql.createPool({ decimalNumbers: true, jsonStrings: true, host: 'localhost', user: 'app' })\nmodule.exports = pool\n")
      expect(files['route.js']).toContain('connect(pool).query(sql`select * from items where name = ${String(req.query.name)}`, (error, rows) => res.json(rows))')
    })

    test.each([
      ['an options object of another file', "mysql.createPool(config.db)", "mysql.createPool({ ...config.db, decimalNumbers: true, jsonStrings: true })"],
      ['an address', "mysql.createPool(process.env.DATABASE_URL)", "mysql.createPool({ uri: process.env.DATABASE_URL, decimalNumbers: true, jsonStrings: true })"],
      ['options on lines of their own', "mysql.createPool({\n  host: 'x',\n})", "mysql.createPool({\n  decimalNumbers: true, jsonStrings: true,\n  host: 'x',\n})"],
    ])('%s', (_, call, after) => {
      const file = db.replace("mysql.createPool({ host: 'localhost', user: 'app' })", call)
      expect(migrateProject({ 'db.js': file, 'route.js': route }, ['mysql']).files['db.js']).toBe(file.replace("'mysql'", "'mysql2'").replace(call, after))
    })

    test.each([
      ['a cluster of pools', db.replace('createPool(', 'createPoolCluster(')],
      ['the module given to a package', `const my = require('express-myconnection')\n${db}app.use(my(mysql, {}, 'single'))\n`],
      ['the handle given to a package', `const Store = require('some-session-store')\n${db}exports.store = new Store({}, pool)\n`],
      ['what mysql2 does not have', `${db}exports.isUp = () => pool.state === 'connected'\n`],
      ['a test that replaces the module', `${db}jest.mock('mysql')\n`],
    ])('%s holds it back', (_, file) => {
      const before = { 'db.js': file, 'route.js': route }
      const { files, outcomes } = migrateProject(before, ['mysql'])
      expect(outcomes['db.js']).toEqual(['manual MYSQLJS'])
      expect(files).toEqual(before)
    })
  })

  test('one caller that cannot change holds the group back, in every file', () => {
    const before = filesBelow(join(projects, 'pg-helper'))
    before['routes/raw.js'] = "const db = require('../db')\nmodule.exports = (req) => db.query('select * from users where ' + req.query.filter)\n"
    const { files, outcomes } = migrateProject(before, ['pg'])
    expect(outcomes['routes/raw.js']).toEqual(['manual TEXT_FROM_OUTSIDE'])
    expect(outcomes['db.js']).toEqual(['held'])
    expect(files['db.js']).toBe(before['db.js'])
    expect(files['models/user.js']).toBe(before['models/user.js'])
    expect(files['routes/users.js']).toContain('db.query(`SELECT * FROM users WHERE name')
  })

  test('a wrapper that is passed on holds the group back', () => {
    const before = filesBelow(join(projects, 'pg-helper'))
    before['tools.js'] = "const db = require('./db')\nmodule.exports = [db.query]\nmodule.exports.all = () => db.query('select 1')\n"
    const { outcomes } = migrateProject(before, ['pg'])
    expect(outcomes['tools.js']).toEqual(['manual FUNCTION_ESCAPES'])
    expect(outcomes['db.js']).toEqual(['held'])
  })
})
