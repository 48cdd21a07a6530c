import { codes } from '../codes.ts'
import { aboutName, codeOf } from '../io/node-error.ts'
import { runLater, runNow } from '../io/task.ts'
import type { Task } from '../io/task.ts'
import { checkName } from '../names/check-name.ts'
import { Walk } from '../resolve/walk.ts'
import type { Root } from '../resolve/root.ts'
import type { Quota } from './quota.ts'
import type { Settings } from './settings.ts'

/** What a folder is made of, inside of this package. */
export interface Handle {
  readonly root: Root
  readonly settings: Settings
  readonly quota: Quota | undefined
}

/** The parts of a name in this folder. */
export const partsOf = (handle: Handle, name: unknown, at: string, kind?: 'file' | 'folder'): string[] => checkName(name, handle.settings, at, kind)

export function mustWrite(handle: Handle, at: string): void {
  if (handle.settings.readOnly) throw codes.error('FILES_READ_ONLY', { at })
}

/** Runs a task at once. A system error speaks of the name, never of the machine; a folder that was deleted and made anew is found again. */
export function now<T>(handle: Handle, make: () => Task<T>, name: string, dest?: string, syscall?: string): T {
  try {
    try {
      return runNow(make())
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && handle.root.renew()) return runNow(make())
      throw error
    }
  } catch (error) {
    throw aboutName(error, name, dest, syscall)
  }
}

/** Runs a task asynchronously, otherwise like `now`. */
export async function later<T>(handle: Handle, make: () => Task<T>, name: string, dest?: string, syscall?: string): Promise<T> {
  try {
    try {
      return await runLater(make(), handle.root.isLocal)
    } catch (error) {
      if (codeOf(error) === 'ENOENT' && handle.root.renew()) return await runLater(make(), handle.root.isLocal)
      throw error
    }
  } catch (error) {
    throw aboutName(error, name, dest, syscall)
  }
}

/** Walks to a name for the time of a task. */
export function* walking<T>(handle: Handle, parts: readonly string[], at: string, work: (walk: Walk) => Task<T>): Task<T> {
  const walk = new Walk(handle.root, parts, handle.settings, at)
  try {
    return yield* work(walk)
  } finally {
    walk.close()
  }
}
