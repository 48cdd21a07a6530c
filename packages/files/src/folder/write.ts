import fs from 'node:fs'
import { describeValue, flag, readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'
import { aboutName } from '../io/node-error.ts'
import * as io from '../io/steps.ts'
import { runLater } from '../io/task.ts'
import type { Task } from '../io/task.ts'
import { openFile } from '../resolve/open-file.ts'
import { bytesOf, piecesOf } from './data.ts'
import { later, walking } from './handle.ts'
import type { Handle } from './handle.ts'
import { makeParents } from './mkdir.ts'
import { NewFile } from './new-file.ts'
import type { NewFileHow } from './new-file.ts'

/** Options of `folder.write`. */
export interface WriteOptions {
  /** Fail with EEXIST if the name is taken (false). */
  exclusive?: boolean
  /** Make missing folders on the way (false). */
  parents?: boolean
}

const spec = { exclusive: flag(false), parents: flag(false) }

export const readWriteOptions = (at: string, options: unknown) => readOptions(at, options, spec)

export function* writeWhole(handle: Handle, parts: readonly string[], bytes: Uint8Array, how: NewFileHow, at: string): Task<void> {
  const file = yield* NewFile.begin(handle, parts, how, at)
  try {
    yield* file.add(bytes)
  } catch (error) {
    yield* file.drop()
    throw error
  }
  yield* file.commit()
}

/** Writes what a stream or iterable gives; if it fails, nothing is left. */
export async function writePieces(handle: Handle, parts: readonly string[], data: unknown, how: NewFileHow, at: string): Promise<void> {
  const pieces = piecesOf(data, at)
  const name = parts.join('/')
  const run = async (task: Task<void>) => {
    try {
      await runLater(task, handle.root.isLocal)
    } catch (error) {
      throw aboutName(error, name)
    }
  }
  const file = await later(handle, () => NewFile.begin(handle, parts, how, at), name)
  try {
    for await (const piece of pieces) {
      const bytes = bytesOf(piece)
      if (bytes === undefined) throw codes.error('FILES_DATA_REFUSED', { at, got: describeValue(piece) })
      await run(file.add(bytes))
    }
  } catch (error) {
    await run(file.drop())
    throw error
  }
  await run(file.commit())
}

/** Adds to the end of a file, which is made if it is missing. */
export function* append(handle: Handle, parts: readonly string[], bytes: Uint8Array, how: { parents: boolean; maxBytes: number; mode: number | undefined }, at: string): Task<void> {
  const { settings, quota } = handle
  if (how.parents) yield* makeParents(handle, parts, at)
  yield* walking(handle, parts, at, function* (walk) {
    const { fd, stats, isNew } = yield* openFile(walk, { access: 'write', append: true, truncate: false, create: 'if-missing', mode: how.mode ?? settings.fileMode, hardLinks: settings.hardLinks }, at)
    let isUsed = false
    let isReserved = false
    try {
      if (stats.size + bytes.byteLength > how.maxBytes) throw codes.error('FILES_TOO_LARGE', { at, todo: 'Begin another file, or raise maxBytes in openFolder(…).', details: { maxBytes: how.maxBytes } })
      quota?.reserve(bytes.byteLength, isNew ? 1 : 0, at)
      isReserved = true
      for (let done = 0; done < bytes.byteLength;) done += yield* io.write(fd, bytes, done, bytes.byteLength - done, null)
      if (settings.durable) yield* io.fsync(fd)
      isUsed = true
    } finally {
      if (isReserved) quota?.settle(bytes.byteLength, isNew ? 1 : 0, isUsed)
      fs.closeSync(fd)
    }
  })
}
