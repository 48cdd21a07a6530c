import fs from 'node:fs'
import { codes as coreCodes, describeValue, narrowLimit, optionalLimit, parseJson, readOptions, validate, validateSync } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { Branded, handleOf } from './branded.ts'
import { later, now, partsOf } from './handle.ts'
import type { Handle } from './handle.ts'
import { Lister, measure, readListOptions } from './list.ts'
import type { Entry, ListOptions } from './list.ts'
import type { Usage } from './quota.ts'
import { readSmall } from './read-small.ts'
import { readWhole } from './read.ts'
import { infoOf, isThere, look } from './stat.ts'
import type { FileInfo } from './stat.ts'
import { createReadStream } from './streams.ts'
import type { ReadStreamOptions } from './streams.ts'
import { privateCopy } from './temporary.ts'
import { watch } from './watch.ts'
import type { WatchEvent, WatchOptions } from './watch.ts'

/** Options of `read` and `readText`. */
export interface ReadOptions {
  /** Narrows that of the folder. */
  maxBytes?: number
}

/** Options of `readJson`. */
export interface ReadJsonOptions extends ReadOptions {
  /** Of nested arrays and objects (64). */
  maxDepth?: number
}

const readSpec = { maxBytes: optionalLimit() }
const jsonSpec = { maxBytes: optionalLimit(), maxDepth: optionalLimit({ max: 10_000 }) }

function limitOf(handle: Handle, options: unknown, at: string): number {
  if (options === undefined) return handle.settings.maxBytes
  return narrowLimit(handle.settings.maxBytes, readOptions(at, options, readSpec).maxBytes, `${at}: maxBytes`)!
}

const nameOf = (parts: readonly string[]) => (parts.length === 0 ? '.' : parts.join('/'))

/** What can be asked of a folder without changing it. */
export class Reading extends Branded {
  /** The bytes of a file. Codes: those of names and links, FILES_NOT_REGULAR, FILES_TOO_LARGE, FILES_HARD_LINK_REFUSED; ENOENT and others as node:fs. */
  async read(name: string, options?: ReadOptions): Promise<Buffer> {
    return bytesLater(this, 'read', name, options)
  }
  /** `read`, at once. */
  readSync(name: string, options?: ReadOptions): Buffer {
    return bytesNow(this, 'readSync', name, options)
  }

  /** The text of a file in UTF-8. Codes as `read`. */
  async readText(name: string, options?: ReadOptions): Promise<string> {
    return textLater(this, 'readText', name, options)
  }
  /** `readText`, at once. */
  readTextSync(name: string, options?: ReadOptions): string {
    return textNow(this, 'readTextSync', name, options)
  }

  /** The JSON of a file, checked by a schema (zod, TypeBox, Standard Schema) if one is given. Codes as `read`, and JSON_*, SCHEMA_MISMATCH. */
  async readJson<S extends Schema>(name: string, schema: S, options?: ReadJsonOptions): Promise<Infer<S>>
  async readJson(name: string): Promise<unknown>
  async readJson(name: string, schema?: Schema, options?: ReadJsonOptions): Promise<unknown> {
    const handle = handleOf(this, 'readJson')
    const limits = jsonLimits(handle, options, 'readJson')
    const value = parseJson(withoutMark(await textLater(this, 'readJson', name, { maxBytes: limits.maxBytes })), limits)
    return schema === undefined ? value : validate(schema, value, 'readJson')
  }
  /** `readJson`, at once. */
  readJsonSync<S extends Schema>(name: string, schema: S, options?: ReadJsonOptions): Infer<S>
  readJsonSync(name: string): unknown
  readJsonSync(name: string, schema?: Schema, options?: ReadJsonOptions): unknown {
    const handle = handleOf(this, 'readJsonSync')
    const limits = jsonLimits(handle, options, 'readJsonSync')
    const value = parseJson(withoutMark(textNow(this, 'readJsonSync', name, { maxBytes: limits.maxBytes })), limits)
    return schema === undefined ? value : validateSync(schema, value, 'readJsonSync')
  }

  /** A stream of node:fs over a file, or from `start` to `end` (included); errors are emitted. A refused name is thrown. Without a limit of size. */
  createReadStream(name: string, options?: ReadStreamOptions): fs.ReadStream {
    return createReadStream(handleOf(this, 'createReadStream'), name, options)
  }

  /** The entries of a folder, sorted by name; those whose names this folder does not take are left out, links are not entered. Codes: FILES_TOO_MANY. */
  async *list(name = '', options?: ListOptions): AsyncGenerator<Entry, void, undefined> {
    const handle = handleOf(this, 'list')
    const parts = partsOf(handle, name, 'list', 'folder')
    const lister = new Lister(handle, parts, readListOptions('list', options), 'list')
    for (;;) {
      const entries = await later(handle, () => lister.next(), nameOf(parts))
      if (entries === undefined) return
      yield* entries
    }
  }
  /** `list`, at once. */
  listSync(name = '', options?: ListOptions): Entry[] {
    const handle = handleOf(this, 'listSync')
    const parts = partsOf(handle, name, 'listSync', 'folder')
    const lister = new Lister(handle, parts, readListOptions('listSync', options), 'listSync')
    const all: Entry[] = []
    for (;;) {
      const entries = now(handle, () => lister.next(), nameOf(parts))
      if (entries === undefined) return all
      for (const entry of entries) all.push(entry)
    }
  }

  /** Kind, size and times of a file or folder; through links that stay inside. */
  async stat(name: string): Promise<FileInfo> {
    const handle = handleOf(this, 'stat')
    const parts = partsOf(handle, name, 'stat', 'folder')
    return infoOf(await later(handle, () => look(handle, parts, true, 'stat'), nameOf(parts)))
  }
  /** `stat`, at once. */
  statSync(name: string): FileInfo {
    const handle = handleOf(this, 'statSync')
    const parts = partsOf(handle, name, 'statSync', 'folder')
    return infoOf(now(handle, () => look(handle, parts, true, 'statSync'), nameOf(parts)))
  }

  /** Whether a file or folder of this name is there. A refused name is thrown, a link that leaves is no file. */
  async exists(name: string): Promise<boolean> {
    const handle = handleOf(this, 'exists')
    const parts = partsOf(handle, name, 'exists', 'folder')
    return later(handle, () => isThere(handle, parts, 'exists'), nameOf(parts))
  }
  /** `exists`, at once. */
  existsSync(name: string): boolean {
    const handle = handleOf(this, 'existsSync')
    const parts = partsOf(handle, name, 'existsSync', 'folder')
    return now(handle, () => isThere(handle, parts, 'existsSync'), nameOf(parts))
  }

  /** Tells what happens to the entries of one folder, until the loop is left or `signal` aborts. */
  watch(name = '', options?: WatchOptions): AsyncGenerator<WatchEvent, void, undefined> {
    return watch(handleOf(this, 'watch'), name, options)
  }

  /** How many bytes and files this folder holds, counted anew. */
  async usage(): Promise<Usage> {
    const handle = handleOf(this, 'usage')
    return Object.freeze(await later(handle, () => measure(handle), '.'))
  }

  /**
   * For libraries that take nothing but a path: copies the file into a private folder outside, calls `work` with the path of the copy, and removes it.
   * What is written to the copy is lost. Codes as `read`.
   */
  async withPath<T>(name: string, work: (path: string) => T | Promise<T>): Promise<T> {
    const handle = handleOf(this, 'withPath')
    const parts = partsOf(handle, name, 'withPath')
    if (typeof work !== 'function') throw coreCodes.error('OPTION_INVALID', { at: 'withPath', got: describeValue(work), todo: 'Give a function of the path.' })
    const { folder, path } = await later(handle, () => privateCopy(handle, parts, 'withPath'), parts.join('/'))
    try {
      return await work(path)
    } finally {
      await fs.promises.rm(folder, { recursive: true, force: true })
    }
  }
}

async function bytesLater(folder: unknown, at: string, name: string, options: ReadOptions | undefined): Promise<Buffer> {
  const handle = handleOf(folder, at)
  const parts = partsOf(handle, name, at)
  const maxBytes = limitOf(handle, options, at)
  return readSmall(handle, parts, maxBytes, at, false) ?? later(handle, () => readWhole(handle, parts, maxBytes, at, false), parts.join('/'))
}
function bytesNow(folder: unknown, at: string, name: string, options: ReadOptions | undefined): Buffer {
  const handle = handleOf(folder, at)
  const parts = partsOf(handle, name, at)
  const maxBytes = limitOf(handle, options, at)
  return readSmall(handle, parts, maxBytes, at, false) ?? now(handle, () => readWhole(handle, parts, maxBytes, at, false), parts.join('/'))
}
async function textLater(folder: unknown, at: string, name: string, options: ReadOptions | undefined): Promise<string> {
  const handle = handleOf(folder, at)
  const parts = partsOf(handle, name, at)
  const maxBytes = limitOf(handle, options, at)
  return (readSmall(handle, parts, maxBytes, at, true) ?? (await later(handle, () => readWhole(handle, parts, maxBytes, at, true), parts.join('/')))).toString('utf8')
}
function textNow(folder: unknown, at: string, name: string, options: ReadOptions | undefined): string {
  const handle = handleOf(folder, at)
  const parts = partsOf(handle, name, at)
  const maxBytes = limitOf(handle, options, at)
  return (readSmall(handle, parts, maxBytes, at, true) ?? now(handle, () => readWhole(handle, parts, maxBytes, at, true), parts.join('/'))).toString('utf8')
}

function jsonLimits(handle: Handle, options: unknown, at: string): { maxBytes: number; maxDepth?: number } {
  const { maxBytes, maxDepth } = readOptions(at, options, jsonSpec)
  const limits = { maxBytes: narrowLimit(handle.settings.maxBytes, maxBytes, `${at}: maxBytes`)! }
  return maxDepth === undefined ? limits : { ...limits, maxDepth }
}

const withoutMark = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text)

