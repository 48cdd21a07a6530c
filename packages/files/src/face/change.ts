import fs from 'node:fs'
import { walking } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { codes } from '../codes.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { base, HOLD } from '../platform/linux.ts'

/** Does something to a file or folder that node:fs offers for paths alone, by the descriptor of what was checked. */
export function* change<T>(handle: Handle, parts: readonly string[], work: (path: string) => Task<T>, at: string): Task<T> {
  return yield* walking(handle, parts, at, function* (walk) {
    for (let tries = 0; tries < 100; tries++) {
      const name = yield* walk.toLast()
      if (name === undefined) return yield* work(`${walk.dir.base}/.`)
      if (handle.root.manner === 'checked') {
        const stats = yield* io.lstat(walk.path(name))
        yield* walk.confirm(name, stats)
        if (!stats.isSymbolicLink()) return yield* work(walk.path(name))
        yield* walk.through(name)
        continue
      }
      const fd = yield* io.open(walk.path(name), HOLD)
      try {
        const stats = yield* io.fstat(fd)
        if (!stats.isSymbolicLink()) {
          walk.checkMount(fd, stats.dev)
          if (!stats.isFile() && !stats.isDirectory() && at !== 'access') throw codes.error('FILES_NOT_REGULAR', { at })
          if (at !== 'access' && stats.isFile() && stats.nlink > 1 && handle.settings.hardLinks !== 'allow') throw codes.error('FILES_HARD_LINK_REFUSED', { at, todo: "Open the folder with { hardLinks: 'allow' } to change what all its names share." })
          return yield* work(base(fd))
        }
      } finally {
        fs.closeSync(fd)
      }
      yield* walk.through(name)
    }
    throw codes.error('FILES_CHANGED', { at })
  })
}
