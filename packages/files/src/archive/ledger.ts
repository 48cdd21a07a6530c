import { isUsablePart } from '../names/check-name.ts'
import type { NamePolicy } from '../names/check-name.ts'
import { entryRefused, overLimit } from './limits.ts'
import type { Limits } from './limits.ts'

export type ArchiveKind = 'file' | 'folder' | 'link' | 'device'

/** Folds what a file system may take for the same name: case (also ß and ſ) and composition. */
const fold = (name: string) => name.normalize('NFC').toUpperCase().toLowerCase().normalize('NFC')

// What the archivers of macOS add for themselves.
const isJunk = (parts: readonly string[]) => parts[0] === '__MACOSX' || parts.some(part => part === '.DS_Store' || part.startsWith('._'))

/** Keeps book of the entries of an archive and refuses those that must not be unpacked, or not together. */
export class Ledger {
  readonly #policy: NamePolicy
  readonly #limits: Limits
  readonly #links: 'refuse' | 'skip'
  readonly #at: string
  readonly #seen = new Map<string, { readonly name: string; readonly isFolder: boolean; isWritten: boolean }>()
  readonly skipped: string[] = []
  #count = 0

  constructor(policy: NamePolicy, limits: Limits, links: 'refuse' | 'skip', at: string) {
    this.#policy = policy
    this.#limits = limits
    this.#links = links
    this.#at = at
  }

  get count(): number {
    return this.#count
  }

  /** The parts of the entry's name; undefined where it is left out. */
  enter(name: string, kind: ArchiveKind): string[] | undefined {
    if (++this.#count > this.#limits.maxEntries) throw overLimit(this.#at, this.#limits, 'maxEntries')
    const refuse = (reason: string) => entryRefused(this.#at, reason, this.#count - 1)
    if (name.includes('\0')) throw refuse('a name with NUL')
    if (name.startsWith('/') || name.startsWith('\\') || /^[a-z]:/i.test(name)) throw refuse('an absolute name')
    const parts = name.split('/')
    if (parts.at(-1) === '') parts.pop()
    // `tar c .` writes ./ before every name.
    while (parts[0] === '.') parts.shift()
    if (parts.length === 0) {
      if (kind === 'folder') return undefined
      throw refuse('an empty name')
    }
    if (parts.some(part => part === '..' || part.split('\\').includes('..'))) throw refuse('a name with .. in it')
    if (kind === 'device') throw refuse('a device, FIFO or socket')
    if (isJunk(parts)) return this.#skip(parts)
    if (kind === 'link') {
      if (this.#links === 'skip') return this.#skip(parts)
      throw refuse('a link')
    }
    const wide = { ...this.#policy, dotfiles: true }
    for (const part of parts) if (!isUsablePart(part, wide)) throw refuse('a name that this folder does not take')
    if (parts.length > this.#limits.maxDepth) throw overLimit(this.#at, this.#limits, 'maxDepth')
    for (const part of parts) if (!isUsablePart(part, this.#policy)) return this.#skip(parts)
    this.#note(parts, kind, refuse)
    return parts
  }

  #skip(parts: readonly string[]): undefined {
    this.skipped.push(parts.join('/'))
    return undefined
  }

  #note(parts: readonly string[], kind: 'file' | 'folder', refuse: (reason: string) => Error): void {
    let name = ''
    for (let index = 0; index < parts.length; index++) {
      name = index === 0 ? parts[0]! : `${name}/${parts[index]!}`
      const isFolder = index < parts.length - 1 || kind === 'folder'
      const isLast = index === parts.length - 1
      const key = fold(name)
      const before = this.#seen.get(key)
      if (before === undefined) this.#seen.set(key, { name, isFolder, isWritten: isLast })
      else if (before.name !== name) throw refuse('two names that differ in case or composition only')
      else if (before.isFolder !== isFolder) throw refuse('a file and a folder of one name')
      else if (isLast) {
        if (before.isWritten) throw refuse('the same name twice')
        before.isWritten = true
      }
    }
  }
}
