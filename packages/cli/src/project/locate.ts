import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { codes } from '../codes.ts'

/** Where a run works. */
export interface Place {
  /** Absolute, without links: the nearest folder with a package.json or .git, above the working folder or, where the paths lie elsewhere, above them. */
  readonly root: string
  /** Absolute. */
  readonly paths: readonly string[]
}

/** Finds the project of the paths; without paths, the working folder is meant. Code: CLI_PATH_UNREADABLE. */
export function locate(cwd: string, paths: readonly string[]): Place {
  const base = real(cwd)
  const named = paths.length ? paths.map(path => real(resolve(base, path), path)) : [base]
  const start = named.every(path => within(base, path)) ? base : named.map(folderOf).reduce(common)
  return { root: projectOf(start), paths: named }
}

function real(path: string, shown = path): string {
  try {
    return realpathSync(path)
  } catch (cause) {
    throw codes.error('CLI_PATH_UNREADABLE', { at: shown, cause })
  }
}

const within = (folder: string, path: string): boolean => path === folder || !relative(folder, path).startsWith('..')

const folderOf = (path: string): string => (existsSync(join(path, '.')) ? path : dirname(path))

function common(a: string, b: string): string {
  let folder = a
  while (!within(folder, b)) folder = dirname(folder)
  return folder
}

function projectOf(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder) || folder.split(sep).length < 3) return start
  }
}
