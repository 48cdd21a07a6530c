import fs from 'node:fs'
import { promisify } from 'node:util'
import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { later, mustWrite, now } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { bytesOf } from '../folder/data.ts'
import { isMissing, nodeError } from '../io/node-error.ts'
import { writePieces } from '../folder/write.ts'
import { facePartsOf } from './face-name.ts'
import { encodingOf, flagsOf, modeOf, optionOf } from './face-options.ts'
import { fileHandle } from './file-handle.ts'
import { operations } from './operations.ts'
import type { Plan } from './operations.ts'
import { faceReadStream, faceWriteStream } from './face-streams.ts'

type Names = 'readFile' | 'writeFile' | 'appendFile' | 'open' | 'stat' | 'lstat' | 'access' | 'chmod' | 'utimes' | 'truncate' | 'readdir' | 'mkdir' | 'mkdtemp' | 'rm' | 'rmdir' | 'unlink' | 'rename' | 'copyFile' | 'cp'

/** The part of node:fs that a folder has: the same functions with the same callbacks, results and errors, whose names are relative to the folder. */
export type FolderFs = Pick<typeof fs, Names | `${Names}Sync` | 'exists' | 'existsSync' | 'createReadStream' | 'createWriteStream' | 'constants'> & {
  readonly promises: Pick<typeof fs.promises, Names | 'constants'>
}

// What node:fs names in its errors, where several calls of the system make up one of its own.
const SYSCALLS: Readonly<Record<string, string>> = Object.assign(Object.create(null), { stat: 'stat', lstat: 'lstat', access: 'access', readdir: 'scandir', chmod: 'chmod', utimes: 'utime', copyFile: 'copyfile', mkdir: 'mkdir', mkdtemp: 'mkdtemp', rm: 'lstat', rmdir: 'rmdir', unlink: 'unlink', rename: 'rename' })

type Done = (...results: unknown[]) => void
type Operation = (handle: Handle, ...args: unknown[]) => Plan<unknown>

/** Makes the face of a folder. Where the program set no maxBytes, files are as large as node:fs takes them. */
export function faceOf(given: Handle): FolderFs {
  const { settings } = given
  const handle: Handle = settings.isLimited ? given : { ...given, settings: Object.freeze({ ...settings, maxBytes: Number.MAX_SAFE_INTEGER }) }
  const face: Record<string, unknown> = Object.create(null)
  const promises: Record<string, unknown> = Object.create(null)
  for (const [name, operation] of Object.entries(operations) as [string, Operation][]) {
    face[name] = (...args: unknown[]) => {
      const done = callbackOf(args, name)
      promised(handle, operation, args, SYSCALLS[name]).then(value => process.nextTick(done, null, ...(value === undefined ? [] : [value])), error => process.nextTick(done, error))
    }
    face[`${name}Sync`] = (...args: unknown[]) => {
      const { make, name: shown, dest } = operation(handle, ...args)
      return now(handle, make, shown, dest, SYSCALLS[name])
    }
    promises[name] = (...args: unknown[]) => promised(handle, operation, args, SYSCALLS[name])
  }
  face['statSync'] = quiet(handle, operations.stat, 'stat')
  face['lstatSync'] = quiet(handle, operations.lstat, 'lstat')
  face['exists'] = Object.assign((name: unknown, done: unknown) => {
    const call = callbackOf([done], 'exists')
    promised(handle, operations.stat as Operation, [name]).then(() => process.nextTick(call, true), () => process.nextTick(call, false))
  }, { [promisify.custom]: (name: unknown) => promised(handle, operations.stat as Operation, [name]).then(() => true, () => false) })
  face['existsSync'] = (name: unknown) => {
    try {
      const { make, name: shown } = operations.stat(handle, name)
      now(handle, make, shown)
      return true
    } catch {
      return false
    }
  }
  promises['open'] = (name: unknown, flag?: unknown, mode?: unknown) => fileHandle(handle, name, flag, mode)
  promises['writeFile'] = (name: unknown, data: unknown, options?: unknown) => writePromise(handle, name, data, options)
  face['createReadStream'] = (name: unknown, options?: unknown) => faceReadStream(handle, name, options)
  face['createWriteStream'] = (name: unknown, options?: unknown) => faceWriteStream(handle, name, options)
  face['constants'] = promises['constants'] = fs.constants
  face['promises'] = Object.freeze(promises)
  return Object.freeze(face) as unknown as FolderFs
}

async function promised(handle: Handle, operation: Operation, args: unknown[], syscall?: string): Promise<unknown> {
  const signal = optionOf(args.at(-1), 'signal')
  if (signal instanceof AbortSignal) signal.throwIfAborted()
  const { make, name, dest } = operation(handle, ...args)
  return later(handle, make, name, dest, syscall)
}

function callbackOf(args: unknown[], name: string): Done {
  const done = args.pop()
  if (typeof done === 'function') return done as Done
  throw codes.error('FILES_CALLBACK_REQUIRED', { at: name, got: describeValue(done) })
}

/** statSync with throwIfNoEntry: false. */
function quiet(handle: Handle, operation: typeof operations.stat, syscall: string) {
  return (name: unknown, options?: unknown) => {
    try {
      const { make, name: shown } = operation(handle, name, options)
      return now(handle, make, shown, undefined, syscall)
    } catch (error) {
      if (optionOf(options, 'throwIfNoEntry') === false && isMissing(error)) return undefined
      throw error
    }
  }
}

/** fs.promises.writeFile takes streams and iterables as well. */
async function writePromise(handle: Handle, name: unknown, data: unknown, options: unknown): Promise<unknown> {
  if (bytesOf(data) !== undefined || typeof data !== 'object' || data === null) return promised(handle, operations.writeFile as Operation, [name, data, options])
  mustWrite(handle, 'writeFile')
  const flags = flagsOf(optionOf(options, 'flag'), 'w', 'writeFile')
  encodingOf(options, 'writeFile')
  if (flags.append || flags.create === 'never') throw codes.error('FILES_FLAG_REFUSED', { at: 'writeFile', todo: "Streams are written with 'w' or 'wx'." })
  const parts = facePartsOf(handle, name, 'writeFile', 'file')
  if (parts.length === 0) throw nodeError('EISDIR', 'open', '.')
  return writePieces(handle, parts, data, { exclusive: flags.create === 'must', parents: false, mode: undefined, fresh: modeOf(optionOf(options, 'mode'), 'writeFile') }, 'writeFile')
}
