import type { Dirent } from 'node:fs'
import { limit, flag, readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'
import { codeOf } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { isUsablePart, OWN_PREFIX } from '../names/check-name.ts'
import { HOLD } from '../platform/linux.ts'
import type { Walk } from '../resolve/walk.ts'
import { walking } from './handle.ts'
import type { Handle } from './handle.ts'
import type { Usage } from './quota.ts'
import { kindOf } from './stat.ts'
import type { EntryKind } from './stat.ts'

/** One entry of a folder. */
export interface Entry {
  /** Relative to the folder object, so that it can be given to its methods. */
  readonly name: string
  readonly kind: EntryKind
}

/** Options of `folder.list`. */
export interface ListOptions {
  /** Also what the sub-folders hold; links are listed and never entered (false). */
  recursive?: boolean
  /** More is FILES_TOO_MANY (100 000). */
  maxEntries?: number
  /** Of sub-folders; deeper is FILES_TOO_MANY (64). */
  maxDepth?: number
}

const spec = { recursive: flag(false), maxEntries: limit(100_000), maxDepth: limit(64, { max: 64 }) }

export const readListOptions = (at: string, options: unknown) => readOptions(at, options, spec)

// Without a prototype: what somebody put on Object.prototype must not make Node.js list recursively.
const READDIR: { withFileTypes: true } = Object.freeze(Object.assign(Object.create(null), { withFileTypes: true, encoding: 'utf8', recursive: false }))

/** The entries of one directory, those with names that this folder takes. */
export function* entriesOf(handle: Handle, parts: readonly string[], at: string): Task<{ name: string; kind: EntryKind }[]> {
  return yield* walking(handle, parts, at, function* (walk: Walk): Task<{ name: string; kind: EntryKind }[]> {
    const dir = yield* walk.toDirectory()
    const found = yield* io.readdir(`${dir.base}/.`, READDIR)
    yield* walk.confirm(undefined)
    const entries: { name: string; kind: EntryKind }[] = []
    for (const entry of found) if (isUsablePart(entry.name, handle.settings)) entries.push({ name: entry.name, kind: yield* kindOfEntry(walk, entry) })
    return entries
  })
}

function* kindOfEntry(walk: Walk, entry: Dirent): Task<EntryKind> {
  const kind = kindOf(entry)
  if (kind !== 'other' || entry.isFIFO() || entry.isSocket() || entry.isBlockDevice() || entry.isCharacterDevice()) return kind
  // File systems that do not tell the type in the directory.
  try {
    return kindOf(yield* io.lstat(walk.path(entry.name)))
  } catch {
    return 'other'
  }
}

/** Walks through a folder: each directory is held while its entries are read, and entered by its name from the root again. */
export class Lister {
  readonly #handle: Handle
  readonly #at: string
  readonly #options: ReturnType<typeof readListOptions>
  readonly #open: string[][]
  readonly #depth: number
  #count = 0

  constructor(handle: Handle, parts: string[], options: ReturnType<typeof readListOptions>, at: string) {
    this.#handle = handle
    this.#at = at
    this.#options = options
    this.#open = [parts]
    this.#depth = parts.length
  }

  /** The entries of the next directory, or undefined at the end. */
  *next(): Task<Entry[] | undefined> {
    const parts = this.#open.pop()
    if (parts === undefined) return undefined
    const { recursive, maxEntries, maxDepth } = this.#options
    let found: { name: string; kind: EntryKind }[]
    try {
      found = yield* entriesOf(this.#handle, parts, this.#at)
    } catch (error) {
      // A sub-folder that was removed, or became a link, since it was seen.
      if (parts.length > this.#depth && (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR' || codeOf(error) === 'FILES_LINK_LEAVES')) return []
      throw error
    }
    if ((this.#count += found.length) > maxEntries) throw codes.error('FILES_TOO_MANY', { at: this.#at, details: { maxEntries } })
    found.sort((one, other) => (one.name < other.name ? -1 : 1))
    const below: string[][] = []
    const entries = found.map(({ name, kind }) => {
      const path = [...parts, name]
      if (recursive && kind === 'folder') {
        if (path.length - this.#depth > maxDepth) throw codes.error('FILES_TOO_MANY', { at: this.#at, details: { maxDepth } })
        below.push(path)
      }
      return Object.freeze({ name: path.join('/'), kind })
    })
    this.#open.push(...below.reverse())
    return entries
  }
}

/** Counts everything below the folder, whatever its name. */
export function* measure(handle: Handle): Task<Usage> {
  const total = { bytes: 0, files: 0 }
  yield* walking(handle, [], 'quota', function* (walk) {
    yield* count(walk.dir.base, total, 0)
  })
  return total
}

function* count(base: string, total: { bytes: number; files: number }, depth: number): Task<void> {
  if (depth > 200) return
  for (const entry of yield* io.readdirBytes(`${base}/.`, 'buffer')) {
    const path = Buffer.concat([Buffer.from(`${base}/`), entry])
    // Unfinished writes are counted by their reservations.
    if (entry.toString('latin1').startsWith(OWN_PREFIX) && entry.toString('latin1').endsWith('.tmp')) continue
    let fd = -1
    try {
      const stats = yield* io.lstat(path)
      total.files++
      if (stats.isFile()) total.bytes += stats.size
      if (!stats.isDirectory() || process.platform !== 'linux') continue
      fd = yield* io.open(path, HOLD)
      if ((yield* io.fstat(fd)).isDirectory()) yield* count(`/proc/self/fd/${fd}`, total, depth + 1)
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error
    } finally {
      if (fd !== -1) yield* io.close(fd)
    }
  }
}
