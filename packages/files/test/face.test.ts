import fs from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { openFolder, openFolderSync } from '../src/index.ts'
import { playground, snapshot } from './playground.ts'

/** Calls a callback function of the face and of node:fs alike. */
const called = (call: (done: (...results: unknown[]) => void) => void) =>
  new Promise<unknown[]>(resolve => call((error, ...results) => resolve([error instanceof Error ? [(error as NodeJS.ErrnoException).code, (error as NodeJS.ErrnoException).syscall] : error, ...results])))

const clean = (value: unknown): unknown => {
  if (Buffer.isBuffer(value)) return value.toString('latin1')
  if (value instanceof fs.Stats) return [value.isFile(), value.isDirectory(), value.size]
  if (value instanceof fs.Dirent) return [value.name, value.isFile(), value.isDirectory()]
  return Array.isArray(value) ? value.map(clean) : value
}

describe('as node:fs does it', () => {
  type Api = Record<string, (...args: unknown[]) => unknown>
  /** name, arguments; each is run in the three forms on a folder of its own and compared with node:fs */
  const cases: readonly (readonly [string, ...unknown[]])[] = [
    ['readFile', 'a.txt'],
    ['readFile', 'a.txt', 'utf8'],
    ['readFile', 'a.txt', { encoding: 'base64' }],
    ['readFile', 'a.txt', null],
    ['readFile', 'sub/b.txt', 'latin1'],
    ['readFile', 'missing'],
    ['readFile', 'sub'],
    ['readFile', 'a.txt/x'],
    ['readFile', 'sub/../missing/none'.replace('sub/../', '')],
    ['writeFile', 'new.txt', 'text'],
    ['writeFile', 'new.txt', 'dGV4dA==', 'base64'],
    ['writeFile', 'a.txt', Buffer.from('bytes')],
    ['writeFile', 'a.txt', new Uint8Array([65, 66]), { mode: 0o644 }],
    ['writeFile', 'a.txt', 'more', { flag: 'a' }],
    ['writeFile', 'a.txt', 'x', { flag: 'wx' }],
    ['writeFile', 'a.txt', 'XY', { flag: 'r+' }],
    ['writeFile', 'none/x', 'x'],
    ['writeFile', 'sub', 'x'],
    ['appendFile', 'a.txt', '!'],
    ['appendFile', 'fresh.txt', '!'],
    ['stat', 'a.txt'],
    ['stat', 'sub'],
    ['stat', 'missing'],
    ['stat', 'a.txt/'],
    ['stat', 'sub/'],
    ['lstat', 'link'],
    ['stat', 'link'],
    ['access', 'a.txt'],
    ['access', 'a.txt', fs.constants.R_OK],
    ['access', 'missing'],
    ['readdir', 'sub'],
    ['readdir', 'sub', { withFileTypes: true }],
    ['readdir', 'sub', 'buffer'],
    ['readdir', 'sub', { recursive: true }],
    ['readdir', 'missing'],
    ['readdir', 'a.txt'],
    ['mkdir', 'made'],
    ['mkdir', 'made', 0o755],
    ['mkdir', 'sub'],
    ['mkdir', 'sub', { recursive: true }],
    ['mkdir', 'none/x'],
    ['rm', 'a.txt'],
    ['rm', 'missing'],
    ['rm', 'missing', { force: true }],
    ['rm', 'sub', { recursive: true }],
    ['rmdir', 'sub'],
    ['rmdir', 'empty'],
    ['rmdir', 'missing'],
    ['unlink', 'a.txt'],
    ['unlink', 'link'],
    ['unlink', 'missing'],
    ['rename', 'a.txt', 'sub/c.txt'],
    ['rename', 'missing', 'x'],
    ['copyFile', 'a.txt', 'copy.txt'],
    ['copyFile', 'a.txt', 'sub/b.txt'],
    ['copyFile', 'a.txt', 'sub/b.txt', fs.constants.COPYFILE_EXCL],
    ['copyFile', 'missing', 'x'],
    ['truncate', 'a.txt', 2],
    ['truncate', 'a.txt'],
    ['chmod', 'a.txt', 0o640],
    ['utimes', 'a.txt', 10, 20],
    ['cp', 'sub', 'copied', { recursive: true }],
  ]
  const fresh = () => {
    const { inside } = playground()
    fs.writeFileSync(join(inside, 'a.txt'), 'hello a')
    fs.mkdirSync(join(inside, 'sub/empty'), { recursive: true })
    fs.mkdirSync(join(inside, 'empty'))
    fs.writeFileSync(join(inside, 'sub/b.txt'), 'hello b')
    fs.symlinkSync('a.txt', join(inside, 'link'))
    return inside
  }
  const contents = (folder: string) => snapshot(folder).map(line => line.replace(/ (10|4|12)\d+ \d+ /, ' '))
  const onNode = (inside: string, [, ...args]: readonly unknown[], count: number) => args.map((arg, index) => (index < count && typeof arg === 'string' ? join(inside, arg) : arg))
  const paths = (name: string) => (['rename', 'copyFile', 'cp'].includes(name) ? 2 : 1)

  test.each(cases)('%s %j %j %j', async (...given) => {
    const [name, ...args] = given as [string, ...unknown[]]
    for (const form of ['callback', 'promise', 'sync'] as const) {
      const [ours, theirs] = [fresh(), fresh()]
      const face = (await openFolder(ours)).fs
      const run = async (api: Api, promises: Api, list: unknown[]) => {
        if (form === 'callback') return called(done => api[name]!(...list, done))
        try {
          const value = form === 'promise' ? await promises[name]!(...list) : api[`${name}Sync`]!(...list)
          return value === undefined ? [null] : [null, value]
        } catch (error) {
          return [[(error as NodeJS.ErrnoException).code, (error as NodeJS.ErrnoException).syscall]]
        }
      }
      const here = await run(face as unknown as Api, face.promises as unknown as Api, args)
      const there = await run(fs as unknown as Api, fs.promises as unknown as Api, onNode(theirs, given, paths(name)))
      const code = (result: unknown) => (Array.isArray(result) ? result[0] : result)
      if (Array.isArray(there[0])) {
        expect([form, code(here[0])]).toEqual([form, code(there[0]) === 'ERR_FS_EISDIR' ? 'EISDIR' : code(there[0])])
        if (['stat', 'lstat', 'access', 'readdir', 'mkdir', 'rmdir', 'unlink', 'rename', 'copyFile', 'readFile'].includes(name)) expect([form, here[0]]).toEqual([form, there[0]])
      } else expect([form, clean(here.filter(value => value !== undefined))]).toEqual([form, clean(there.filter(value => value !== undefined))])
      expect([form, contents(ours)]).toEqual([form, contents(theirs)])
    }
  })
})

describe('the face', () => {
  test('names as code for node:fs writes them', async () => {
    const { inside } = playground()
    fs.mkdirSync(join(inside, 'css'))
    fs.writeFileSync(join(inside, 'css/site.css'), 'body')
    const { fs: face } = openFolderSync(inside)
    for (const name of ['css/site.css', '/css/site.css', './css/site.css', '//css//site.css', './/css/site.css', 'css/./site.css', join(inside, 'css/site.css'), `${inside}//css/site.css`]) expect([name, face.readFileSync(name, 'utf8')]).toEqual([name, 'body'])
    for (const name of ['/', './', '.', '']) expect([name, await called(done => face.readFile(name, done))]).toEqual([name, [['EISDIR', 'read']]])
    expect(face.readdirSync('/')).toEqual(['css'])
    expect(face.readdirSync('css/')).toEqual(['site.css'])
    expect(await called(done => face.readFile('css/site.css/', done))).toEqual([['ENOTDIR', 'open']])
  })
  test('what is refused comes through the callback, the promise and the stream', async () => {
    const { inside } = playground()
    const { fs: face } = openFolderSync(inside)
    for (const name of ['../out/secret.txt', '/../out/secret.txt', './../out/secret.txt', 'a/../../out/secret.txt', '..%2fout', 'a\0b', join(inside, '../out/secret.txt').replace('/out', '/in/../out')]) {
      const [error] = await called(done => face.readFile(name, 'utf8', done))
      expect([name, (error as string[])[0]]).toEqual([name, expect.stringMatching(/^FILES_NAME_/)])
      await expect(face.promises.readFile(name)).rejects.toMatchObject({ code: expect.stringMatching(/^FILES_NAME_/) })
      await expect(pipeline(face.createReadStream(name), fs.createWriteStream('/dev/null'))).rejects.toMatchObject({ code: expect.stringMatching(/^FILES_NAME_/) })
      await expect(pipeline(fs.createReadStream('/dev/null'), face.createWriteStream(name))).rejects.toMatchObject({ code: expect.stringMatching(/^FILES_NAME_/) })
      expect(face.existsSync(name)).toBe(false)
      expect(await promisify(face.exists)(name)).toBe(false)
      expect(await new Promise(resolve => face.exists(name, resolve))).toBe(false)
    }
    for (const name of [undefined, null, 3, Buffer.from('a'), new URL('file:///etc/passwd'), {}]) expect((await called(done => face.readFile(name as never, done)))[0]).toEqual(['FILES_NAME_REFUSED', undefined])
    expect(() => (face.readFile as never as (name: string) => void)('x')).toThrow(expect.objectContaining({ code: 'FILES_CALLBACK_REQUIRED' }))
  })
  test('an error tells the name and never the place', async () => {
    const { root, inside } = playground()
    const { fs: face } = openFolderSync(inside)
    const error = await face.promises.readFile('none/x.txt').catch((thrown: unknown) => thrown as NodeJS.ErrnoException)
    expect(error).toMatchObject({ code: 'ENOENT', errno: -2, path: 'none/x.txt', message: "ENOENT: no such file or directory, open 'none/x.txt'" })
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain(root)
    const [moved] = await new Promise<unknown[]>(resolve => face.rename('none', 'other', (...all) => resolve(all)))
    expect(moved).toMatchObject({ code: 'ENOENT', path: 'none', dest: 'other' })
  })
  test('an exception in a callback is the program’s', async () => {
    const { inside } = playground()
    const { fs: face } = openFolderSync(inside)
    const kept = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    const thrown = await new Promise(resolve => {
      process.once('uncaughtException', resolve)
      face.readFile('x', () => { throw new Error('mine') })
    })
    for (const listener of kept) process.on('uncaughtException', listener)
    expect(thrown).toMatchObject({ message: 'mine' })
  })
  test('promisify, streams with events, descriptors and file handles', async () => {
    const { inside } = playground()
    const { fs: face } = openFolderSync(inside)
    await promisify(face.writeFile)('x', 'one')
    expect(await promisify(face.readFile)('x', 'utf8')).toBe('one')
    const events: string[] = []
    const out = face.createWriteStream('y', { flags: 'a', mode: 0o644 })
    for (const name of ['open', 'ready', 'finish', 'close']) out.on(name, () => events.push(name))
    out.write('1')
    out.end('2')
    await new Promise<void>(resolve => out.once('close', () => resolve()))
    expect(events).toEqual(['open', 'ready', 'finish', 'close'])
    expect(out.bytesWritten).toBe(2)
    let text = ''
    for await (const piece of face.createReadStream('y', 'utf8')) text += piece
    expect(text).toBe('12')
    text = ''
    for await (const piece of face.createReadStream('y', { start: 1, end: 1, encoding: 'utf8' })) text += piece
    expect(text).toBe('2')
    const fd = face.openSync('x', 'r')
    expect(fs.readFileSync(fd, 'utf8')).toBe('one')
    fs.closeSync(fd)
    const handle = await face.promises.open('x', 'r+')
    await handle.write('TWO')
    await handle.close()
    expect(face.readFileSync('x', 'utf8')).toBe('TWO')
    const made = await face.promises.mkdtemp('up-')
    expect(made).toMatch(/^up-\w+$/)
    expect(face.mkdirSync('p/q/r', { recursive: true })).toBe('p')
    expect(face.statSync('none', { throwIfNoEntry: false })).toBe(undefined)
    await face.promises.writeFile('z', (async function* () { yield 'a'; yield 'b' })())
    expect(face.readFileSync('z', 'utf8')).toBe('ab')
    expect(face.readdirSync('', { withFileTypes: true }).map(entry => [entry.parentPath, entry.name, entry.isDirectory()])[0]).toEqual(['', 'p', true])
  })
  test('limits and readOnly hold', async () => {
    const { inside } = playground()
    fs.writeFileSync(join(inside, 'big'), Buffer.alloc(200))
    const folder = await openFolder(inside, { maxBytes: 100 })
    await expect(folder.fs.promises.readFile('big')).rejects.toMatchObject({ code: 'FILES_TOO_LARGE' })
    await expect(pipeline(fs.createReadStream(join(inside, 'big')), folder.fs.createWriteStream('copy'))).rejects.toMatchObject({ code: 'FILES_TOO_LARGE' })
    const face = folder.readOnly().fs
    for (const call of [() => face.writeFileSync('x', ''), () => face.unlinkSync('big'), () => face.mkdirSync('x'), () => face.openSync('x', 'w'), () => face.openSync('big', 'r+'), () => face.renameSync('big', 'x'), () => face.copyFileSync('big', 'x'), () => face.rmSync('big'), () => face.chmodSync('big', 0o777), () => face.truncateSync('big')])
      expect(call).toThrow(expect.objectContaining({ code: 'FILES_READ_ONLY' }))
    await expect(pipeline(fs.createReadStream('/dev/null'), face.createWriteStream('x'))).rejects.toMatchObject({ code: 'FILES_READ_ONLY' })
  })
})
