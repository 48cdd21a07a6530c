import { codes } from '../codes.ts'
import type { Arg } from './arg.ts'

/** The value would be read as an option. */
export function smuggled(program: string, arg: Arg, dashes: boolean) {
  const todo = dashes ? "Write -- before the values, after the last option; or opt(x, ['--a', '--b']) if options are meant, or path(x) for a file, which gives ./-x." : undefined
  return codes.error('SHELL_OPTION_SMUGGLED', { at: `${program} ${arg.label}`, got: 'a value that begins with a dash', todo })
}

/** The argument is code to the program. */
export const isCode = (program: string, arg: Arg, todo?: string) => codes.error('SHELL_CODE_POSITION', { at: `${program} ${arg.label}`, todo })

/** The value is not what stands there. */
export const wrongOperand = (program: string, arg: Arg, got: string, todo?: string) => codes.error('SHELL_OPERAND_REFUSED', { at: `${program} ${arg.label}`, got, todo })
