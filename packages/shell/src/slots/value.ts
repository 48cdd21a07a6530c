import { describeValue } from '@breakwater/core'
import type { BreakwaterError } from '@breakwater/core'
import { types } from 'node:util'
import { codes } from '../codes.ts'
import type { Piece, PieceKind } from './piece.ts'
import { checkNumber, checkText, isList, ownItems } from './text.ts'

const KEY = Symbol('value')
const MARK = Symbol.for('breakwater.shell.value')

/** One value, or any number of words. */
export type ValueShape = 'one' | 'many'
type Item = Pick<Piece, 'text' | 'kind'>

/** A value that the author vouched for in a certain way, made by opt, path, secret, optional and words. Unforgeable: a `#private` field that no JSON, copy or imitation has. */
export class ShellValue {
  readonly #shape: ValueShape
  readonly #items: readonly Item[]
  readonly #error: BreakwaterError | undefined

  constructor(key: typeof KEY, shape: ValueShape, items: readonly Item[], error?: BreakwaterError) {
    if (key !== KEY) throw codes.error('SHELL_VALUE_REFUSED', { at: 'ShellValue' })
    this.#shape = shape
    this.#items = items
    this.#error = error
  }

  /** Never the value: it may be a secret. */
  toString(): string {
    return '[shell value: put it into a slot, it is not text]'
  }

  static is(value: unknown): value is ShellValue {
    return typeof value === 'object' && value !== null && #items in value
  }
  static shape(value: ShellValue): ValueShape {
    return value.#shape
  }
  /** The texts of a value; a refusal that was kept is thrown now. */
  static items(value: ShellValue): readonly Item[] {
    if (value.#error) throw value.#error
    return value.#items
  }
  static make(shape: ValueShape, items: readonly Item[]): ShellValue {
    return new ShellValue(KEY, shape, items)
  }
  static refused(error: BreakwaterError): ShellValue {
    return new ShellValue(KEY, 'one', [], error)
  }
}

Object.defineProperty(ShellValue.prototype, MARK, { value: true })
Object.freeze(ShellValue.prototype)
Object.freeze(ShellValue)

/** What a value gives: its texts, and whether it may only stand alone. Codes: SHELL_VALUE_REFUSED, SHELL_TEXT_MALFORMED, SHELL_DUPLICATE_COPY. */
export function itemsOf(value: unknown, at: string): { readonly shape: ValueShape; readonly items: readonly Item[] } {
  if (typeof value === 'string') return { shape: 'one', items: [item(checkText(value, at), 'plain')] }
  if (typeof value === 'number' || typeof value === 'bigint') return { shape: 'one', items: [item(checkNumber(value, at), 'number')] }
  if (ShellValue.is(value)) return { shape: ShellValue.shape(value), items: ShellValue.items(value) }
  if (isList(value)) return { shape: 'many', items: ownItems(value, at).flatMap(each => itemsOfItem(each, at)) }
  throw refusedValue(value, at)
}

function itemsOfItem(value: unknown, at: string): readonly Item[] {
  if (Array.isArray(value)) throw codes.error('SHELL_VALUE_REFUSED', { at, got: 'an array within an array', todo: 'Give a flat array: ${list.flat()}.' })
  return itemsOf(value, at).items
}

const item = (text: string, kind: PieceKind): Item => ({ text, kind })

/** Why a value is no argument: another copy's wrapper, or a kind that is not taken. */
function refusedValue(value: unknown, at: string) {
  const isOther = typeof value === 'object' && value !== null && !types.isProxy(value) && !(value instanceof ShellValue) && (value as { [MARK]?: unknown })[MARK] === true
  if (isOther) return codes.error('SHELL_DUPLICATE_COPY', { at })
  const isMissing = value === undefined || value === null || typeof value === 'boolean'
  return codes.error('SHELL_VALUE_REFUSED', { at, got: describeValue(value), todo: isMissing ? 'Write optional(x) where the value may be missing; the word then vanishes.' : undefined })
}
