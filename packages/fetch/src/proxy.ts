import http from 'node:http'
import net from 'node:net'
import type { Socket } from 'node:net'
import { codes } from './codes.ts'
import { dialUnjudged, whenConnected, wrapTls } from './dial.ts'
import type { Endpoint } from './dial.ts'
import { judgeAddress } from './judge.ts'
import { withoutAddress } from './network-error.ts'
import type { Policy } from './policy.ts'
import type { Proxy } from './proxy-option.ts'

/** Opens a tunnel (RFC 9110 9.3.6, CONNECT). Literal addresses are judged here; names are the proxy's to resolve and to judge. */
export function tunnel(policy: Policy, proxy: Proxy, endpoint: Endpoint, done: (error: Error | null, socket: Socket | null) => void): void {
  if (net.isIP(endpoint.host) !== 0) judgeAddress(policy, endpoint.host, endpoint.host, endpoint.port)
  const { timeoutMs, maxHeaderBytes } = policy.options
  const raw = dialUnjudged(proxy)
  const secured = proxy.isSecure ? wrapTls(raw, proxy.host, { ca: policy.options.tls.ca as never }) : raw
  whenConnected(secured, proxy.isSecure ? 'secureConnect' : 'connect', timeoutMs, error => {
    if (error) return done(codes.error('FETCH_PROXY', { cause: withoutAddress(error) }), null)
    ask(secured)
  })

  function ask(socket: Socket): void {
    const authority = `${net.isIPv6(endpoint.host) ? `[${endpoint.host}]` : endpoint.host}:${endpoint.port}`
    const headers: Record<string, string> = { host: authority }
    if (proxy.authorization) headers['proxy-authorization'] = proxy.authorization
    // Without an agent, not with `agent: false`: that one dials by itself, past TLS.
    const request = http.request({ __proto__: null, method: 'CONNECT', path: authority, headers, agent: undefined, createConnection: () => socket, maxHeaderSize: maxHeaderBytes, setHost: false, protocol: 'http:', host: proxy.host, hostname: proxy.host, port: proxy.port, defaultPort: proxy.port, socketPath: undefined, timeout: undefined, auth: undefined, insecureHTTPParser: false, signal: undefined } as http.RequestOptions)
    const timer = setTimeout(() => request.destroy(codes.error('FETCH_TIMEOUT', { got: 'no answer of the proxy', details: { timeoutMs } })), timeoutMs)
    timer.unref()
    const fail = (error: Error) => {
      clearTimeout(timer)
      socket.destroy()
      done(error, null)
    }
    request.once('connect', (response, tunnelled: Socket, head: Buffer) => {
      clearTimeout(timer)
      const status = response.statusCode ?? 0
      if (status !== 200) return fail(codes.error('FETCH_PROXY', { details: { status } }))
      // A server that is spoken to first has nothing to say yet; bytes here are the proxy's own.
      if (head.length > 0) return fail(codes.error('FETCH_PROXY', { got: 'bytes before the request' }))
      done(null, tunnelled)
    })
    request.once('response', response => fail(codes.error('FETCH_PROXY', { details: { status: response.statusCode ?? 0 } })))
    request.once('error', error => fail(codes.error('FETCH_PROXY', { cause: withoutAddress(error) })))
    request.end()
  }
}
