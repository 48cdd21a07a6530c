import net from 'node:net'
import { URL } from 'node:url'
import { readAddress, isLoopback } from './address.ts'
import { codes } from './codes.ts'
import type { Endpoint } from './dial.ts'
import { addressRefused, isLocalName, mayDial } from './judge.ts'
import { isLoopbackOpen } from './loopback.ts'
import type { Policy } from './policy.ts'
import { bareHost } from './private-targets.ts'

/** A URL that the policy lets pass, taken apart once. */
export interface Target {
  readonly url: URL
  readonly origin: string
  readonly isSecure: boolean
  readonly path: string
}

const details = (url: URL) => ({ host: url.host.slice(0, 255), scheme: url.protocol.slice(0, 32) })

/**
 * Judges a URL (WHATWG URL Standard, parsed here and nowhere else). Codes: FETCH_URL_INVALID, FETCH_SCHEME_REFUSED, FETCH_CREDENTIALS_REFUSED,
 * FETCH_ORIGIN_REFUSED, FETCH_PORT_REFUSED, FETCH_ADDRESS_REFUSED.
 */
export function readTarget(policy: Policy, text: string, base?: URL): Target {
  let url: URL
  try {
    url = new URL(text, base)
  } catch {
    throw codes.error('FETCH_URL_INVALID')
  }
  const { protocol, hostname, port, origin } = url
  const isSecure = protocol === 'https:'
  if (!isSecure && (protocol !== 'http:' || policy.options.httpsOnly)) throw codes.error('FETCH_SCHEME_REFUSED', { details: details(url) })
  if (url.username !== '' || url.password !== '') throw codes.error('FETCH_CREDENTIALS_REFUSED', { details: details(url) })
  const host = bareHost(hostname)
  if (host === '') throw codes.error('FETCH_URL_INVALID')
  if (!policy.allowsOrigin(origin, host, protocol, port)) throw codes.error('FETCH_ORIGIN_REFUSED', { details: details(url) })
  const number = port === '' ? (isSecure ? 443 : 80) : Number(port)
  // A refusal without a question to the resolver; the connection judges again what it dials.
  if (net.isIP(host) !== 0) {
    const address = readAddress(host)
    if (!address || !mayDial(policy, address, host, number)) throw addressRefused(host)
  } else if (isLocalName(host) && !policy.namesHost(host, number) && !isLoopbackOpen(number)) throw addressRefused(host)
  judgePort(policy, { host, port: number }, protocol)
  return { url, origin, isSecure, path: url.search === '' ? url.pathname : url.pathname + url.search }
}

/** Judges a host and port that come without a URL, as an agent is asked for them. Codes: those of readTarget. */
export function judgeEndpoint(policy: Policy, { host, port }: Endpoint, protocol: 'http:' | 'https:'): Endpoint {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw codes.error('FETCH_PORT_REFUSED')
  const { url } = readTarget(policy, `${protocol}//${net.isIPv6(host) ? `[${host}]` : host}:${port}/`)
  // A host with a slash or a number sign would hide the port from the parser, and be dialled with it.
  if (url.pathname !== '/' || url.search || url.hash || Number(url.port || (protocol === 'https:' ? 443 : 80)) !== port) throw codes.error('FETCH_URL_INVALID', { got: 'a host that is no host' })
  return { host: bareHost(url.hostname), port }
}

/** FETCH_PORT_REFUSED unless the policy, or a test for loopback, opens the port. */
export function judgePort(policy: Policy, { host, port }: Endpoint, protocol: string): void {
  const text = port === (protocol === 'https:' ? 443 : 80) ? '' : String(port)
  const origin = `${protocol}//${net.isIPv6(host) ? `[${host}]` : host}${text && `:${text}`}`
  if (policy.allowsPort(port, host, origin, protocol, text)) return
  const address = readAddress(host)
  if (isLoopbackOpen(port) && (address ? isLoopback(address) : isLocalName(host))) return
  throw codes.error('FETCH_PORT_REFUSED', { details: { port } })
}
