import net from 'node:net'
import type { Socket, TcpNetConnectOpts } from 'node:net'
import tls from 'node:tls'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { codes } from './codes.ts'
import { guardedLookup } from './guarded-lookup.ts'
import type { Lookup } from './guarded-lookup.ts'
import { addressRefused, isLocalName, judgeAddress } from './judge.ts'
import { isLoopbackOpen } from './loopback.ts'
import type { Policy } from './policy.ts'

/** Whom to connect with: a host without brackets and final dot. */
export interface Endpoint {
  readonly host: string
  readonly port: number
}

/** How a request wants to get there. */
export interface Route {
  readonly resolve: Lookup | undefined
  readonly family: 4 | 6 | undefined
  readonly localAddress: string | undefined
}

// What net and tls look up on options, a polluted Object.prototype would answer; `path` and `fd` would lead to a local socket.
const pinned = Object.fromEntries([
  'path', 'fd', 'handle', 'socket', 'onread', 'signal', 'localAddress', 'localPort', 'family', 'hints', 'allowHalfOpen', 'pauseOnCreate', 'readable', 'writable', 'objectMode', 'readableObjectMode',
  'writableObjectMode', 'encoding', 'defaultEncoding', 'readableHighWaterMark', 'writableHighWaterMark', 'timeout', 'blockList', 'typeOfService', 'secureContext', 'ca', 'cert', 'key', 'pfx', 'passphrase', 'crl',
  'dhparam', 'ecdhCurve', 'minVersion', 'maxVersion', 'secureProtocol', 'secureOptions', 'sessionIdContext', 'sessionTimeout', 'ticketKeys', 'privateKeyEngine', 'privateKeyIdentifier', 'clientCertEngine',
  'sigalgs', 'honorCipherOrder', 'allowPartialTrustChain', 'session', 'requestOCSP', 'enableTrace', 'pskCallback', 'servername', 'certificateCompression',
].map(name => [name, undefined]))

const ATTEMPT_MS = 500
const PROBE_AFTER_MS = 60_000

/** Options for a TCP connection to a judged endpoint; throws FETCH_ADDRESS_REFUSED for a literal address, which never sees a lookup. */
function tcpOptions(policy: Policy, { host, port }: Endpoint, route?: Route): TcpNetConnectOpts {
  if (net.isIP(host) !== 0) return rawOptions({ host: judgeAddress(policy, host, host, port), port }, undefined, route)
  if (isLocalName(host) && !policy.namesHost(host, port) && !isLoopbackOpen(port)) throw addressRefused(host)
  return rawOptions({ host, port }, guardedLookup(policy, host, port, route?.resolve), route)
}

function rawOptions({ host, port }: Endpoint, lookup: net.LookupFunction | undefined, route?: Route): TcpNetConnectOpts {
  return {
    __proto__: null,
    ...pinned,
    host,
    port,
    lookup,
    family: route?.family,
    localAddress: route?.localAddress,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ATTEMPT_MS,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: PROBE_AFTER_MS,
    highWaterMark: 64 * 1024,
  } as unknown as TcpNetConnectOpts
}

/** A TCP connection to an endpoint that the policy allows. */
export const dialTcp = (policy: Policy, endpoint: Endpoint, route?: Route): Socket => net.connect(tcpOptions(policy, endpoint, route))

/** A TCP connection to a host of the developer's choice (the proxy): it is not judged. */
export const dialUnjudged = (endpoint: Endpoint): Socket => net.connect(rawOptions(endpoint, undefined))

/** What TLS adds for a host; certificates are checked whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
function tlsOptions(host: string, extra: ConnectionOptions): ConnectionOptions {
  return {
    __proto__: null,
    servername: net.isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    minDHSize: 1024,
    ...extra,
    rejectUnauthorized: true,
    checkServerIdentity: (name: string, certificate: tls.PeerCertificate) => tls.checkServerIdentity(name, certificate) ?? extra.checkServerIdentity?.(name, certificate),
  } as unknown as ConnectionOptions
}

/** A TLS connection to an endpoint that the policy allows. */
export function dialTls(policy: Policy, endpoint: Endpoint, extra: ConnectionOptions, route?: Route): TLSSocket {
  return tls.connect({ ...tcpOptions(policy, endpoint, route), ...tlsOptions(endpoint.host, extra) } as ConnectionOptions)
}

/** TLS over a connection that stands already. */
export function wrapTls(socket: Socket, host: string, extra: ConnectionOptions): TLSSocket {
  return tls.connect({ ...pinned, ...tlsOptions(host, extra), socket } as ConnectionOptions)
}

/** Calls back once, when the connection stands or fails; gives up after `timeoutMs`. */
export function whenConnected(socket: Socket, event: 'connect' | 'secureConnect', timeoutMs: number, done: (error: Error | null, socket: Socket | null) => void): void {
  let isDone = false
  const finish = (error: Error | null) => {
    if (isDone) return
    isDone = true
    clearTimeout(timer)
    done(error, error ? null : socket)
  }
  const timer = setTimeout(() => {
    const error = codes.error('FETCH_TIMEOUT', { got: 'no connection', details: { timeoutMs } })
    finish(error)
    socket.destroy(error)
  }, timeoutMs)
  timer.unref()
  socket.once(event, () => finish(null))
  socket.on('error', finish)
  socket.once('close', () => finish(new Error('closed before it was connected')))
}
