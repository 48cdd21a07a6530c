import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { codes } from '../codes.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { OWN_PREFIX } from '../names/check-name.ts'
import { NOFOLLOW, Walk } from '../resolve/walk.ts'
import type { Handle } from './handle.ts'
import { makeParents } from './mkdir.ts'

const { O_WRONLY, O_CREAT, O_EXCL, O_NONBLOCK = 0, O_NOCTTY = 0 } = fs.constants
const MAX_TRIES = 100

/** How a whole file is put in its place. */
export interface NewFileHow {
  /** Fail with EEXIST if the name is taken. */
  readonly exclusive: boolean
  /** Make missing folders on the way. */
  readonly parents: boolean
  readonly mode: number | undefined
  /** Permissions of a file that was not there before. */
  readonly fresh: number | undefined
}

/**
 * A file that is written beside its place under a name of our own and then renamed onto it: whoever reads sees the old contents or the new ones, also after
 * SIGKILL. A link in its place is resolved first, inside of the folder. `commit` or `drop` ends it.
 */
export class NewFile {
  readonly #handle: Handle
  readonly #walk: Walk
  readonly #at: string
  readonly #name: string
  readonly #temporary: string
  readonly #how: NewFileHow
  readonly #replaced: Stats | undefined
  #fd: number
  #size = 0
  #reserved = 0

  private constructor(handle: Handle, walk: Walk, name: string, how: NewFileHow, replaced: Stats | undefined, temporary: string, fd: number, at: string) {
    this.#handle = handle
    this.#walk = walk
    this.#name = name
    this.#how = how
    this.#replaced = replaced
    this.#temporary = temporary
    this.#fd = fd
    this.#at = at
  }

  static *begin(handle: Handle, parts: readonly string[], how: NewFileHow, at: string): Task<NewFile> {
    if (how.parents) yield* makeParents(handle, parts, at)
    const walk = new Walk(handle.root, parts, handle.settings, at)
    let reserved = 0
    try {
      const { name, stats } = yield* place(walk, how.exclusive, at)
      if (stats === undefined) {
        handle.quota?.reserve(0, 1, at)
        reserved = 1
      }
      const temporary = `${OWN_PREFIX}${randomBytes(12).toString('hex')}.tmp`
      const fd = yield* io.open(walk.path(temporary), O_WRONLY | O_CREAT | O_EXCL | NOFOLLOW, stats === undefined ? how.mode ?? how.fresh ?? handle.settings.fileMode : 0o600)
      return new NewFile(handle, walk, name, how, stats, temporary, fd, at)
    } catch (error) {
      handle.quota?.settle(0, reserved, false)
      walk.close()
      throw error
    }
  }

  /** Adds bytes. Codes: FILES_TOO_LARGE, FILES_QUOTA. */
  *add(bytes: Uint8Array): Task<void> {
    const { maxBytes } = this.#handle.settings
    if (this.#size + bytes.byteLength > maxBytes) throw codes.error('FILES_TOO_LARGE', { at: this.#at, todo: 'Send less, or raise maxBytes in openFolder(…).', details: { maxBytes } })
    if (this.#handle.quota) this.#reserve(this.#size + bytes.byteLength)
    for (let done = 0; done < bytes.byteLength;) done += yield* io.write(this.#fd, bytes, done, bytes.byteLength - done, null)
    this.#size += bytes.byteLength
  }

  #reserve(size: number): void {
    const needed = Math.max(0, size - (this.#replaced?.size ?? 0))
    this.#handle.quota!.reserve(needed - this.#reserved, 0, this.#at)
    this.#reserved = needed
  }

  /** Puts the file in its place. */
  *commit(): Task<void> {
    const { settings } = this.#handle
    try {
      yield* this.#permissions()
      if (settings.durable) yield* io.fsync(this.#fd)
      const stats = yield* io.fstat(this.#fd)
      fs.closeSync(this.#fd)
      this.#fd = -1
      yield* this.#walk.confirm(this.#temporary, stats)
      const from = this.#walk.path(this.#temporary)
      const to = this.#walk.path(this.#name)
      if (this.#how.exclusive) {
        yield* io.link(from, to)
        yield* io.unlink(from)
      } else yield* io.rename(from, to)
      if (settings.durable && this.#handle.root.manner === 'held') yield* syncDirectory(this.#walk)
    } catch (error) {
      yield* this.drop()
      throw error
    }
    this.#end(true)
  }

  *#permissions(): Task<void> {
    const old = this.#replaced
    if (old === undefined || process.platform === 'win32') return
    // The owner of a file stays when root replaces it; a set-id bit does not.
    if (process.geteuid?.() === 0) yield* io.fchown(this.#fd, old.uid, old.gid)
    yield* io.fchmod(this.#fd, this.#how.mode ?? old.mode & 0o777)
  }

  /** Takes away what was written. */
  *drop(): Task<void> {
    if (this.#fd !== -1) fs.closeSync(this.#fd)
    this.#fd = -1
    try {
      yield* io.unlink(this.#walk.path(this.#temporary))
    } catch {
      // Somebody else has taken it away already.
    }
    this.#end(false)
  }

  #end(isUsed: boolean): void {
    this.#handle.quota?.settle(this.#reserved, this.#replaced === undefined ? 1 : 0, isUsed)
    // A file that became smaller frees room, which only measuring finds.
    if (isUsed && this.#replaced !== undefined && this.#size < this.#replaced.size) this.#handle.quota?.forget()
    this.#walk.close()
  }
}

/** Finds where the file is to be: behind links that stay in the folder, beside a file that is there and may be written, or where nothing is. */
function* place(walk: Walk, exclusive: boolean, at: string): Task<{ name: string; stats: Stats | undefined }> {
  let wasLink = false
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const name = yield* walk.toLast()
    if (name === undefined) throw nodeError('EISDIR', 'open')
    let fd: number
    try {
      fd = yield* io.open(walk.path(name), O_WRONLY | NOFOLLOW | O_NONBLOCK | O_NOCTTY)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENXIO' || code === 'ENODEV') throw codes.error('FILES_NOT_REGULAR', { at })
      if (code === 'ELOOP' || code === 'EMLINK') {
        if (exclusive) throw nodeError('EEXIST', 'open')
        wasLink = true
        yield* walk.through(name)
        continue
      }
      if (code === 'ENOENT' && wasLink) throw codes.error('FILES_LINK_DANGLING', { at })
      if (code !== 'ENOENT') throw error
      yield* walk.confirm(undefined)
      return { name, stats: undefined }
    }
    try {
      const stats = yield* io.fstat(fd)
      if (exclusive) throw nodeError('EEXIST', 'open')
      if (!stats.isFile()) throw codes.error('FILES_NOT_REGULAR', { at })
      walk.checkMount(fd, stats.dev)
      yield* walk.confirm(name, stats)
      return { name, stats }
    } finally {
      fs.closeSync(fd)
    }
  }
  throw codes.error('FILES_CHANGED', { at })
}

function* syncDirectory(walk: Walk): Task<void> {
  const fd = yield* io.open(`${walk.dir.base}/.`, fs.constants.O_RDONLY)
  try {
    yield* io.fsync(fd)
  } finally {
    fs.closeSync(fd)
  }
}
