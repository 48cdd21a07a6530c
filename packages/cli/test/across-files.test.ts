import { describe, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'
import { project, read } from './project.ts'

const db = `const { Pool } = require('pg')
const pool = new Pool()
exports.query = (text, params) => pool.query(text, params)
`
const caller = "const db = require('./db')\nexports.find = name => db.query(`select * from users where name = '${name}'`)\n"
const constant = "const db = require('./db')\nexports.all = () => db.query('select 1')\n"
const wordless = "const db = require('./db')\nconst texts = require('./texts.json')\nexports.any = key => db.query(texts[key])\n"

const changed = (text: string) => text.includes('@breakwater/sql')

async function outcome(files: Record<string, string>, options: { paths?: string[]; strict?: boolean } = {}) {
  const root = project({ 'package.json': '{"dependencies":{"pg":"8"}}', 'db.js': db, ...files })
  const report = await migrate({ cwd: root, write: true, ...options })
  return { report, changed: Object.keys({ 'db.js': db, ...files }).filter(path => changed(read(root, path))).sort() }
}

describe('a wrapper function and its callers in other files', () => {
  test('change together', async () => {
    const { report, changed: files } = await outcome({ 'users.js': caller, 'all.js': constant })
    expect(files).toEqual(['all.js', 'db.js', 'users.js'])
    expect(report.pending).toBe(false)
  })

  test('stay where no caller builds its text, unless strict asks', async () => {
    expect((await outcome({ 'all.js': constant })).changed).toEqual([])
    expect((await outcome({ 'all.js': constant }, { strict: true })).changed).toEqual(['all.js', 'db.js'])
  })

  test('stay together where a part lies outside the paths', async () => {
    const { report, changed: files } = await outcome({ 'routes/users.js': caller.replace('./db', '../db') }, { paths: ['routes'] })
    expect(files).toEqual([])
    expect(report.sites).toMatchObject([{ path: 'routes/users.js', outcome: 'skipped', cause: 'group', why: expect.stringContaining('db.js:3') }])
    expect(report.pending).toBe(true)
  })

  test.each([
    ['a component', 'page.vue', `<script>\n${caller}</script>\n`],
    ['a file that does not parse', 'broken.js', `${caller}\nconst = 1\n`],
    ['a generated file', 'made.js', `/* @generated */\n${caller}`],
  ])('stay where %s imports it, since it cannot be changed along', async (_, path, text) => {
    const { report, changed: files } = await outcome({ 'users.js': caller, [path]: text })
    expect(files).toEqual([])
    expect(report.sites.find(site => site.path === 'users.js')).toMatchObject({ outcome: 'skipped', cause: 'group' })
  })

  test('stay where a caller passes on what nobody can see into, though its file holds no word of SQL', async () => {
    const { changed: files } = await outcome({ 'users.js': caller, 'wordless.js': wordless, 'texts.json': '{}' })
    expect(files).toEqual([])
  })

  test('stay where a caller reaches it through a file that passes it on', async () => {
    const { changed: files } = await outcome({ 'users.js': caller, 'lib/index.js': "module.exports = require('../db')\n", 'app/wordless.js': wordless.replace("'./db'", "'../lib'") })
    expect(files).toEqual([])
  })
})

describe('two groups that meet in one call', () => {
  const queries = "exports.byName = name => `select * from users where name = '${name}'`\n"
  const both = "const db = require('./db')\nconst queries = require('./queries')\nexports.find = name => db.query(queries.byName(name))\n"

  test('change together', async () => {
    const root = project({ 'package.json': '{"dependencies":{"pg":"8"}}', 'db.js': db, 'queries.js': queries, 'both.js': both })
    const report = await migrate({ cwd: root, write: true })
    expect(['db.js', 'queries.js'].filter(path => changed(read(root, path)))).toEqual(['db.js', 'queries.js'])
    expect(read(root, 'both.js')).toBe(both)
    expect(report.pending).toBe(false)
  })

  test('stay together where one of them cannot change', async () => {
    const root = project({ 'package.json': '{"dependencies":{"pg":"8"}}', 'db.js': db, 'queries.js': queries, 'both.js': both, 'wordless.js': wordless, 'texts.json': '{}' })
    const report = await migrate({ cwd: root, write: true })
    expect(['db.js', 'queries.js', 'both.js'].filter(path => changed(read(root, path)))).toEqual([])
    expect(report.pending).toBe(true)
  })
})

describe('the package mysql', () => {
  const pool = "const mysql = require('mysql')\nmodule.exports = mysql.createPool({ host: 'localhost' })\n"
  const route = "const pool = require('./db')\nexports.find = (name, done) => pool.query(`select * from items where name = '${name}'`, done)\n"
  const manifest = (extra = '') => `{"dependencies":{"mysql":"2"${extra}}}`
  const moved = (text: string) => text.includes("require('mysql2')")

  test('becomes mysql2 where it is required, with the statements, and in package.json', async () => {
    const root = project({ 'package.json': manifest(), 'db.js': pool, 'route.js': route })
    const report = await migrate({ cwd: root, write: true })
    expect(read(root, 'db.js')).toBe("const mysql = require('mysql2')\nmodule.exports = mysql.createPool({ decimalNumbers: true, jsonStrings: true, host: 'localhost' })\n")
    expect(read(root, 'route.js')).toContain('connect(pool).query(sql`select * from items where name = ${String(name)}`, done)')
    expect(Object.keys((JSON.parse(read(root, 'package.json')) as { dependencies: object }).dependencies).sort()).toEqual(['@breakwater/sql', 'mysql', 'mysql2'])
    expect(report.sites.map(site => site.outcome)).toEqual(['migrated-check', 'migrated-check'])
  })

  test('one package of a repository does not hold another back', async () => {
    const root = project({
      'a/package.json': manifest(), 'a/db.js': pool, 'a/route.js': route,
      'b/package.json': manifest(), 'b/db.js': pool.replace('createPool(', 'createPoolCluster('), 'b/route.js': route,
    })
    await migrate({ cwd: root, write: true })
    expect([moved(read(root, 'a/db.js')), changed(read(root, 'a/route.js')), moved(read(root, 'b/db.js')), changed(read(root, 'b/route.js'))]).toEqual([true, true, false, false])
  })

  test('a handle of another package stays', async () => {
    const root = project({ 'a/package.json': manifest(), 'a/db.js': pool, 'b/package.json': '{"dependencies":{"express":"4"}}', 'b/route.js': route.replace('./db', '../a/db') })
    const report = await migrate({ cwd: root, write: true })
    expect([moved(read(root, 'a/db.js')), changed(read(root, 'b/route.js'))]).toEqual([false, false])
    expect(report.sites).toMatchObject([{ path: 'b/route.js', outcome: 'manual', reason: 'MYSQLJS' }])
  })

  test('stays where the file that requires it lies outside the paths', async () => {
    const root = project({ 'package.json': manifest(), 'db.js': pool, 'routes/route.js': route.replace('./db', '../db') })
    const report = await migrate({ cwd: root, paths: ['routes'], write: true })
    expect([moved(read(root, 'db.js')), changed(read(root, 'routes/route.js'))]).toEqual([false, false])
    expect(report.sites).toMatchObject([{ outcome: 'skipped', cause: 'group' }])
  })
})
