import { realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { codes } from '../codes.ts'
import type { StagedFile } from './atomic.ts'
import { readRegular, stageFile } from './atomic.ts'
import type { Journal, JournalFile } from './journal.ts'
import { hashOf } from './journal.ts'

/** A file that may be written: its path relative to the root, what stands there, its mode. */
export interface Original {
  readonly path: string
  readonly before: Buffer
  readonly mode: number
}

/** The files of one run: moves the whole set from one state to another, or leaves every file as it was. */
export class ProjectWriter {
  readonly #root: string
  readonly #journal: Journal | undefined
  readonly #originals = new Map<string, Original>()
  readonly #current = new Map<string, Buffer>()
  readonly #written = new Map<string, Set<string>>()

  constructor(root: string, originals: readonly Original[], journal?: Journal) {
    this.#root = root
    this.#journal = journal
    for (const original of originals) {
      this.#originals.set(original.path, original)
      this.#current.set(original.path, original.before)
    }
  }

  /** Brings the files to these contents, and every other file of the run back to its own. Codes: CLI_FILE_CHANGED, CLI_WRITE_FAILED. */
  write(target: ReadonlyMap<string, Buffer>): void {
    const changes = [...this.#originals.values()]
      .map(original => ({ original, bytes: target.get(original.path) ?? original.before }))
      .filter(({ original, bytes }) => !this.#current.get(original.path)!.equals(bytes))
    if (changes.length === 0) return
    for (const { original } of changes) this.#checkUnchanged(original.path)
    this.#keep(changes)
    const staged: { file: StagedFile; path: string; bytes: Buffer }[] = []
    try {
      for (const { original, bytes } of changes) staged.push({ file: stageFile(join(this.#root, original.path), bytes, original.mode), path: original.path, bytes })
    } catch (cause) {
      for (const { file } of staged) file.discard()
      throw codes.error('CLI_WRITE_FAILED', { cause })
    }
    this.#commit(staged)
  }

  /** Puts back every file that still holds what the run wrote; one that somebody else changed meanwhile is left alone, and stays in the journal. */
  putBack(): void {
    for (const [path, { before, mode }] of this.#originals) {
      const full = join(this.#root, path)
      if (this.#current.get(path)!.equals(before) || !readRegular(full)?.equals(this.#current.get(path)!)) continue
      stageFile(full, before, mode).commit()
      this.#current.set(path, before)
    }
  }

  /** Ends the run: the journal keeps what is still changed. Gives the changed paths. */
  finish(): readonly string[] {
    const changed = this.#files().filter(({ path, before }) => !this.#current.get(path)!.equals(before))
    if (changed.length) this.#journal?.save(changed.map(file => ({ ...file, written: [hashOf(this.#current.get(file.path)!)] })))
    else this.#journal?.remove()
    return changed.map(({ path }) => path)
  }

  #commit(staged: readonly { file: StagedFile; path: string; bytes: Buffer }[]): void {
    const done: string[] = []
    try {
      for (const { file, path } of staged) {
        // Checked once more directly before the rename, which leaves the smallest window that a rename allows.
        this.#checkUnchanged(path)
        file.commit()
        done.push(path)
      }
    } catch (error) {
      for (const { file } of staged.slice(done.length)) file.discard()
      for (const path of done) stageFile(join(this.#root, path), this.#current.get(path)!, this.#originals.get(path)!.mode).commit()
      throw error instanceof Error && 'kind' in error ? error : codes.error('CLI_WRITE_FAILED', { cause: error })
    }
    for (const { path, bytes } of staged) this.#current.set(path, bytes)
  }

  #checkUnchanged(path: string): void {
    const full = join(this.#root, path)
    if (!readRegular(full)?.equals(this.#current.get(path)!)) throw codes.error('CLI_FILE_CHANGED', { at: path })
    // A folder above may have become a link since the walk.
    const inside = realpathSync(dirname(full))
    const root = realpathSync(this.#root)
    if (inside !== root && !inside.startsWith(root.endsWith(sep) ? root : root + sep)) throw codes.error('CLI_PATH_OUTSIDE_PROJECT', { at: path })
  }

  #keep(changes: readonly { original: Original; bytes: Buffer }[]): void {
    for (const { original, bytes } of changes) {
      const hashes = this.#written.get(original.path) ?? new Set<string>()
      this.#written.set(original.path, hashes.add(hashOf(bytes)))
    }
    this.#journal?.save(this.#files())
  }

  #files(): JournalFile[] {
    return [...this.#written].map(([path, hashes]) => ({ ...this.#originals.get(path)!, written: [...hashes] }))
  }
}
