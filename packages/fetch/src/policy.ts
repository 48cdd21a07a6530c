import { flag, limit, optionalLimit, readOptions } from '@breakwater/core'
import type { OptionReader, OptionValues } from '@breakwater/core'
import { URL } from 'node:url'
import { codes } from './codes.ts'
import { isFreeHeader, readHeaders } from './header-list.ts'
import type { HeaderList } from './header-list.ts'
import { PrivateTargets } from './private-targets.ts'
import { readProxy } from './proxy-option.ts'
import { readTls } from './tls-option.ts'
import type { TlsOptions } from './tls-option.ts'

/** What an object made by `createFetch` may reach and how much it takes; no request can widen it. Every limit has a default. */
export interface FetchPolicy {
  /** The only origins that may be requested, such as `https://api.example.com` or `https://*.example.com`; their ports are open. */
  allow?: readonly string[]
  /** What is opened besides the public internet: exact hosts (`db.internal`, `localhost:3000`), addresses and CIDR blocks. */
  allowPrivate?: readonly string[]
  /** Ports that may be dialled (80 and 443). */
  ports?: readonly number[]
  /** Methods that may be used (GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS). CONNECT, TRACE and TRACK never. */
  methods?: readonly string[]
  /** Refuse http. */
  httpsOnly?: boolean
  /** To the headers of the final answer, over all redirects and retries (60 000). */
  timeoutMs?: number
  /** Of silence within a body, and for how long a body may wait for somebody who reads it (60 000). */
  idleTimeoutMs?: number
  /** To the end of the body (none). */
  totalTimeoutMs?: number
  /** Of a body, before and after decoding (100 MiB). */
  maxBytes?: number
  /** Of the headers of an answer (32 KiB). */
  maxHeaderBytes?: number
  /** Redirects that are followed (10, and never more). */
  maxRedirects?: number
  /** Attempts after a failure, for idempotent requests (0). */
  retries?: number
  /** Connections to one origin at a time (no limit). */
  maxConnections?: number
  /** Sent with each request that does not set them itself. Any but plain ones such as `accept` and `user-agent` need `allow`. */
  headers?: Readonly<Record<string, string>>
  /** An HTTP proxy, `http://user:password@proxy.internal:3128`. It resolves names and dials, so it is trusted to keep to the public internet. */
  proxy?: string
  /** A private certificate authority, or a certificate to show. */
  tls?: TlsOptions
}

const MAX_TIMER = 2 ** 31 - 1
const MIB = 1024 * 1024

const DEFAULTS = { timeoutMs: 60_000, maxBytes: 100 * MIB }

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const NEVER = new Set(['CONNECT', 'TRACE', 'TRACK'])

const list = <T>(kind: string, read: (item: unknown, where: string) => T): OptionReader<readonly T[] | undefined> => (value, where) => {
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw codes.error('FETCH_POLICY_REFUSED', { at: where, todo: `Give an array of ${kind}.` })
  return Array.from(value as unknown[], item => read(item, where))
}

const text = (item: unknown, where: string): string => {
  if (typeof item !== 'string' || item === '') throw codes.error('FETCH_POLICY_REFUSED', { at: where, todo: 'Give strings.' })
  return item
}

const port = (item: unknown, where: string): number => {
  if (typeof item !== 'number' || !Number.isInteger(item) || item < 1 || item > 65_535) throw codes.error('FETCH_POLICY_REFUSED', { at: where, todo: 'Give port numbers from 1 to 65535.' })
  return item
}

const method = (item: unknown, where: string): string => {
  const name = text(item, where).toUpperCase()
  if (NEVER.has(name) || !/^[A-Z][A-Z-]*$/.test(name)) throw codes.error('FETCH_POLICY_REFUSED', { at: where, todo: 'Give names of methods; CONNECT, TRACE and TRACK cannot be allowed.' })
  return name
}

const spec = {
  allow: list('origins', text),
  allowPrivate: list('hosts and CIDR blocks', text),
  ports: list('ports', port),
  methods: list('methods', method),
  httpsOnly: flag(false),
  timeoutMs: optionalLimit({ max: MAX_TIMER }),
  idleTimeoutMs: limit(60_000, { max: MAX_TIMER }),
  totalTimeoutMs: optionalLimit({ max: MAX_TIMER }),
  maxBytes: optionalLimit(),
  maxHeaderBytes: limit(32 * 1024, { max: MIB }),
  maxRedirects: limit(10, { min: 0, max: 10 }),
  retries: limit(0, { min: 0, max: 10 }),
  maxConnections: optionalLimit({ max: 65_535 }),
  headers: (value: unknown, where: string): HeaderList => (value === undefined ? [] : readHeaders(value, where)),
  proxy: readProxy,
  tls: readTls,
}

/** The key to a policy without an address check; it never leaves the package. */
export const OPEN: unique symbol = Symbol('any address')

type Options = OptionValues<typeof spec> & { readonly timeoutMs: number; readonly maxBytes: number }

export class Policy {
  readonly options: Options
  /** What the author gave: the faces of other clients keep their time and size where there is nothing. */
  readonly given: { readonly timeoutMs: number | undefined; readonly maxBytes: number | undefined }
  readonly isOpen: boolean
  readonly #targets: PrivateTargets
  readonly #ports: ReadonlySet<number>
  readonly #methods: ReadonlySet<string>
  readonly #origins: ReadonlySet<string> | undefined
  readonly #families: readonly { scheme: string; suffix: string; port: string }[]

  constructor(where: string, given: unknown, key?: typeof OPEN) {
    const read = readOptions(where, given, spec)
    this.given = { timeoutMs: read.timeoutMs, maxBytes: read.maxBytes }
    const options: Options = Object.freeze(Object.assign(Object.create(null) as object, read, { timeoutMs: read.timeoutMs ?? DEFAULTS.timeoutMs, maxBytes: read.maxBytes ?? DEFAULTS.maxBytes }))
    this.options = options
    this.isOpen = key === OPEN
    this.#targets = new PrivateTargets(options.allowPrivate ?? [], `${where}: allowPrivate`)
    this.#ports = new Set(options.ports ?? [80, 443])
    this.#methods = new Set(options.methods ?? METHODS)
    const origins = options.allow?.map(entry => readOrigin(entry, `${where}: allow`))
    this.#origins = origins && new Set(origins.filter(origin => !origin.includes('*')))
    this.#families = origins?.filter(origin => origin.includes('*')).map(origin => {
      const { protocol, hostname, port } = new URL(origin)
      return { scheme: protocol, suffix: hostname.slice(1), port }
    }) ?? []
    if (!origins && options.headers.some(([name]) => !isFreeHeader(name)))
      throw codes.error('FETCH_POLICY_REFUSED', { at: `${where}: headers`, todo: 'Headers that hold a credential go to every host that is asked: name the hosts in allow.' })
  }

  allowsMethod(name: string): boolean {
    return this.#methods.has(name)
  }

  /** True where `allow` is not given or names the origin. */
  allowsOrigin(origin: string, host: string, protocol: string, port: string): boolean {
    return this.#origins === undefined || this.#namesOrigin(origin, host, protocol, port)
  }

  allowsPort(port: number, host: string, origin: string, protocol: string, portText: string): boolean {
    if (this.#ports.has(port) || this.isOpen) return true
    return this.#targets.namesPort(host, port) || (this.#origins !== undefined && this.#namesOrigin(origin, host, protocol, portText))
  }

  namesHost(host: string, port: number): boolean {
    return this.isOpen || this.#targets.namesHost(host, port)
  }

  get targets(): PrivateTargets {
    return this.#targets
  }

  #namesOrigin(origin: string, host: string, protocol: string, port: string): boolean {
    return this.#origins!.has(origin) || this.#families.some(family => family.scheme === protocol && family.port === port && host.endsWith(family.suffix))
  }
}

/** The origin as the URL parser writes it. */
function readOrigin(entry: string, where: string): string {
  const refuse = () => codes.error('FETCH_POLICY_REFUSED', { at: where, todo: 'Write origins such as https://api.example.com or https://*.example.com, without a path.' })
  let url: URL
  try {
    url = new URL(entry)
  } catch {
    throw refuse()
  }
  const { protocol, hostname, pathname, search, hash, username, password, origin } = url
  if ((protocol !== 'https:' && protocol !== 'http:') || pathname !== '/' || search || hash || username || password) throw refuse()
  // One star, in the place of whole labels, before a name of at least two.
  if (hostname.includes('*') && !/^\*(\.[^.*]+){2,}$/.test(hostname)) throw refuse()
  return origin
}
