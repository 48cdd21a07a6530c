import type { Agent, Client, Pool } from 'undici'
// The files and not the package: loading undici itself puts its own dispatcher in the place of the one that Node's fetch uses.
import UndiciAgent from 'undici/lib/dispatcher/agent.js'
import UndiciClient from 'undici/lib/dispatcher/client.js'
import UndiciPool from 'undici/lib/dispatcher/pool.js'
import symbols from 'undici/lib/core/symbols.js'
import { makeConnector } from './connector.ts'
import type { Policy } from './policy.ts'

// A server may ask for less; more would let hosts that are asked once hold a socket each for long.
const KEEP_MS = 60_000

const unset = Object.fromEntries([
  'factory', 'maxOrigins', 'tls', 'connections', 'connectTimeout', 'maxCachedSessions', 'socketPath', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout', 'useH2c', 'clientTtl', 'interceptors',
  'socketTimeout', 'requestTimeout', 'idleTimeout', 'keepAlive', 'keepAliveTimeout', 'maxKeepAliveTimeout', 'keepAliveTimeoutThreshold', 'maxRequestsPerClient', 'localAddress',
  'maxConcurrentStreams', 'initialWindowSize', 'connectionWindowSize', 'pingInterval', 'webSocket', 'eventSource',
].map(name => [name, undefined]))

/** undici's pools under a policy. */
export function makePool(policy: Policy): Agent {
  const { timeoutMs, idleTimeoutMs } = policy.options
  return new UndiciAgent(poolOptions(policy, { headersTimeout: timeoutMs, bodyTimeout: idleTimeoutMs, maxResponseSize: undefined }))
}

/**
 * Options of undici's Agent for a policy. Every one is an own property at every level (undici copies them as JSON and loses the undefined ones), so that a
 * polluted Object.prototype answers for none.
 */
export function poolOptions(policy: Policy, limits: { headersTimeout: number; bodyTimeout: number; maxResponseSize: number | undefined }): Agent.Options {
  const { maxHeaderBytes, maxConnections } = policy.options
  const connect = makeConnector(policy)
  const own = { __proto__: null, ...unset, ...limits, connect, allowH2: false, pipelining: 1, strictContentLength: true, keepAliveMaxTimeout: KEEP_MS, maxHeaderSize: maxHeaderBytes }
  const client = (origin: string | URL): Client => {
    const asNeeded: typeof connect = (request, connected) => {
      if (hasWork(made)) connect(request, connected)
      else queueMicrotask(() => connected(new Error('nobody waits for a connection'), null))
    }
    const made = new UndiciClient(origin as URL, { ...own, __proto__: null, connect: asNeeded } as unknown as Client.Options)
    return made
  }
  const ofPool = { ...own, __proto__: null, connections: maxConnections, factory: client } as unknown as Pool.Options
  return { ...own, __proto__: null, factory: (origin: string | URL) => new UndiciPool(origin as URL, ofPool) } as unknown as Agent.Options
}

// undici keeps an aborted request in its queue until there is a connection again, and would open one for it alone.
function hasWork(client: Client): boolean {
  const { [symbols.kQueue]: queue, [symbols.kPendingIdx]: from } = client as unknown as Record<symbol, unknown>
  return (queue as readonly ({ readonly aborted: boolean } | null)[]).slice(from as number).some(request => request !== null && !request.aborted)
}
