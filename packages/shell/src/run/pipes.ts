import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lookup } from '../lookup.ts'

/** Two descriptors of one pipe. */
export interface Pipe {
  readonly read: number
  readonly write: number
}

/** In the names that /proc has for our pipes. */
export const PIPE_MARK = 'breakwater-pipe-'
const BATCH = 8
const ready: Pipe[] = []
let isAble = process.platform !== 'win32'

/**
 * A real pipe, or undefined where none can be made. Node.js joins programs with sockets, on which a producer whose reader is gone meets ECONNRESET and complains,
 * where SIGPIPE would end it silently, and whose /dev/stdin cannot be opened. Named pipes are opened and unlinked at once, some in store.
 */
export function takePipe(): Pipe | undefined {
  if (ready.length === 0 && isAble) refill()
  return ready.pop()
}

function refill(): void {
  const file = lookup('mkfifo', { path: '/usr/bin:/bin:/usr/local/bin', cwd: '/', local: false })
  isAble = file !== undefined
  if (file === undefined) return
  const folder = mkdtempSync(join(tmpdir(), PIPE_MARK))
  try {
    const names = Array.from({ length: BATCH }, (_, index) => join(folder, String(index)))
    isAble = spawnSync(file, ['-m', '600', ...names], { env: {}, stdio: 'ignore', cwd: '/' }).status === 0
    if (isAble) for (const name of names) ready.push(openBoth(name))
  } catch {
    // Too many open files, say: sockets will do.
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Opening one end waits for the other, unless both are there: the first descriptor is both. */
function openBoth(name: string): Pipe {
  const both = openSync(name, constants.O_RDWR)
  try {
    const read = openSync(name, constants.O_RDONLY)
    try {
      return { read, write: openSync(name, constants.O_WRONLY) }
    } catch (error) {
      closeSync(read)
      throw error
    }
  } finally {
    closeSync(both)
  }
}
