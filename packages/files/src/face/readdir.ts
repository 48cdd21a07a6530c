import fs from 'node:fs'
import type { Dirent } from 'node:fs'
import type { Handle } from '../folder/handle.ts'
import { entriesOf } from '../folder/list.ts'
import type { EntryKind } from '../folder/stat.ts'
import type { Task } from '../io/task.ts'
import { encodingOf, optionOf } from './face-options.ts'

/** As fs.readdir gives it: names, bytes or Dirent objects, which tell the folder by the name that the caller gave. */
export function* readdir(handle: Handle, parts: readonly string[], options: unknown): Task<string[] | Buffer[] | Dirent[]> {
  const asBytes = (typeof options === 'string' ? options : optionOf(options, 'encoding')) === 'buffer'
  const encoding = encodingOf(options, 'readdir')
  const found: { parent: string; name: string; kind: EntryKind }[] = []
  const open: string[][] = [[]]
  for (let below = open.shift(); below !== undefined; below = open.shift()) {
    for (const { name, kind } of yield* entriesOf(handle, [...parts, ...below], 'readdir')) {
      found.push({ parent: below.join('/'), name, kind })
      if (kind === 'folder' && optionOf(options, 'recursive') === true && below.length < 64) open.push([...below, name])
    }
  }
  if (optionOf(options, 'withFileTypes') === true) return found.map(({ parent, name, kind }) => new FolderDirent([...parts, ...(parent === '' ? [] : [parent])].join('/'), name, kind))
  const names = found.map(({ parent, name }) => (parent === '' ? name : `${parent}/${name}`))
  if (asBytes) return names.map(name => Buffer.from(name))
  return encoding === undefined || encoding === 'utf8' || encoding === 'utf-8' ? names : names.map(name => Buffer.from(name).toString(encoding))
}

// The arguments of Dirent's constructor differ between releases of Node.js; what is asked of it does not.
class FolderDirent extends (fs.Dirent as unknown as new () => Dirent) {
  readonly #kind: EntryKind

  constructor(parent: string, name: string, kind: EntryKind) {
    super()
    this.#kind = kind
    for (const [key, value] of [['name', name], ['parentPath', parent], ['path', parent]] as const) Object.defineProperty(this, key, { value, writable: true, enumerable: true, configurable: true })
  }

  override isFile(): boolean {
    return this.#kind === 'file'
  }
  override isDirectory(): boolean {
    return this.#kind === 'folder'
  }
  override isSymbolicLink(): boolean {
    return this.#kind === 'link'
  }
}
