import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import { codes } from '../codes.ts'
import { codeOf } from '../io/node-error.ts'
import { runLater } from '../io/task.ts'
import type { Task } from '../io/task.ts'
import * as io from '../io/steps.ts'
import { OWN_PREFIX } from '../names/check-name.ts'
import { base, HOLD } from '../platform/linux.ts'
import { Root } from '../resolve/root.ts'
import type { Dir } from '../resolve/root.ts'
import { NOFOLLOW, Walk } from '../resolve/walk.ts'
import type { Handle } from '../folder/handle.ts'
import { entriesOf } from '../folder/list.ts'
import { makeFolders, makeParents } from '../folder/mkdir.ts'
import { move } from '../folder/move.ts'
import { remove } from '../folder/remove.ts'
import { look } from '../folder/stat.ts'
import { writeAll } from './byte-source.ts'

const { O_WRONLY, O_CREAT, O_EXCL } = fs.constants
const MAX_HELD = 32
const AT_ONCE = 128 * 1024
const TURN_MS = 8

interface Move {
  readonly from: string[]
  readonly to: string[]
  /** Where a file that makes way is kept until the end. */
  readonly old: string[] | undefined
}

/** A hidden folder in which an archive is unpacked before anything of it is seen; `settle` puts it in its place, `drop` takes it away. */
export class Staging {
  readonly #handle: Handle
  readonly #own: Handle
  readonly #name: string
  readonly #at: string
  readonly #made = new Set<string>()
  readonly #held = new Map<string, Dir>()
  #turn = performance.now()
  #bytes = 0
  #files = 0

  private constructor(handle: Handle, own: Handle, name: string, at: string) {
    this.#handle = handle
    this.#own = own
    this.#name = name
    this.#at = at
  }

  static async make(handle: Handle, at: string): Promise<Staging> {
    const name = `${OWN_PREFIX}${randomBytes(12).toString('hex')}.unpack`
    const dir = await runLater((function* () {
      const walk = new Walk(handle.root, [name], handle.settings, at)
      try {
        yield* walk.toLast()
        yield* io.mkdir(walk.path(name), handle.settings.dirMode | 0o700)
        yield* walk.enter(name)
        return walk.take()
      } finally {
        walk.close()
      }
    })(), handle.root.isLocal)
    const settings = Object.freeze({ ...handle.settings, dotfiles: true, portable: false, links: 'refuse' as const })
    return new Staging(handle, { root: Root.ofDir(dir, handle.root), settings, quota: undefined }, name, at)
  }

  /** Holds the directory of these parts, making what is missing. */
  #folder(parts: readonly string[]): Dir {
    if (parts.length === 0) return this.#own.root.dir(this.#at)
    const key = parts.join('/')
    const known = this.#held.get(key)
    if (known !== undefined) return known
    const parent = this.#folder(parts.slice(0, -1))
    const path = `${parent.base}/${parts.at(-1)!}`
    if (!this.#made.has(key)) {
      this.#reserve(0, 1)
      fs.mkdirSync(path, this.#handle.settings.dirMode | 0o700)
      this.#made.add(key)
    }
    const dir = this.#hold(path)
    if (this.#held.size >= MAX_HELD) this.#letGo(parts.slice(0, -1))
    this.#held.set(key, dir)
    return dir
  }

  #hold(path: string): Dir {
    if (this.#own.root.manner === 'checked') {
      const stats = fs.lstatSync(path)
      if (!stats.isDirectory()) throw codes.error('FILES_CHANGED', { at: this.#at })
      return { fd: -1, base: path, dev: stats.dev, ino: stats.ino }
    }
    const fd = fs.openSync(path, HOLD)
    const stats = fs.fstatSync(fd)
    if (stats.isDirectory()) return { fd, base: base(fd), dev: stats.dev, ino: stats.ino }
    fs.closeSync(fd)
    throw codes.error('FILES_CHANGED', { at: this.#at })
  }

  /** Gives back what is not on the way to the present folder. */
  #letGo(kept: readonly string[]): void {
    const path = kept.join('/')
    for (const [key, dir] of this.#held) {
      if (path === key || path.startsWith(`${key}/`)) continue
      this.#held.delete(key)
      if (dir.fd !== -1) fs.closeSync(dir.fd)
    }
  }

  #reserve(bytes: number, files: number): void {
    this.#handle.quota?.reserve(bytes, files, this.#at)
    this.#bytes += bytes
    this.#files += files
  }

  makeFolder(parts: readonly string[]): void {
    this.#folder(parts)
  }

  /** Writes a file that is in memory. */
  async write(parts: readonly string[], bytes: Buffer): Promise<void> {
    this.#reserve(bytes.length, 1)
    const fd = this.#create(parts)
    try {
      if (bytes.length > AT_ONCE || !this.#handle.root.isLocal) await writeAll(fd, bytes)
      else for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done, bytes.length - done)
    } finally {
      fs.closeSync(fd)
    }
    if (performance.now() - this.#turn > TURN_MS) {
      await new Promise(resolve => setImmediate(resolve))
      this.#turn = performance.now()
    }
  }

  /** Writes a file piece by piece. */
  async writePieces(parts: readonly string[], pieces: AsyncIterable<Buffer>): Promise<number> {
    this.#reserve(0, 1)
    const fd = this.#create(parts)
    let size = 0
    try {
      for await (const piece of pieces) {
        this.#reserve(piece.length, 0)
        size += piece.length
        await writeAll(fd, piece)
      }
    } finally {
      fs.closeSync(fd)
    }
    return size
  }

  #create(parts: readonly string[]): number {
    const dir = this.#folder(parts.slice(0, -1))
    return fs.openSync(`${dir.base}/${parts.at(-1)!}`, O_WRONLY | O_CREAT | O_EXCL | NOFOLLOW, this.#handle.settings.fileMode)
  }

  /** Moves everything to its place, or nothing. */
  async settle(into: readonly string[], overwrite: boolean): Promise<void> {
    this.#letGo([])
    for (const dir of this.#held.values()) if (dir.fd !== -1) fs.closeSync(dir.fd)
    this.#held.clear()
    const handle = this.#handle
    const target: Handle = { root: handle.root, settings: Object.freeze({ ...handle.settings, dotfiles: true, portable: false }), quota: undefined }
    const run = <T>(task: Task<T>) => runLater(task, handle.root.isLocal)
    if (into.length > 0) {
      await run(makeParents(target, into, this.#at))
      if (!(await run(isTaken(target, into, this.#at)))) await run(makeFolders(target, into, handle.settings.dirMode, this.#at))
    }
    const moves: Move[] = []
    try {
      await run(this.#plan(target, [], into, overwrite, moves))
      const how = { overwrite: false, parents: false, recursive: true }
      for (const [index, step] of moves.entries()) {
        if (step.old !== undefined) await run(move({ handle: target, parts: step.to }, { handle: this.#own, parts: step.old }, how, this.#at))
        try {
          await run(move({ handle: this.#own, parts: step.from }, { handle: target, parts: step.to }, how, this.#at))
        } catch (error) {
          await this.#undo(target, moves.slice(0, index), step, run)
          throw error
        }
      }
    } catch (error) {
      throw codeOf(error) === 'EEXIST' ? codes.error('FILES_ARCHIVE_CONFLICT', { at: this.#at }) : error
    }
    await this.#end(true)
  }

  async #undo(target: Handle, done: Move[], half: Move, run: <T>(task: Task<T>) => Promise<T>): Promise<void> {
    const how = { overwrite: false, parents: false, recursive: true }
    if (half.old !== undefined) await run(move({ handle: this.#own, parts: half.old }, { handle: target, parts: half.to }, how, this.#at)).catch(() => undefined)
    for (const { from, to, old } of done.reverse()) {
      await run(move({ handle: target, parts: to }, { handle: this.#own, parts: from }, how, this.#at)).catch(() => undefined)
      if (old !== undefined) await run(move({ handle: this.#own, parts: old }, { handle: target, parts: to }, how, this.#at)).catch(() => undefined)
    }
  }

  /** What must be moved where; a folder that is there is entered, a file that is there is a conflict or makes way. */
  *#plan(target: Handle, from: string[], to: readonly string[], overwrite: boolean, moves: Move[]): Task<void> {
    for (const { name, kind } of yield* entriesOf(this.#own, from, this.#at)) {
      const source = [...from, name]
      const place = [...to, name]
      const there = yield* whatIs(target, place, this.#at)
      if (there === undefined) moves.push({ from: source, to: place, old: undefined })
      else if (kind === 'folder' && there === 'folder') yield* this.#plan(target, source, place, overwrite, moves)
      else if (kind === 'file' && there === 'file' && overwrite) moves.push({ from: source, to: place, old: [`${OWN_PREFIX}old-${moves.length}`] })
      else throw codes.error('FILES_ARCHIVE_CONFLICT', { at: this.#at })
    }
  }

  async drop(): Promise<void> {
    this.#letGo([])
    for (const dir of this.#held.values()) if (dir.fd !== -1) fs.closeSync(dir.fd)
    this.#held.clear()
    await this.#end(false)
  }

  async #end(isUsed: boolean): Promise<void> {
    this.#own.root.close()
    const all: Handle = { ...this.#handle, quota: undefined }
    try {
      await runLater(remove(all, [this.#name], { what: 'folder', recursive: true, force: true }, this.#at), this.#handle.root.isLocal)
    } finally {
      this.#handle.quota?.settle(this.#bytes, this.#files, false)
      if (isUsed) this.#handle.quota?.forget()
    }
  }
}

function* isTaken(handle: Handle, parts: readonly string[], at: string): Task<boolean> {
  return (yield* whatIs(handle, parts, at)) !== undefined
}

/** What stands there itself; a link that is met on the way or at the end is judged by the walk. */
function* whatIs(handle: Handle, parts: readonly string[], at: string): Task<'folder' | 'file' | 'other' | undefined> {
  try {
    const stats = yield* look(handle, parts, false, at)
    return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : 'other'
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}
