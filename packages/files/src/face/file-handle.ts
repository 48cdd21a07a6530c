import fs from 'node:fs'
import { codes } from '../codes.ts'
import { later, mustWrite } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { base } from '../platform/linux.ts'
import { facePartsOf } from './face-name.ts'
import { flagsOf, modeOf } from './face-options.ts'
import { opened } from './operations.ts'

/** fs.promises.open: a FileHandle of the file that was checked, opened again by its descriptor. Linux only. */
export async function fileHandle(handle: Handle, name: unknown, flag: unknown, mode: unknown): Promise<fs.promises.FileHandle> {
  const at = 'promises.open'
  const flags = flagsOf(flag, 'r', at)
  const bits = modeOf(mode, at)
  if (flags.access !== 'read' || flags.create !== 'never') mustWrite(handle, at)
  if (handle.root.manner !== 'held') throw codes.error('FILES_UNAVAILABLE', { at, todo: 'Use open with a callback, or streams.' })
  const parts = facePartsOf(handle, name, at, 'file')
  const { fd } = await later(handle, () => opened(handle, parts, flags, bits, at), parts.join('/') || '.')
  try {
    const access = { read: fs.constants.O_RDONLY, write: fs.constants.O_WRONLY, both: fs.constants.O_RDWR }[flags.access]
    return await fs.promises.open(base(fd), access | (flags.append ? fs.constants.O_APPEND : 0))
  } finally {
    fs.closeSync(fd)
  }
}
