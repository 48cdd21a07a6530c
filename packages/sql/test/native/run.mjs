// Runs the table of driver tests on the drivers that a normal install leaves out: better-sqlite3 and sqlite3, which compile from source, and node:sqlite,
// which needs a newer Node. The drivers go into a cache folder outside of the workspace, so that the second run is quick.
//
//   node packages/sql/test/native/run.mjs            ends with one line "N passed, N failed"; BREAKWATER_NATIVE_CACHE names another folder
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const DRIVERS = { 'better-sqlite3': '12.6.2', sqlite3: '6.0.1' }
const NODE = 'node@24.21.0'

const root = resolve(import.meta.dirname, '../../../..')
const cache = process.env.BREAKWATER_NATIVE_CACHE ?? join(homedir(), '.cache', 'breakwater', `native-drivers-${process.versions.modules}`)
const results = join(cache, 'results.json')
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs')

const run = (command, args, options = {}) => spawnSync(command, args, { stdio: 'inherit', cwd: root, ...options }).status ?? 1

function loads(name) {
  try {
    createRequire(join(cache, 'package.json'))(name)
    return true
  } catch {
    return false
  }
}

function install() {
  mkdirSync(cache, { recursive: true })
  // npm 11 asks for consent before a package may compile itself.
  writeFileSync(join(cache, 'package.json'), JSON.stringify({ private: true, dependencies: DRIVERS, allowScripts: { 'better-sqlite3': true, sqlite3: true } }))
  run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: cache })
  const missing = () => Object.keys(DRIVERS).filter(name => !loads(name))
  if (missing().length > 0) run('npm', ['rebuild', ...missing()], { cwd: cache })
  for (const name of missing()) console.error(`${name} could not be built`)
  return missing().length === 0
}

/** Tests of the named subjects; what ran is read from vitest's own report. */
function test(command, args, subjects) {
  rmSync(results, { force: true })
  const env = { ...process.env, BREAKWATER_NATIVE_DRIVERS: cache, BREAKWATER_SUBJECTS: subjects.join(','), BREAKWATER_RESULTS: results }
  const status = run(command, [...args, vitest, 'run', '--project', 'sql', 'test/drivers/conformance', 'test/drivers/sqlite'], { env })
  if (!existsSync(results)) return { passed: 0, failed: 1 }
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8'))
  return { passed: numPassedTests, failed: numFailedTests + (status !== 0 && numFailedTests === 0 ? 1 : 0) }
}

const isBuilt = Object.keys(DRIVERS).every(loads) || install()
const runs = [
  isBuilt ? test(process.execPath, [], Object.keys(DRIVERS)) : { passed: 0, failed: 1 },
  test('npx', ['--yes', '-p', NODE, 'node'], ['node:sqlite']),
]
const passed = runs.reduce((sum, one) => sum + one.passed, 0)
const failed = runs.reduce((sum, one) => sum + one.failed, 0)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || runs.some(one => one.passed === 0) ? 1 : 0
