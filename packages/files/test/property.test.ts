import fs from 'node:fs'
import { join, relative } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openFolderSync, safeName } from '../src/index.ts'
import { playground, SECRET } from './playground.ts'

const part = fc.constantFrom('a', 'b', 'c')
const name = fc.array(part, { minLength: 1, maxLength: 4 }).map(parts => parts.join('/'))
const target = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom('a', 'b', 'c', '..', '.', '..'), { minLength: 1, maxLength: 5 }).map(parts => parts.join('/')) },
  { weight: 1, arbitrary: fc.constantFrom('../out', '../out/secret.txt', '../../out/secret.txt', '/etc/passwd', '/', 'a/', 'b//c', './', '../in/a', '../in') },
  { weight: 1, arbitrary: name.map(path => `INSIDE/${path}`) },
)
const step = fc.oneof(
  fc.record({ kind: fc.constant('folder' as const), name }),
  fc.record({ kind: fc.constant('file' as const), name }),
  fc.record({ kind: fc.constant('link' as const), name, target }),
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Builds a tree; what cannot be made (its parent is a file, a name is taken) is left out. */
function build(inside: string, steps: readonly Step[]): void {
  for (const made of steps) {
    const path = join(inside, made.name)
    try {
      // The links of the tree itself must not carry its making elsewhere.
      if (relative(inside, fs.realpathSync(join(path, '..'))).startsWith('..')) continue
      if (made.kind === 'folder') fs.mkdirSync(path)
      else if (made.kind === 'file') fs.writeFileSync(path, `at ${made.name}`, { flag: 'wx' })
      else fs.symlinkSync(made.target.replace('INSIDE', inside), path)
    } catch {
      continue
    }
  }
}

/** Everything below a folder but what is inside, no link followed. */
function outsideOf(folder: string, inside: string): string[] {
  return fs.readdirSync(folder).sort().flatMap(entry => {
    const path = join(folder, entry)
    const stats = fs.lstatSync(path)
    if (path === inside) return [path]
    if (stats.isDirectory()) return [path, ...outsideOf(path, inside)]
    return [`${path} ${stats.mode} ${stats.nlink} ${stats.isFile() ? fs.readFileSync(path, 'utf8') : fs.readlinkSync(path)}`]
  })
}

/** What the system itself finds: the file, if the way to it never leaves the folder. */
function expected(inside: string, asked: string): string | undefined {
  try {
    const real = fs.realpathSync(join(inside, asked))
    const below = relative(inside, real)
    return below === '' || below.startsWith('..') || !fs.statSync(real).isFile() ? undefined : fs.readFileSync(real, 'utf8')
  } catch {
    return undefined
  }
}

const attempt = <T>(call: () => T): T | undefined => {
  try {
    return call()
  } catch {
    return undefined
  }
}

describe('random trees of folders, files and links', () => {
  test('what is read is what the system finds inside, or nothing', () => {
    let read = 0
    let left = 0
    fc.assert(fc.property(fc.array(step, { minLength: 4, maxLength: 16 }), fc.array(name, { minLength: 4, maxLength: 8 }), (steps, asked) => {
      const { root } = playground()
      // Deep enough that no link of the tree leads above what is compared.
      const above = join(root, 'out/1/2/3/4')
      const inside = join(above, 'in')
      fs.mkdirSync(inside, { recursive: true })
      fs.mkdirSync(join(above, 'out'))
      fs.writeFileSync(join(above, 'out/secret.txt'), SECRET)
      const around = () => outsideOf(root, inside)
      build(inside, steps)
      const before = around()
      const folder = openFolderSync(inside)
      for (const one of asked) {
        const got = attempt(() => folder.readTextSync(one))
        const want = expected(inside, one)
        // A way that leaves the folder and comes back is refused as well, where the system follows it.
        if (got !== undefined) expect([one, got]).toEqual([one, want])
        else if (want !== undefined) left++
        if (got !== undefined) read++
        expect(got ?? '').not.toContain(SECRET)
        attempt(() => folder.writeSync(one, 'planted'))
        attempt(() => folder.appendSync(one, 'planted'))
        attempt(() => folder.mkdirSync(`${one}/c`, { recursive: true }))
        attempt(() => folder.copySync(one, 'copied', { recursive: true }))
        attempt(() => folder.renameSync(one, 'moved'))
        attempt(() => folder.removeSync(one, { recursive: true }))
        expect(around()).toEqual(before)
      }
      fs.rmSync(root, { recursive: true })
    }), { seed: 20260, numRuns: 150 })
    expect(read).toBeGreaterThan(25)
    expect(left).toBeLessThan(read / 4)
  })
})

test('safeName gives a good name for any text', () => {
  const { inside } = playground()
  const folder = openFolderSync(inside)
  const nasty = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('.', '/', '\\', '%', '2', 'f', 'e', '5', 'c', '0', ' ', ':', '\0', '\u202e', 'C', 'O', 'N', '.txt', 'é', '👩‍👧', '\ud800'), maxLength: 400 }),
    fc.anything(),
  )
  fc.assert(fc.property(nasty, text => {
    const made = safeName(text)
    folder.writeSync(made, 'x')
    expect(safeName(made)).toBe(made)
    expect(fs.readdirSync(inside)).toHaveLength(1)
    folder.removeSync(made)
  }), { seed: 20261, numRuns: 1000 })
})
