import fs from 'node:fs'
import { codes } from '../codes.ts'
import { nodeError } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import type { Task } from '../io/task.ts'
import { openFast } from '../resolve/open-fast.ts'
import { openFile } from '../resolve/open-file.ts'
import type { OpenFile } from '../resolve/open-file.ts'
import { walking } from './handle.ts'
import type { Handle } from './handle.ts'

const CHUNK = 512 * 1024

/** Opens a file for reading; the descriptor is the caller's. */
export function* openRead(handle: Handle, parts: readonly string[], at: string): Task<OpenFile> {
  const { root, settings } = handle
  if (root.manner === 'held') {
    const dir = root.acquire(at)
    // Only where the calls cannot hang; known after the folder was opened.
    const fd = root.isLocal && parts.length > 0 ? openFast(dir, parts) : -1
    root.release(dir)
    if (fd !== -1) {
      let isGood = false
      try {
        const stats = fs.fstatSync(fd)
        isGood = stats.isFile() && (stats.nlink === 1 || settings.hardLinks !== 'refuse') && (settings.mounts || root.isOnMount(fd, stats.dev))
        if (isGood) return { fd, stats, isNew: false }
      } finally {
        if (!isGood) fs.closeSync(fd)
      }
    }
  }
  return yield* walking(handle, parts, at, walk => openFile(walk, { access: 'read', create: 'never', append: false, truncate: false, mode: 0, hardLinks: settings.hardLinks }, at))
}

/** Reads a whole file of at most `maxBytes`. `isText`: the bytes do not leave this package, so that they may come from the pool. */
export function* readWhole(handle: Handle, parts: readonly string[], maxBytes: number, at: string, isText: boolean): Task<Buffer> {
  const { fd, stats } = yield* openRead(handle, parts, at)
  try {
    return yield* readDescriptor(fd, stats.size, maxBytes, at, isText)
  } finally {
    fs.closeSync(fd)
  }
}

export function* readDescriptor(fd: number, size: number, maxBytes: number, at: string, isText: boolean): Task<Buffer> {
  const tooLarge = () => codes.error('FILES_TOO_LARGE', { at, details: { maxBytes } })
  if (size > maxBytes) throw tooLarge()
  if (size >= 2 ** 31 - 1) throw nodeError('EFBIG', 'read')
  // One byte more than the file should have: a short read then says that it ended.
  let buffer = isText ? Buffer.allocUnsafe(size + 1) : Buffer.allocUnsafeSlow(size + 1)
  let length = 0
  for (;;) {
    const wanted = Math.min(buffer.length - length, CHUNK)
    const count = yield* io.read(fd, buffer, length, wanted, -1)
    length += count
    if (length > maxBytes) throw tooLarge()
    if (count === 0 || (length === size && count < wanted)) return buffer.subarray(0, length)
    if (length === buffer.length) {
      // It grows while it is read, or is one of those that say they are empty (/proc, /sys).
      const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(buffer.length * 2, 16 * 1024), maxBytes + 1))
      buffer.copy(larger, 0, 0, length)
      buffer = larger
    }
  }
}
