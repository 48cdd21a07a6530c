import fs from 'node:fs'
import type { Stats } from 'node:fs'
import { codes } from '../codes.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { base, HOLD } from '../platform/linux.ts'
import type { Dir, Root } from './root.ts'

const MAX_LINKS = 40
const MAX_STEPS = 4096

/** What a folder lets a walk do. */
export interface WalkPolicy {
  readonly links: 'inside' | 'refuse'
  readonly mounts: boolean
}

// macOS: no link in any part of the path, checked by the kernel while it opens.
const O_NOFOLLOW_ANY = process.platform === 'darwin' ? 0x20000000 : 0
export const NOFOLLOW = process.platform === 'darwin' ? O_NOFOLLOW_ANY : fs.constants.O_NOFOLLOW ?? 0

/**
 * One name on its way through the folder: directories are entered one by one, each held by its descriptor, and links are read and resolved by hand,
 * so that nothing that is swapped meanwhile leads elsewhere (CWE-22, CWE-59, CWE-367). `close` gives all descriptors back.
 */
export class Walk {
  readonly #root: Root
  readonly #policy: WalkPolicy
  readonly #at: string
  readonly #name: string
  readonly #dirs: Dir[]
  readonly #pending: string[]
  #links = 0
  #steps = 0
  #checkedMount: Dir

  constructor(root: Root, parts: readonly string[], policy: WalkPolicy, at: string) {
    this.#root = root
    this.#policy = policy
    this.#at = at
    this.#name = parts.join('/')
    const top = root.acquire(at)
    this.#dirs = [top]
    this.#checkedMount = top
    this.#pending = [...parts].reverse()
  }

  /** The directory that the walk is in. */
  get dir(): Dir {
    return this.#dirs[this.#dirs.length - 1]!
  }

  /** The path by which an entry of the present directory is reached for one system call. */
  path(name: string): string {
    return `${this.dir.base}/${name}`
  }

  /** Goes on to the last part and gives it, or undefined where the way ends in a directory. */
  *toLast(): Task<string | undefined> {
    for (;;) {
      if (++this.#steps > MAX_STEPS) throw codes.error('FILES_CHANGED', { at: this.#at })
      const name = this.#pending.pop()
      if (name === undefined || name === '' || name === '.') {
        if (this.#pending.length > 0) continue
        this.#checkDir()
        return undefined
      }
      if (name === '..') this.#up()
      else if (this.#pending.length === 0) {
        this.#checkDir()
        return name
      } else yield* this.enter(name)
    }
  }

  /** Goes to the end, which must be a directory. */
  *toDirectory(): Task<Dir> {
    for (;;) {
      const last = yield* this.toLast()
      if (last === undefined) return this.dir
      yield* this.enter(last)
      this.#checkDir()
    }
  }

  /** Enters a directory, or resolves the link that stands there. */
  *enter(name: string): Task<void> {
    const dir = yield* this.look(name)
    if (dir === undefined) return yield* this.through(name)
    this.#dirs.push(dir)
  }

  /** Holds the directory of this name; undefined if it is a link. */
  *look(name: string): Task<Dir | undefined> {
    const path = this.path(name)
    if (this.#root.manner === 'checked') {
      const stats = yield* io.lstat(path)
      if (stats.isSymbolicLink()) return undefined
      if (!stats.isDirectory()) throw nodeError('ENOTDIR', 'open', this.#name)
      return { fd: -1, base: path, dev: stats.dev, ino: stats.ino }
    }
    const fd = yield* io.open(path, HOLD)
    let stats: Stats
    try {
      stats = yield* io.fstat(fd)
      if (stats.isDirectory()) return { fd, base: base(fd), dev: stats.dev, ino: stats.ino }
    } catch (error) {
      fs.closeSync(fd)
      throw error
    }
    fs.closeSync(fd)
    if (stats.isSymbolicLink()) return undefined
    throw nodeError('ENOTDIR', 'open', this.#name)
  }

  /** Puts the target of the link of this name in its place. */
  *through(name: string): Task<void> {
    if (this.#policy.links === 'refuse') throw codes.error('FILES_LINK_REFUSED', { at: this.#at })
    if (++this.#links > MAX_LINKS) throw codes.error('FILES_LINK_LOOP', { at: this.#at })
    let target: string
    try {
      target = yield* io.readlink(this.path(name))
    } catch (error) {
      if (codeOf(error) !== 'EINVAL') throw error
      // It was a link a moment ago: what stands there now is looked at afresh.
      this.#pending.push(name)
      return
    }
    if (target.startsWith('/') || /^[a-z]:|^\\/i.test(target)) {
      const inside = this.#root.inside(target)
      if (inside === undefined) throw codes.error('FILES_LINK_LEAVES', { at: this.#at })
      while (this.#dirs.length > 1) this.#leave()
      this.#push(inside)
    } else this.#push(target.split(process.platform === 'win32' ? /[/\\]/ : '/'))
  }

  /** Looks at the last part once more. */
  again(name: string): void {
    this.#pending.push(name)
  }

  #push(parts: readonly string[]): void {
    for (let index = parts.length - 1; index >= 0; index--) this.#pending.push(parts[index]!)
  }

  #up(): void {
    if (this.#dirs.length === 1) throw codes.error('FILES_LINK_LEAVES', { at: this.#at })
    this.#checkDir()
    this.#leave()
  }

  #leave(): void {
    const dir = this.#dirs.pop()!
    if (dir.fd !== -1) fs.closeSync(dir.fd)
  }

  #checkDir(): void {
    const dir = this.dir
    if (this.#policy.mounts || dir === this.#checkedMount) return
    this.checkMount(dir.fd, dir.dev)
    this.#checkedMount = dir
  }

  /** Refuses what stands on another mount than the folder. Code: FILES_MOUNT_REFUSED. */
  checkMount(fd: number, dev: number): void {
    if (!this.#policy.mounts && !this.#root.isOnMount(fd, dev)) throw codes.error('FILES_MOUNT_REFUSED', { at: this.#at })
  }

  /** Where paths are used: the directories gone through, and the open file, must still be the ones that were checked. Code: FILES_CHANGED. */
  *confirm(name: string | undefined, stats?: Stats): Task<void> {
    if (this.#root.manner === 'held') return
    for (const dir of this.#dirs) {
      const now = yield* io.lstat(dir.base)
      if (now.isSymbolicLink() || now.ino !== dir.ino || now.dev !== dir.dev) throw codes.error('FILES_CHANGED', { at: this.#at })
    }
    if (name === undefined || stats === undefined) return
    const now = yield* io.lstat(this.path(name))
    if (now.isSymbolicLink() !== stats.isSymbolicLink() || now.ino !== stats.ino || now.dev !== stats.dev) throw codes.error('FILES_CHANGED', { at: this.#at })
  }

  /** Takes the present directory out of the walk; its descriptor is the caller's from now on. */
  take(): Dir {
    if (this.#dirs.length === 1) {
      const dir = this.dir
      if (dir.fd === -1) return dir
      const fd = fs.openSync(`${dir.base}/.`, HOLD)
      return { fd, base: base(fd), dev: dir.dev, ino: dir.ino }
    }
    return this.#dirs.pop()!
  }

  /** Gives back what `look` held. */
  drop(dir: Dir): void {
    if (dir.fd !== -1) fs.closeSync(dir.fd)
  }

  close(): void {
    while (this.#dirs.length > 1) this.#leave()
    const top = this.#dirs.pop()
    if (top !== undefined) this.#root.release(top)
  }
}
