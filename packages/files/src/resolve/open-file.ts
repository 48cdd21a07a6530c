import fs from 'node:fs'
import type { Stats } from 'node:fs'
import { codes } from '../codes.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { NOFOLLOW } from './walk.ts'
import type { Walk } from './walk.ts'

const { O_RDONLY, O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_APPEND, O_NONBLOCK = 0, O_NOCTTY = 0 } = fs.constants
const MAX_TRIES = 100

/** How a file is opened. */
export interface OpenHow {
  readonly access: 'read' | 'write' | 'both'
  readonly create: 'never' | 'if-missing' | 'must'
  readonly append: boolean
  readonly truncate: boolean
  readonly mode: number
  readonly hardLinks: HardLinks
}

/** Files with several names: read but not changed in place, never opened, or opened like others. */
export type HardLinks = 'read' | 'refuse' | 'allow'

export interface OpenFile {
  readonly fd: number
  readonly stats: Stats
  readonly isNew: boolean
}

const ACCESS = { read: O_RDONLY, write: O_WRONLY, both: O_RDWR }

/** Opens the file at the end of a walk: a regular file only, without waiting on FIFOs, truncated only after every check. The descriptor is the caller's. */
export function* openFile(walk: Walk, how: OpenHow, at: string): Task<OpenFile> {
  let wasLink = false
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const name = yield* walk.toLast()
    if (name === undefined) throw nodeError('EISDIR', how.access === 'read' ? 'read' : 'open')
    if (how.create === 'must') return yield* create(walk, name, how)
    let fd: number
    try {
      // O_NONBLOCK: a FIFO or device that somebody put there must not hold the program, nor a terminal become its own.
      fd = yield* io.open(walk.path(name), ACCESS[how.access] | (how.append ? O_APPEND : 0) | NOFOLLOW | O_NONBLOCK | O_NOCTTY)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ELOOP' || code === 'EMLINK') {
        wasLink = true
        yield* walk.through(name)
        continue
      }
      if (code === 'ENXIO' || code === 'ENODEV') throw codes.error('FILES_NOT_REGULAR', { at })
      if (code !== 'ENOENT' || how.create === 'never') throw error
      if (wasLink) throw codes.error('FILES_LINK_DANGLING', { at })
      try {
        return yield* create(walk, name, how)
      } catch (second) {
        if (codeOf(second) !== 'EEXIST') throw second
        walk.again(name)
        continue
      }
    }
    return yield* checked(walk, name, fd, how, at)
  }
  throw codes.error('FILES_CHANGED', { at })
}

function* create(walk: Walk, name: string, how: OpenHow): Task<OpenFile> {
  const fd = yield* io.open(walk.path(name), ACCESS[how.access] | (how.append ? O_APPEND : 0) | O_CREAT | O_EXCL | NOFOLLOW, how.mode)
  try {
    const stats = yield* io.fstat(fd)
    yield* walk.confirm(name, stats)
    return { fd, stats, isNew: true }
  } catch (error) {
    fs.closeSync(fd)
    throw error
  }
}

function* checked(walk: Walk, name: string, fd: number, how: OpenHow, at: string): Task<OpenFile> {
  try {
    const stats = yield* io.fstat(fd)
    if (stats.isDirectory()) throw nodeError('EISDIR', how.access === 'read' ? 'read' : 'open')
    if (!stats.isFile()) throw codes.error('FILES_NOT_REGULAR', { at })
    walk.checkMount(fd, stats.dev)
    if (stats.nlink > 1 && (how.hardLinks === 'refuse' || (how.hardLinks === 'read' && how.access !== 'read'))) throw codes.error('FILES_HARD_LINK_REFUSED', { at })
    yield* walk.confirm(name, stats)
    if (how.truncate) yield* io.ftruncate(fd, 0)
    return { fd, stats, isNew: false }
  } catch (error) {
    fs.closeSync(fd)
    throw error
  }
}

