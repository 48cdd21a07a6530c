import { URL } from 'node:url'
import { codes } from './codes.ts'
import { bareHost } from './private-targets.ts'

/** The proxy of a policy: its host is the developer's word and is not judged. */
export interface Proxy {
  readonly isSecure: boolean
  readonly host: string
  readonly port: number
  /** For proxy-authorization, or undefined. */
  readonly authorization: string | undefined
}

export function readProxy(value: unknown, where: string): Proxy | undefined {
  if (value === undefined) return undefined
  const refuse = () => codes.error('FETCH_POLICY_REFUSED', { at: where, todo: 'Give the URL of an HTTP proxy as a string, such as http://proxy.internal:3128.' })
  if (typeof value !== 'string') throw refuse()
  let url: URL
  try {
    url = new URL(value)
  } catch {
    throw refuse()
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.pathname !== '/' || url.search || url.hash) throw refuse()
  const isSecure = url.protocol === 'https:'
  const user = url.username || url.password ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : undefined
  return {
    isSecure,
    host: bareHost(url.hostname),
    port: Number(url.port || (isSecure ? 443 : 80)),
    authorization: user === undefined ? undefined : `Basic ${Buffer.from(user).toString('base64')}`,
  }
}
