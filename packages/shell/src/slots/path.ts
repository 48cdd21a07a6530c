import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { checkText, isList, ownItems } from './text.ts'
import { ShellValue } from './value.ts'

// What programs read as more than a file name stands at the start (- @ + | ~ !) or, as in host:path, scheme: and name=value, before the first slash.
const PLAIN = /^(?:\/|\.{1,2}(?:\/|$)|[\p{L}\p{N}_.][^:=|%\n/]*(?:\/|$))/u
const DRIVE = /^[A-Za-z]:[\\/]/

/**
 * A file name that no program takes for anything else: `-x` becomes `./-x`, and so do `@x`, `+x`, `a:b` and `a=b`; other names stay as they are. A list of names gives a list.
 * It does not confine the path to a folder. Codes: SHELL_PATH_REFUSED, SHELL_TEXT_MALFORMED.
 */
export function path(value: string | readonly string[]): ShellValue {
  if (!isList(value)) return ShellValue.make('one', [{ text: safePath(value, 'path'), kind: 'path' }])
  return ShellValue.make('many', ownItems(value, 'path').map(item => ({ text: safePath(item, 'path'), kind: 'path' as const })))
}

export function safePath(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '') throw codes.error('SHELL_PATH_REFUSED', { at, got: describeValue(value) })
  const text = checkText(value, at)
  return PLAIN.test(text) || (process.platform === 'win32' && DRIVE.test(text)) ? text : `./${text}`
}
