import { announceUnsafe, describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { ShellCommand } from './command.ts'
import { checkText } from './slots/text.ts'
import { Template } from './template/template.ts'

const SH = new Template(['/bin/sh -c ', ''])
const CMD = new Template(['cmd.exe /d /s /c ', ''])

/**
 * The hatch: gives a command that runs a runtime string in a real shell (/bin/sh, cmd.exe), unread and unchecked. `reason` is mandatory, announced on
 * `breakwater:unsafe` and flagged by lint. Codes: UNSAFE_REASON_REQUIRED, SHELL_COMMAND_REQUIRED, SHELL_TEXT_MALFORMED.
 */
export function unsafeShell(text: string, { reason }: { reason: string }): ShellCommand {
  if (typeof text !== 'string') throw codes.error('SHELL_COMMAND_REQUIRED', { at: 'unsafeShell', got: describeValue(text), todo: 'Give the text as a string.' })
  announceUnsafe('shell', 'unsafeShell', reason)
  return ShellCommand.of(process.platform === 'win32' ? CMD : SH, [{ shape: 'one', items: [{ text: checkText(text, 'unsafeShell'), kind: 'chosen' }] }])
}

export type { ShellCommand } from './command.ts'
