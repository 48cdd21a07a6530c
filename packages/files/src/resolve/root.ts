import fs from 'node:fs'
import { dirname, basename, resolve, sep } from 'node:path'
import { codes } from '../codes.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import { base, HOLD, isLocal, mountOf } from '../platform/linux.ts'
import { selfTest } from '../platform/self-test.ts'

/** How names are resolved: `held` by descriptors (Linux), `checked` by paths that are compared before and after (elsewhere). */
export type Manner = 'held' | 'checked'

/** A directory on the way: its descriptor (-1 where paths are used) and the prefix under which its entries are reached. */
export interface Dir {
  readonly fd: number
  readonly base: string
  readonly dev: number
  readonly ino: number
}

const closing = new FinalizationRegistry<number>(fd => {
  try {
    fs.closeSync(fd)
  } catch {
    // Nobody is left to be told.
  }
})

const MANNER: Manner = process.platform === 'linux' ? 'held' : 'checked'

/** The directory of a folder, held open. */
export class Root {
  readonly manner: Manner
  #dir: Dir | undefined
  #isClosed = false
  #isLocal = false
  #mount: number | undefined
  readonly #path: string
  #real = ''
  readonly #users = new Map<Dir, number>()
  readonly #reopens: boolean

  private constructor(path: string, manner: Manner, reopens: boolean) {
    this.#path = path
    this.manner = manner
    this.#reopens = reopens
  }

  /** The folder of a path that the program names; `lazy`: it may be made later. */
  static ofPath(path: string, { create, lazy, mode, at, manner = MANNER }: { create: boolean; lazy: boolean; mode: number; at: string; manner?: Manner }): Root {
    if (manner === 'held') {
      const reason = selfTest()
      if (reason !== undefined) throw codes.error('FILES_UNAVAILABLE', { at, details: { reason } })
    } else if (process.permission) throw codes.error('FILES_UNAVAILABLE', { at, details: { reason: 'the permission model of Node.js is on' } })
    const root = new Root(resolve(path), manner, true)
    if (create) fs.mkdirSync(root.#path, { recursive: true, mode })
    try {
      root.#open(root.#path, at)
    } catch (error) {
      if (!lazy || codeOf(error) !== 'ENOENT') throw error
    }
    return root
  }

  /** The folder of a directory that was reached through another; takes over its descriptor. */
  static ofDir(dir: Dir, parent: Root): Root {
    const root = new Root(dir.base, parent.manner, false)
    root.#take(dir)
    root.#real = parent.manner === 'checked' ? dir.base : ''
    return root
  }

  #open(path: string, at: string): void {
    if (this.manner === 'checked') {
      const real = fs.realpathSync.native(path)
      const stats = fs.statSync(real)
      if (!stats.isDirectory()) throw codes.error('FILES_FOLDER_REFUSED', { at, got: 'something that is no directory' })
      this.#real = real
      this.#dir = { fd: -1, base: real.endsWith(sep) ? real.slice(0, -1) : real, dev: stats.dev, ino: stats.ino }
      return
    }
    // The program's own path may lead through links (releases/current); what is found is held from here on.
    const real = fs.realpathSync.native(path)
    const fd = fs.openSync(real, HOLD)
    const stats = fs.fstatSync(fd)
    if (!stats.isDirectory()) {
      fs.closeSync(fd)
      throw codes.error('FILES_FOLDER_REFUSED', { at, got: 'something that is no directory' })
    }
    this.#real = real
    this.#take({ fd, base: base(fd), dev: stats.dev, ino: stats.ino })
  }

  #take(dir: Dir): void {
    this.#dir = dir
    if (dir.fd === -1) return
    closing.register(this, dir.fd, this)
    this.#mount = mountOf(dir.fd)
    this.#isLocal = isLocal(dir.base)
  }

  /** The held directory; opened now if it was not there before. Codes: FILES_CLOSED, ENOENT. */
  dir(at: string): Dir {
    if (this.#dir !== undefined) return this.#dir
    if (this.#isClosed) throw codes.error('FILES_CLOSED', { at })
    try {
      this.#open(this.#path, at)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') throw nodeError('ENOENT', 'open', '.')
      throw error
    }
    return this.#dir!
  }

  get isLocal(): boolean {
    return this.#isLocal
  }

  /** Whether a descriptor stands on the mount of the folder; asked once for a whole walk, since a walk without .. never comes back to a mount it has left. */
  isOnMount(fd: number, dev: number): boolean {
    if (fd === -1) return dev === this.#dir?.dev
    const mount = mountOf(fd)
    return mount === undefined || this.#mount === undefined ? dev === this.#dir?.dev : mount === this.#mount
  }

  /**
   * After ENOENT: true if the directory itself was deleted and another one stands in its place, which is held from now on. Only a plain directory at the
   * very path that was held is taken: a link put there meanwhile is not followed.
   */
  renew(): boolean {
    const dir = this.#dir
    if (!this.#reopens || dir === undefined || dir.fd === -1) return false
    try {
      if (fs.fstatSync(dir.fd).nlink !== 0) return false
      if (fs.realpathSync.native(dirname(this.#real)) !== dirname(this.#real) || basename(this.#real) === '') return false
      const fd = fs.openSync(this.#real, HOLD)
      const stats = fs.fstatSync(fd)
      if (!stats.isDirectory() || fs.readlinkSync(base(fd)) !== this.#real) {
        fs.closeSync(fd)
        return false
      }
      closing.unregister(this)
      this.#take({ fd, base: base(fd), dev: stats.dev, ino: stats.ino })
      this.#forget(dir)
      return true
    } catch {
      return false
    }
  }

  /** The parts, below the folder, of the absolute target of a link; undefined where it leads elsewhere. */
  inside(target: string): string[] | undefined {
    for (const real of [this.#real, this.#path, this.#heldPath()]) {
      if (real === '' || real.startsWith('/proc/')) continue
      if (target === real) return []
      const prefix = real.endsWith(sep) ? real : real + sep
      if (target.startsWith(prefix)) return target.slice(prefix.length).split(sep)
    }
    return undefined
  }

  #heldPath(): string {
    if (this.#dir === undefined || this.#dir.fd === -1) return ''
    try {
      return fs.readlinkSync(this.#dir.base)
    } catch {
      return ''
    }
  }

  /** Where the folder is, for the hatch alone. */
  realPath(at: string): string {
    this.dir(at)
    return this.manner === 'checked' ? this.#real : this.#heldPath()
  }

  /** The same directory, held once more: it stays usable when this one is closed. */
  again(at: string): Root {
    const dir = this.dir(at)
    if (dir.fd === -1) return Root.ofDir(dir, this)
    const fd = fs.openSync(`${dir.base}/.`, HOLD)
    return Root.ofDir({ fd, base: base(fd), dev: dir.dev, ino: dir.ino }, this)
  }

  /** The held directory for the time of a call: its descriptor is not closed before `release`, since its number could then mean another directory. */
  acquire(at: string): Dir {
    const dir = this.dir(at)
    if (dir.fd !== -1) this.#users.set(dir, (this.#users.get(dir) ?? 0) + 1)
    return dir
  }

  release(dir: Dir): void {
    if (dir.fd === -1) return
    const left = (this.#users.get(dir) ?? 1) - 1
    if (left > 0) this.#users.set(dir, left)
    else {
      this.#users.delete(dir)
      if (dir !== this.#dir) fs.closeSync(dir.fd)
    }
  }

  #forget(dir: Dir): void {
    if (dir.fd !== -1 && !this.#users.has(dir)) fs.closeSync(dir.fd)
  }

  close(): void {
    this.#isClosed = true
    const dir = this.#dir
    this.#dir = undefined
    closing.unregister(this)
    if (dir !== undefined) this.#forget(dir)
  }
}
