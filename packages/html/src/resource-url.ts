import { checkTemplate, describeValue } from '@breakwater/core'
import { codes } from './codes.ts'

const KEY = Symbol('resource-url')

/** The URL of something that may run, whose origin stands in source code. Made by `resourceUrl`; unforgeable. */
export class SafeResourceUrl {
  readonly #url: string
  constructor(key: typeof KEY, url: string) {
    if (key !== KEY) throw codes.error('HTML_RESOURCE_URL_REQUIRED', { at: 'SafeResourceUrl' })
    this.#url = url
  }
  /** The URL. */
  toString(): string {
    return this.#url
  }
  static is(value: unknown): value is SafeResourceUrl {
    return typeof value === 'object' && value !== null && #url in value
  }
  static url(value: SafeResourceUrl): string {
    return value.#url
  }
}
Object.freeze(SafeResourceUrl.prototype)
const make = (url: string): SafeResourceUrl => new SafeResourceUrl(KEY, url)
Object.freeze(SafeResourceUrl)

/** An origin with its slash, a path from the root, a path below this page, or a fragment. */
const PREFIX = /^(?:https:\/\/[a-z0-9.-]+(?::\d{1,5})?\/|http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?\/|\/(?![/\\])|\.{1,2}\/|[a-z0-9_-]+\/|#|\?|[a-z0-9_-]+\.[a-z0-9]+[?#])[^\\\s<>"]*$/i

export const isResourcePrefix = (prefix: string): boolean => PREFIX.test(prefix) && !/^\/[/\\]/.test(prefix)

/** Puts values between literal parts: path segments, query values and fragments stay what they are. */
export function joinResource(parts: readonly string[], values: readonly unknown[], at: string): string {
  let url = parts[0]!
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if ((typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'bigint') || Number.isNaN(value)) throw codes.error('HTML_RESOURCE_URL_REFUSED', { at, got: describeValue(value) })
    const text = String(value).toWellFormed()
    url += /[?#]/.test(url) ? encodeURIComponent(text) : pathOf(text, url, at)
    url += parts[index + 1]!
  }
  // Dots can come together from a literal part and a value.
  const path = url.split(/[?#]/)[0]!.replace(/^[a-z]+:\/\/[^/]*|^(?:\.{1,2}\/)+/i, '')
  if (values.length > 0 && path.split('/').some(segment => /^(?:\.|%2e){1,2}$/i.test(segment))) throw codes.error('HTML_RESOURCE_URL_REFUSED', { at, got: 'a segment of dots' })
  return url
}

function pathOf(text: string, before: string, at: string): string {
  const segments = text.split('/')
  if (segments.some((segment, index) => (segment === '' && (index > 0 || before.endsWith('/'))) || segment === '.' || segment === '..')) {
    throw codes.error('HTML_RESOURCE_URL_REFUSED', { at, got: 'a value with an empty segment or one of dots' })
  }
  return segments.map(segment => encodeURIComponent(segment)).join('/')
}

/**
 * The URL of a script, frame, style sheet or object: begins with a literal origin (`https://cdn.example.com/`), path or fragment; values are encoded into their
 * segment or query value. Refuses other beginnings, empty segments and dots with HTML_RESOURCE_URL_REFUSED.
 */
export function resourceUrl(strings: TemplateStringsArray, ...values: readonly (string | number | bigint)[]): SafeResourceUrl {
  checkTemplate(strings, 'resourceUrl')
  const isWhole = strings.length === 1 && /^(?:https:\/\/[a-z0-9.-]+(?::\d{1,5})?|[a-z0-9_./-]+)$/i.test(strings[0]!) && !/^[/\\]{2}/.test(strings[0]!)
  if (!isWhole && !isResourcePrefix(strings[0]!)) throw codes.error('HTML_RESOURCE_URL_REFUSED', { at: 'resourceUrl', got: 'another beginning' })
  return make(joinResource(strings, values, 'resourceUrl'))
}
