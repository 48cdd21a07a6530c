import fs from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'node:net'
import { describe, expect, test } from 'vitest'
import { openFolder } from '../src/index.ts'
import type { Folder } from '../src/index.ts'
import { descriptors, playground, run, SECRET, snapshot } from './playground.ts'

const isLinux = process.platform === 'linux'

/** name, code of the strict methods */
const names: readonly (readonly [unknown, string])[] = [
  ['../out/secret.txt', 'FILES_NAME_CLIMBS'],
  ['..', 'FILES_NAME_CLIMBS'],
  ['a/../../out/secret.txt', 'FILES_NAME_CLIMBS'],
  ['a/..', 'FILES_NAME_CLIMBS'],
  ['..\\out\\secret.txt', 'FILES_NAME_CLIMBS'],
  ['a\\..\\..\\out', 'FILES_NAME_CLIMBS'],
  ['/etc/passwd', 'FILES_NAME_CLIMBS'],
  ['//etc/passwd', 'FILES_NAME_CLIMBS'],
  ['\\\\server\\share', 'FILES_NAME_CLIMBS'],
  ['C:\\Windows', 'FILES_NAME_CLIMBS'],
  ['c:/windows', 'FILES_NAME_CLIMBS'],
  ['c:', 'FILES_NAME_CLIMBS'],
  ['\\\\?\\C:\\x', 'FILES_NAME_CLIMBS'],
  ['a/./b', 'FILES_NAME_REFUSED'],
  ['./a', 'FILES_NAME_REFUSED'],
  ['a//b', 'FILES_NAME_REFUSED'],
  ['a/', 'FILES_NAME_REFUSED'],
  ['', 'FILES_NAME_REFUSED'],
  ['secret.txt\0.png', 'FILES_NAME_REFUSED'],
  ['a\nb', 'FILES_NAME_REFUSED'],
  ['a\x1bb', 'FILES_NAME_REFUSED'],
  ['a\x7f', 'FILES_NAME_REFUSED'],
  ['a\x85b', 'FILES_NAME_REFUSED'],
  ['evil\u202egpj.exe', 'FILES_NAME_REFUSED'],
  ['a\u2066b', 'FILES_NAME_REFUSED'],
  ['a\u200fb', 'FILES_NAME_REFUSED'],
  ['a\u2028b', 'FILES_NAME_REFUSED'],
  ['\ufeffa', 'FILES_NAME_REFUSED'],
  ['a\ud800b', 'FILES_NAME_REFUSED'],
  ['..%2fout%2fsecret.txt', 'FILES_NAME_REFUSED'],
  ['%2e%2e/out/secret.txt', 'FILES_NAME_REFUSED'],
  ['%2e%2e%2fetc', 'FILES_NAME_REFUSED'],
  ['.%2e/x', 'FILES_NAME_REFUSED'],
  ['..%5cx', 'FILES_NAME_REFUSED'],
  ['..%255cx', 'FILES_NAME_REFUSED'],
  ['..%25252fx', 'FILES_NAME_REFUSED'],
  ['a%00.png', 'FILES_NAME_REFUSED'],
  ['%c0%ae%c0%ae%c0%afetc', 'FILES_NAME_REFUSED'],
  ['%e0%80%ae%e0%80%ae', 'FILES_NAME_REFUSED'],
  ['%f0%80%80%ae', 'FILES_NAME_REFUSED'],
  ['%C1%9C', 'FILES_NAME_REFUSED'],
  ['%u2215etc', 'FILES_NAME_REFUSED'],
  ['．．／out', 'FILES_NAME_NOT_PORTABLE'],
  ['．．', 'FILES_NAME_NOT_PORTABLE'],
  ['‥', 'FILES_NAME_NOT_PORTABLE'],
  ['a:b', 'FILES_NAME_NOT_PORTABLE'],
  ['file.txt::$DATA', 'FILES_NAME_NOT_PORTABLE'],
  ['a\\b', 'FILES_NAME_NOT_PORTABLE'],
  ['trailing.', 'FILES_NAME_NOT_PORTABLE'],
  ['trailing ', 'FILES_NAME_NOT_PORTABLE'],
  ['...', 'FILES_NAME_NOT_PORTABLE'],
  ['CON', 'FILES_NAME_NOT_PORTABLE'],
  ['con.txt', 'FILES_NAME_NOT_PORTABLE'],
  ['a/NUL', 'FILES_NAME_NOT_PORTABLE'],
  ['Com1.log', 'FILES_NAME_NOT_PORTABLE'],
  ['LPT9', 'FILES_NAME_NOT_PORTABLE'],
  ['com¹', 'FILES_NAME_NOT_PORTABLE'],
  ['aux .txt', 'FILES_NAME_NOT_PORTABLE'],
  ['CONIN$', 'FILES_NAME_NOT_PORTABLE'],
  ['.env', 'FILES_DOTFILE_REFUSED'],
  ['a/.git/config', 'FILES_DOTFILE_REFUSED'],
  ['.htaccess', 'FILES_DOTFILE_REFUSED'],
  ['.breakwater-x', 'FILES_NAME_REFUSED'],
  ['a'.repeat(256), 'FILES_NAME_TOO_LONG'],
  ['é'.repeat(128), 'FILES_NAME_TOO_LONG'],
  [`${'a/'.repeat(64)}a`, 'FILES_NAME_TOO_LONG'],
  ['a/'.repeat(5000), 'FILES_NAME_TOO_LONG'],
  [undefined, 'FILES_NAME_REFUSED'],
  [null, 'FILES_NAME_REFUSED'],
  [['..', 'out'], 'FILES_NAME_REFUSED'],
  [{ toString: () => '../out/secret.txt' }, 'FILES_NAME_REFUSED'],
  [new String('a'), 'FILES_NAME_REFUSED'],
  [Buffer.from('../out/secret.txt'), 'FILES_NAME_REFUSED'],
  [new URL('file:///etc/passwd'), 'FILES_NAME_REFUSED'],
  [42, 'FILES_NAME_REFUSED'],
  [Symbol('x'), 'FILES_NAME_REFUSED'],
]

const any = (value: unknown) => value as never

/** Every method that takes a name of a file. */
const methods: readonly (readonly [string, (folder: Folder, name: unknown) => unknown])[] = [
  ['read', (f, n) => f.read(any(n))],
  ['readSync', (f, n) => f.readSync(any(n))],
  ['readText', (f, n) => f.readText(any(n))],
  ['readJson', (f, n) => f.readJson(any(n))],
  ['createReadStream', (f, n) => drain(f.createReadStream(any(n)))],
  ['write', (f, n) => f.write(any(n), 'planted')],
  ['writeSync', (f, n) => f.writeSync(any(n), 'planted')],
  ['append', (f, n) => f.append(any(n), 'planted')],
  ['createWriteStream', (f, n) => finish(f.createWriteStream(any(n)))],
  ['remove', (f, n) => f.remove(any(n), { recursive: true })],
  ['rename from', (f, n) => f.rename(any(n), 'stolen')],
  ['rename to', (f, n) => f.rename('mine', any(n))],
  ['copy from', (f, n) => f.copy(any(n), 'stolen')],
  ['copy to', (f, n) => f.copy('mine', any(n))],
  ['withPath', (f, n) => f.withPath(any(n), path => fs.readFileSync(path, 'utf8'))],
  ['lock', (f, n) => f.lock(any(n), () => 1)],
]
const folderMethods: readonly (readonly [string, (folder: Folder, name: unknown) => unknown])[] = [
  ['list', async (f, n) => { const all = []; for await (const e of f.list(any(n), { recursive: true })) all.push(e); return all }],
  ['listSync', (f, n) => f.listSync(any(n))],
  ['mkdir', (f, n) => f.mkdir(any(n), { recursive: true })],
  ['folder', async (f, n) => { const s = f.folder(any(n)); return s.listSync() }],
  ['stat', (f, n) => f.stat(any(n))],
  ['watch', async (f, n) => { const w = f.watch(any(n)); const first = w.next(); await Promise.race([first, new Promise(r => setImmediate(r))]); await w.return() }],
]

async function drain(stream: fs.ReadStream): Promise<string> {
  let text = ''
  for await (const piece of stream) text += String(piece)
  return text
}
const finish = (stream: NodeJS.WritableStream) => new Promise((resolve, reject) => stream.on('error', reject).on('finish', () => resolve(undefined)).end('planted'))

const outcome = async (action: () => unknown): Promise<unknown> => {
  try {
    return await action()
  } catch (error) {
    return (error as { code?: string }).code ?? error
  }
}

describe('names', () => {
  test.each(names)('%j is %s everywhere', async (name, code) => {
    const { inside, outside } = playground()
    fs.writeFileSync(join(inside, 'mine'), 'mine')
    const folder = await openFolder(inside)
    const before = snapshot(outside)
    for (const [method, call] of methods) expect([method, await outcome(() => call(folder, name))]).toEqual([method, code])
    for (const [method, call] of folderMethods) {
      if (name === '' || name === 'a/' || (name === undefined && (method.startsWith('list') || method === 'watch')) || (name === null && method === 'watch')) continue
      expect([method, await outcome(() => call(folder, name))]).toEqual([method, code])
    }
    expect(snapshot(outside)).toEqual(before)
    expect(fs.readdirSync(inside)).toEqual(['mine'])
  })
})

/** what lies in the folder, the names by which it is tried */
const traps: readonly (readonly [string, (inside: string, outside: string) => void, readonly string[]])[] = [
  ['a link to a file outside', (i, o) => fs.symlinkSync(join(o, 'secret.txt'), join(i, 'trap')), ['trap']],
  ['a relative link to a file outside', i => fs.symlinkSync('../out/secret.txt', join(i, 'trap')), ['trap']],
  ['a link to a folder outside', (i, o) => fs.symlinkSync(o, join(i, 'trap')), ['trap/secret.txt', 'trap/folder/deep.txt', 'trap/new.txt']],
  ['a link to the folder above', i => fs.symlinkSync('..', join(i, 'trap')), ['trap/out/secret.txt', 'trap/new']],
  ['a link through a sub-folder', i => { fs.mkdirSync(join(i, 'a')); fs.symlinkSync('../../out', join(i, 'a/trap')) }, ['a/trap/secret.txt']],
  ['links in a chain', i => { fs.symlinkSync('two', join(i, 'one')); fs.symlinkSync('three', join(i, 'two')); fs.symlinkSync('../out', join(i, 'three')) }, ['one/secret.txt']],
  ['a link with dots in its middle', i => { fs.mkdirSync(join(i, 'a')); fs.symlinkSync('a/../../out/secret.txt', join(i, 'trap')) }, ['trap']],
  ['a link to the disk', i => fs.symlinkSync('/', join(i, 'trap')), ['trap/etc/passwd']],
  ['a link to a device', i => fs.symlinkSync('/dev/null', join(i, 'trap')), ['trap']],
  ['a magic link', i => fs.symlinkSync('/proc/self/root', join(i, 'trap')), ['trap/etc/passwd']],
  ['a magic link to the working directory', i => fs.symlinkSync('/proc/self/cwd', join(i, 'trap')), ['trap/package.json']],
  ['a link to a descriptor', i => fs.symlinkSync('/proc/self/fd/0', join(i, 'trap')), ['trap']],
  ['a link with a slash at its end', (i, o) => fs.symlinkSync(`${o}/`, join(i, 'trap')), ['trap/secret.txt']],
  ['a dangling link outside', (i, o) => fs.symlinkSync(join(o, 'planted'), join(i, 'trap')), ['trap']],
  ['a link whose prefix looks like the folder', (i, o) => { fs.mkdirSync(`${i}side`, { recursive: true }); fs.writeFileSync(`${i}side/secret.txt`, SECRET); fs.symlinkSync(`${i}side/secret.txt`, join(i, 'trap')); void o }, ['trap']],
  ['a link back in and out again', i => fs.symlinkSync(`${i}/../out/secret.txt`, join(i, 'trap')), ['trap']],
  ['a link of one sub-folder to another', i => { fs.mkdirSync(join(i, 'a')); fs.symlinkSync('../../in/../out', join(i, 'a/trap')) }, ['a/trap/secret.txt']],
]

describe('links that leave', () => {
  test.each(traps)('%s', async (_, setTrap, tried) => {
    const { root, inside, outside } = playground()
    fs.writeFileSync(join(inside, 'mine'), 'mine')
    setTrap(inside, outside)
    const folder = await openFolder(inside)
    const before = snapshot(outside)
    for (const name of tried) {
      for (const [method, call] of methods) {
        if (!fs.existsSync(join(inside, 'mine'))) fs.writeFileSync(join(inside, 'mine'), 'mine')
        const result = await outcome(() => call(folder, name))
        expect([method, name, JSON.stringify(result) ?? 'done']).not.toEqual([method, name, expect.stringContaining(SECRET)])
        expect(snapshot(outside)).toEqual(before)
        if (fs.existsSync(join(inside, 'stolen')) && fs.statSync(join(inside, 'stolen')).isFile() && !fs.lstatSync(join(inside, 'stolen')).isSymbolicLink()) expect(fs.readFileSync(join(inside, 'stolen'), 'utf8')).not.toContain(SECRET)
        fs.rmSync(join(inside, 'stolen'), { recursive: true, force: true })
        for (const entry of fs.readdirSync(inside)) if (entry !== 'mine') fs.rmSync(join(inside, entry), { recursive: true, force: true })
        setTrap(inside, outside)
        fs.rmSync(`${root}/never`, { force: true })
      }
      for (const [method, call] of folderMethods) {
        const result = await outcome(() => call(folder, name.split('/')[0] === 'a' ? name.split('/').slice(0, 2).join('/') : `${name.split('/')[0]}/`))
        expect([method, JSON.stringify(result) ?? '']).not.toEqual([method, expect.stringContaining('secret.txt')])
        expect(snapshot(outside)).toEqual(before)
      }
    }
    expect(snapshot(outside)).toEqual(before)
  })
  test('recursive removal removes the link, not what it means', async () => {
    const { inside, outside } = playground()
    fs.mkdirSync(join(inside, 'a/b'), { recursive: true })
    fs.symlinkSync(outside, join(inside, 'a/b/trap'))
    const folder = await openFolder(inside)
    const before = snapshot(outside)
    await folder.remove('a', { recursive: true })
    expect(fs.readdirSync(inside)).toEqual([])
    expect(snapshot(outside)).toEqual(before)
  })
  test('links in a circle', async () => {
    const { inside } = playground()
    fs.symlinkSync('two', join(inside, 'one'))
    fs.symlinkSync('one', join(inside, 'two'))
    const folder = await openFolder(inside)
    await expect(folder.read('one')).rejects.toMatchObject({ code: 'FILES_LINK_LOOP' })
    await expect(folder.write('one', 'x')).rejects.toMatchObject({ code: 'FILES_LINK_LOOP' })
  })
  test('a sub-folder is not left by links to the folder around it', async () => {
    const { inside } = playground()
    fs.writeFileSync(join(inside, 'mine'), 'mine')
    fs.mkdirSync(join(inside, 'sub'))
    fs.symlinkSync('../mine', join(inside, 'sub/up'))
    const folder = await openFolder(inside)
    expect(await folder.readText('sub/up')).toBe('mine')
    await expect(folder.folder('sub').readText('up')).rejects.toMatchObject({ code: 'FILES_LINK_LEAVES' })
  })
})

describe('links that stay', () => {
  test.each([
    ['relative', (_: string) => 'real/file.txt'],
    ['absolute', (i: string) => join(i, 'real/file.txt')],
    ['with dots', (_: string) => 'real/../real/./file.txt'],
  ])('%s', async (_, target) => {
    const { inside } = playground()
    fs.mkdirSync(join(inside, 'real'))
    fs.writeFileSync(join(inside, 'real/file.txt'), 'old')
    fs.symlinkSync(target(inside), join(inside, 'link'))
    fs.symlinkSync('real', join(inside, 'folder'))
    const folder = await openFolder(inside)
    expect(await folder.readText('link')).toBe('old')
    expect(folder.readTextSync('folder/file.txt')).toBe('old')
    await folder.write('link', 'new')
    expect(fs.readFileSync(join(inside, 'real/file.txt'), 'utf8')).toBe('new')
    expect(fs.lstatSync(join(inside, 'link')).isSymbolicLink()).toBe(true)
    await folder.write('folder/other.txt', 'x')
    expect(fs.existsSync(join(inside, 'real/other.txt'))).toBe(true)
    expect(folder.listSync('folder').map(entry => entry.name)).toEqual(['folder/file.txt', 'folder/other.txt'])
    const strict = await openFolder(inside, { links: 'refuse' })
    await expect(strict.readText('link')).rejects.toMatchObject({ code: 'FILES_LINK_REFUSED' })
    fs.symlinkSync('nowhere', join(inside, 'dangling'))
    await expect(folder.write('dangling', 'x')).rejects.toMatchObject({ code: 'FILES_LINK_DANGLING' })
    await expect(folder.append('dangling', 'x')).rejects.toMatchObject({ code: 'FILES_LINK_DANGLING' })
    await expect(folder.mkdir('dangling', { recursive: true })).rejects.toMatchObject({ code: 'FILES_LINK_DANGLING' })
    expect(await folder.exists('dangling')).toBe(false)
    expect(fs.existsSync(join(inside, 'nowhere'))).toBe(false)
  })
})

test('what only looks like a folder is none, and a folder does not give away what it is made of', async () => {
  const { inside } = playground()
  fs.writeFileSync(join(inside, 'x'), 'mine')
  const folder = await openFolder(inside)
  const forged: readonly Folder[] = [new Proxy(folder, {}), Object.create(Object.getPrototypeOf(folder)) as Folder, Object.create(folder) as Folder, JSON.parse(JSON.stringify(folder)) as Folder, any({ ...folder })]
  for (const one of forged) {
    for (const name of ['read', 'readTextSync', 'readJsonSync', 'writeSync', 'removeSync', 'listSync', 'folder', 'readOnly', 'createWriteStream', 'unzip', 'withPath'] as const) {
      const call = Reflect.get(folder, name) as (...args: unknown[]) => unknown
      expect([name, await outcome(() => call.call(one, 'x', 'y'))]).toEqual([name, 'FILES_FOLDER_REQUIRED'])
    }
    expect(await outcome(() => folder.copy('x', 'y', { into: one }))).toBe('FILES_FOLDER_REQUIRED')
  }
  expect(await outcome(() => Reflect.construct(folder.constructor, [Symbol('folder'), {}]))).toBe('FILES_FOLDER_REQUIRED')
  const classes = []
  for (let made: unknown = folder.constructor; typeof made === 'function' && made !== Function.prototype; made = Object.getPrototypeOf(made)) classes.push(...Object.getOwnPropertyNames(made))
  expect(classes.filter(name => !['length', 'name', 'prototype'].includes(name))).toEqual([])
  expect(String(folder) + JSON.stringify(folder)).not.toContain(inside)
})

describe('what is not a file', () => {
  test.skipIf(!isLinux)('FIFOs, sockets and devices are refused without waiting, and can be removed', async () => {
    const { inside } = playground()
    run('mkfifo', join(inside, 'fifo'))
    const server = createServer().listen(join(inside, 'socket'))
    await new Promise(resolve => server.once('listening', resolve))
    const odd = ['fifo', 'socket']
    try {
      run('mknod', join(inside, 'device'), 'c', '1', '3')
      odd.push('device')
    } catch {
      // Only root makes devices.
    }
    const folder = await openFolder(inside)
    const before = descriptors()
    for (const name of odd) {
      for (const call of [() => folder.read(name), () => folder.readSync(name), () => folder.write(name, 'x'), () => folder.append(name, 'x'), () => drain(folder.createReadStream(name)), () => finish(folder.createWriteStream(name)), () => folder.copy(name, 'y'), () => folder.withPath(name, () => 1)])
        expect([name, await outcome(call)]).toEqual([name, 'FILES_NOT_REGULAR'])
      expect((await folder.stat(name)).kind).toBe('other')
      await folder.remove(name)
    }
    expect(descriptors()).toBeLessThanOrEqual(before)
    server.close()
  })
  test('a folder in place of a file', async () => {
    const { inside } = playground()
    fs.mkdirSync(join(inside, 'sub'))
    const folder = await openFolder(inside)
    for (const call of [() => folder.read('sub'), () => folder.write('sub', 'x'), () => folder.append('sub', 'x'), () => drain(folder.createReadStream('sub'))]) expect(await outcome(call)).toBe('EISDIR')
  })
  test('hard links', async () => {
    const { inside, outside } = playground()
    fs.linkSync(join(outside, 'secret.txt'), join(inside, 'hard'))
    const before = fs.readFileSync(join(outside, 'secret.txt'), 'utf8')
    const folder = await openFolder(inside)
    await expect(folder.append('hard', 'x')).rejects.toMatchObject({ code: 'FILES_HARD_LINK_REFUSED' })
    await folder.write('hard', 'replaced')
    expect(fs.readFileSync(join(outside, 'secret.txt'), 'utf8')).toBe(before)
    fs.linkSync(join(outside, 'secret.txt'), join(inside, 'again'))
    const strict = await openFolder(inside, { hardLinks: 'refuse' })
    await expect(strict.read('again')).rejects.toMatchObject({ code: 'FILES_HARD_LINK_REFUSED' })
  })
})

describe('mounts', () => {
  const canMount = isLinux && process.getuid?.() === 0
  test.skipIf(!canMount)('a bind mount of a folder or a file, and another file system', async ctx => {
    const { inside, outside } = playground()
    fs.mkdirSync(join(inside, 'bound'))
    fs.mkdirSync(join(inside, 'tmpfs'))
    fs.mkdirSync(join(inside, 'proc'))
    fs.writeFileSync(join(inside, 'file'), '')
    const folder = await openFolder(inside)
    const mounted: string[] = []
    const mount = (name: string, ...args: string[]) => {
      run('mount', ...args, join(inside, name))
      mounted.push(name)
    }
    try {
      try {
        mount('bound', '--bind', outside)
      } catch {
        return ctx.skip('mounting is not allowed here')
      }
      mount('file', '--bind', join(outside, 'secret.txt'))
      mount('tmpfs', '-t', 'tmpfs', 'none')
      mount('proc', '-t', 'proc', 'none')
      const before = snapshot(outside)
      for (const name of ['bound/secret.txt', 'file', 'tmpfs/x', 'proc/self/environ', 'proc/self/status'])
        for (const call of [() => folder.read(name), () => folder.readSync(name), () => folder.write(name, 'x'), () => folder.append(name, 'x')]) expect([name, await outcome(call)]).toEqual([name, 'FILES_MOUNT_REFUSED'])
      for (const call of [() => folder.listSync('bound'), () => folder.folder('bound'), () => folder.remove('bound', { recursive: true }), () => folder.mkdir('bound/x'), () => folder.rename('bound/secret.txt', 'stolen'), () => folder.copy('bound', 'stolen', { recursive: true })])
        expect(['EBUSY', 'FILES_MOUNT_REFUSED']).toContain(await outcome(call))
      expect(snapshot(outside)).toEqual(before)
      const wide = await openFolder(inside, { mounts: true })
      expect(await wide.readText('bound/secret.txt')).toBe(SECRET)
    } finally {
      for (const name of mounted) run('umount', join(inside, name))
    }
  })
})
