import { checkText } from './text.ts'
import { ShellValue } from './value.ts'

/**
 * A value that is shown nowhere: errors name its slot only, and it is replaced where the program prints it to standard error.
 * An argument is visible to the other users of the machine: prefer standard input or env. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED.
 */
export function secret(value: string): ShellValue {
  return ShellValue.make('one', [{ text: checkText(value, 'secret'), kind: 'secret' }])
}
