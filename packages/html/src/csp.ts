import { createHash, randomBytes } from 'node:crypto'
import { describeValue, readOptions } from '@breakwater/core'
import { codes } from './codes.ts'

/** Directives beside or in place of the strict ones, by name. An empty list takes a directive away, save those that guard scripts. */
export type CspDirectives = Readonly<Record<string, readonly string[]>>
/** What `csp` may be told. */
export interface CspOptions {
  /** Directives by their names: `{ 'img-src': ["'self'", 'https://images.example.com'] }`. */
  directives?: CspDirectives
  /** Hashes of inline scripts, as made by `scriptHash`. */
  hashes?: readonly string[]
}
/** A policy for one response. */
export interface Csp {
  /** For `<script nonce="${nonce}">`: 128 random bits, made anew for each response. */
  readonly nonce: string
  /** The value of `Content-Security-Policy`. */
  readonly header: string
}

const STRICT: CspDirectives = {
  'default-src': ["'self'"], 'script-src': [], 'object-src': ["'none'"], 'base-uri': ["'none'"], 'style-src': ["'self'", "'unsafe-inline'"], 'img-src': ["'self'", 'https:', 'data:'],
  'form-action': ["'self'"], 'frame-ancestors': ["'self'"], 'script-src-attr': ["'none'"],
}
const GUARDED: ReadonlySet<string> = new Set(['script-src', 'script-src-elem', 'script-src-attr', 'default-src', 'object-src', 'base-uri', 'worker-src'])
const NAME = /^[a-z]+(?:-[a-z]+)*$/
const SOURCE = /^[\x21-\x2b\x2d-\x3a\x3c-\x7e]+$/
const HASH = /^'sha(?:256|384|512)-[A-Za-z0-9+/]{43,88}={0,2}'$/

/** The hash of the text of an inline script (CSP Level 3, 2.3.1). */
export function scriptHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`
}

/**
 * A strict policy with a fresh nonce: only scripts with the nonce or a hash run, and what they load (CSP Level 3, `strict-dynamic`); no plugins, no base, no handlers.
 * Refuses what would let scripts in with HTML_CSP_REFUSED.
 */
export function csp(options?: CspOptions): Csp {
  return readCsp(options)()
}

/** Reads the options once, and makes a policy for each response. */
export function readCsp(options?: CspOptions): () => Csp {
  const { directives, hashes } = readOptions('csp', options, { directives: readDirectives, hashes: readHashes })
  const merged = new Map(Object.entries(STRICT))
  for (const [name, sources] of directives) merged.set(name, sources)
  const rest = [...merged].filter(([name, sources]) => name !== 'script-src' && (sources.length > 0 || VALUELESS.has(name))).map(([name, sources]) => [name, ...sources].join(' '))
  const own = [...hashes, ...(merged.get('script-src') ?? [])]
  return () => {
    const nonce = randomBytes(16).toString('base64')
    return { nonce, header: [`script-src 'nonce-${nonce}' 'strict-dynamic'${own.map(source => ` ${source}`).join('')}`, ...rest].join('; ') }
  }
}

const VALUELESS: ReadonlySet<string> = new Set(['upgrade-insecure-requests', 'sandbox'])

function readDirectives(value: unknown, where: string): readonly (readonly [string, readonly string[]])[] {
  if (value === undefined) return []
  const refuse = (got: string) => codes.error('HTML_CSP_REFUSED', { at: where, got })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse(describeValue(value))
  return Object.entries(value).map(([name, list]) => {
    if (!NAME.test(name)) throw refuse('a name that is no directive')
    if (!Array.isArray(list)) throw refuse(`${name} without a list`)
    const sources: unknown[] = [...list]
    for (const source of sources) {
      if (typeof source !== 'string' || !SOURCE.test(source)) throw refuse(`a source of ${name} that is no single word`)
      if (GUARDED.has(name) && (/^'unsafe-|^\*$|^(?:data|blob|https?|filesystem):$|^'nonce-/i.test(source) || source === 'http:' || /^(?:https?:\/\/)?\*$/i.test(source))) throw refuse(`a source of ${name} that lets any script in`)
    }
    if (sources.length === 0 && GUARDED.has(name)) throw refuse(`${name} without sources`)
    return [name, sources as string[]] as const
  })
}

function readHashes(value: unknown, where: string): readonly string[] {
  const list: unknown[] = value === undefined ? [] : Array.isArray(value) ? [...value] : [value]
  if (!list.every(item => typeof item === 'string' && HASH.test(item))) throw codes.error('HTML_CSP_REFUSED', { at: where, todo: 'Give what scriptHash(text) makes.' })
  return list as string[]
}
