import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { attacks } from '../attacks/attacks.mjs'
import { features } from '../features/features.mjs'
import { startDatabase } from '../harness/database.mjs'
import { trial } from '../harness/trial.mjs'
import { migrate, plan } from './migrate.mjs'
import { page } from './page.mjs'
import { say, step, table } from './terminal.mjs'

const here = join(import.meta.dirname, '..')
const work = join(here, '.demo')
const before = join(here, 'app')
const after = join(work, 'app')
const started = performance.now()

await rm(work, { recursive: true, force: true })
await mkdir(work)
await cp(before, after, { recursive: true })

const database = await startDatabase(join(before, 'schema.sql'))
let outcome
try {
  step(`The app as it was written, on ${database.name}`)
  const old = await run(before)
  step('npx breakwater migrate --write')
  const diff = await plan(after)
  const report = await migrate(after)
  for (const line of summary(report)) say(line)
  step('The app after it')
  outcome = { before: old, after: await run(after), diff, report }
} finally {
  await database.close()
}

const seconds = ((performance.now() - started) / 1000).toFixed(1)
const file = join(work, 'report.html')
await writeFile(file, page({ ...outcome, database: database.name, seconds }))

step('Before and after')
table(rows(outcome))
const wrong = failures(outcome)
for (const line of wrong) say(`not as it should be: ${line}`)
say(wrong.length === 0 ? `\nEvery attack fails and every feature works. ${seconds} s` : `\n${wrong.length} things are not as they should be. ${seconds} s`)
say(`The whole story, with the diff: ${relative(process.env.INIT_CWD ?? process.cwd(), file)}`)
process.exitCode = wrong.length === 0 ? 0 : 1

async function run(folder) {
  const results = { features: await trial(folder, database, features), attacks: await trial(folder, database, attacks) }
  say(`  features that work    ${count(results.features)} of ${features.length}`)
  say(`  attacks that succeed  ${count(results.attacks)} of ${attacks.length}`)
  return results
}

function count(results) {
  return results.filter(result => result.succeeded).length
}

function summary({ counts, sites }) {
  return [
    `  ${counts.migrated} migrated, ${counts['migrated-check']} migrated and worth a look, ${counts.manual} left with a reason, ${counts.skipped} skipped`,
    ...sites.filter(site => site.outcome !== 'migrated').map(site => `  ${site.path}:${site.line}  ${site.outcome}: ${site.differs ?? site.hint ?? site.why}`),
  ]
}

function rows({ before: old, after: fresh }) {
  return [
    ...old.features.map((result, index) => ['feature', result.name, result.succeeded ? 'works' : 'BROKEN', fresh.features[index].succeeded ? 'works' : 'BROKEN']),
    ...old.attacks.map((result, index) => ['attack', result.name, result.succeeded ? 'SUCCEEDS' : 'fails', fresh.attacks[index].succeeded ? 'SUCCEEDS' : 'fails']),
  ]
}

function failures({ before: old, after: fresh }) {
  return [
    ...[...old.features, ...fresh.features].filter(result => !result.succeeded).map(({ name, evidence }) => `feature “${name}”: ${evidence}`),
    ...old.attacks.filter(result => !result.succeeded).map(({ name }) => `attack “${name}” does not work on the old code, so its failing afterwards shows nothing`),
    ...fresh.attacks.filter(result => result.succeeded).map(({ name, evidence }) => `attack “${name}” still works: ${evidence}`),
  ]
}
