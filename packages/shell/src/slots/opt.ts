import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { checkText, isList, ownItems } from './text.ts'
import { ShellValue } from './value.ts'

/**
 * Chooses among texts that the author wrote, so that they may be options, programs, subcommands, redirects or code: `opt(x, ['--a', '--b'])`, `opt(x, { fast: '-1' })`.
 * A list of values gives a list. Codes: SHELL_CHOICE_REFUSED.
 */
export function opt(value: unknown, choices: readonly string[] | Readonly<Record<string, string>>): ShellValue {
  if (!isList(value)) return ShellValue.make('one', [{ text: choose(value, choices), kind: 'chosen' }])
  return ShellValue.make('many', ownItems(value, 'opt').map(item => ({ text: choose(item, choices), kind: 'chosen' as const })))
}

function choose(value: unknown, choices: readonly string[] | Readonly<Record<string, string>>): string {
  const list = isList(choices) ? ownItems(choices, 'opt') : undefined
  if (!list && (typeof choices !== 'object' || choices === null)) throw codes.error('SHELL_CHOICE_REFUSED', { at: 'opt', got: 'no list of choices' })
  const known = list ?? Object.keys(choices)
  if (typeof value !== 'string' || !known.includes(value)) throw codes.error('SHELL_CHOICE_REFUSED', { at: 'opt', got: describeValue(value), details: { choices: known.filter(name => typeof name === 'string') } })
  return checkText(list ? value : Object.getOwnPropertyDescriptor(choices, value)?.value, 'opt')
}
