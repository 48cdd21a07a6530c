import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { undo } from '../src/index.ts'
import { hashOf, Journal } from '../src/write/journal.ts'
import { openStateFolder, withLock } from '../src/write/state-folder.ts'
import { ProjectWriter } from '../src/write/writer.ts'
import { migrated, project, read, run, snapshot, vulnerable } from './project.ts'

const bytes = (text: string) => Buffer.from(text)
const originals = (...paths: string[]) => paths.map(path => ({ path, before: bytes('old'), mode: 0o644 }))

describe('ProjectWriter', () => {
  test('writes all and puts all back', () => {
    const root = project({ a: 'old', b: 'old' })
    const writer = new ProjectWriter(root, originals('a', 'b'))
    writer.write(new Map([['a', bytes('new')], ['b', bytes('new')]]))
    expect(snapshot(root)).toEqual({ a: 'new', b: 'new' })
    writer.write(new Map([['b', bytes('newer')]]))
    expect(snapshot(root)).toEqual({ a: 'old', b: 'newer' })
    expect(writer.finish()).toEqual(['b'])
  })

  test.each([
    ['changed', (path: string) => writeFileSync(path, 'edited'), 'CLI_FILE_CHANGED'],
    ['gone', (path: string) => rmSync(path), 'CLI_FILE_CHANGED'],
    ['now a link', (path: string) => (rmSync(path), symlinkSync('a', path)), 'CLI_FILE_CHANGED'],
    ['now a folder', (path: string) => (rmSync(path), mkdirSync(path)), 'CLI_FILE_CHANGED'],
  ])('refuses a file that is %s, and writes nothing', (_, disturb, code) => {
    const root = project({ a: 'old', b: 'old' })
    const writer = new ProjectWriter(root, originals('a', 'b'))
    disturb(join(root, 'b'))
    expect(() => writer.write(new Map([['a', bytes('new')], ['b', bytes('new')]]))).toThrow(expect.objectContaining({ code }))
    expect(read(root, 'a')).toBe('old')
    expect(readdirSync(root).filter(name => name.includes('breakwater'))).toEqual([])
  })

  test('a folder that has become a link out of the project is refused', () => {
    const outside = project({ a: 'old' })
    const root = project({ 'sub/a': 'old' })
    const writer = new ProjectWriter(root, originals('sub/a'))
    rmSync(join(root, 'sub'), { recursive: true })
    symlinkSync(outside, join(root, 'sub'))
    expect(() => writer.write(new Map([['sub/a', bytes('new')]]))).toThrow(expect.objectContaining({ code: 'CLI_PATH_OUTSIDE_PROJECT' }))
    expect(read(outside, 'a')).toBe('old')
  })

  test('where one file cannot be staged, nothing is written and nothing is left behind', () => {
    const root = project({ a: 'old', 'sub/b': 'old' })
    const writer = new ProjectWriter(root, [...originals('a'), { path: 'sub/b', before: bytes('old'), mode: Number.NaN }])
    expect(() => writer.write(new Map([['a', bytes('new')], ['sub/b', bytes('new')]]))).toThrow(expect.objectContaining({ code: 'CLI_WRITE_FAILED' }))
    expect(snapshot(root)).toEqual({ a: 'old', 'sub/b': 'old' })
  })
})

describe('undo', () => {
  const files = { 'a.js': vulnerable, 'b.js': vulnerable, 'package.json': '{}\n' }

  test('a file edited since is refused, and nothing is changed', async () => {
    const root = project(files)
    await run(root, ['migrate', '--write'])
    writeFileSync(join(root, 'b.js'), `${migrated}// mine\n`)
    const before = snapshot(root)
    await expect(undo({ cwd: root })).rejects.toMatchObject({ code: 'CLI_UNDO_EDITED', message: expect.stringContaining('b.js') })
    expect(snapshot(root)).toEqual(before)
  })

  test('runs are undone one by one, the last first', async () => {
    const root = project(files)
    const states = [snapshot(root)]
    await run(root, ['migrate', '--write', '--max-changes', '1'])
    states.push(snapshot(root))
    await run(root, ['migrate', '--write'])
    await undo({ cwd: root })
    expect(snapshot(root)).toEqual(states[1])
    await undo({ cwd: root })
    expect(snapshot(root)).toEqual(states[0])
  })

  test('a run that was killed while it wrote can be undone', async () => {
    const root = project({ 'a.js': 'old', 'b.js': 'old' })
    const writer = new ProjectWriter(root, originals('a.js', 'b.js'), new Journal(openStateFolder(root)))
    writer.write(new Map([['a.js', bytes('new')]]))
    writer.write(new Map([['a.js', bytes('newer')], ['b.js', bytes('newer')]]))
    await undo({ cwd: root })
    expect([read(root, 'a.js'), read(root, 'b.js')]).toEqual(['old', 'old'])
  })

  const planted = (path: string, more: object = {}) => ({ version: 1, files: [{ path, mode: 0o644, before: bytes('evil').toString('base64'), hash: hashOf(bytes('evil')), written: [hashOf(bytes(vulnerable))], ...more }] })

  test.each([
    ['../outside.js'], ['/etc/passwd'], ['.git/config'], ['.git/hooks/pre-commit.js'], ['sub/.GIT/x.js'], ['a/../../x.js'], ['a//x.js'], ['./x.js'], ['README.md'], ['x\\y.js'], ['x\0.js'], [''],
  ])('a journal that came with the repository cannot reach %j', async path => {
    const root = project({ 'a.js': vulnerable })
    mkdirSync(join(root, '.breakwater/undo'), { recursive: true })
    writeFileSync(join(root, '.breakwater/undo/000001.json'), JSON.stringify(planted(path)))
    await expect(undo({ cwd: root })).rejects.toMatchObject({ code: 'CLI_UNDO_JOURNAL_REFUSED' })
  })

  test('a sound journal is taken, which shows that the refusals are for the path alone', async () => {
    const root = project({ 'a.js': vulnerable })
    mkdirSync(join(root, '.breakwater/undo'), { recursive: true })
    writeFileSync(join(root, '.breakwater/undo/000001.json'), JSON.stringify(planted('a.js')))
    expect(await undo({ cwd: root })).toEqual(['a.js'])
    expect(read(root, 'a.js')).toBe('evil')
  })

  test.each([['not json'], ['null'], ['{}'], ['{"version":2,"files":[]}'], ['{"version":1,"files":{}}'], ['{"version":1,"files":[null]}'], [JSON.stringify(planted('a.js', { hash: hashOf(bytes('other')) }))]])('a journal that is damaged is refused: %s', async text => {
    const root = project({ 'a.js': vulnerable })
    mkdirSync(join(root, '.breakwater/undo'), { recursive: true })
    writeFileSync(join(root, '.breakwater/undo/000001.json'), text)
    await expect(undo({ cwd: root })).rejects.toMatchObject({ code: 'CLI_UNDO_JOURNAL_REFUSED' })
    expect(read(root, 'a.js')).toBe(vulnerable)
  })

  test('a state folder that is a link is refused', async () => {
    const outside = project({})
    const root = project({ 'a.js': vulnerable })
    symlinkSync(outside, join(root, '.breakwater'))
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_UNDO_JOURNAL_REFUSED') })
    expect([readdirSync(outside), read(root, 'a.js')]).toEqual([[], vulnerable])
  })
})

describe('the lock', () => {
  test('a second run is refused while the first writes', async () => {
    const root = project({ 'a.js': vulnerable })
    await withLock(root, async () => {
      expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_BUSY') })
      expect(await run(root, ['migrate'])).toMatchObject({ code: 1 })
    })
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 0 })
  })

  test('one left behind by a process that has ended is taken over', async () => {
    const root = project({ 'a.js': vulnerable })
    writeFileSync(join(openStateFolder(root), 'lock'), '2147483646')
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 0 })
  })
})
