import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { codes } from '../codes.ts'

/** Where a run works. */
export interface Place {
  /** Absolute, without links: the nearest folder with a package.json or .git, above the working folder or, where the paths lie elsewhere, above them. */
  readonly root: string
  /** Absolute. */
  readonly paths: readonly string[]
}

/** Finds the one project of the paths; without paths, the working folder is meant. Codes: CLI_PATH_UNREADABLE, CLI_PATH_OUTSIDE_PROJECT where they have none in common. */
export function locate(cwd: string, paths: readonly string[]): Place {
  const base = real(cwd)
  const named = paths.length ? paths.map(path => real(resolve(base, path), path)) : [base]
  if (named.every(path => within(base, path))) return { root: projectOf(base) ?? base, paths: named }
  const folders = [...new Set(named.map(folderOf))]
  const root = projectOf(folders.reduce(common)) ?? (folders.length === 1 ? folders[0] : undefined)
  if (!root) throw codes.error('CLI_PATH_OUTSIDE_PROJECT', { at: paths.join(', ') })
  return { root, paths: named }
}

function real(path: string, shown = path): string {
  try {
    return realpathSync(path)
  } catch (cause) {
    throw codes.error('CLI_PATH_UNREADABLE', { at: shown, cause })
  }
}

const within = (folder: string, path: string): boolean => path === folder || !/^\.\.(?:[\\/]|$)/.test(relative(folder, path))

const folderOf = (path: string): string => (statSync(path).isDirectory() ? path : dirname(path))

function common(a: string, b: string): string {
  let folder = a
  while (!within(folder, b)) folder = dirname(folder)
  return folder
}

function projectOf(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json')) || existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder) || folder.split(sep).length < 3) return undefined
  }
}
