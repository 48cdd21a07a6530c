import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { SafeHtml } from './safe-html.ts'

const KEY = Symbol('json')
const { stringify } = JSON

/** Data for a script, as JSON in which no tag, comment or line separator can stand. Made by `json(…)`; unforgeable. */
export class ScriptData {
  readonly #text: string
  constructor(key: typeof KEY, text: string) {
    if (key !== KEY) throw codes.error('HTML_JSON_REFUSED', { at: 'ScriptData' })
    this.#text = text
  }
  /** The JSON, with <, >, & and line separators escaped. */
  toString(): string {
    return this.#text
  }
  static is(value: unknown): value is ScriptData {
    return typeof value === 'object' && value !== null && #text in value
  }
  static text(value: ScriptData): string {
    return value.#text
  }
}
Object.freeze(ScriptData.prototype)
const make = (text: string): ScriptData => new ScriptData(KEY, text)
Object.freeze(ScriptData)

const ESCAPES: Readonly<Record<string, string>> = { '<': '\\u003c', '>': '\\u003e', '&': '\\u0026', '\u2028': '\\u2028', '\u2029': '\\u2029' }

/**
 * Data for a script slot or a JSON attribute: `<script>const user = ${json(user)}</script>`. Refuses what JSON cannot hold with HTML_JSON_REFUSED.
 * `</script>` and `<!--` cannot occur in it (HTML 4.12.1.3).
 */
export function json(value: unknown): ScriptData {
  return make(jsonText(value, 'json'))
}

export function jsonText(value: unknown, at: string): string {
  if (ScriptData.is(value)) return ScriptData.text(value)
  let text: string | undefined
  try {
    text = stringify(SafeHtml.is(value) ? SafeHtml.text(value) : value)
  } catch (cause) {
    throw codes.error('HTML_JSON_REFUSED', { at, got: describeValue(value), cause })
  }
  if (typeof text !== 'string') throw codes.error('HTML_JSON_REFUSED', { at, got: describeValue(value) })
  return text.replace(/[<>&\u2028\u2029]/g, char => ESCAPES[char]!)
}

/** The same as an expression of JavaScript: there "__proto__" as a key of a literal would set the prototype, which JSON never does. */
export function scriptExpression(value: unknown, at: string): string {
  const text = jsonText(value, at)
  return /__proto__|\\u005f/i.test(text) ? `JSON.parse(${stringify(text)})` : text
}
