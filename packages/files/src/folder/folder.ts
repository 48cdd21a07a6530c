import { flag, readOptions } from '@breakwater/core'
import type { Readable, Writable } from 'node:stream'
import { tar, zip } from '../archive/pack.ts'
import type { PackOptions, TarOptions } from '../archive/pack.ts'
import { untar, unzip } from '../archive/unpack.ts'
import type { ArchiveSource, Unpacked, UnpackOptions } from '../archive/unpack.ts'
import { faceOf } from '../face/face.ts'
import type { FolderFs } from '../face/face.ts'
import { Root } from '../resolve/root.ts'
import { Walk } from '../resolve/walk.ts'
import { folderKey, handleOf } from './branded.ts'
import { bytesOf, mustBeBytes } from './data.ts'
import type { FileData, FileSource } from './data.ts'
import { later, mustWrite, now, partsOf } from './handle.ts'
import type { Handle } from './handle.ts'
import { measure } from './list.ts'
import { acquire, readLockOptions } from './lock.ts'
import type { Lock, LockOptions } from './lock.ts'
import { makeFolder, makeFolders } from './mkdir.ts'
import { copy, move } from './move.ts'
import type { MoveHow, Place } from './move.ts'
import { Quota } from './quota.ts'
import { Reading } from './reading.ts'
import { remove } from './remove.ts'
import { narrowSettings } from './settings.ts'
import type { Settings, SubFolderOptions } from './settings.ts'
import { createWriteStream } from './streams.ts'
import type { WriteStreamOptions } from './streams.ts'
import { temporaryName } from './temporary.ts'
import type { TemporaryOptions } from './temporary.ts'
import { append, readWriteOptions, writePieces, writeWhole } from './write.ts'
import type { WriteOptions } from './write.ts'

/** Options of `remove`. */
export interface RemoveOptions {
  /** Also a folder with what is in it (false). */
  recursive?: boolean
  /** Nothing there is as good as removed (false). */
  force?: boolean
}

/** Options of `rename` and `copy`. */
export interface MoveOptions {
  /** The folder in which the new name is (this one). */
  into?: Folder
  /** Replace a file of the new name (true). */
  overwrite?: boolean
  /** Make missing folders on the way (false). */
  parents?: boolean
}

/** Options of `copy`. */
export interface CopyOptions extends MoveOptions {
  /** Also a folder with what is in it (false). */
  recursive?: boolean
}

/** A temporary file or folder, and how to be rid of it. */
export interface Temporary {
  readonly name: string
  /** Removes it, with what is in it; also at the end of `await using`. */
  remove(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

const removeSpec = { recursive: flag(false), force: flag(false) }
const mkdirSpec = { recursive: flag(false) }
const moveSpec = { overwrite: flag(true), parents: flag(false), recursive: flag(false), into: (value: unknown) => value }

/** A folder as a capability: nothing outside of it can be read or written through this object, whatever the name and whoever swaps links meanwhile. */
export class Folder extends Reading {
  #face: FolderFs | undefined

  /** The same folder in the shape of node:fs: callbacks, promises, sync and streams; a refusal comes where an error of the system would. */
  get fs(): FolderFs {
    const handle = handleOf(this, 'fs')
    return (this.#face ??= faceOf(handle))
  }

  /** Writes a whole file, atomically: readers see the old contents or the new, also after SIGKILL. Bytes, text, or a stream or iterable of them. Codes: FILES_TOO_LARGE, FILES_QUOTA, FILES_DATA_REFUSED, FILES_READ_ONLY. */
  async write(name: string, data: FileSource, options?: WriteOptions): Promise<void> {
    const { handle, parts } = placeOf(this, 'write', name)
    const how = { ...readWriteOptions('write', options), mode: undefined, fresh: undefined }
    const bytes = bytesOf(data)
    if (bytes === undefined) return writePieces(handle, parts, data, how, 'write')
    return later(handle, () => writeWhole(handle, parts, bytes, how, 'write'), parts.join('/'))
  }
  /** `write` of bytes or text, at once. */
  writeSync(name: string, data: FileData, options?: WriteOptions): void {
    const { handle, parts } = placeOf(this, 'writeSync', name)
    const how = { ...readWriteOptions('writeSync', options), mode: undefined, fresh: undefined }
    const bytes = mustBeBytes(data, 'writeSync')
    now(handle, () => writeWhole(handle, parts, bytes, how, 'writeSync'), parts.join('/'))
  }

  /** Adds to the end of a file, which is made if it is missing; not atomic. Codes as `write`, and FILES_HARD_LINK_REFUSED. */
  async append(name: string, data: FileData, options?: { parents?: boolean }): Promise<void> {
    const { handle, parts } = placeOf(this, 'append', name)
    const how = { ...readOptions('append', options, { parents: flag(false) }), maxBytes: handle.settings.maxBytes, mode: undefined }
    const bytes = mustBeBytes(data, 'append')
    return later(handle, () => append(handle, parts, bytes, how, 'append'), parts.join('/'))
  }
  /** `append`, at once. */
  appendSync(name: string, data: FileData, options?: { parents?: boolean }): void {
    const { handle, parts } = placeOf(this, 'appendSync', name)
    const how = { ...readOptions('appendSync', options, { parents: flag(false) }), maxBytes: handle.settings.maxBytes, mode: undefined }
    const bytes = mustBeBytes(data, 'appendSync')
    now(handle, () => append(handle, parts, bytes, how, 'appendSync'), parts.join('/'))
  }

  /** A stream whose file appears when it ends well, and of which nothing is left when it is destroyed. A refused name is thrown; other errors are emitted. */
  createWriteStream(name: string, options?: WriteStreamOptions): Writable & { readonly bytesWritten: number } {
    return createWriteStream(handleOf(this, 'createWriteStream'), name, options)
  }

  /** Makes a folder; with `recursive` also those above, and one that is there is as good. */
  async mkdir(name: string, options?: { recursive?: boolean }): Promise<void> {
    const { handle, parts } = placeOf(this, 'mkdir', name, 'folder')
    const { recursive } = readOptions('mkdir', options, mkdirSpec)
    await later(handle, () => mkdirTask(handle, parts, recursive, 'mkdir'), parts.join('/') || '.')
  }
  /** `mkdir`, at once. */
  mkdirSync(name: string, options?: { recursive?: boolean }): void {
    const { handle, parts } = placeOf(this, 'mkdirSync', name, 'folder')
    const { recursive } = readOptions('mkdirSync', options, mkdirSpec)
    now(handle, () => mkdirTask(handle, parts, recursive, 'mkdirSync'), parts.join('/') || '.')
  }

  /** Removes a file, an empty folder, or a link itself; with `recursive` a folder with what is in it. Links are never followed. */
  async remove(name: string, options?: RemoveOptions): Promise<void> {
    const { handle, parts } = placeOf(this, 'remove', name)
    const how = { ...readOptions('remove', options, removeSpec), what: 'any' as const }
    return later(handle, () => remove(handle, parts, how, 'remove'), parts.join('/'))
  }
  /** `remove`, at once. */
  removeSync(name: string, options?: RemoveOptions): void {
    const { handle, parts } = placeOf(this, 'removeSync', name)
    const how = { ...readOptions('removeSync', options, removeSpec), what: 'any' as const }
    now(handle, () => remove(handle, parts, how, 'removeSync'), parts.join('/'))
  }

  /** Gives a file, link or folder another name, here or in the folder `into`. */
  async rename(from: string, to: string, options?: MoveOptions): Promise<void> {
    const { source, target, how } = movesOf(this, 'rename', from, to, options)
    mustWrite(source.handle, 'rename')
    return later(source.handle, () => move(source, target, how, 'rename'), source.parts.join('/'), target.parts.join('/'))
  }
  /** `rename`, at once. */
  renameSync(from: string, to: string, options?: MoveOptions): void {
    const { source, target, how } = movesOf(this, 'renameSync', from, to, options)
    mustWrite(source.handle, 'renameSync')
    now(source.handle, () => move(source, target, how, 'renameSync'), source.parts.join('/'), target.parts.join('/'))
  }

  /** Copies a file, or with `recursive` a folder, here or into the folder `into`. */
  async copy(from: string, to: string, options?: CopyOptions): Promise<void> {
    const { source, target, how } = movesOf(this, 'copy', from, to, options)
    return later(source.handle, () => copy(source, target, how, 'copy'), source.parts.join('/'), target.parts.join('/'))
  }
  /** `copy`, at once. */
  copySync(from: string, to: string, options?: CopyOptions): void {
    const { source, target, how } = movesOf(this, 'copySync', from, to, options)
    now(source.handle, () => copy(source, target, how, 'copySync'), source.parts.join('/'), target.parts.join('/'))
  }

  /** A new empty file with a name that nobody can guess. */
  async tempFile(options?: TemporaryOptions): Promise<Temporary> {
    const name = temporaryName('tempFile', options)
    await this.write(name, '', { exclusive: true })
    return temporary(this, name)
  }

  /** A new folder with a name that nobody can guess. */
  async tempFolder(options?: TemporaryOptions): Promise<Temporary & { readonly folder: Folder }> {
    const name = temporaryName('tempFolder', options)
    await this.mkdir(name)
    const folder = this.folder(name)
    return temporary(this, name, folder) as Temporary & { readonly folder: Folder }
  }

  /** Runs `work` while no other holder of the lock of this name runs, in this process or another on this machine. The name need not be a file. Code: FILES_LOCKED. */
  async lock<T>(name: string, work: () => T | Promise<T>, options?: LockOptions): Promise<T>
  /** The lock itself, for `await using lock = await folder.lock(name)`. */
  async lock(name: string, options?: LockOptions): Promise<Lock>
  async lock<T>(name: string, work: unknown, options?: LockOptions): Promise<T | Lock> {
    const { handle, parts } = placeOf(this, 'lock', name)
    if (typeof work !== 'function') return acquire(handle, parts, readLockOptions(options ?? work))
    const held = await acquire(handle, parts, readLockOptions(options))
    try {
      return await (work as () => T | Promise<T>)()
    } finally {
      await held.release()
    }
  }

  /**
   * Unpacks a zip archive into the folder or its sub-folder `into`: no links, devices, absolute or .. names, duplicates, encrypted entries or overlaps; sizes,
   * counts and ratio are limited by what really comes out. All of it appears, or nothing. Codes: FILES_ARCHIVE_*.
   */
  async unzip(source: ArchiveSource, options?: UnpackOptions): Promise<Unpacked> {
    return unzip(handleOf(this, 'unzip'), source, options)
  }
  /** Unpacks a tar archive, plain or gzip, as `unzip` does. Codes: FILES_ARCHIVE_*. */
  async untar(source: ArchiveSource, options?: UnpackOptions): Promise<Unpacked> {
    return untar(handleOf(this, 'untar'), source, options)
  }
  /** A stream of a zip archive of these files and folders (all). Errors are emitted; a refused name is thrown. */
  zip(names?: string | readonly string[], options?: PackOptions): Readable {
    return zip(handleOf(this, 'zip'), names, options)
  }
  /** A stream of a tar archive of these files and folders (all). */
  tar(names?: string | readonly string[], options?: TarOptions): Readable {
    return tar(handleOf(this, 'tar'), names, options)
  }

  /** A folder inside of this one, as a capability of its own: links may not leave it, options only narrow. Code: LIMIT_WIDENED. */
  folder(name: string, options?: SubFolderOptions): Folder {
    const handle = handleOf(this, 'folder')
    const parts = partsOf(handle, name, 'folder', 'folder')
    const { settings, create } = narrowSettings('folder', handle.settings, options)
    if (create) {
      mustWrite(handle, 'folder')
      now(handle, () => makeFolders(handle, parts, handle.settings.dirMode, 'folder'), parts.join('/'))
    }
    const dir = now(handle, function* () {
      const walk = new Walk(handle.root, parts, handle.settings, 'folder')
      try {
        yield* walk.toDirectory()
        yield* walk.confirm(undefined)
        return walk.take()
      } finally {
        walk.close()
      }
    }, parts.join('/') || '.')
    return makeFolderObject(Root.ofDir(dir, handle.root), settings, handle.quota)
  }

  /** The same folder, without everything that writes. */
  readOnly(): Folder {
    const { root, settings, quota } = handleOf(this, 'readOnly')
    return makeFolderObject(root, Object.freeze({ ...settings, readOnly: true }), quota)
  }

  /** Gives the descriptor back; calls that run are finished first. Without it the garbage collector does. */
  async close(): Promise<void> {
    handleOf(this, 'close').root.close()
  }
  async [Symbol.asyncDispose](): Promise<void> {
    handleOf(this, 'close').root.close()
  }
}

/** Makes the object; only `openFolder` and folders themselves get here. */
export function makeFolderObject(root: Root, settings: Settings, quota?: Quota): Folder {
  const needs = settings.maxTotalBytes !== undefined || settings.maxFiles !== undefined
  const handle: Handle = { root, settings, quota: quota ?? (needs ? new Quota(settings.maxTotalBytes, settings.maxFiles, () => measure(handle)) : undefined) }
  return new Folder(folderKey, handle)
}

function placeOf(folder: unknown, at: string, name: unknown, kind?: 'folder'): { handle: Handle; parts: string[] } {
  const handle = handleOf(folder, at)
  mustWrite(handle, at)
  return { handle, parts: partsOf(handle, name, at, kind) }
}

function movesOf(folder: unknown, at: string, from: unknown, to: unknown, options: unknown): { source: Place; target: Place; how: MoveHow } {
  const handle = handleOf(folder, at)
  const { into, ...how } = readOptions(at, options, moveSpec)
  const other = into === undefined ? handle : handleOf(into, `${at}: into`)
  mustWrite(other, at)
  return { source: { handle, parts: partsOf(handle, from, at) }, target: { handle: other, parts: partsOf(other, to, at) }, how }
}

function* mkdirTask(handle: Handle, parts: readonly string[], recursive: boolean, at: string) {
  if (recursive) yield* makeFolders(handle, parts, handle.settings.dirMode, at)
  else yield* makeFolder(handle, parts, handle.settings.dirMode, false, at)
}

function temporary(parent: Folder, name: string, folder?: Folder): Temporary & { readonly folder?: Folder } {
  const remove = async () => {
    await folder?.close()
    await parent.remove(name, { recursive: true, force: true })
  }
  return Object.freeze({ name, remove, [Symbol.asyncDispose]: remove, ...(folder === undefined ? {} : { folder }) })
}
