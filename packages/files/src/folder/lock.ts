import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import { limit, optional, readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'
import { codeOf } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { OWN_PREFIX } from '../names/check-name.ts'
import { NOFOLLOW } from '../resolve/walk.ts'
import { later, walking } from './handle.ts'
import type { Handle } from './handle.ts'
import { isSignal } from './streams.ts'

/** Options of `folder.lock`. */
export interface LockOptions {
  /** How long to wait for it (10 000 ms). */
  timeoutMs?: number
  signal?: AbortSignal
}

const spec = { timeoutMs: limit(10_000, { min: 0, max: 2 ** 31 - 1 }), signal: optional('an AbortSignal', isSignal) }

export const readLockOptions = (options: unknown) => readOptions('lock', options, spec)

const { O_WRONLY, O_RDONLY, O_CREAT, O_EXCL, O_NONBLOCK = 0 } = fs.constants
const POLL_MS = 25

/** A lock that is held; `release` gives it back. */
export interface Lock {
  release(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/** Waits for the lock of a name: a file of our own beside it, which a process that has died leaves to the next one. */
export async function acquire(handle: Handle, parts: string[], { timeoutMs, signal }: ReturnType<typeof readLockOptions>): Promise<Lock> {
  const text = `${owner(process.pid)}\n${randomBytes(12).toString('hex')}\n`
  const run = <T>(work: (path: string) => Task<T>) => later(handle, () => lockPath(handle, parts, work), parts.join('/'))
  for (let waited = 0; ; waited += POLL_MS) {
    signal?.throwIfAborted()
    if (await run(path => take(path, text, handle.root.isLocal))) {
      const free = () => run(path => release(path, text))
      return Object.freeze({ release: free, [Symbol.asyncDispose]: free })
    }
    if (waited >= timeoutMs) throw codes.error('FILES_LOCKED', { at: 'lock', details: { timeoutMs } })
    await new Promise(resolve => setTimeout(resolve, Math.min(POLL_MS, timeoutMs - waited)))
  }
}

function* lockPath<T>(handle: Handle, parts: string[], work: (path: string) => Task<T>): Task<T> {
  const name = `${OWN_PREFIX}lock-${Buffer.from(parts.at(-1)!).toString('hex').slice(0, 200)}`
  return yield* walking(handle, [...parts.slice(0, -1), name], 'lock', function* (walk) {
    return yield* work(walk.path((yield* walk.toLast())!))
  })
}

function* take(path: string, text: string, isLocal: boolean): Task<boolean> {
  // Written beside and linked into place: nobody ever reads half a lock.
  const mine = `${path}-${text.slice(-13, -1)}`
  yield* put(mine, text)
  try {
    if (yield* linked(mine, path)) return true
    const other = yield* readLock(path)
    if (other === undefined || isAlive(other, isLocal)) return false
    // One at a time takes a lock from the dead: it is moved away, and moved back if it was not the one that was read.
    const away = `${mine}-old`
    try {
      yield* io.rename(path, away)
    } catch {
      return false
    }
    const isTaken = (yield* readLock(away)) === other && (yield* linked(mine, path))
    if ((yield* readLock(away)) !== other) yield* linked(away, path)
    yield* io.unlink(away)
    return isTaken
  } finally {
    yield* io.unlink(mine)
  }
}

function* put(path: string, text: string): Task<void> {
  const fd = yield* io.open(path, O_WRONLY | O_CREAT | O_EXCL | NOFOLLOW, 0o600)
  try {
    const bytes = Buffer.from(text)
    yield* io.write(fd, bytes, 0, bytes.length, null)
  } finally {
    fs.closeSync(fd)
  }
}

function* linked(from: string, to: string): Task<boolean> {
  try {
    yield* io.link(from, to)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
}

function* readLock(path: string): Task<string | undefined> {
  let fd: number
  try {
    fd = yield* io.open(path, O_RDONLY | NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
  try {
    const buffer = Buffer.alloc(512)
    return buffer.toString('latin1', 0, yield* io.read(fd, buffer, 0, 512, 0))
  } finally {
    fs.closeSync(fd)
  }
}

function* release(path: string, text: string): Task<void> {
  if ((yield* readLock(path)) === text) yield* io.unlink(path)
}

// A process is known by its number, when it began, and where such numbers count: containers have numbers of their own.
function owner(pid: number): string {
  return `${pid} ${beginning(pid)} ${space()}`
}

function beginning(pid: number): string {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[19] ?? '0'
  } catch {
    return '0'
  }
}

function space(): string {
  try {
    return `${fs.readlinkSync('/proc/self/ns/pid')}-${fs.readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}`
  } catch {
    return 'unknown'
  }
}

function isAlive(text: string, isLocal: boolean): boolean {
  const [first = ''] = text.split('\n')
  const pid = Number(first.split(' ')[0])
  if (!Number.isSafeInteger(pid) || pid <= 0) return true
  // On a disk of this machine, what was locked before it started is nobody's.
  const boot = (line: string) => line.slice(line.lastIndexOf(']') + 1)
  if (isLocal && process.platform === 'linux' && first.includes('pid:[') && boot(first) !== boot(space())) return false
  // Of another container or machine nothing is known: it is waited for.
  if (!first.endsWith(` ${space()}`)) return true
  try {
    process.kill(pid, 0)
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false
  }
  return first === owner(pid)
}
