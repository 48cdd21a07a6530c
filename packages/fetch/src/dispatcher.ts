import type { Agent, Dispatcher } from 'undici'
import api from 'undici/lib/api/index.js'
import UndiciAgent from 'undici/lib/dispatcher/agent.js'
import { codes } from './codes.ts'
import { refuse } from './header-list.ts'
import { ownValue } from './own-value.ts'
import { Policy } from './policy.ts'
import type { FetchPolicy } from './policy.ts'
import { poolOptions } from './pool.ts'
import { readTarget } from './target.ts'

// What undici itself waits for.
const HEADERS_MS = 300_000

/**
 * A dispatcher of undici under a policy, for `request(url, { dispatcher })` and `fetch(url, { dispatcher })` of undici and for Node's own fetch. Each request and
 * each connection is judged; redirects that the client follows come here again. Codes: those of a URL, FETCH_METHOD_REFUSED, FETCH_HEADER_REFUSED,
 * FETCH_UPGRADE_REFUSED, FETCH_SOCKET_PATH_REFUSED.
 */
export function createDispatcher(policy?: FetchPolicy): Dispatcher {
  return makeDispatcher(new Policy('createDispatcher', policy))
}

function makeDispatcher(policy: Policy): Dispatcher {
  const { given, options } = policy
  const limits = { headersTimeout: given.timeoutMs ?? HEADERS_MS, bodyTimeout: options.idleTimeoutMs, maxResponseSize: given.maxBytes }
  const agent = new UndiciAgent(poolOptions(policy, limits))
  const { dispatch } = agent
  agent.dispatch = (asked, handler) => {
    let judged: Agent.DispatchOptions
    try {
      judged = judge(policy, asked, limits)
    } catch (error) {
      return failLater(handler, error as Error)
    }
    return dispatch.call(agent, judged, handler)
  }
  // undici gives its dispatchers these methods when its package is loaded, which is not done here.
  return Object.assign(agent, api)
}

/** A copy of what is asked, each property read once, nothing taken over that could lead elsewhere. */
function judge(policy: Policy, asked: Dispatcher.DispatchOptions, limits: { headersTimeout: number; bodyTimeout: number }): Agent.DispatchOptions {
  const own = (name: string) => ownValue(asked, name)
  const [path, method] = [own('path'), own('method')]
  if (own('socketPath')) throw codes.error('FETCH_SOCKET_PATH_REFUSED')
  if (own('upgrade')) throw codes.error('FETCH_UPGRADE_REFUSED')
  if (typeof path !== 'string' || !path.startsWith('/')) throw codes.error('FETCH_URL_INVALID', { got: 'a path that does not begin with a slash' })
  if (typeof method !== 'string' || !policy.allowsMethod(method)) throw codes.error('FETCH_METHOD_REFUSED')
  // The path is joined as text: parsed by itself, //host would be a host.
  const base = new URL(String(own('origin'))).origin
  const target = readTarget(policy, `${base}${path}`)
  return {
    __proto__: null, origin: target.origin, path, method, body: own('body'), headers: readFields(own('headers'), target.url.host), query: own('query'), idempotent: own('idempotent'), blocking: own('blocking'), reset: own('reset'),
    headersTimeout: narrow(limits.headersTimeout, own('headersTimeout')), bodyTimeout: narrow(limits.bodyTimeout, own('bodyTimeout')), upgrade: undefined,
    expectContinue: undefined, servername: undefined, throwOnError: undefined, maxRedirections: undefined, typeOfService: undefined,
  } as unknown as Agent.DispatchOptions
}

const narrow = (limit: number, asked: unknown): number => (typeof asked === 'number' && asked > 0 && asked < limit ? asked : limit)

/** Header fields in any of undici's shapes, as its flat list. What frames a message undici refuses itself; host and proxy-* are refused here. */
function readFields(given: unknown, host: string): unknown[] {
  const flat: unknown[] = []
  const add = (name: unknown, value: unknown) => {
    const lower = String(name).toLowerCase()
    if (lower === 'host' && String(value) === host) return
    if (lower === 'host' || lower.startsWith('proxy-')) throw refuse('dispatcher', lower)
    flat.push(String(name), value)
  }
  if (given === undefined || given === null) return flat
  if (Array.isArray(given) && !Array.isArray(given[0])) {
    for (let index = 0; index + 1 < given.length; index += 2) add(given[index], given[index + 1])
  } else if (typeof (given as Partial<Iterable<[unknown, unknown]>>)[Symbol.iterator] === 'function') {
    for (const [name, value] of given as Iterable<[unknown, unknown]>) add(name, value)
  } else for (const name of Object.keys(given)) add(name, (given as Record<string, unknown>)[name])
  return flat
}

type Handler = Dispatcher.DispatchHandler & { onError?(error: Error): void; onResponseError?(controller: unknown, error: Error): void }

function failLater(handler: Handler, error: Error): boolean {
  if (typeof handler.onResponseError === 'function') handler.onResponseError(undefined as never, error)
  else if (typeof handler.onError === 'function') handler.onError(error)
  else throw error
  return true
}

/** The dispatcher of the policy without options: the public internet on ports 80 and 443. */
export const dispatcher: Dispatcher = createDispatcher()
