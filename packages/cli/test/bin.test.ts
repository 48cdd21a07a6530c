import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { manifest, migrated, project, read, snapshot, vulnerable } from './project.ts'

const bin = join(import.meta.dirname, '../dist/bin.js')

const breakwater = (cwd: string, ...args: string[]) => spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' })

describe('the program', () => {
  test('migrates, checks clean and undoes', () => {
    const root = project({ 'src/a.js': vulnerable, 'package.json': manifest })
    const before = snapshot(root)
    expect(breakwater(root, 'check').status).toBe(1)
    expect(breakwater(root, 'migrate', '--write')).toMatchObject({ status: 0, stderr: '' })
    expect(read(root, 'src/a.js')).toBe(migrated)
    expect(breakwater(root, 'check').status).toBe(0)
    expect(breakwater(root, 'migrate', '--undo').status).toBe(0)
    expect(snapshot(root)).toEqual(before)
  })

  test('of two runs at the same time, each file is written by one and whole', async () => {
    const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}.js`, vulnerable]))
    const root = project({ ...files, 'package.json': manifest })
    const codes = await Promise.all([0, 1, 2].map(() => new Promise<number | null>(resolve => spawn(process.execPath, [bin, 'migrate', '--write'], { cwd: root, stdio: 'ignore' }).on('close', resolve))))
    expect(codes).toContain(0)
    for (const path of Object.keys(files)) expect(read(root, path)).toBe(migrated)
    expect(Object.keys(snapshot(root)).filter(path => /breakwater$/.test(path))).toEqual([])
  })

  test('a signal while the tests run puts the files back', async () => {
    const root = project({ 'a.js': vulnerable, 'package.json': manifest, 'node_modules/@breakwater/sql/package.json': '{}' })
    const before = snapshot(root)
    const command = `"${process.execPath}" -e "if (require('fs').readFileSync('a.js','utf8').includes('@breakwater')) { require('fs').writeFileSync('.ready',''); setInterval(() => {}, 1000) }"`
    const child = spawn(process.execPath, [bin, 'migrate', '--write', '--verify', command], { cwd: root, stdio: 'ignore' })
    await expect.poll(() => Object.keys(snapshot(root)).includes('.ready'), { timeout: 15_000 }).toBe(true)
    child.kill('SIGINT')
    const code = await new Promise(resolve => child.on('close', resolve))
    expect(code).toBe(130)
    expect({ ...snapshot(root), '.ready': undefined }).toEqual({ ...before, '.ready': undefined })
  })

  test.skipIf(process.getuid?.() !== 0)('another user changes only what that user may write, and a folder of somebody else is an error that changes nothing', () => {
    const root = project({ 'mine/a.js': vulnerable, 'mine/b.js': vulnerable, 'theirs/c.js': vulnerable })
    const nobody = 65534
    for (const path of ['', 'mine', 'mine/a.js', 'mine/b.js', 'theirs/c.js']) chownSync(join(root, path), nobody, nobody)
    chmodSync(join(root, 'mine/b.js'), 0o444)
    const as = (...args: string[]) => spawnSync(process.execPath, [bin, 'migrate', '--write', ...args], { cwd: root, encoding: 'utf8', uid: nobody, gid: nobody })
    const first = as('mine')
    expect([first.status, first.stderr]).toEqual([1, ''])
    expect(first.stdout).toContain('may not be written by this user')
    expect([read(root, 'mine/a.js'), read(root, 'mine/b.js')]).toEqual([migrated, vulnerable])
    const second = as()
    expect([second.status, second.stderr]).toEqual([2, expect.stringContaining('CLI_WRITE_FAILED')])
    expect(read(root, 'theirs/c.js')).toBe(vulnerable)
  })

  test('a signal while a question stands writes nothing', async () => {
    const root = project({ 'a.js': vulnerable, 'b.js': vulnerable })
    const child = spawn(process.execPath, [bin, 'migrate', '--interactive'], { cwd: root, stdio: ['pipe', 'pipe', 'ignore'] })
    let shown = ''
    child.stdout.on('data', chunk => (shown += String(chunk)))
    const questions = () => shown.split('Change this?').length - 1
    await expect.poll(questions, { timeout: 15_000 }).toBe(1)
    child.stdin.write('y\n')
    await expect.poll(questions, { timeout: 15_000 }).toBe(2)
    child.kill('SIGINT')
    expect(await new Promise(resolve => child.on('close', resolve))).toBe(130)
    expect([read(root, 'a.js'), read(root, 'b.js')]).toEqual([vulnerable, vulnerable])
  })

  test('a reader that goes away is no crash', () => {
    const root = project(Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`f${index}.js`, vulnerable])))
    const result = spawnSync('/bin/sh', ['-c', `"${process.execPath}" "${bin}" migrate | head -n 1`], { cwd: root, encoding: 'utf8' })
    expect(result).toMatchObject({ status: 0, stderr: '' })
    expect(result.stdout).toContain('--- a/f0.js')
  })
})
