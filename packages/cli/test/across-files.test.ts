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
