import fs from 'node:fs'
import { codes } from '../codes.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { walking } from './handle.ts'
import type { Handle } from './handle.ts'
import { entriesOf } from './list.ts'
import { makeFolder, makeParents } from './mkdir.ts'
import { NewFile } from './new-file.ts'
import { openRead } from './read.ts'
import { remove } from './remove.ts'
import { look } from './stat.ts'

export interface Place {
  readonly handle: Handle
  readonly parts: readonly string[]
}

export interface MoveHow {
  readonly overwrite: boolean
  readonly parents: boolean
  readonly recursive: boolean
}

const CHUNK = 256 * 1024
const MAX_LEVELS = 128

/** Gives a file, link or folder another name, also in another folder; across file systems it is copied and removed. */
export function* move(from: Place, to: Place, how: MoveHow, at: string): Task<void> {
  if (from.parts.length === 0 || to.parts.length === 0) throw codes.error('FILES_NAME_REFUSED', { at, todo: 'Name what is in the folder.' })
  if (how.parents) yield* makeParents(to.handle, to.parts, at)
  try {
    yield* walking(from.handle, from.parts, at, function* (source) {
      const name = (yield* source.toLast())!
      yield* walking(to.handle, to.parts, at, function* (target) {
        const other = (yield* target.toLast())!
        yield* source.confirm(undefined)
        yield* target.confirm(undefined)
        if (how.overwrite) return yield* io.rename(source.path(name), target.path(other))
        yield* renameNew(source.path(name), target.path(other))
      })
    })
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    yield* copy(from, to, { ...how, recursive: true }, at)
    yield* remove(from.handle, from.parts, { what: 'any', recursive: true, force: false }, at)
  } finally {
    from.handle.quota?.forget()
    to.handle.quota?.forget()
  }
}

/** A hard link cannot replace anything, so that no moment lies between looking and moving; folders cannot have one, but then nothing but an empty folder can be replaced. */
function* renameNew(from: string, to: string): Task<void> {
  const stats = yield* io.lstat(from)
  if (!stats.isDirectory()) {
    try {
      yield* io.link(from, to)
      return yield* io.unlink(from)
    } catch (error) {
      // File systems without hard links, and files of others under fs.protected_hardlinks.
      if (!['EPERM', 'EACCES', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(codeOf(error) ?? '')) throw error
    }
  }
  try {
    yield* io.lstat(to)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    return yield* io.rename(from, to)
  }
  throw nodeError('EEXIST', 'rename')
}

/** Copies a file, or a folder with what is in it. */
export function* copy(from: Place, to: Place, how: MoveHow, at: string): Task<void> {
  const stats = yield* look(from.handle, from.parts, true, at)
  if (stats.isFile()) return yield* copyFile(from, to, how, at)
  if (!stats.isDirectory()) throw codes.error('FILES_NOT_REGULAR', { at })
  if (!how.recursive) throw nodeError('EISDIR', 'copyfile')
  if (from.handle.root === to.handle.root && from.parts.every((part, index) => part === to.parts[index])) throw nodeError('EINVAL', 'copyfile')
  if (how.parents) yield* makeParents(to.handle, to.parts, at)
  yield* copyFolder(from, to, how, at)
}

function* copyFolder(from: Place, to: Place, how: MoveHow, at: string): Task<void> {
  if (from.parts.length > MAX_LEVELS || to.parts.length > MAX_LEVELS) throw codes.error('FILES_TOO_MANY', { at, details: { maxDepth: MAX_LEVELS } })
  // Listed before the new folder is made: through a link or a sub-folder it may lie in the one that is copied.
  const entries = yield* entriesOf(from.handle, from.parts, at)
  if (to.parts.length > 0) yield* makeFolder(to.handle, to.parts, to.handle.settings.dirMode, how.overwrite, at)
  for (const { name, kind } of entries) {
    const source = { handle: from.handle, parts: [...from.parts, name] }
    const target = { handle: to.handle, parts: [...to.parts, name] }
    if (kind === 'folder') yield* copyFolder(source, target, how, at)
    // A link is copied as the file that it means; one that leaves is refused there.
    else if (kind === 'file' || kind === 'link') yield* copyFile(source, target, how, at)
    else throw codes.error('FILES_NOT_REGULAR', { at })
  }
}

function* copyFile(from: Place, to: Place, how: MoveHow, at: string): Task<void> {
  const { fd, stats } = yield* openRead(from.handle, from.parts, at)
  try {
    const file = yield* NewFile.begin(to.handle, to.parts, { exclusive: !how.overwrite, parents: how.parents, mode: undefined, fresh: stats.mode & 0o777 }, at)
    try {
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(stats.size, 1)))
      for (;;) {
        const count = yield* io.read(fd, buffer, 0, buffer.length, -1)
        if (count === 0) break
        yield* file.add(buffer.subarray(0, count))
      }
    } catch (error) {
      yield* file.drop()
      throw error
    }
    yield* file.commit()
  } finally {
    fs.closeSync(fd)
  }
}
