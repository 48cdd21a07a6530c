import fs from 'node:fs'
import { openFast } from '../resolve/open-fast.ts'
import type { Handle } from './handle.ts'

const { fstatSync, readSync, closeSync, readFileSync } = fs
const SMALL = 64 * 1024

/**
 * Reads a small plain file below plain directories of a local file system in one go; undefined where anything is unusual, and the long way then says what.
 * The checks are those of the long way, on the same descriptor that is read.
 */
export function readSmall(handle: Handle, parts: readonly string[], maxBytes: number, at: string, isText: false): Buffer | undefined
export function readSmall(handle: Handle, parts: readonly string[], maxBytes: number, at: string, isText: boolean): Buffer | string | undefined
export function readSmall(handle: Handle, parts: readonly string[], maxBytes: number, at: string, isText: boolean): Buffer | string | undefined {
  const { root, settings } = handle
  if (root.manner !== 'held' || parts.length === 0) return undefined
  let dir
  try {
    dir = root.dir(at)
  } catch {
    return undefined
  }
  if (!root.isLocal) return undefined
  const fd = openFast(dir, parts)
  if (fd === -1) return undefined
  try {
    const stats = fstatSync(fd)
    const { size } = stats
    if (size > SMALL || size > maxBytes || size === 0 || !stats.isFile() || (stats.nlink !== 1 && settings.hardLinks === 'refuse')) return undefined
    if (!settings.mounts && !root.isOnMount(fd, stats.dev)) return undefined
    if (isText) {
      const text = readFileSync(fd, 'utf8')
      return text.length > maxBytes || text.length > SMALL ? undefined : text
    }
    const buffer = Buffer.allocUnsafeSlow(size + 1)
    // A short read says that the file ended where it said it would.
    return readSync(fd, buffer, 0, size + 1, -1) === size ? buffer.subarray(0, size) : undefined
  } finally {
    closeSync(fd)
  }
}
