import { describeValue, limit, narrowLimit } from '@breakwater/core'
import { URL } from 'node:url'
import { codes } from './codes.ts'
import { readHeaders, refuse as refuseHeader } from './header-list.ts'
import type { HeaderList } from './header-list.ts'
import { readIntegrity } from './integrity.ts'
import type { Integrity } from './integrity.ts'
import { ownValue } from './own-value.ts'
import type { Policy } from './policy.ts'
import { readBody, refused } from './request-body.ts'
import type { RequestBody } from './request-body.ts'

/** A request as it was read, once; nothing of the caller's objects is looked at again. */
export interface Outgoing {
  readonly url: string
  method: string
  headers: HeaderList
  body: RequestBody | undefined
  /** The stream of a Request, not yet opened. */
  readonly requestStream: AsyncIterable<Uint8Array> | undefined
  readonly signal: AbortSignal | undefined
  readonly redirect: 'follow' | 'manual' | 'error'
  readonly limits: Limits
  readonly integrity: Integrity | undefined
}

export interface Limits {
  readonly timeoutMs: number
  readonly idleTimeoutMs: number
  readonly totalTimeoutMs: number | undefined
  readonly maxBytes: number
  readonly maxRedirects: number
  readonly retries: number
}

const WHERE = 'fetch'
const STANDARD = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])

const hrefOf = Object.getOwnPropertyDescriptor(URL.prototype, 'href')!.get!

type Field = 'url' | 'method' | 'headers' | 'body' | 'bodyUsed' | 'signal' | 'redirect' | 'integrity'

/** What a URL or Request holds, read through the getters of its class; those of a subclass or of the object itself are not asked. */
interface Given {
  readonly url: string
  readonly read?: (field: Field) => unknown
}

let requestClass: typeof Request | undefined
const getters = new Map<Field, () => unknown>()

function readInput(input: unknown): Given {
  if (typeof input === 'string') return { url: input }
  if (typeof input !== 'object' || input === null) throw codes.error('FETCH_URL_INVALID', { got: describeValue(input) })
  try {
    return { url: hrefOf.call(input) as string }
  } catch {
    return readForeign(input)
  }
}

function readForeign(input: object): Given {
  requestClass ??= captureRequest()
  if (input instanceof requestClass) {
    const read = (field: Field) => getters.get(field)!.call(input)
    try {
      return { url: read('url') as string, read }
    } catch {
      // An object with the prototype of a Request that is none.
      throw codes.error('FETCH_URL_INVALID', { got: 'an object that imitates a Request' })
    }
  }
  // A URL or Request of another realm or of npm's undici: read once, like everything, so it can say what it likes.
  const tag = Object.prototype.toString.call(input)
  if (tag === '[object Request]') return foreign(input, 'url', field => (input as Record<Field, unknown>)[field])
  if (tag === '[object URL]') return foreign(input, 'href')
  throw codes.error('FETCH_URL_INVALID', { got: describeValue(input) })
}

function foreign(input: object, field: string, read?: (field: Field) => unknown): Given {
  let url: unknown
  try {
    url = (input as Record<string, unknown>)[field]
  } catch {
    // A proxy of a URL, or an object with its prototype: the getter refuses it.
  }
  if (typeof url !== 'string') throw codes.error('FETCH_URL_INVALID', { got: describeValue(url) })
  return read ? { url, read } : { url }
}

function captureRequest(): typeof Request {
  const { Request } = globalThis
  for (const field of ['url', 'method', 'headers', 'body', 'bodyUsed', 'signal', 'redirect', 'integrity'] as const) getters.set(field, Object.getOwnPropertyDescriptor(Request.prototype, field)!.get!)
  return Request
}

const IGNORED: Readonly<Record<string, unknown>> = Object.freeze(Object.create(null) as Record<string, unknown>)

/**
 * Reads what fetch was given. Codes: FETCH_URL_INVALID, FETCH_METHOD_REFUSED, FETCH_HEADER_REFUSED, FETCH_BODY_REFUSED, FETCH_OPTION_REFUSED, LIMIT_WIDENED, LIMIT_INVALID.
 */
export function readRequest(policy: Policy, input: unknown, init: unknown, cap?: number): Outgoing {
  const { url, read } = readInput(input)
  if (init !== undefined && init !== null && typeof init !== 'object' && typeof init !== 'function') throw codes.error('FETCH_OPTION_REFUSED', { at: WHERE, got: describeValue(init) })
  const own = init === undefined || init === null ? IGNORED : init
  const option = (name: string) => (own === IGNORED ? undefined : ownValue(own, name))

  if (option('dispatcher') !== undefined) throw codes.error('FETCH_OPTION_REFUSED', { at: WHERE, got: 'a dispatcher', todo: 'Make an object with the policy you need: createFetch({ … }); for undici’s own fetch use @breakwater/fetch/dispatcher.' })
  const ownMethod = option('method')
  const method = readMethod(policy, ownMethod === undefined ? read?.('method') : ownMethod)
  const givenBody = option('body')
  const framing: [string, string][] = []
  const headers = readHeaders(option('headers') ?? read?.('headers'), WHERE, framing)
  let body = readBody(givenBody, WHERE)
  let requestStream: AsyncIterable<Uint8Array> | undefined
  if (read && (givenBody === undefined || givenBody === null)) {
    const stream = read('body')
    if (stream !== null && stream !== undefined) {
      if (read('bodyUsed') === true) throw refused(WHERE, 'a Request whose body was used')
      requestStream = stream as AsyncIterable<Uint8Array>
      body = readBody(stream, WHERE)
    }
  }
  if (body && (method === 'GET' || method === 'HEAD')) throw refused(WHERE, `a body for ${method}`)
  for (const [name, value] of framing) body = checkFraming(name, value, url, body)

  return {
    url,
    method,
    headers: withDefaults(policy, headers, body),
    body,
    requestStream,
    signal: readSignal(option('signal'), read),
    redirect: readRedirect(option('redirect') ?? read?.('redirect')),
    integrity: readIntegrity(option('integrity') ?? read?.('integrity')),
    limits: withCap(own === IGNORED ? policy.options : readLimits(policy, option), cap),
  }
}

function readMethod(policy: Policy, given: unknown): string {
  if (given === undefined) return checkMethod(policy, 'GET')
  if (typeof given !== 'string') throw codes.error('FETCH_METHOD_REFUSED', { got: describeValue(given) })
  const upper = given.toUpperCase()
  return checkMethod(policy, STANDARD.has(upper) ? upper : given)
}

function checkMethod(policy: Policy, method: string): string {
  if (!policy.allowsMethod(method)) throw codes.error('FETCH_METHOD_REFUSED', { got: /^[A-Za-z-]{1,20}$/.test(method) ? method : describeValue(method) })
  return method
}

// Code that was written for http.request often says what would be sent anyway: that is let through, and left out.
// The length of a stream is only known to who sends it; undici ends the connection if the stream has another.
function checkFraming(name: string, value: string, url: string, body: RequestBody | undefined): RequestBody | undefined {
  if (name === 'content-length' && /^\d{1,15}$/.test(value)) {
    const length = body === undefined ? 0 : body.bytes?.length ?? body.length
    if (Number(value) === length) return body
    if (body && length === undefined) return { ...body, length: Number(value) }
  }
  if (name === 'connection' && value.toLowerCase() === 'keep-alive') return body
  if (name === 'host' && URL.canParse(url) && value === new URL(url).host) return body
  throw refuseHeader(WHERE, name)
}

function withDefaults(policy: Policy, headers: HeaderList, body: RequestBody | undefined): HeaderList {
  const names = new Set<string>()
  for (const [name] of headers) names.add(name)
  const list = [...headers]
  const add = (name: string, value: string) => {
    if (!names.has(name)) list.push([name, value])
  }
  for (const [name, value] of policy.options.headers) {
    add(name, value)
    names.add(name)
  }
  add('accept', '*/*')
  add('accept-language', '*')
  add('sec-fetch-mode', 'cors')
  add('user-agent', 'node')
  add('accept-encoding', names.has('range') ? 'identity' : 'gzip, deflate, br')
  if (body?.type !== undefined && !names.has('content-type')) list.push(...readHeaders([['content-type', body.type]], WHERE))
  return list
}

function readSignal(given: unknown, read: Given['read']): AbortSignal | undefined {
  const signal = given === undefined ? read?.('signal') : given
  if (signal === undefined || signal === null) return undefined
  const { addEventListener, aborted } = signal as Partial<AbortSignal>
  if (typeof addEventListener !== 'function' || typeof aborted !== 'boolean') throw codes.error('FETCH_OPTION_REFUSED', { at: `${WHERE}: signal`, got: describeValue(signal), todo: 'Give an AbortSignal.' })
  return signal as AbortSignal
}

function readRedirect(given: unknown): 'follow' | 'manual' | 'error' {
  if (given === undefined || given === 'follow') return 'follow'
  if (given === 'manual' || given === 'error') return given
  throw codes.error('FETCH_OPTION_REFUSED', { at: `${WHERE}: redirect`, got: describeValue(given), todo: 'Give follow, manual or error.' })
}

const withCap = (limits: Limits, cap: number | undefined): Limits => (cap === undefined || cap >= limits.maxBytes ? limits : { ...limits, maxBytes: cap })

const fromOne = limit(0)
const fromZero = limit(0, { min: 0 })

function readLimits({ options }: Policy, option: (name: string) => unknown): Limits {
  const narrow = (name: keyof Limits, read: typeof fromOne): number | undefined => {
    const given = option(name)
    return given === undefined ? options[name] : narrowLimit(options[name], read(given, `${WHERE}: ${name}`), `${WHERE}: ${name}`)
  }
  return {
    timeoutMs: narrow('timeoutMs', fromOne)!,
    idleTimeoutMs: narrow('idleTimeoutMs', fromOne)!,
    totalTimeoutMs: narrow('totalTimeoutMs', fromOne),
    maxBytes: narrow('maxBytes', fromOne)!,
    maxRedirects: narrow('maxRedirects', fromZero)!,
    retries: narrow('retries', fromZero)!,
  }
}
