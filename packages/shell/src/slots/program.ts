import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { checkText } from './text.ts'
import { ShellValue } from './value.ts'

/**
 * The program of a command, by a name or path that is known only when the code runs: a configured path, `process.execPath`. It is one program, never one with arguments, and counts
 * as such only as the first word of a command. Whoever decides the value decides what runs: for a choice, write `opt(x, ['a', 'b'])`. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED.
 */
export function program(value: string): ShellValue {
  const text = checkText(value, 'program')
  if (text.trim() === '' || text.startsWith('-')) throw codes.error('SHELL_VALUE_REFUSED', { at: 'program', got: describeValue(value), todo: 'Give the name or path of a program.' })
  return ShellValue.make('one', [{ text, kind: 'program' }])
}
