import { win32 } from 'node:path'
import { codes } from './codes.ts'

export interface WindowsLookup {
  readonly path: string
  readonly cwd: string
  readonly pathext: string | undefined
  readonly isFile: (file: string) => boolean
}

/** The search of CreateProcess and cmd.exe without their first place, the current folder (CWE-427). */
export function lookupOnWindows(name: string, { path, cwd, pathext, isFile }: WindowsLookup): string | undefined {
  const extensions = (pathext ?? '.COM;.EXE;.BAT;.CMD').split(';').filter(extension => /^\.\w+$/.test(extension))
  const named = extensions.some(extension => name.toLowerCase().endsWith(extension.toLowerCase()))
  const candidates = (base: string) => (named ? [base] : extensions.map(extension => base + extension.toLowerCase()))
  if (/[\\/]/.test(name)) return candidates(win32.resolve(cwd, name)).find(isFile)
  for (const folder of path.split(';').map(entry => entry.replace(/^"(.*)"$/, '$1'))) {
    // "\tools" and "C:tools" depend on the current drive and folder.
    if (!/^(?:[A-Za-z]:[\\/]|\\\\)/.test(folder) || win32.resolve(folder).toLowerCase() === win32.resolve(cwd).toLowerCase()) continue
    const found = candidates(win32.join(folder, name)).find(isFile)
    if (found) return found
  }
  return undefined
}

/** True for what cmd.exe runs. Windows drops dots and blanks at the end of a name, so that `x.bat.. ` is a batch file as well (CVE-2024-27980). */
export const isBatchFile = (file: string) => /\.(?:bat|cmd)[. ]*$/i.test(file)

/** The arguments of cmd.exe that run a batch file. Codes: SHELL_BATCH_ARGUMENT_REFUSED. */
export function batchArguments(file: string, args: readonly string[]): readonly string[] {
  for (const text of [file, ...args]) if (/["%!\r\n]/.test(text)) throw codes.error('SHELL_BATCH_ARGUMENT_REFUSED', { at: win32.basename(file) })
  const quoted = [file, ...args].map(text => `"${text.replace(/(\\+)$/, '$1$1')}"`).join(' ')
  return ['/d', '/s', '/v:off', '/c', `"${quoted}"`]
}
