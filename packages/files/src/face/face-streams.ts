import fs from 'node:fs'
import { codes } from '../codes.ts'
import { later, mustWrite } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { openRead } from '../folder/read.ts'
import { readStream } from '../folder/streams.ts'
import { facePartsOf } from './face-name.ts'
import { encodingOf, flagsOf, modeOf, optionOf } from './face-options.ts'
import { opened } from './operations.ts'

/** fs.createReadStream: what is refused is emitted, as a missing file is. */
export function faceReadStream(handle: Handle, name: unknown, options: unknown): fs.ReadStream {
  const at = 'createReadStream'
  const open = async () => {
    const parts = facePartsOf(handle, name, at, 'file')
    const flags = flagsOf(optionOf(options, 'flags'), 'r', at)
    const make = () => (flags.access === 'read' ? openRead(handle, parts, at) : opened(handle, parts, flags, undefined, at))
    if (flags.access !== 'read') mustWrite(handle, at)
    return (await later(handle, make, parts.join('/') || '.')).fd
  }
  return readStream(typeof name === 'string' ? name : '', open, { ...common(options, at), ...pick(options, ['start', 'end']) })
}

/** fs.createWriteStream: the file is there from the first byte and is written in place, as node:fs does. */
export function faceWriteStream(handle: Handle, name: unknown, options: unknown): fs.WriteStream {
  const at = 'createWriteStream'
  const open = async () => {
    mustWrite(handle, at)
    const parts = facePartsOf(handle, name, at, 'file')
    const flags = flagsOf(optionOf(options, 'flags'), 'w', at)
    const mode = modeOf(optionOf(options, 'mode'), at)
    return (await later(handle, () => opened(handle, parts, flags, mode, at), parts.join('/') || '.')).fd
  }
  const limits = limitsOf(handle, at)
  const methods = {
    open: (_path: string, _flags: unknown, _mode: unknown, done: (error: unknown, fd?: number) => void) => void open().then(fd => done(null, fd), done),
    write: limits === undefined ? fs.write : limits.write,
    ...(limits === undefined ? { writev: fs.writev } : {}),
    close: fs.close,
    fsync: fs.fsync,
  }
  const plain = { fd: undefined, mode: undefined, ...common(options, at), ...pick(options, ['start', 'flush']), flags: 'w', fs: methods }
  return fs.createWriteStream(typeof name === 'string' ? name.replaceAll('\0', '') : '', plain as never)
}

function common(options: unknown, at: string): Record<string, unknown> {
  return { encoding: encodingOf(options, at), ...pick(options, ['highWaterMark', 'autoClose', 'emitClose', 'signal']) }
}

function pick(options: unknown, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {}
  for (const name of names) picked[name] = optionOf(options, name)
  return picked
}


type Written = (error: Error | null, count?: number, bytes?: Uint8Array) => void

/** Where the program set a limit, each piece is counted before it is written. */
function limitsOf(handle: Handle, at: string) {
  const { settings, quota } = handle
  if (!settings.isLimited && quota === undefined) return undefined
  let total = 0
  return {
    write(fd: number, bytes: Uint8Array, offset: number, length: number, position: number | null, done: Written): void {
      try {
        if (total + length > settings.maxBytes) throw codes.error('FILES_TOO_LARGE', { at, details: { maxBytes: settings.maxBytes } })
        quota?.reserve(length, 0, at)
      } catch (error) {
        return process.nextTick(done, error)
      }
      total += length
      fs.write(fd, bytes, offset, length, position, (error, count, written) => {
        quota?.settle(length, 0, error === null)
        done(error, count, written)
      })
    },
  }
}
