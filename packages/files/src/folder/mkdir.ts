import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { codes } from '../codes.ts'
import type { Walk } from '../resolve/walk.ts'
import type { Handle } from './handle.ts'
import { walking } from './handle.ts'

const MAX_TRIES = 100

/** Makes the folders above a name. */
export function* makeParents(handle: Handle, parts: readonly string[], at: string): Task<void> {
  if (parts.length > 1) yield* makeFolders(handle, parts.slice(0, -1), handle.settings.dirMode, at)
}

/** Makes each folder of a name that is missing; gives the first one that was made. */
export function* makeFolders(handle: Handle, parts: readonly string[], mode: number, at: string): Task<string | undefined> {
  const first = yield* walking(handle, parts, at, function* (walk: Walk): Task<string | undefined> {
    try {
      yield* walk.toDirectory()
      return ''
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' && codeOf(error) !== 'ENOTDIR') throw error
      return undefined
    }
  })
  if (first === '') return undefined
  let made: string | undefined
  for (let count = 1; count <= parts.length; count++) {
    const some = parts.slice(0, count)
    if ((yield* makeFolder(handle, some, mode, true, at)) && made === undefined) made = some.join('/')
  }
  return made
}

/** Makes one folder. `mayExist`: a folder that is there already is as good; false if nothing was made. */
export function* makeFolder(handle: Handle, parts: readonly string[], mode: number, mayExist: boolean, at: string): Task<boolean> {
  return yield* walking(handle, parts, at, function* (walk: Walk): Task<boolean> {
    for (let tries = 0, wasLink = false; tries < MAX_TRIES; tries++) {
      const name = yield* walk.toLast()
      if (name === undefined) {
        if (mayExist) return false
        throw nodeError('EEXIST', 'mkdir')
      }
      if (mayExist) {
        try {
          const dir = yield* walk.look(name)
          if (dir !== undefined) {
            walk.drop(dir)
            return false
          }
          wasLink = true
          yield* walk.through(name)
          continue
        } catch (error) {
          if (codeOf(error) === 'ENOTDIR') throw nodeError('EEXIST', 'mkdir')
          if (codeOf(error) !== 'ENOENT') throw error
          if (wasLink) throw codes.error('FILES_LINK_DANGLING', { at })
        }
      }
      handle.quota?.reserve(0, 1, at)
      let isMade = false
      try {
        yield* io.mkdir(walk.path(name), mode)
        isMade = true
        yield* walk.confirm(undefined)
        return true
      } catch (error) {
        if (!mayExist || codeOf(error) !== 'EEXIST') throw error
        walk.again(name)
      } finally {
        handle.quota?.settle(0, 1, isMade)
      }
    }
    throw codes.error('FILES_CHANGED', { at })
  })
}
