import { BreakwaterError } from '@breakwater/core'
import { build, ShellCommand } from './command.ts'
import type { Slot } from './command.ts'
import { readSettings } from './run/settings.ts'
import type { Settings, ShellOptions } from './run/settings.ts'
import { Running } from './running.ts'
import { templateOf } from './template/template.ts'

/** The tag `sh`, and what it makes. */
export interface Shell {
  /**
   * Runs a command line without a shell when it is awaited or read. Refusals of values reject; mistakes in the text are thrown at once.
   * Codes: SHELL_SYNTAX_REFUSED, SHELL_VALUE_REFUSED, SHELL_OPTION_SMUGGLED, SHELL_CODE_POSITION, SHELL_OPERAND_REFUSED, SHELL_PROGRAM_SLOT, SHELL_EXIT, SHELL_TIMEOUT, SHELL_OUTPUT_LIMIT and others.
   */
  (strings: TemplateStringsArray, ...values: Slot[]): Running
  /** A tag with other options, on top of this one's. Codes: OPTION_UNKNOWN, OPTION_INVALID, LIMIT_INVALID, SHELL_ENV_REFUSED. */
  with(options: ShellOptions): Shell
}

function make(settings: Settings): Shell {
  const tag = (strings: TemplateStringsArray, ...values: Slot[]) => new Running(later(strings, values), settings)
  return Object.freeze(Object.assign(tag, { with: (options: ShellOptions) => make(readSettings(options, settings.given)) }))
}

function later(strings: TemplateStringsArray, values: readonly unknown[]): ShellCommand {
  const template = templateOf(strings, 'sh')
  if (values.length === 0) void template.line
  try {
    return build(template, values)
  } catch (error) {
    if (!BreakwaterError.is(error)) throw error
    return ShellCommand.refused(template, error)
  }
}

/** Runs programs without a shell: sh`git log --max-count=${n} -- ${file}`. */
export const sh: Shell = make(readSettings(undefined))
