import { families } from '@breakwater/sinks'
import { beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'
import type { Report } from '../src/index.ts'
import { project, read, run, snapshot } from './project.ts'

const samples = families.flatMap(family => family.samples).map((sample, index) => ({
  ...sample,
  name: `${sample.sink}: ${sample.title} (${index})`,
  path: `s${index}/sample.${sample.language === 'ts' ? 'ts' : 'js'}`,
}))

const files = Object.fromEntries(samples.flatMap(({ path, code, dependencies = [] }) => [
  [path, code],
  [path.replace(/sample\..*/, 'package.json'), JSON.stringify({ dependencies: Object.fromEntries(dependencies.map(name => [name, '*'])) })],
]))

/** Files of more than one kind of trouble, as strangers write them. */
const strangers = {
  'x0/several.js': `const { Pool } = require('pg')\nconst pool = new Pool()\n${Array.from({ length: 12 }, (_, index) => `exports.q${index} = x => pool.query('select * from t${index} where id = ' + x)\n`).join('')}`,
  'x1/nested.js': "const { Pool } = require('pg')\nconst pool = new Pool()\nexports.f = x => pool.query('select 1 from t where a = ' + x, () => pool.query('select 2 from t where b = ' + x, () => pool.query(`select 3 from t where c = '${x}'`)))\n",
}

describe('every sample of the catalog', () => {
  let root: string
  let first: Report
  let once: Record<string, string>
  let second: Report

  beforeAll(async () => {
    root = project({ ...files, ...strangers })
    first = await migrate({ cwd: root, write: true })
    once = snapshot(root)
    second = await migrate({ cwd: root, write: true })
  })

  test('a second run changes nothing', () => {
    expect(snapshot(root)).toEqual(once)
    expect(second.changes).toEqual([])
    expect(second.counts).toMatchObject({ migrated: 0, 'migrated-check': 0 })
  })

  test('what one run left, the next one leaves for the same reason', () => {
    const left = (report: Report) => report.sites.filter(site => !site.outcome.startsWith('migrated')).map(site => `${site.path} ${site.sink} ${site.reason ?? site.cause}`).sort()
    expect(left(second)).toEqual(left(first))
  })

  test('no site was skipped, and every file was read', () => {
    expect(first.sites.filter(site => site.outcome === 'skipped')).toEqual([])
    expect(first.skippedFiles).toEqual([])
  })

  test.each(samples.filter(({ kind }) => kind === 'bad'))('$name ends as the catalog says', ({ path, rewritten, outcome, code }) => {
    const sites = first.sites.filter(site => site.path === path)
    expect(sites.length).toBeGreaterThan(0)
    if (rewritten !== undefined) expect(read(root, path)).toBe(rewritten)
    else if (outcome === 'manual') expect(read(root, path)).toBe(code)
    const words = { same: 'migrated', check: 'migrated-check', manual: 'manual' } as const
    if (outcome !== undefined) expect(sites.map(site => site.outcome)).toContain(words[outcome])
  })

  test.each(samples.filter(({ kind }) => kind !== 'bad'))('$name is left in peace', ({ path, code }) => {
    expect(first.sites.filter(site => site.path === path)).toEqual([])
    expect(read(root, path)).toBe(code)
  })

  test('undoing both runs brings back every byte', async () => {
    expect(await run(root, ['migrate', '--undo'])).toMatchObject({ code: 0 })
    expect(snapshot(root)).toEqual(Object.fromEntries(Object.entries({ ...files, ...strangers }).sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, text]) => [path, Buffer.from(text).toString('latin1')])))
  })
})
