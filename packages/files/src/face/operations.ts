import fs from 'node:fs'
import { randomBytes } from 'node:crypto'
import type { Dirent, Stats } from 'node:fs'
import { codes as coreCodes } from '@breakwater/core'
import { mustBeBytes } from '../folder/data.ts'
import { mustWrite, walking } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { makeFolder, makeFolders } from '../folder/mkdir.ts'
import { copy, move } from '../folder/move.ts'
import { readSmall } from '../folder/read-small.ts'
import { openRead, readDescriptor } from '../folder/read.ts'
import { remove } from '../folder/remove.ts'
import { look } from '../folder/stat.ts'
import { append, writeWhole } from '../folder/write.ts'
import { codeOf, nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { openFile } from '../resolve/open-file.ts'
import { facePartsOf } from './face-name.ts'
import { encodingOf, flagsOf, modeOf, optionOf } from './face-options.ts'
import { change } from './change.ts'
import { readdir } from './readdir.ts'

/** What an operation does, for the three forms of node:fs to run. */
export interface Plan<T> {
  readonly make: () => Task<T>
  readonly name: string
  readonly dest?: string
}

const shown = (parts: readonly string[]) => (parts.length === 0 ? '.' : parts.join('/'))

function plan<T>(handle: Handle, name: unknown, at: string, kind: 'file' | 'folder', work: (parts: string[]) => Task<T>): Plan<T> {
  const parts = facePartsOf(handle, name, at, kind)
  return { make: () => work(parts), name: shown(parts) }
}

export const operations = {
  readFile(handle: Handle, name: unknown, options?: unknown): Plan<Buffer | string> {
    const encoding = encodingOf(options, 'readFile')
    const flags = flagsOf(optionOf(options, 'flag'), 'r', 'readFile')
    return plan(handle, name, 'readFile', 'file', function* (parts) {
      if (flags.access === 'read') {
        const small = readSmall(handle, parts, handle.settings.maxBytes, 'readFile', encoding === 'utf8' || encoding === 'utf-8')
        if (small !== undefined) return typeof small === 'string' || encoding === undefined ? small : small.toString(encoding)
      }
      const { fd, stats } = flags.access === 'read' ? yield* openRead(handle, parts, 'readFile') : yield* opened(handle, parts, flags, undefined, 'readFile')
      try {
        const bytes = yield* readDescriptor(fd, stats.size, handle.settings.maxBytes, 'readFile', encoding !== undefined)
        return encoding === undefined ? bytes : bytes.toString(encoding)
      } finally {
        fs.closeSync(fd)
      }
    })
  },
  writeFile(handle: Handle, name: unknown, data: unknown, options?: unknown): Plan<void> {
    mustWrite(handle, 'writeFile')
    const flags = flagsOf(optionOf(options, 'flag'), 'w', 'writeFile')
    const mode = modeOf(optionOf(options, 'mode'), 'writeFile')
    const bytes = mustBeBytes(data, 'writeFile', encodingOf(options, 'writeFile'))
    return plan(handle, name, 'writeFile', 'file', function* (parts) {
      if (flags.append && flags.create === 'if-missing') return yield* append(handle, parts, bytes, { parents: false, maxBytes: handle.settings.maxBytes, mode }, 'writeFile')
      if (flags.create !== 'never') {
        try {
          return yield* writeWhole(handle, parts, bytes, { exclusive: flags.create === 'must', parents: false, mode: undefined, fresh: mode }, 'writeFile')
        } catch (error) {
          // A file that may be written in a folder that may not: node:fs writes it in place.
          if (flags.create === 'must' || !['EACCES', 'EPERM', 'EBUSY'].includes(codeOf(error) ?? '')) throw error
        }
      }
      const { fd } = yield* opened(handle, parts, flags, mode, 'writeFile')
      try {
        for (let done = 0; done < bytes.byteLength;) done += yield* io.write(fd, bytes, done, bytes.byteLength - done, null)
      } finally {
        fs.closeSync(fd)
      }
    })
  },
  appendFile(handle: Handle, name: unknown, data: unknown, options?: unknown): Plan<void> {
    mustWrite(handle, 'appendFile')
    const mode = modeOf(optionOf(options, 'mode'), 'appendFile')
    const bytes = mustBeBytes(data, 'appendFile', encodingOf(options, 'appendFile'))
    return plan(handle, name, 'appendFile', 'file', parts => append(handle, parts, bytes, { parents: false, maxBytes: handle.settings.maxBytes, mode }, 'appendFile'))
  },
  open(handle: Handle, name: unknown, flag?: unknown, mode?: unknown): Plan<number> {
    const flags = flagsOf(flag, 'r', 'open')
    const bits = modeOf(mode, 'open')
    if (flags.access !== 'read' || flags.create !== 'never') mustWrite(handle, 'open')
    return plan(handle, name, 'open', 'file', function* (parts) {
      return (yield* opened(handle, parts, flags, bits, 'open')).fd
    })
  },
  stat(handle: Handle, name: unknown, options?: unknown): Plan<Stats> {
    return plan(handle, name, 'stat', 'folder', parts => looked(handle, name, parts, true, options, 'stat'))
  },
  lstat(handle: Handle, name: unknown, options?: unknown): Plan<Stats> {
    return plan(handle, name, 'lstat', 'folder', parts => looked(handle, name, parts, false, options, 'lstat'))
  },
  access(handle: Handle, name: unknown, mode?: unknown): Plan<void> {
    const wanted = typeof mode === 'number' && Number.isInteger(mode) && mode >= 0 && mode <= 7 ? mode : fs.constants.F_OK
    return plan(handle, name, 'access', 'folder', parts => change(handle, parts, path => io.access(path, wanted), 'access'))
  },
  chmod(handle: Handle, name: unknown, mode: unknown): Plan<void> {
    mustWrite(handle, 'chmod')
    const bits = modeOf(mode ?? NaN, 'chmod')!
    return plan(handle, name, 'chmod', 'folder', parts => change(handle, parts, path => io.chmod(path, bits), 'chmod'))
  },
  utimes(handle: Handle, name: unknown, accessed: unknown, modified: unknown): Plan<void> {
    mustWrite(handle, 'utimes')
    return plan(handle, name, 'utimes', 'folder', parts => change(handle, parts, path => io.utimes(path, accessed as Date, modified as Date), 'utimes'))
  },
  truncate(handle: Handle, name: unknown, length?: unknown): Plan<void> {
    mustWrite(handle, 'truncate')
    const size = typeof length === 'number' && Number.isSafeInteger(length) && length >= 0 ? Math.min(length, handle.settings.maxBytes) : 0
    return plan(handle, name, 'truncate', 'file', function* (parts) {
      const { fd } = yield* opened(handle, parts, flagsOf('r+', 'r+', 'truncate'), undefined, 'truncate')
      try {
        yield* io.ftruncate(fd, size)
      } finally {
        fs.closeSync(fd)
        handle.quota?.forget()
      }
    })
  },
  readdir(handle: Handle, name: unknown, options?: unknown): Plan<string[] | Buffer[] | Dirent[]> {
    return plan(handle, name, 'readdir', 'folder', parts => readdir(handle, parts, options))
  },
  mkdir(handle: Handle, name: unknown, options?: unknown): Plan<string | undefined> {
    mustWrite(handle, 'mkdir')
    const mode = modeOf(typeof options === 'object' ? optionOf(options, 'mode') : options, 'mkdir') ?? handle.settings.dirMode
    const recursive = optionOf(options, 'recursive') === true
    return plan(handle, name, 'mkdir', 'folder', function* (parts) {
      if (recursive) return yield* makeFolders(handle, parts, mode, 'mkdir')
      yield* makeFolder(handle, parts, mode, false, 'mkdir')
      return undefined
    })
  },
  mkdtemp(handle: Handle, prefix: unknown): Plan<string> {
    mustWrite(handle, 'mkdtemp')
    const name = typeof prefix === 'string' ? prefix + randomBytes(6).toString('hex') : prefix
    return plan(handle, name, 'mkdtemp', 'folder', function* (parts) {
      yield* makeFolder(handle, parts, 0o700, false, 'mkdtemp')
      return parts.join('/')
    })
  },
  rm(handle: Handle, name: unknown, options?: unknown): Plan<void> {
    mustWrite(handle, 'rm')
    const how = { what: optionOf(options, 'recursive') === true ? 'any' : 'file', recursive: optionOf(options, 'recursive') === true, force: optionOf(options, 'force') === true } as const
    return plan(handle, name, 'rm', how.recursive ? 'folder' : 'file', parts => remove(handle, parts, how, 'rm'))
  },
  rmdir(handle: Handle, name: unknown, options?: unknown): Plan<void> {
    mustWrite(handle, 'rmdir')
    const recursive = optionOf(options, 'recursive') === true
    return plan(handle, name, 'rmdir', 'folder', parts => remove(handle, parts, { what: 'folder', recursive, force: false }, 'rmdir'))
  },
  unlink(handle: Handle, name: unknown): Plan<void> {
    mustWrite(handle, 'unlink')
    return plan(handle, name, 'unlink', 'file', parts => remove(handle, parts, { what: 'file', recursive: false, force: false }, 'unlink'))
  },
  rename(handle: Handle, from: unknown, to: unknown): Plan<void> {
    mustWrite(handle, 'rename')
    return two(handle, from, to, 'rename', (source, target) => move(source, target, { overwrite: true, parents: false, recursive: true }, 'rename'))
  },
  copyFile(handle: Handle, from: unknown, to: unknown, mode?: unknown): Plan<void> {
    mustWrite(handle, 'copyFile')
    const overwrite = !(typeof mode === 'number' && (mode & fs.constants.COPYFILE_EXCL) !== 0)
    return two(handle, from, to, 'copyFile', (source, target) => copy(source, target, { overwrite, parents: false, recursive: false }, 'copyFile'))
  },
  cp(handle: Handle, from: unknown, to: unknown, options?: unknown): Plan<void> {
    mustWrite(handle, 'cp')
    const recursive = optionOf(options, 'recursive') === true
    const overwrite = optionOf(options, 'force') !== false
    return two(handle, from, to, 'cp', (source, target) => copy(source, target, { overwrite, parents: true, recursive }, 'cp'))
  },
}

function* looked(handle: Handle, name: unknown, parts: readonly string[], follow: boolean, options: unknown, at: string): Task<Stats> {
  if (optionOf(options, 'bigint') === true) throw coreCodes.error('OPTION_INVALID', { at: `${at}: bigint`, todo: 'Leave bigint out.' })
  const stats = yield* look(handle, parts, follow, at)
  if (String(name).endsWith('/') && !stats.isDirectory()) throw nodeError('ENOTDIR', at)
  return stats
}

type Side = { readonly handle: Handle; readonly parts: string[] }

function two(handle: Handle, from: unknown, to: unknown, at: string, work: (source: Side, target: Side) => Task<void>): Plan<void> {
  const source = { handle, parts: facePartsOf(handle, from, at, 'folder') }
  const target = { handle, parts: facePartsOf(handle, to, at, 'folder') }
  return { make: () => work(source, target), name: shown(source.parts), dest: shown(target.parts) }
}

/** Opens as a flag of node:fs asks; changing in place keeps the policy of hard links. */
export function* opened(handle: Handle, parts: readonly string[], flags: ReturnType<typeof flagsOf>, mode: number | undefined, at: string) {
  const { settings } = handle
  if (parts.length === 0) throw nodeError('EISDIR', 'open')
  return yield* walking(handle, parts, at, walk => openFile(walk, { ...flags, mode: mode ?? settings.fileMode, hardLinks: settings.hardLinks }, at))
}
