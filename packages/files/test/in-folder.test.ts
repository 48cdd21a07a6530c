import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inFolder } from '../src/fs.ts'

const base = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'in-folder-')))
const root = path.join(base, 'public')
const from = process.cwd()

beforeAll(() => {
  fs.mkdirSync(path.join(root, 'sub'), { recursive: true })
  fs.writeFileSync(path.join(root, 'a b.txt'), 'a')
  fs.writeFileSync(path.join(root, 'sub/index.html'), 'index')
  fs.writeFileSync(path.join(root, 'x:y'), 'colon')
  fs.writeFileSync(path.join(root, '.env'), 'hidden')
  fs.writeFileSync(path.join(base, 'secret'), 'secret')
  fs.mkdirSync(path.join(base, 'public-too'))
  fs.writeFileSync(path.join(base, 'public-too/f'), 'secret')
  fs.symlinkSync(path.join(base, 'secret'), path.join(root, 'link'))
  process.chdir(base)
})
afterAll(() => {
  process.chdir(from)
  fs.rmSync(base, { recursive: true })
})

const files = () => inFolder(root)

describe('paths as node:fs takes them', () => {
  test.each([
    ['absolute', () => path.join(root, 'a b.txt'), 'a'],
    ['glued to the folder', () => `${root}/a b.txt`, 'a'],
    ['with two slashes', () => `${root}//a b.txt`, 'a'],
    ['relative to the working folder', () => 'public/a b.txt', 'a'],
    ['with a dot first', () => './public/sub/index.html', 'index'],
    ['that goes up and comes back', () => 'public/sub/../a b.txt', 'a'],
    ['a name that other systems do not have', () => 'public/x:y', 'colon'],
  ])('%s', (_, name, text) => expect(files().readFileSync(name(), 'utf8')).toBe(text))
  test('one face for a folder, however it is named', () => expect(inFolder('public')).toBe(inFolder(`${root}/`)))
  test('the folder itself', () => expect(files().readdirSync('public').sort()).toEqual(['a b.txt', 'link', 'sub', 'x:y']))
  test('callbacks, promises, streams, and what is promisified', async () => {
    expect(await new Promise(resolve => files().readFile('public/a b.txt', 'utf8', (error, data) => resolve([error, data])))).toEqual([null, 'a'])
    expect(await files().promises.readFile('public/a b.txt', 'utf8')).toBe('a')
    expect(await promisify(files().exists)('public/a b.txt')).toBe(true)
    expect(await files().createReadStream('public/a b.txt').toArray()).toEqual([Buffer.from('a')])
  })
  test('a file that is missing is missing as with node:fs', () => expect(() => files().readFileSync('public/none')).toThrow(expect.objectContaining({ code: 'ENOENT' })))
  test('new files have the permissions that node:fs gives them', () => {
    files().writeFileSync('public/new', 'x')
    fs.writeFileSync('plain', 'x')
    expect(fs.statSync('public/new').mode).toBe(fs.statSync('plain').mode)
    files().renameSync('public/new', 'public/newer')
    files().unlinkSync('public/newer')
    expect(fs.existsSync('public/newer')).toBe(false)
  })
})

describe('what leads out is refused in the way of the function', () => {
  const outside = ['secret', '../etc/passwd', '/etc/passwd', 'public/../secret', 'public-too/f', 'public/sub/../../secret', 'public/link', 'public/.env', 'public/\0', '']
  test.each(outside)('%j', async name => {
    expect(() => files().readFileSync(name)).toThrow()
    expect(files().existsSync(name)).toBe(false)
    const [error, data] = await new Promise<unknown[]>(resolve => files().readFile(name, (...answer: unknown[]) => resolve(answer)))
    expect([error instanceof Error, data]).toEqual([true, undefined])
    await expect(files().promises.readFile(name)).rejects.toThrow()
    await expect(files().createReadStream(name).toArray()).rejects.toThrow()
    await expect(files().promises.writeFile(name, 'x')).rejects.toThrow()
  })
  test('both paths of a function are judged', () => {
    expect(() => files().renameSync('public/a b.txt', 'moved')).toThrow()
    expect(() => files().copyFileSync('secret', 'public/copy')).toThrow()
    expect([fs.existsSync('moved'), fs.existsSync('public/copy'), fs.readFileSync('secret', 'utf8')]).toEqual([false, false, 'secret'])
  })
  test('a value that is no path', () => expect(() => files().readFileSync(Buffer.from('public/a b.txt'))).toThrow())
})
