import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import { codes } from '../codes.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { OWN_PREFIX } from '../names/check-name.ts'
import { base, HOLD } from '../platform/linux.ts'
import type { Dir } from '../resolve/root.ts'
import type { Walk } from '../resolve/walk.ts'
import { walking } from './handle.ts'
import type { Handle } from './handle.ts'

/** Held descriptors at once: one for each level. */
const MAX_LEVELS = 200
const MAX_TRIES = 100

export interface RemoveHow {
  readonly what: 'any' | 'file' | 'folder'
  readonly recursive: boolean
  readonly force: boolean
}

/** Removes a file, a link itself or a folder. Links are never followed, also where somebody swaps a folder for one meanwhile. */
export function* remove(handle: Handle, parts: readonly string[], how: RemoveHow, at: string): Task<void> {
  if (parts.length === 0) throw codes.error('FILES_NAME_REFUSED', { at, todo: 'A folder does not remove itself; name what is in it.' })
  try {
    yield* walking(handle, parts, at, walk => removeLast(handle, walk, how, at))
  } catch (error) {
    if (!how.force || codeOf(error) !== 'ENOENT') throw error
  } finally {
    handle.quota?.forget()
  }
}

function* removeLast(handle: Handle, walk: Walk, how: RemoveHow, at: string): Task<void> {
  const name = (yield* walk.toLast())!
  yield* walk.confirm(undefined)
  if (how.what !== 'folder') {
    try {
      return yield* io.unlink(walk.path(name))
    } catch (error) {
      if (!(yield* isDirectory(walk.path(name), error))) throw error
      if (how.what === 'file') throw nodeError('EISDIR', 'unlink')
    }
  }
  if (!how.recursive) return yield* io.rmdir(walk.path(name))
  const removal: Removal = { handle, walk, at, top: walk.dir, deep: [] }
  yield* removeEntry(removal, walk.dir, Buffer.from(name), 0)
  for (let below = removal.deep.pop(); below !== undefined; below = removal.deep.pop()) yield* removeEntry(removal, removal.top, below, 0)
}

/** unlink of a directory is EISDIR on Linux, EPERM in POSIX. */
function* isDirectory(path: string | Buffer, error: unknown): Task<boolean> {
  const code = codeOf(error)
  if (code === 'EISDIR') return true
  if (code !== 'EPERM' && code !== 'EACCES') return false
  try {
    return (yield* io.lstat(path)).isDirectory()
  } catch {
    return false
  }
}

interface Removal {
  readonly handle: Handle
  readonly walk: Walk
  readonly at: string
  /** Where the removal began, and what was moved there because it lay too deep to hold every level above it. */
  readonly top: Dir
  readonly deep: Buffer[]
}

function* removeEntry(removal: Removal, dir: Dir, name: Buffer, depth: number): Task<void> {
  const { handle, walk, at, top, deep } = removal
  // Names need not be UTF-8: as bytes every one can be removed.
  const path = Buffer.concat([Buffer.from(`${dir.base}/`), name])
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    try {
      return yield* io.unlink(path)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return
      if (!(yield* isDirectory(path, error))) throw error
    }
    const below = yield* holdDirectory(handle, walk, path)
    if (below === undefined) continue
    try {
      if (depth >= MAX_LEVELS) {
        const moved = Buffer.from(`${OWN_PREFIX}${randomBytes(12).toString('hex')}.old`)
        yield* io.rename(path, Buffer.concat([Buffer.from(`${top.base}/`), moved]))
        deep.push(moved)
        return
      }
      for (const entry of yield* io.readdirBytes(`${below.base}/.`, 'buffer')) yield* removeEntry(removal, below, entry, depth + 1)
    } finally {
      if (below.fd !== -1) fs.closeSync(below.fd)
    }
    try {
      return yield* io.rmdir(path)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENOENT') return
      // Something was put in, or a link in its place, meanwhile.
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOTDIR') throw error
    }
  }
  throw codes.error('FILES_CHANGED', { at })
}

function* holdDirectory(handle: Handle, walk: Walk, path: Buffer): Task<Dir | undefined> {
  if (handle.root.manner === 'checked') {
    const stats = yield* io.lstat(path)
    return stats.isDirectory() ? { fd: -1, base: path.toString(), dev: stats.dev, ino: stats.ino } : undefined
  }
  let fd: number
  try {
    fd = yield* io.open(path, HOLD)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  let isGood = false
  try {
    const stats = yield* io.fstat(fd)
    if (!stats.isDirectory()) return undefined
    walk.checkMount(fd, stats.dev)
    isGood = true
    return { fd, base: base(fd), dev: stats.dev, ino: stats.ino }
  } finally {
    if (!isGood) fs.closeSync(fd)
  }
}
