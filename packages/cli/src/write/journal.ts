import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { codes } from '../codes.ts'
import { isSource } from '../project/walk.ts'
import { replaceFile } from './atomic.ts'

/** One file of a run: what stood there before, and what the run put there. */
export interface JournalFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly mode: number
  readonly before: Buffer
  /** SHA-256 of every content that the run wrote. */
  readonly written: readonly string[]
}

/** The hash by which the journal knows a content. */
export const hashOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

const FOLDER = 'undo'
const VERSION = 1

/** Keeps what a run replaces, so that it can be undone even where the run was killed. */
export class Journal {
  readonly #path: string

  constructor(stateFolder: string, path?: string) {
    const folder = join(stateFolder, FOLDER)
    mkdirSync(folder, { recursive: true })
    this.#path = path ?? join(folder, `${nextNumber(folder)}.json`)
  }

  save(files: readonly JournalFile[]): void {
    const kept = files.map(({ path, mode, before, written }) => ({ path, mode, before: before.toString('base64'), hash: hashOf(before), written }))
    replaceFile(this.#path, `${JSON.stringify({ version: VERSION, files: kept })}\n`)
  }

  remove(): void {
    rmSync(this.#path, { force: true })
  }

  /** The newest journal of a project with what it holds. Codes: CLI_UNDO_NOTHING, CLI_UNDO_JOURNAL_REFUSED. */
  static newest(stateFolder: string): { journal: Journal; files: readonly JournalFile[] } {
    const folder = join(stateFolder, FOLDER)
    const name = list(folder).at(-1)
    if (!name) throw codes.error('CLI_UNDO_NOTHING')
    const path = join(folder, name)
    if (!lstatSync(path).isFile()) throw codes.error('CLI_UNDO_JOURNAL_REFUSED')
    return { journal: new Journal(stateFolder, path), files: readJournal(readFileSync(path, 'utf8')) }
  }
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => /^\d{6}\.json$/.test(name)).sort()
  } catch {
    return []
  }
}

const nextNumber = (folder: string): string => String(Number(list(folder).at(-1)?.slice(0, 6) ?? 0) + 1).padStart(6, '0')

function readJournal(text: string): JournalFile[] {
  const refuse = () => codes.error('CLI_UNDO_JOURNAL_REFUSED')
  let parsed: { version?: unknown; files?: unknown }
  try {
    parsed = JSON.parse(text) as typeof parsed
  } catch {
    throw refuse()
  }
  if (parsed?.version !== VERSION || !Array.isArray(parsed.files)) throw refuse()
  return parsed.files.map((file: Record<string, unknown> | null) => {
    const { path, mode, before, hash, written } = file ?? {}
    const sound = typeof path === 'string' && mayBeOurs(path) && Number.isInteger(mode) && typeof before === 'string' && Array.isArray(written)
    if (!sound) throw refuse()
    const bytes = Buffer.from(before, 'base64')
    if (hashOf(bytes) !== hash) throw refuse()
    return { path, mode: (mode as number) & 0o7777, before: bytes, written: written.filter(item => typeof item === 'string') }
  })
}

// A journal that came with a cloned repository must not reach .git/config, a hook, or anything outside the project.
function mayBeOurs(path: string): boolean {
  const steps = path.split('/')
  return !path.includes('\0') && !path.includes('\\') && steps.every(step => step !== '' && step !== '.' && step !== '..' && step.toLowerCase() !== '.git')
    && (isSource(path) || basename(path) === 'package.json')
}
