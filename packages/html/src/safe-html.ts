import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'

const KEY = Symbol('safe-html')
const MARK = Symbol.for('breakwater.html.safe')

/**
 * Markup whose tags were written in source code or passed the sanitizer; made by `html`, `sanitize` and `markdown`, and by nothing else.
 * Unforgeable: a `#private` field that no JSON, copy or imitation has. In a string it is its markup.
 */
export class SafeHtml {
  readonly #text: string
  // False if it holds elements whose content a browser reads by other rules inside svg, math and select.
  readonly #isPlain: boolean

  constructor(key: typeof KEY, text: string, isPlain: boolean) {
    if (key !== KEY) throw codes.error('HTML_SAFE_HTML_REQUIRED', { at: 'SafeHtml' })
    this.#text = text
    this.#isPlain = isPlain
  }

  /** The markup. */
  toString(): string {
    return this.#text
  }
  /** The markup, as a string of JSON. */
  toJSON(): string {
    return this.#text
  }

  static is(value: unknown): value is SafeHtml {
    return typeof value === 'object' && value !== null && #text in value
  }
  static text(value: SafeHtml): string {
    return value.#text
  }
  static isPlain(value: SafeHtml): boolean {
    return value.#isPlain
  }
}

Object.defineProperty(SafeHtml.prototype, MARK, { value: true })
Object.freeze(SafeHtml.prototype)

export const makeSafeHtml = (text: string, isPlain: boolean): SafeHtml => new SafeHtml(KEY, text, isPlain)

Object.freeze(SafeHtml)

/** The markup of a SafeHtml; anything else is refused. */
export function markupOf(value: unknown, at: string): string {
  if (SafeHtml.is(value)) return SafeHtml.text(value)
  throw hasMark(value) ? codes.error('HTML_DUPLICATE_COPY', { at }) : codes.error('HTML_SAFE_HTML_REQUIRED', { at, got: describeValue(value) })
}

/** Whether another copy of this package made the value: better than a puzzling refusal, and never trusted. */
export function hasMark(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !(value instanceof SafeHtml) && (value as { [MARK]?: unknown })[MARK] === true
}
