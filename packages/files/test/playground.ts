import fs from 'node:fs'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder of the disk with `in` (what a test opens) and `out` (what must never be reached). */
export interface Playground {
  readonly root: string
  readonly inside: string
  readonly outside: string
}

export const SECRET = 'the secret outside'

/** Runs a program of the system and gives what it prints. */
export const run = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

const made: string[] = []

/** Makes a playground; all are removed after the tests of the file. */
export function playground(): Playground {
  const root = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'files-')))
  made.push(root)
  const inside = join(root, 'in')
  const outside = join(root, 'out')
  fs.mkdirSync(inside)
  fs.mkdirSync(outside)
  fs.writeFileSync(join(outside, 'secret.txt'), SECRET)
  fs.mkdirSync(join(outside, 'folder'))
  fs.writeFileSync(join(outside, 'folder/deep.txt'), SECRET)
  return { root, inside, outside }
}

/** Everything in the outside folder, to compare before and after. */
export function snapshot(folder: string): string[] {
  return (fs.readdirSync(folder, { recursive: true }) as string[]).sort().map(name => {
    const path = join(folder, name)
    const stats = fs.lstatSync(path)
    return `${name} ${stats.mode.toString(8)} ${stats.nlink} ${stats.isFile() ? fs.readFileSync(path, 'latin1') : stats.isSymbolicLink() ? fs.readlinkSync(path) : ''}`
  })
}

/** How many descriptors this process holds. */
export const descriptors = (): number => (process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').length : 0)

afterAll(() => {
  for (const root of made) fs.rmSync(root, { recursive: true, force: true })
})
