import { describeValue } from '@breakwater/core'
import { types } from 'node:util'
import { codes } from './codes.ts'
import { splitWords } from './words.ts'

const KEY = Symbol('value')
const MARK = Symbol.for('breakwater.shell.value')

/** What one slot gives: its texts, and how much the author said of them. */
export type ValueKind = 'chosen' | 'path' | 'secret' | 'optional' | 'words' | 'unsafe'

/** A value that the author vouched for in a certain way; unforgeable by a `#private` field. */
export class ShellValue {
  readonly #kind: ValueKind
  readonly #items: readonly unknown[]

  constructor(key: typeof KEY, kind: ValueKind, items: readonly unknown[]) {
    if (key !== KEY) throw codes.error('SHELL_VALUE_REFUSED', { at: 'ShellValue' })
    this.#kind = kind
    this.#items = items
  }

  /** Never the value: it may be a secret. */
  toString(): string {
    return '[shell value: put it into a slot, it is not text]'
  }

  static is(value: unknown): value is ShellValue {
    return typeof value === 'object' && value !== null && #kind in value
  }
  static kind(value: ShellValue): ValueKind {
    return value.#kind
  }
  static items(value: ShellValue): readonly unknown[] {
    return value.#items
  }
  static make(kind: ValueKind, items: readonly unknown[]): ShellValue {
    return new ShellValue(KEY, kind, items)
  }
}

Object.defineProperty(ShellValue.prototype, MARK, { value: true })
Object.freeze(ShellValue.prototype)
Object.freeze(ShellValue)

/** What stands for one argument in a slot. */
export type Argument = string | number | ShellValue
/** What a slot takes, apart from commands. */
export type SlotValue = Argument | readonly Argument[]

/**
 * Chooses among texts that the author wrote, so that they may be options, programs, subcommands or code: `opt(x, ['--a', '--b'])`, `opt(x, { fast: '-1' })`.
 * A list of values gives a list. Anything else is SHELL_CHOICE_REFUSED.
 */
export function opt(value: unknown, choices: readonly string[] | Readonly<Record<string, string>>): ShellValue {
  const chosen = isList(value) ? plainItems(value, 'opt').map(item => choose(item, choices)) : [choose(value, choices)]
  return ShellValue.make('chosen', chosen)
}

function choose(value: unknown, choices: readonly string[] | Readonly<Record<string, string>>): string {
  const known = Array.isArray(choices) ? (choices as readonly string[]) : Object.keys(choices)
  if (typeof value !== 'string' || !known.includes(value)) throw codes.error('SHELL_CHOICE_REFUSED', { at: 'opt', got: describeValue(value), details: { choices: known.map(String) } })
  const chosen: unknown = Array.isArray(choices) ? value : Object.getOwnPropertyDescriptor(choices, value)?.value
  return checkText(chosen, 'opt')
}

// What programs read as more than a file name stands at the start or holds one of these before the first slash.
const PLAIN_START = /^(?:\/|\.{1,2}(?:\/|$)|[\p{L}\p{N}_.][^:=\s/]*(?:\/|$))/u

/** A file name that no program takes for anything else: `-x` becomes `./-x`, as do `@x`, `+x`, `a:b` and `a=b`. Codes: SHELL_PATH_REFUSED, SHELL_TEXT_MALFORMED. */
export function path(value: string): ShellValue {
  if (typeof value !== 'string' || value === '') throw codes.error('SHELL_PATH_REFUSED', { at: 'path', got: describeValue(value) })
  const text = checkText(value, 'path')
  return ShellValue.make('path', [PLAIN_START.test(text) || /^[A-Za-z]:[\\/]/.test(text) && process.platform === 'win32' ? text : `./${text}`])
}

/** A value that is shown nowhere: it is replaced in standard error and in messages as well. An argument is visible to other users of the machine: prefer stdin or env. */
export function secret(value: string): ShellValue {
  return ShellValue.make('secret', [checkText(value, 'secret')])
}

/** Vanishes where the value is undefined, null, false or ''; otherwise the value itself. */
export function optional(value: SlotValue | undefined | null | false): ShellValue {
  return ShellValue.make('optional', value === undefined || value === null || value === false || value === '' ? [] : [value])
}

/** Splits text into arguments at white space, with quotes and backslashes as sh reads them; nothing else of a shell. Codes: SHELL_WORDS_UNCLOSED. */
export function words(value: string | number | undefined | null): ShellValue {
  if (value === undefined || value === null) return ShellValue.make('words', [])
  const text = typeof value === 'number' ? checkNumber(value, 'words') : checkText(value, 'words')
  return ShellValue.make('words', splitWords(text))
}

/** A string that can be an argument. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED. */
export function checkText(value: unknown, at: string): string {
  if (typeof value !== 'string') throw refusedValue(value, at)
  if (value.includes('\0') || !value.isWellFormed()) throw codes.error('SHELL_TEXT_MALFORMED', { at })
  return value
}

/** A number as text. */
export function checkNumber(value: number, at: string): string {
  if (!Number.isFinite(value)) throw codes.error('SHELL_VALUE_REFUSED', { at, got: describeValue(value) })
  return String(value)
}

/** True for a real array, which no proxy imitates. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value) && !types.isProxy(value)

/** The own items of an array, with getters and holes refused. */
export function plainItems(list: readonly unknown[], at: string): unknown[] {
  const items: unknown[] = []
  for (let index = 0; index < list.length; index++) {
    const property = Object.getOwnPropertyDescriptor(list, index)
    if (!property || !('value' in property)) throw codes.error('SHELL_VALUE_REFUSED', { at, got: 'an array with a hole or a getter' })
    items.push(property.value)
  }
  return items
}

/** Why a value is no argument: another copy's wrapper, or a kind that is not taken. */
export function refusedValue(value: unknown, at: string) {
  const isOther = typeof value === 'object' && value !== null && !types.isProxy(value) && !(value instanceof ShellValue) && (value as { [MARK]?: unknown })[MARK] === true
  return isOther ? codes.error('SHELL_DUPLICATE_COPY', { at }) : codes.error('SHELL_VALUE_REFUSED', { at, got: describeValue(value) })
}
