import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import { flag, limit, readOptions } from '@breakwater/core'
import fs from 'node:fs'
import { codes } from '../codes.ts'
import { later, partsOf } from '../folder/handle.ts'
import type { Handle } from '../folder/handle.ts'
import { entriesOf } from '../folder/list.ts'
import { openRead } from '../folder/read.ts'
import { look } from '../folder/stat.ts'
import { isMissing } from '../io/node-error.ts'
import { tarPieces } from './tar-writer.ts'
import { zipPieces } from './zip-writer.ts'

/** Options of `folder.zip`. */
export interface PackOptions {
  /** Files and folders; more is FILES_TOO_MANY (10 000). */
  maxEntries?: number
}

/** Options of `folder.tar`. */
export interface TarOptions extends PackOptions {
  /** Compress with gzip (false). */
  gzip?: boolean
}

const zipSpec = { maxEntries: limit(10_000, { max: 10_000_000 }) }
const tarSpec = { ...zipSpec, gzip: flag(false) }

/** A file or folder on its way into an archive. */
export interface Packable {
  readonly name: string
  readonly isFolder: boolean
  readonly size: number
  readonly modified: Date
  /** Opens the file; the descriptor is the caller's. */
  readonly open: () => Promise<{ fd: number; size: number }>
}

export function zip(handle: Handle, names: unknown, options: unknown): Readable {
  const { maxEntries } = readOptions('zip', options, zipSpec)
  return Readable.from(zipPieces(gatherFiles(handle, names, maxEntries, 'zip')), { objectMode: false, highWaterMark: 256 * 1024 })
}

export function tar(handle: Handle, names: unknown, options: unknown): Readable {
  const { maxEntries, gzip } = readOptions('tar', options, tarSpec)
  const plain = Readable.from(tarPieces(gatherFiles(handle, names, maxEntries, 'tar')), { objectMode: false, highWaterMark: 256 * 1024 })
  if (!gzip) return plain
  const packed = createGzip()
  plain.on('error', error => packed.destroy(error))
  packed.on('close', () => plain.destroy())
  return plain.pipe(packed)
}

/** Files and folders below the given names; a link is packed as the file that it means, and left out where it means none in this folder. */
function gatherFiles(handle: Handle, names: unknown, maxEntries: number, at: string): AsyncGenerator<Packable> {
  const list: unknown[] = names === undefined ? [''] : Array.isArray(names) ? [...(names as unknown[])] : [names]
  const open = list.map(name => partsOf(handle, name, at, 'folder')).reverse()
  return walkFiles(handle, open, maxEntries, at)
}

async function* walkFiles(handle: Handle, open: string[][], maxEntries: number, at: string): AsyncGenerator<Packable> {
  const wanted = new Set(open.map(parts => parts.join('/')))
  const seen = new Set<string>()
  let count = 0
  for (let parts = open.pop(); parts !== undefined; parts = open.pop()) {
    const here = parts
    const name = here.join('/')
    if (seen.has(name)) continue
    seen.add(name)
    const stats = await later(handle, () => look(handle, here, wanted.has(name), at), name || '.')
    if (here.length > 0 && ++count > maxEntries) throw codes.error('FILES_TOO_MANY', { at, details: { maxEntries } })
    if (stats.isDirectory()) {
      if (here.length > 0) yield { name, isFolder: true, size: 0, modified: stats.mtime, open: () => Promise.reject(new TypeError('a folder')) }
      const below = await later(handle, () => entriesOf(handle, here, at), name || '.')
      open.push(...below.sort((one, other) => (one.name < other.name ? 1 : -1)).filter(({ kind }) => kind !== 'other').map(entry => [...here, entry.name]))
      continue
    }
    const target = stats.isSymbolicLink() ? await meant(handle, here, at) : stats
    if (target === undefined || !target.isFile()) {
      if (wanted.has(name)) throw codes.error('FILES_NOT_REGULAR', { at })
      continue
    }
    yield { name, isFolder: false, size: target.size, modified: target.mtime, open: async () => {
      const { fd, stats: now } = await later(handle, () => openRead(handle, here, at), name)
      if (now.size <= handle.settings.maxBytes) return { fd, size: now.size }
      fs.closeSync(fd)
      throw codes.error('FILES_TOO_LARGE', { at, details: { maxBytes: handle.settings.maxBytes } })
    } }
  }
}

async function meant(handle: Handle, parts: readonly string[], at: string) {
  try {
    return await later(handle, () => look(handle, parts, true, at), parts.join('/'))
  } catch (error) {
    if (isMissing(error) || String((error as { code?: string }).code).startsWith('FILES_LINK_')) return undefined
    throw error
  }
}
