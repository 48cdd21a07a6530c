import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { codes as coreCodes, readOptions } from '@breakwater/core'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { codes } from '../codes.ts'
import { openRead } from './read.ts'
import type { Handle } from './handle.ts'

/** Options of `folder.tempFile` and `folder.tempFolder`. */
export interface TemporaryOptions {
  /** End of the name, such as '.pdf' (none). */
  extension?: string
}

const spec = {
  extension: (value: unknown, where: string) => {
    if (value === undefined) return ''
    if (typeof value === 'string' && /^\.[A-Za-z0-9]{1,16}(\.[A-Za-z0-9]{1,16})?$/.test(value)) return value
    throw coreCodes.error('OPTION_INVALID', { at: where, todo: "Give an extension such as '.pdf'." })
  },
}

/** A name that nobody can guess. */
export const temporaryName = (at: string, options: unknown): string => `temp-${randomBytes(12).toString('hex')}${readOptions(at, options, spec).extension}`

const CHUNK = 256 * 1024

/** Copies a file out into a folder that only this user can enter; gives that folder and the copy. The caller removes the folder. */
export function* privateCopy(handle: Handle, parts: readonly string[], at: string): Task<{ folder: string; path: string }> {
  const { fd, stats } = yield* openRead(handle, parts, at)
  let folder: string | undefined
  try {
    const { maxBytes } = handle.settings
    if (stats.size > maxBytes) throw codes.error('FILES_TOO_LARGE', { at, todo: 'Raise maxBytes in openFolder(…).', details: { maxBytes } })
    folder = fs.mkdtempSync(join(tmpdir(), 'breakwater-'))
    const extension = extname(parts.at(-1)!)
    const path = join(folder, /^\.[A-Za-z0-9]{1,16}$/.test(extension) ? `file${extension}` : 'file')
    const out = yield* io.open(path, fs.constants.O_WRONLY | fs.constants.O_CREAT | fs.constants.O_EXCL, 0o600)
    try {
      const buffer = Buffer.allocUnsafe(CHUNK)
      for (let total = 0; ;) {
        const count = yield* io.read(fd, buffer, 0, CHUNK, -1)
        if (count === 0) break
        if ((total += count) > maxBytes) throw codes.error('FILES_TOO_LARGE', { at, details: { maxBytes } })
        for (let done = 0; done < count;) done += yield* io.write(out, buffer, done, count - done, null)
      }
    } finally {
      fs.closeSync(out)
    }
    return { folder, path }
  } catch (error) {
    if (folder !== undefined) fs.rmSync(folder, { recursive: true, force: true })
    throw error
  } finally {
    fs.closeSync(fd)
  }
}
