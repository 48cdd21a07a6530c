import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { checkNumber, checkText } from './text.ts'
import { ShellValue } from './value.ts'

/**
 * Splits text at blanks, tabs and line breaks into words, as a shell does with an unquoted variable: quotes, backslashes and patterns in it are ordinary characters.
 * Nothing gives no word. Each word is judged as a value of its own. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED.
 */
export function words(value: string | number | bigint | undefined | null): ShellValue {
  if (value === undefined || value === null) return ShellValue.make('many', [])
  if (typeof value === 'number' || typeof value === 'bigint') return ShellValue.make('many', [{ text: checkNumber(value, 'words'), kind: 'number' }])
  if (typeof value !== 'string') throw codes.error('SHELL_VALUE_REFUSED', { at: 'words', got: describeValue(value) })
  const found = checkText(value, 'words').split(/[ \t\n]+/).filter(word => word !== '')
  return ShellValue.make('many', found.map(text => ({ text, kind: 'word' as const })))
}
