import { BreakwaterError } from '@breakwater/core'
import { build, ShellCommand } from '../command.ts'
import type { Slot } from '../command.ts'
import { opt as strictOpt } from '../slots/opt.ts'
import { optional as strictOptional } from '../slots/optional.ts'
import { path as strictPath } from '../slots/path.ts'
import { program as strictProgram } from '../slots/program.ts'
import { secret as strictSecret } from '../slots/secret.ts'
import { ShellValue } from '../slots/value.ts'
import { asText, words as looseWords } from './migrated-words.ts'
import { templateOf } from '../template/template.ts'

/** The same function, whose refusals of values wait until the value is used. */
function later<Args extends unknown[]>(make: (...args: Args) => ShellValue): (...args: Args) => ShellValue {
  return (...args) => {
    try {
      return make(...args)
    } catch (error) {
      if (!BreakwaterError.is(error)) throw error
      return ShellValue.refused(error)
    }
  }
}

/**
 * The `cmd` tag for code that was written for strings: a value that is refused reaches the callback, the 'error' event or the promise of the call, as a failure of the
 * program would, instead of being thrown where the command is put together, which in a callback would end the process. Mistakes in the text are thrown at once.
 */
export function cmd(strings: TemplateStringsArray, ...values: (Slot | boolean)[]): ShellCommand {
  const template = templateOf(strings, 'cmd')
  try {
    return build(template, values.map(asText))
  } catch (error) {
    if (!BreakwaterError.is(error)) throw error
    return ShellCommand.refused(template, error)
  }
}

/** `opt` of `@breakwater/shell`, whose refusals wait until the command is used. */
export const opt: typeof strictOpt = later(strictOpt)
/** `path` of `@breakwater/shell`, whose refusals wait until the command is used. */
export const path: typeof strictPath = later(strictPath)
/** `secret` of `@breakwater/shell`, whose refusals wait until the command is used. */
export const secret: typeof strictSecret = later(strictSecret)
/** `optional` of `@breakwater/shell`, whose refusals wait until the command is used. */
export const optional: typeof strictOptional = later(strictOptional)
/** The words that a shell would have read in a value; refusals wait until the command is used. */
export const words: typeof looseWords = later(looseWords)
/** `program`, whose refusals wait until the command is used. */
export const program: typeof strictProgram = later(strictProgram)
