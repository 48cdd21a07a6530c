import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attacks } from '../attacks/attacks.mjs'
import { migrate } from '../demo/migrate.mjs'
import { features } from '../features/features.mjs'
import { startDatabase } from '../harness/database.mjs'
import { trial } from '../harness/trial.mjs'

const example = join(import.meta.dirname, '..')
// Inside the example, so that the copy finds the same node_modules.
const work = mkdtempSync(join(example, '.demo-test-'))
const after = join(work, 'app')
let database: Awaited<ReturnType<typeof startDatabase>>

beforeAll(async () => {
  database = await startDatabase(join(example, 'app/schema.sql'))
})
afterAll(async () => {
  await database.close()
  rmSync(work, { recursive: true, force: true })
})

describe('the app as it was written', () => {
  test('does all that it promises, and every attack works', async () => {
    expect(worked(await trial(join(example, 'app'), database, features))).toEqual(names(features))
    expect(worked(await trial(join(example, 'app'), database, attacks))).toEqual(names(attacks))
  })
})

describe('after breakwater migrate --write', () => {
  test('every site is migrated, and a second run has nothing to do', async () => {
    cpSync(join(example, 'app'), after, { recursive: true })
    const first = await migrate(after)
    expect(first.counts).toMatchObject({ manual: 0, skipped: 0 })
    expect(first.counts.migrated + first.counts['migrated-check']).toBeGreaterThan(10)
    const second = await migrate(after)
    expect(second.files.changed).toBe(0)
  })
  test('it still does all that it promised, and no attack works', async () => {
    expect(worked(await trial(after, database, features))).toEqual(names(features))
    expect(worked(await trial(after, database, attacks))).toEqual([])
  })
})

const names = (cases: readonly { name: string }[]) => cases.map(({ name }) => name)
const worked = (results: readonly { name: string; succeeded: boolean }[]) => results.filter(({ succeeded }) => succeeded).map(({ name }) => name)
