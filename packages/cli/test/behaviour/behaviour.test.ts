import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { connect as dial } from 'node:net'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import Database from 'libsql'
import mysqlDriver from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../../src/index.ts'
import { mysql, pg, pgAdmin, sqlite } from './trials.ts'
import type { Trial } from './trials.ts'

type App = Record<string, (...args: unknown[]) => unknown> & { end: () => unknown }

// Inside the package, so that the apps find its drivers.
const work = mkdtempSync(join(import.meta.dirname, '../../.behaviour-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const require = createRequire(import.meta.url)
const source = (name: string) => join(import.meta.dirname, 'apps', name)

const load = async (version: string, file: string): Promise<App> => {
  const path = join(work, version, file)
  return (file.endsWith('.mjs') ? await import(path) : require(path)) as App
}

/** Copies an app, migrates the copy, and checks that just the lines in `left` were left to a person. */
async function prepare(file: string, left: readonly string[]): Promise<void> {
  for (const version of ['before', 'after']) {
    mkdirSync(join(work, version), { recursive: true })
    copyFileSync(source(file), join(work, version, file))
  }
  const report = await migrate({ cwd: work, paths: [join('after', file)], write: true, allowDirty: true })
  const lines = readFileSync(source(file), 'utf8').split('\n')
  const functionOf = (line: number) => /(?:function|const|class) (\w+)/.exec(lines.slice(0, line).findLast(text => /^(?:export|async function|function|class)/.test(text)) ?? '')?.[1]
  expect(report.sites.filter(site => site.outcome === 'manual' || site.outcome === 'skipped').map(site => `${functionOf(site.line)}: ${site.reason ?? site.why}`)).toEqual(left)
}

/** What a call gave, whichever way it answers. */
async function outcome(app: App, name: string, args: readonly unknown[]): Promise<string> {
  const call = app[name]!
  const takesCallback = call.length === args.length + 1
  try {
    const result = takesCallback
      ? await new Promise((resolve, reject) => call(...args, (error: unknown, value: unknown) => (error ? reject(error as Error) : resolve(value))))
      : await call(...args)
    // libsql adds how long it took.
    return JSON.stringify({ result }, (key, value: unknown) => (key === '_metadata' ? undefined : value))
  } catch (error) {
    return JSON.stringify({ failed: (error as { code?: string }).code ?? (error as Error).message })
  }
}

function compare(file: string, trials: readonly Trial[], left: readonly string[], reset: () => unknown, state: () => Promise<string>): void {
  let before: App
  let after: App
  beforeAll(async () => {
    await prepare(file, left)
    before = await load('before', file)
    after = await load('after', file)
  })
  afterAll(async () => {
    await before?.end()
    await after?.end()
  })

  const run = async (app: App, name: string, args: readonly unknown[]) => {
    await reset()
    return { answer: await outcome(app, name, args), state: await state() }
  }

  test.each(trials)('$name', async ({ name, honest, hostile = [], mended = [], failing = [] }) => {
    for (const args of honest) {
      const old = await run(before, name, args)
      expect(old.answer, `the old code takes ${JSON.stringify(args)}`).not.toContain('"failed"')
      expect(await run(after, name, args), JSON.stringify(args)).toEqual(old)
    }
    await reset()
    const clean = await state()
    for (const args of hostile) {
      const old = await run(before, name, args)
      const fresh = await run(after, name, args)
      expect(fresh, JSON.stringify(args)).not.toEqual(old)
      expect(fresh.answer).not.toContain('TOPSECRET')
      // Data may be added as data; nothing may be taken out of the secrets or vanish.
      if (old.state !== clean) expect(fresh.state).not.toBe(old.state)
    }
    for (const args of failing) {
      const answers = [(await run(before, name, args)).answer, (await run(after, name, args)).answer]
      expect(answers, JSON.stringify(args)).toEqual([expect.stringContaining('"failed"'), expect.stringContaining('"failed"')])
    }
    for (const args of mended) expect((await run(after, name, args)).answer, JSON.stringify(args)).not.toContain('"failed"')
  })
}

describe('pg', () => {
  let db: PGlite
  let server: PGLiteSocketServer
  const schema = readFileSync(source('pg-schema.sql'), 'utf8')
  beforeAll(async () => {
    db = await PGlite.create()
    server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 })
    const port = await new Promise<number>((resolve, reject) => {
      server.addEventListener('listening', event => resolve((event as CustomEvent<{ port: number }>).detail.port))
      server.start().catch(reject)
    })
    process.env['DATABASE_URL'] = `postgres://postgres@127.0.0.1:${port}/postgres`
  })
  afterAll(async () => {
    await server?.stop()
    await db?.close()
  })
  const reset = () => db.exec(schema)
  const state = async () => JSON.stringify((await db.query('select * from people order by id')).rows)
  describe('reports', () => compare('pg-reports.cjs', pg, [], reset, state))
  describe('admin', () => compare('pg-admin.mjs', pgAdmin, ['config: OPTIONS_KEPT', 'fluent: TEXT_FROM_OUTSIDE', 'reduce: TEXT_FROM_OUTSIDE'], reset, state))
})

describe('libsql', () => {
  const file = join(work, 'notes.db')
  const schema = readFileSync(source('sqlite-schema.sql'), 'utf8')
  const run = <T>(action: (db: InstanceType<typeof Database>) => T): T => {
    const db = new Database(file)
    try {
      return action(db)
    } finally {
      db.close()
    }
  }
  process.env['SQLITE_FILE'] = file
  compare('sqlite-notes.cjs', sqlite, [], () => run(db => db.exec(`pragma synchronous = off; ${schema}`)), async () => run(db => JSON.stringify(db.prepare('select * from notes order by id').all())))
})

const hasMariaDb = await new Promise<boolean>(resolve => {
  const socket = dial(3306, '127.0.0.1')
  socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
  socket.once('connect', () => socket.destroy())
})

describe.runIf(hasMariaDb || process.env['BREAKWATER_REQUIRE_SERVERS'])('mysql2', () => {
  const database = `breakwater_behaviour_${process.pid}`
  const statements = readFileSync(source('mysql-schema.sql'), 'utf8').split(';\n').filter(text => text.trim() !== '')
  let admin: mysqlDriver.Connection
  beforeAll(async () => {
    admin = await mysqlDriver.createConnection('mysql://root@127.0.0.1:3306')
    await admin.query(`create database ${database}`)
    await admin.query(`use ${database}`)
    process.env['MYSQL_URL'] = `mysql://root@127.0.0.1:3306/${database}`
  })
  afterAll(async () => {
    await admin?.query(`drop database if exists ${database}`)
    await admin?.end()
  })
  compare('mysql-shop.cjs', mysql, [], async () => {
    for (const text of statements) await admin.query(text)
  }, async () => JSON.stringify((await admin.query('select * from items order by id'))[0]))
})

