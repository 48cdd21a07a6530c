import { bind } from '../src/bind.ts'
import type { ShellCommand } from '../src/index.ts'
import { prepareStep } from '../src/prepare.ts'
import { surroundingsOf, readSettings } from '../src/run/settings.ts'

/** The argument lists that a command would run with, whether the programs are installed or not. */
export function argvOf(command: ShellCommand, options: Parameters<typeof readSettings>[0] = undefined): string[][] {
  return bind(command).flatMap(step => prepareStep(step, surroundingsOf(readSettings(options))).map(({ name, args }) => [name, ...args]))
}
