import type { Agent, Client, Pool } from 'undici'
// The files and not the package: loading undici itself puts its own dispatcher in the place of the one that Node's fetch uses.
import UndiciAgent from 'undici/lib/dispatcher/agent.js'
import UndiciClient from 'undici/lib/dispatcher/client.js'
import UndiciPool from 'undici/lib/dispatcher/pool.js'
import { makeConnector } from './connector.ts'
import type { Policy } from './policy.ts'

const unset = Object.fromEntries([
  'factory', 'maxOrigins', 'tls', 'connections', 'connectTimeout', 'maxCachedSessions', 'socketPath', 'autoSelectFamily', 'autoSelectFamilyAttemptTimeout', 'useH2c', 'clientTtl', 'interceptors',
  'socketTimeout', 'requestTimeout', 'idleTimeout', 'keepAlive', 'keepAliveTimeout', 'maxKeepAliveTimeout', 'keepAliveMaxTimeout', 'keepAliveTimeoutThreshold', 'maxRequestsPerClient', 'localAddress',
  'maxResponseSize', 'maxConcurrentStreams', 'initialWindowSize', 'connectionWindowSize', 'pingInterval', 'webSocket', 'eventSource',
].map(name => [name, undefined]))

/**
 * undici's pools under a policy. Every option is an own property at every level (undici copies them as JSON and loses the undefined ones), so that a polluted
 * Object.prototype answers for none.
 */
export function makePool(policy: Policy): Agent {
  const { timeoutMs, idleTimeoutMs, maxHeaderBytes, maxConnections } = policy.options
  const own = {
    __proto__: null,
    ...unset,
    connect: makeConnector(policy),
    allowH2: false,
    pipelining: 1,
    strictContentLength: true,
    maxHeaderSize: maxHeaderBytes,
    headersTimeout: timeoutMs,
    bodyTimeout: idleTimeoutMs,
  }
  const ofClient = own as unknown as Client.Options
  const client = (origin: string | URL) => new UndiciClient(origin as URL, ofClient)
  const ofPool = { ...own, __proto__: null, connections: maxConnections, factory: client } as unknown as Pool.Options
  return new UndiciAgent({ ...own, __proto__: null, factory: (origin: string | URL) => new UndiciPool(origin as URL, ofPool) } as unknown as Agent.Options)
}
