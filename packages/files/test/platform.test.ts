import fs from 'node:fs'
import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { handleOf } from '../src/folder/branded.ts'
import { makeFolderObject } from '../src/folder/folder.ts'
import { openFolder } from '../src/index.ts'
import { Root } from '../src/resolve/root.ts'
import { descriptors, playground, run, SECRET, snapshot } from './playground.ts'

const built = join(import.meta.dirname, '../dist/index.js')
const isLinux = process.platform === 'linux'

const script = (folder: string) => `
const { openFolder, openFolderSync } = require(${JSON.stringify(built)})
try { openFolderSync(${JSON.stringify(folder)}); console.log('opened') } catch (error) { console.log(error.code, error.message) }
openFolder(${JSON.stringify(folder)}).then(() => console.log('opened'), error => console.log(error.code))
`

describe('where a folder cannot be held', () => {
  test('the permission model of Node.js', () => {
    const { inside } = playground()
    const flag = Number(process.versions.node.split('.')[0]) < 23 ? '--experimental-permission' : '--permission'
    const text = execFileSync(process.execPath, [flag, '--allow-fs-read=*', '--allow-fs-write=*', '-e', script(inside)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    expect(text.split('\n').map(line => line.split(' ')[0])).toEqual(['FILES_UNAVAILABLE', 'FILES_UNAVAILABLE', ''])
    expect(text).not.toContain('/proc/self/fd')
  })
  test.skipIf(!isLinux || process.getuid?.() !== 0)('no /proc', ctx => {
    const { inside } = playground()
    let text: string
    try {
      text = run('unshare', '-m', 'sh', '-c', 'umount -l /proc && exec "$0" -e "$1"', process.execPath, script(inside))
    } catch {
      return ctx.skip('a mount namespace is not to be had here')
    }
    expect(text).toContain('FILES_UNAVAILABLE')
    expect(text).not.toContain('opened')
  })
})

test.each(['write', 'stream'])('a file is whole after SIGKILL: %s', async how => {
  const { inside } = playground()
  fs.writeFileSync(join(inside, 'file'), 'a'.repeat(2_000_000))
  const program = `
    const { openFolderSync } = require(${JSON.stringify(built)})
    const folder = openFolderSync(${JSON.stringify(inside)})
    const bytes = letter => Buffer.alloc(2_000_000, letter)
    console.log('ready')
    ;(async () => {
      for (let round = 0; ; round++) {
        const data = bytes('abcdefgh'[round % 8])
        if (${JSON.stringify(how)} === 'write') folder.writeSync('file', data)
        else await folder.write('file', (async function* () { for (let at = 0; at < data.length; at += 50_000) yield data.subarray(at, at + 50_000) })())
        require('node:fs').writeSync(1, '.')
      }
    })()`
  for (let kill = 1; kill <= 6; kill++) {
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    let seen = 0
    await new Promise<void>(resolve => child.stdout.on('data', (piece: Buffer) => {
      seen += piece.length
      if (seen > 6 + kill * 2) resolve()
    }))
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('exit', resolve))
    const bytes = fs.readFileSync(join(inside, 'file'))
    expect([bytes.length, bytes.every(byte => byte === bytes[0])]).toEqual([2_000_000, true])
  }
})

test('a folder that nobody holds any more gives its descriptor back', async () => {
  const { inside } = playground()
  const collect = (globalThis as { gc?: () => void }).gc
  const before = descriptors()
  for (let count = 0; count < 10; count++) await openFolder(inside)
  expect(descriptors()).toBeLessThanOrEqual(before + 10)
  if (collect === undefined) return
  collect()
  await new Promise(resolve => setImmediate(resolve))
  expect(descriptors()).toBeLessThan(before + 10)
})

describe('by paths, as on macOS and Windows', () => {
  const open = (inside: string) => {
    const held = handleOf(makeFolderObject(Root.ofPath(inside, { create: false, lazy: false, mode: 0o700, at: 'test' }), {} as never), 'test')
    held.root.close()
    const settings = { dotfiles: false, portable: true, links: 'inside', mounts: false, readOnly: false, maxBytes: 1e8, isLimited: false, maxTotalBytes: undefined, maxFiles: undefined, fileMode: 0o600, dirMode: 0o700, hardLinks: 'read', durable: true } as const
    return makeFolderObject(Root.ofPath(inside, { create: false, lazy: false, mode: 0o700, at: 'test', manner: 'checked' }), settings)
  }
  test('everything works', async () => {
    const { inside } = playground()
    const folder = open(inside)
    await folder.write('a/b/x.txt', 'hello', { parents: true })
    await folder.append('a/b/x.txt', '!')
    expect(folder.readTextSync('a/b/x.txt')).toBe('hello!')
    fs.symlinkSync('a/b', join(inside, 'link'))
    expect(await folder.readText('link/x.txt')).toBe('hello!')
    expect(folder.listSync('', { recursive: true }).map(({ name }) => name)).toEqual(['a', 'link', 'a/b', 'a/b/x.txt'])
    await folder.copy('a', 'c', { recursive: true })
    await folder.rename('c/b/x.txt', 'y.txt')
    expect((await folder.stat('y.txt')).size).toBe(6)
    expect(folder.folder('a').readTextSync('b/x.txt')).toBe('hello!')
    const target = playground().inside
    const other = open(target)
    await other.unzip(folder.zip(['a']), { into: 'z' })
    await other.untar(folder.tar('a', { gzip: true }), { into: 't' })
    expect(other.readTextSync('z/a/b/x.txt') + other.readTextSync('t/a/b/x.txt')).toBe('hello!hello!')
    expect(folder.fs.readFileSync('/a/b/x.txt', 'utf8')).toBe('hello!')
    folder.fs.chmodSync('y.txt', 0o640)
    await folder.remove('a', { recursive: true })
    expect(fs.readdirSync(inside).sort()).toEqual(['c', 'link', 'y.txt'])
    await expect(folder.fs.promises.open('y.txt')).rejects.toMatchObject({ code: 'FILES_UNAVAILABLE' })
  })
  test('links that leave are refused', async () => {
    const { inside, outside } = playground()
    fs.symlinkSync(outside, join(inside, 'trap'))
    fs.symlinkSync('../out/secret.txt', join(inside, 'file'))
    const folder = open(inside)
    const before = snapshot(outside)
    for (const call of [() => folder.read('trap/secret.txt'), () => folder.read('file'), () => folder.write('file', 'x'), () => folder.write('trap/x', 'x'), () => folder.append('file', 'x'), () => folder.copy('file', 'x'), () => folder.remove('trap/secret.txt'), () => folder.rename('trap/secret.txt', 'x'), () => folder.listSync('trap'), () => folder.mkdir('trap/x'), () => folder.stat('trap/secret.txt'), () => folder.fs.promises.chmod('file', 0o777)])
      await expect((async () => call())()).rejects.toMatchObject({ code: 'FILES_LINK_LEAVES' })
    await folder.remove('trap', { recursive: true })
    await folder.remove('file')
    expect(snapshot(outside)).toEqual(before)
    expect(fs.readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(SECRET)
  })
})

test('a polluted Object.prototype changes nothing', async () => {
  const { inside, outside } = playground()
  fs.mkdirSync(join(inside, 'a'))
  fs.writeFileSync(join(inside, 'a/x'), 'mine')
  fs.symlinkSync('../out/secret.txt', join(inside, 'trap'))
  const prototype = Object.prototype as unknown as Record<string, unknown>
  const poison = { recursive: true, force: true, mounts: true, dotfiles: true, portable: false, links: 'inside', hardLinks: 'allow', truncate: true, append: true, fresh: 0o777, mode: 0o777, overwrite: true, into: '..', start: 1, withFileTypes: false, flag: 'w', flags: 'w', readOnly: false, create: true, parents: true }
  for (const [name, value] of Object.entries(poison)) Object.defineProperty(prototype, name, { value, configurable: true, writable: true, enumerable: true })
  const results: unknown[] = []
  const tried = async (call: () => unknown) => {
    try {
      results.push(await call())
    } catch (error) {
      results.push((error as { code?: string }).code)
    }
  }
  try {
    const folder = await openFolder(inside)
    await tried(() => folder.readText('a/x'))
    await tried(() => folder.readText('.env'))
    await tried(() => folder.remove('a'))
    await tried(() => folder.read('trap'))
    await tried(() => folder.listSync().map(entry => entry.name).join())
    await tried(() => folder.fs.readFileSync('a/x', 'utf8'))
    await tried(() => folder.fs.rmSync('a'))
    await tried(() => folder.fs.readdirSync('').join())
    await tried(() => folder.write('new', 'x').then(() => fs.statSync(join(inside, 'new')).mode & 0o777))
    await tried(() => folder.write('none/x', 'x'))
    await tried(() => folder.readOnly().write('y', 'x'))
    await tried(() => folder.copy('a', 'b'))
  } finally {
    for (const name of Object.keys(poison)) delete prototype[name]
  }
  expect(results).toEqual(['mine', 'FILES_DOTFILE_REFUSED', 'ENOTEMPTY', 'FILES_LINK_LEAVES', 'a,trap', 'mine', 'EISDIR', 'a,trap', 0o600, 'ENOENT', 'FILES_READ_ONLY', 'EISDIR'])
  expect(fs.readFileSync(join(inside, 'a/x'), 'utf8')).toBe('mine')
  expect(fs.readdirSync(outside).sort()).toEqual(['folder', 'secret.txt'])
})
