import http from 'node:http'
import type { ClientRequest } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { ConnectionOptions } from 'node:tls'
import { codes } from './codes.ts'
import { dialTcp, dialTls, whenConnected } from './dial.ts'
import type { Route } from './dial.ts'
import type { Lookup } from './guarded-lookup.ts'
import { guardResponses } from './incoming-guard.ts'
import { Policy } from './policy.ts'
import type { FetchPolicy } from './policy.ts'
import { judgeEndpoint } from './target.ts'

/** A pair of agents, under the names that axios takes them by. */
export interface Agents {
  readonly httpAgent: http.Agent
  readonly httpsAgent: https.Agent
}

/** What an agent is asked for a connection with. */
interface Asked extends Omit<ConnectionOptions, 'lookup'> {
  readonly socketPath?: unknown
  readonly lookup?: Lookup
  readonly family?: unknown
  readonly localAddress?: unknown
  readonly _agentKey?: string
}

type Created = ((error: Error | null, socket?: Socket) => void) | undefined

/** The parts of Node's agents that its types leave out. */
interface Inner {
  addRequest(request: ClientRequest, options: object): void
  _getSession?(key: string | undefined): Buffer | undefined
  _cacheSession?(key: string | undefined, session: Buffer): void
}

const OF_TLS = ['ca', 'cert', 'key', 'pfx', 'passphrase', 'servername', 'ciphers', 'minVersion', 'maxVersion', 'ecdhCurve', 'sigalgs', 'crl', 'ALPNProtocols', 'checkServerIdentity'] as const

/**
 * Agents of node:http and node:https under a policy, for http.request, axios, got, node-fetch and SDKs that take an agent. Every connection is
 * judged when it is dialled; connections are kept and used again. Codes: FETCH_ADDRESS_REFUSED, FETCH_PORT_REFUSED, FETCH_ORIGIN_REFUSED,
 * FETCH_SOCKET_PATH_REFUSED, FETCH_IDLE_TIMEOUT, and FETCH_MAX_BYTES where the policy names maxBytes.
 */
export function createAgents(policy?: FetchPolicy): Agents {
  const read = new Policy('createAgents', policy)
  if (read.options.proxy) throw codes.error('FETCH_POLICY_REFUSED', { at: 'createAgents: proxy', todo: 'Use createFetch for requests through a proxy.' })
  return { httpAgent: makeHttp(read), httpsAgent: makeHttps(read) }
}

function makeHttp(policy: Policy): http.Agent {
  const agent = new http.Agent({ keepAlive: true, ...limitOf(policy) })
  const { addRequest } = agent as unknown as Inner
  return Object.assign(agent, {
    addRequest(request: ClientRequest, options: object) {
      guardResponses(policy, request)
      addRequest.call(agent, request, options)
    },
    createConnection: (options: Asked, created: Created) => connect(created, () => {
      const endpoint = endpointOf(policy, options, 'http:')
      const socket = dialTcp(policy, endpoint, routeOf(options))
      whenConnected(socket, 'connect', policy.options.timeoutMs, () => undefined)
      return socket
    }),
  })
}

function makeHttps(policy: Policy): https.Agent {
  const agent = new https.Agent({ keepAlive: true, ...limitOf(policy) })
  const { addRequest, _getSession, _cacheSession } = agent as unknown as Inner
  return Object.assign(agent, {
    addRequest(request: ClientRequest, options: object) {
      guardResponses(policy, request)
      addRequest.call(agent, request, options)
    },
    createConnection: (options: Asked, created: Created) => connect(created, () => {
      const endpoint = endpointOf(policy, options, 'https:')
      const extra: Record<string, unknown> = { ...policy.options.tls }
      for (const name of OF_TLS) if (Object.hasOwn(options, name) && options[name] !== undefined) extra[name] = options[name]
      extra['session'] = _getSession?.call(agent, options._agentKey)
      const socket = dialTls(policy, endpoint, extra, routeOf(options))
      socket.on('session', session => _cacheSession?.call(agent, options._agentKey, session))
      whenConnected(socket, 'secureConnect', policy.options.timeoutMs, () => undefined)
      return socket
    }),
  })
}

const limitOf = ({ options }: Policy) => (options.maxConnections === undefined ? {} : { maxSockets: options.maxConnections })

// A refusal reaches the request as its error, as a failure to connect would.
function connect(created: Created, dial: () => Socket): Socket | undefined {
  try {
    return dial()
  } catch (error) {
    if (!created) throw error
    created(error as Error)
    return undefined
  }
}

function endpointOf(policy: Policy, options: Asked, protocol: 'http:' | 'https:') {
  if (options.socketPath) throw codes.error('FETCH_SOCKET_PATH_REFUSED')
  const { host = 'localhost', port } = options
  if (typeof host !== 'string') throw codes.error('FETCH_URL_INVALID')
  return judgeEndpoint(policy, { host, port: Number(port ?? (protocol === 'https:' ? 443 : 80)) }, protocol)
}

/** What a request may say of its way: another resolver, whose answers are judged, a family, an own address to start from. */
const routeOf = ({ lookup, family, localAddress }: Asked): Route => ({
  resolve: typeof lookup === 'function' ? lookup : undefined,
  family: family === 4 || family === 6 ? family : undefined,
  localAddress: typeof localAddress === 'string' ? localAddress : undefined,
})

const agents = createAgents()

/** The http agent of the policy without options: the public internet on port 80 and 443. */
export const httpAgent: http.Agent = agents.httpAgent

/** The https agent of the policy without options: the public internet on ports 80 and 443. */
export const httpsAgent: https.Agent = agents.httpsAgent

/** The agent for an address, for clients that take a function in place of an agent (node-fetch). */
export const agentFor = ({ protocol }: { readonly protocol: string }): http.Agent | https.Agent => (protocol === 'https:' ? httpsAgent : httpAgent)
