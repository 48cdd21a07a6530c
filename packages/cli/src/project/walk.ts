import type { Dirent } from 'node:fs'
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, sep } from 'node:path'
import { codes } from '../codes.ts'
import { endings } from '../host/parse.ts'
import type { IgnoreFile } from './gitignore.ts'
import { isIgnored, readIgnoreFile } from './gitignore.ts'

/** Why something was not read. */
export type SkipReason =
  | 'symlink' | 'ignored' | 'folder' | 'too-large' | 'not-utf8' | 'minified' | 'generated' | 'declarations' | 'unreadable' | 'does-not-parse' | 'failed' | 'component'

/** A file or folder that was not judged. `pending` marks those that may hold something to do. */
export interface SkippedFile {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly reason: SkipReason
  readonly detail?: string
  readonly line?: number
  readonly column?: number
  readonly pending: boolean
}

/** Receives what a walk meets, in a fixed order. */
export interface Visitor {
  file(path: string): void
  skipped(file: SkippedFile): void
}

/** What a walk needs to know besides the paths. */
export interface WalkContext {
  readonly root: string
  /** Paths that .gitignore names and git tracks all the same. */
  readonly tracked: ReadonlySet<string>
}

const foldersLeftOut = new Set(['node_modules', 'bower_components', '.hg', '.svn', 'dist', 'coverage', '.next', '.nuxt', '.turbo', '.yarn'])
const components = new Set(['vue', 'svelte', 'astro'])

/** Finds the source files below the paths, in the order of their names; what is named directly is read even where it is ignored. Code: CLI_PATH_UNREADABLE. */
export function walk(paths: readonly string[], context: WalkContext, visitor: Visitor): void {
  const seen = new Set<string>()
  for (const path of paths) {
    const real = resolveNamed(path, context.root)
    const inner = toPosix(relative(context.root, real))
    if (lstatSync(real).isDirectory()) walkFolder(inner ? `${inner}/` : '', ignoreFilesAbove(context.root, inner), context, visitor, seen)
    else if (!seen.has(inner)) {
      seen.add(inner)
      visitor.file(inner)
    }
  }
}

const toPosix = (path: string): string => (sep === '/' ? path : path.split(sep).join('/'))

function resolveNamed(path: string, root: string): string {
  let real: string
  try {
    real = realpathSync(path)
  } catch (cause) {
    throw codes.error('CLI_PATH_UNREADABLE', { at: path, cause })
  }
  const inner = relative(root, real)
  if (isAbsolute(inner) || inner.split(sep)[0] === '..') throw codes.error('CLI_PATH_OUTSIDE_PROJECT', { at: path })
  return real
}

function ignoreFilesAbove(root: string, inner: string): IgnoreFile[] {
  const files: IgnoreFile[] = []
  const steps = inner ? inner.split('/') : []
  for (let depth = 0; depth < steps.length; depth++) {
    const base = steps.slice(0, depth).map(step => `${step}/`).join('')
    const file = loadIgnoreFile(root, base)
    if (file) files.push(file)
  }
  return files
}

function loadIgnoreFile(root: string, base: string): IgnoreFile | undefined {
  try {
    return readIgnoreFile(base, readFileSync(join(root, base, '.gitignore'), 'utf8'))
  } catch {
    return undefined
  }
}

function walkFolder(start: string, above: readonly IgnoreFile[], context: WalkContext, visitor: Visitor, seen: Set<string>): void {
  const open: { folder: string; ignore: readonly IgnoreFile[] }[] = [{ folder: start, ignore: above }]
  for (let next = open.pop(); next; next = open.pop()) {
    if (seen.has(next.folder)) continue
    seen.add(next.folder)
    const entries = list(next.folder, context, visitor)
    const ignore = entries.some(entry => entry.name === '.gitignore') ? withOwn(next, context.root) : next.ignore
    const folders: typeof open = []
    for (const entry of entries) {
      const path = next.folder + entry.name
      const folder = entry.isDirectory()
      if (entry.name === '.git' || entry.name === '.breakwater') continue
      const skip = reasonToSkip(entry, path, folder, ignore, context)
      if (skip) {
        if (folder || isSource(entry.name)) visitor.skipped({ path, reason: skip, pending: false })
      } else if (folder) folders.push({ folder: `${path}/`, ignore })
      else if (isSource(entry.name) && !seen.has(path)) {
        seen.add(path)
        visitor.file(path)
      }
    }
    open.push(...folders.reverse())
  }
}

function withOwn(next: { folder: string; ignore: readonly IgnoreFile[] }, root: string): readonly IgnoreFile[] {
  const own = loadIgnoreFile(root, next.folder)
  return own ? [...next.ignore, own] : next.ignore
}

function list(folder: string, context: WalkContext, visitor: Visitor): Dirent[] {
  try {
    return readdirSync(join(context.root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    visitor.skipped({ path: folder, reason: 'unreadable', detail: (error as NodeJS.ErrnoException).code ?? 'unknown', pending: true })
    return []
  }
}

function reasonToSkip(entry: Dirent, path: string, folder: boolean, ignore: readonly IgnoreFile[], context: WalkContext): SkipReason | undefined {
  if (entry.isSymbolicLink()) return 'symlink'
  if (folder && foldersLeftOut.has(entry.name)) return 'folder'
  if ((folder || isSource(entry.name)) && isIgnored(ignore, path, folder) && !context.tracked.has(path)) return 'ignored'
  return undefined
}

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1).toLowerCase()

/** Whether a file may hold code that is read, or would be in a component file. */
export const isSource = (name: string): boolean => name.includes('.') && (endings.has(endingOf(name)) || isComponent(name))

/** Whether a file is a component whose script is not read yet. */
export const isComponent = (name: string): boolean => components.has(endingOf(name))
