import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Part } from './part.ts'
import type { Template } from './template.ts'

const KEY = Symbol('fragment')
const MARK = Symbol.for('breakwater.sql.fragment')

/**
 * A piece of SQL whose text was written in source code and whose values are bound: the proof that `connect(…)` asks for.
 * Unforgeable: a `#private` field that no JSON, copy or imitation has.
 */
export class Fragment {
  readonly #shape: Template | Part
  readonly #values: readonly unknown[]
  readonly #isFlat: boolean
  readonly #isPlain: boolean

  constructor(key: typeof KEY, shape: Template | Part, values: readonly unknown[], isFlat: boolean, isPlain: boolean) {
    if (key !== KEY) throw codes.error('SQL_FRAGMENT_REQUIRED', { at: 'Fragment' })
    this.#shape = shape
    this.#values = values
    this.#isFlat = isFlat
    this.#isPlain = isPlain
  }

  /** Never SQL: a fragment in a string is a mistake, and must not look like a query. */
  toString(): string {
    return '[sql fragment: pass it to connect(…), it is not text]'
  }

  static is(value: unknown): value is Fragment {
    return typeof value === 'object' && value !== null && #shape in value
  }
  static shape(fragment: Fragment): Template | Part {
    return fragment.#shape
  }
  static values(fragment: Fragment): readonly unknown[] {
    return fragment.#values
  }
  /** A template whose slots hold values only. */
  static isFlat(fragment: Fragment): boolean {
    return fragment.#isFlat
  }
  /** Flat, and every value a string, a number or null. */
  static isPlain(fragment: Fragment): boolean {
    return fragment.#isPlain
  }
  static ofTemplate(template: Template, values: readonly unknown[], isFlat: boolean, isPlain: boolean): Fragment {
    return new Fragment(KEY, template, values, isFlat, isPlain)
  }
  static ofPart(part: Part): Fragment {
    return new Fragment(KEY, part, [], false, false)
  }
}

Object.defineProperty(Fragment.prototype, MARK, { value: true })
Object.freeze(Fragment.prototype)
Object.freeze(Fragment)

/** Why `value` is not a fragment: a duplicate copy of the package, or something that only looks like SQL. */
export function notAFragment(value: unknown, at: string) {
  const isOther = typeof value === 'object' && value !== null && !(value instanceof Fragment) && (value as { [MARK]?: unknown })[MARK] === true
  return isOther ? codes.error('DUPLICATE_COPY', { at }) : codes.error('SQL_FRAGMENT_REQUIRED', { at, got: describeValue(value) })
}
