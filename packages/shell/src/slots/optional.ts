import { itemsOf, ShellValue } from './value.ts'

/** Makes the word vanish where the value is undefined, null, false, '' or an empty list; otherwise the value itself. Codes: those of a slot. */
export function optional(value: unknown): ShellValue {
  if (value === undefined || value === null || value === false || value === '') return ShellValue.make('many', [])
  return ShellValue.make('many', itemsOf(value, 'optional').items)
}
