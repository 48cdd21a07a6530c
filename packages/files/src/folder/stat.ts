import fs from 'node:fs'
import type { Stats } from 'node:fs'
import { BreakwaterError } from '@breakwater/core'
import { codes } from '../codes.ts'
import { codeOf } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { HOLD } from '../platform/linux.ts'
import { walking } from './handle.ts'
import type { Handle } from './handle.ts'

/** What is known of a file or folder; never where it is. */
export interface FileInfo {
  readonly kind: EntryKind
  /** In bytes. */
  readonly size: number
  readonly modified: Date
  readonly created: Date
  /** Permission bits. */
  readonly mode: number
}

/** What an entry of a folder is. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other'

export const kindOf = (stats: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): EntryKind =>
  stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : 'other'

export const infoOf = (stats: Stats): FileInfo =>
  Object.freeze({ kind: kindOf(stats), size: stats.size, modified: stats.mtime, created: stats.birthtime, mode: stats.mode & 0o777 })

/** Looks at what a name means. `follow`: through links that stay inside; otherwise the link itself is described. */
export function* look(handle: Handle, parts: readonly string[], follow: boolean, at: string): Task<Stats> {
  return yield* walking(handle, parts, at, function* (walk) {
    for (let tries = 0; tries < 100; tries++) {
      const name = yield* walk.toLast()
      const stats = name === undefined ? yield* statOf(walk.dir.fd, walk.dir.base) : yield* statLast(handle, walk.path(name), (fd, dev) => walk.checkMount(fd, dev))
      if (name !== undefined && follow && stats.isSymbolicLink()) {
        yield* walk.through(name)
        continue
      }
      yield* walk.confirm(name, stats)
      return stats
    }
    throw codes.error('FILES_CHANGED', { at })
  })
}

const statOf = (fd: number, base: string) => (fd === -1 ? io.lstat(base) : io.fstat(fd))

function* statLast(handle: Handle, path: string, checkMount: (fd: number, dev: number) => void): Task<Stats> {
  if (handle.root.manner === 'checked') return yield* io.lstat(path)
  const fd = yield* io.open(path, HOLD)
  try {
    const stats = yield* io.fstat(fd)
    checkMount(fd, stats.dev)
    return stats
  } finally {
    fs.closeSync(fd)
  }
}

/** Whether something is there; a refused name throws. */
export function* isThere(handle: Handle, parts: readonly string[], at: string): Task<boolean> {
  try {
    yield* look(handle, parts, true, at)
    return true
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return false
    // A link that leads nowhere, or out, is no file of this folder.
    if (BreakwaterError.is(error) && (code === 'FILES_LINK_LEAVES' || code === 'FILES_LINK_LOOP')) return false
    throw error
  }
}
