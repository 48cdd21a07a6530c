import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, resolve, sep } from 'node:path'
import { lookupOnWindows } from './lookup-windows.ts'

export interface LookupOptions {
  /** The PATH to look in. */
  readonly path: string
  /** Where relative names are looked up. */
  readonly cwd: string
  /** Whether entries of PATH that end in node_modules/.bin, and the current folder, count. */
  readonly local: boolean
}

const known = new Map<string, string>()
const MAX_KNOWN = 500

/** The absolute path of a program, or undefined. Entries of PATH that are empty, relative or writable by everybody are skipped. */
export function lookup(name: string, options: LookupOptions): string | undefined {
  const { path, cwd, local } = options
  if (process.platform === 'win32') return lookupOnWindows(name, { path, cwd, pathext: process.env['PATHEXT'], isFile })
  if (name.includes('/')) {
    const file = resolve(cwd, name)
    return isProgram(file) ? file : undefined
  }
  const key = `${local ? 1 : 0}${cwd}\0${path}\0${name}`
  const before = known.get(key)
  if (before !== undefined) return before
  for (const folder of usableFolders(path, cwd, local)) {
    const file = folder + sep + name
    if (!isProgram(file)) continue
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(key, file)
    return file
  }
  return undefined
}

/** A program may have moved: forget where programs are. */
export const forgetPrograms = () => known.clear()

/** The entries of PATH in which programs are looked up. */
export function usableFolders(path: string, cwd: string, local: boolean): string[] {
  return path.split(delimiter).filter(folder => isAbsolute(folder) && (local || (!/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder) && resolve(folder) !== cwd)) && !isWritableByAll(folder))
}

function isWritableByAll(folder: string): boolean {
  if (process.platform === 'win32') return false
  try {
    return (statSync(folder).mode & 0o002) !== 0
  } catch {
    return true
  }
}

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile()
  } catch {
    return false
  }
}

function isProgram(file: string): boolean {
  if (!isFile(file)) return false
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
