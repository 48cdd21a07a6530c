import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'
import { runCommand } from '../src/verify/run-command.ts'
import { manifest, migrated, program, project, read, run, snapshot, variant, vulnerable } from './project.ts'

const installed = { 'node_modules/@breakwater/sql/index.js': '', 'node_modules/@breakwater/sql/package.json': '{ "name": "@breakwater/sql", "version": "0.1.0", "main": "index.js" }' }

/** A test command that reads files, as a test would: one TAP test for each, failing where the file was migrated and is among `broken`. */
const suite = (broken: readonly string[], files: readonly string[]) => `
const { readFileSync } = require('node:fs')
let failed = false
for (const file of ${JSON.stringify(files)}) {
  const bad = readFileSync(file, 'utf8').includes('@breakwater/sql') && ${JSON.stringify(broken)}.includes(file)
  failed ||= bad
  console.log((bad ? 'not ok 1 - ' : 'ok 1 - ') + file)
}
process.exit(failed ? 1 : 0)`

const names = ['a.js', 'b.js', 'c.js', 'd.js', 'e.js', 'f.js', 'g.js']
const many = () => project({ ...installed, ...Object.fromEntries(names.map(name => [name, variant(name[0]!)])), 'package.json': manifest })

describe('--verify', () => {
  test.each([[[]], [['a.js']], [['g.js']], [['c.js', 'd.js']], [names]])('rolls back exactly what breaks a test: %j', async broken => {
    const root = many()
    const command = program(root, 'suite.cjs', suite(broken, names))
    const report = await migrate({ cwd: root, paths: names, write: true, verify: command })
    expect(names.filter(name => read(root, name) === variant(name[0]!))).toEqual(broken)
    expect(report.sites.filter(site => site.cause === 'verify').map(site => site.path)).toEqual(broken)
    expect(report.verify).toMatchObject({ rolledBack: broken.length, added: broken, flaky: [] })
    expect(report.pending).toBe(broken.length > 0)
    expect(read(root, 'package.json').includes('@breakwater/sql')).toBe(broken.length < names.length)
    for (const site of report.sites.filter(({ cause }) => cause === 'verify')) expect(site.why).toContain(site.path)
  })

  test('two changes that only break together: one of them stays', async () => {
    const root = many()
    const command = program(root, 'suite.cjs', `
      const { readFileSync } = require('node:fs')
      const both = ['b.js', 'f.js'].every(file => readFileSync(file, 'utf8').includes('@breakwater/sql'))
      console.log((both ? 'not ok' : 'ok') + ' 1 - together'); process.exitCode = both ? 1 : 0`)
    const report = await migrate({ cwd: root, paths: names, write: true, verify: command })
    expect(report.sites.filter(site => site.cause === 'verify')).toHaveLength(1)
    expect(report.counts.migrated).toBe(names.length - 1)
  })

  test('a failure that was there before, and a flaky one, roll nothing back', async () => {
    const root = many()
    const command = program(root, 'suite.cjs', `
      const { readFileSync, writeFileSync, existsSync } = require('node:fs')
      const runs = existsSync('runs') ? Number(readFileSync('runs', 'utf8')) + 1 : 1
      writeFileSync('runs', String(runs))
      console.log('not ok 1 - old failure')
      console.log((runs % 2 ? 'ok' : 'not ok') + ' 2 - flaky')
      console.log((runs === 3 ? 'not ok' : 'ok') + ' 3 - flaky after the change')
      process.exitCode = 1`)
    const report = await migrate({ cwd: root, paths: names, write: true, verify: command })
    expect(report.counts.migrated).toBe(names.length)
    expect(report.verify).toMatchObject({ runs: 4, rolledBack: 0, failingBefore: ['old failure'], flaky: ['flaky', 'flaky after the change'] })
  })

  test.each([
    ['exit code alone', "process.exit(require('fs').readFileSync('c.js','utf8').includes('@breakwater/sql') ? 3 : 0)"],
    ['a crash that silences later tests', "console.log('ok 1 - first'); if (require('fs').readFileSync('c.js','utf8').includes('@breakwater/sql')) process.exit(7); console.log('ok 2 - second')"],
    ['a hang', "if (require('fs').readFileSync('c.js','utf8').includes('@breakwater/sql')) setInterval(() => {}, 1000)"],
  ])('judges by %s', async (_, source) => {
    const root = many()
    const report = await migrate({ cwd: root, paths: ['b.js', 'c.js'], write: true, verify: program(root, 'suite.cjs', source), verifyTimeoutMs: 1_500 })
    expect(report.sites.filter(site => site.cause === 'verify').map(site => site.path)).toEqual(['c.js'])
    expect(read(root, 'c.js')).toBe(variant('c'))
  }, 60_000)

  test.each([
    ['a baseline that fails and names no test', 'process.exit(1)', 'CLI_VERIFY_BASELINE'],
    ['a baseline that hangs', 'setInterval(() => {}, 1000)', 'CLI_VERIFY_TIMEOUT'],
  ])('%s is an error, and nothing is changed', async (_, source, code) => {
    const root = many()
    const command = program(root, 'suite.cjs', source)
    const before = snapshot(root)
    await expect(migrate({ cwd: root, write: true, verify: command, verifyTimeoutMs: 500 })).rejects.toMatchObject({ code })
    expect(snapshot(root)).toEqual(before)
  })

  test('a package that is not installed is told before the tests run', async () => {
    const root = project({ 'a.js': vulnerable, 'package.json': manifest })
    expect(await run(root, ['migrate', '--write', '--verify', 'node -e 0'])).toMatchObject({ code: 2, err: expect.stringMatching(/CLI_VERIFY_NOT_INSTALLED[\s\S]*@breakwater\/sql@\^0\.1\.0/) })
    expect(read(root, 'a.js')).toBe(vulnerable)
    expect(await run(root, ['migrate', '--write', '--verify', 'echo npm install && node -e 0'])).toMatchObject({ code: 0 })
    expect(read(root, 'a.js')).toBe(migrated)
  })

  test('a file that the tests themselves change ends the run, which puts back what is still its own', async () => {
    const root = many()
    const command = program(root, 'suite.cjs', "const fs = require('fs'); if (fs.readFileSync('c.js','utf8').includes('@breakwater/sql')) { fs.appendFileSync('c.js', '// touched'); process.exit(1) }")
    await expect(migrate({ cwd: root, paths: names, write: true, verify: command })).rejects.toMatchObject({ code: 'CLI_FILE_CHANGED', message: expect.stringContaining('c.js') })
    expect(read(root, 'a.js')).toBe(variant('a'))
    expect(read(root, 'c.js')).toContain('// touched')
  })

  test('an abort while the tests run puts everything back', async () => {
    const root = many()
    const stop = new AbortController()
    writeFileSync(join(root, 'phase'), '')
    const command = program(root, 'suite.cjs', "const fs = require('fs'); if (fs.readFileSync('c.js','utf8').includes('@breakwater/sql')) setInterval(() => {}, 1000)")
    const running = migrate({ cwd: root, paths: names, write: true, verify: command, signal: stop.signal, onProgress: ({ stage, done }) => { if (stage === 'verify' && done === 3) setImmediate(() => stop.abort()) } })
    await expect(running).rejects.toMatchObject({ code: 'CLI_ABORTED' })
    expect(names.map(name => read(root, name))).toEqual(names.map(name => variant(name[0]!)))
  })

  test('--verify without --write is refused', async () => {
    expect(await run(project({}), ['migrate', '--verify', 'x'])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_USAGE') })
  })
})

describe('runCommand', () => {
  test('a flood of output is read and not kept', async () => {
    const root = project({})
    const command = program(root, 'flood.cjs', "const chunk = 'x'.repeat(1 << 20); let n = 0; const more = () => { while (n < 64) { n++; if (!process.stdout.write(chunk)) return process.stdout.once('drain', more) } process.stdout.write('\\nnot ok 1 - last\\n') }; more()")
    const before = process.memoryUsage().heapUsed
    const result = await runCommand(command, root, 30_000, undefined)
    expect([...result.failed.keys()]).toEqual(['last'])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(48 * 1024 * 1024)
  })

  test('what the command started ends with it', async () => {
    const root = project({})
    const command = program(root, 'parent.cjs', "const { spawn } = require('child_process'); const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }); require('fs').writeFileSync('pid', String(child.pid)); console.log('ok 1 - started'); process.exit(0)")
    const result = await runCommand(command, root, 30_000, undefined)
    expect([result.code, [...result.passed.keys()]]).toEqual([0, ['started']])
    const pid = readFileSync(join(root, 'pid'), 'utf8')
    await expect.poll(() => isRunning(pid)).toBe(false)
  })

  test('a time limit ends a command that ignores signals', async () => {
    const root = project({})
    const command = program(root, 'deaf.cjs', "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); setInterval(() => {}, 1000)")
    expect(await runCommand(command, root, 300, undefined)).toMatchObject({ timedOut: true })
  })
})

function isRunning(pid: string): boolean {
  try {
    // A zombie has ended: its state stands after the name in /proc.
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
