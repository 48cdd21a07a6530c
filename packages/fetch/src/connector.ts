import type { Socket } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { dialTcp, dialTls, whenConnected, wrapTls } from './dial.ts'
import type { Endpoint } from './dial.ts'
import { withoutAddress } from './network-error.ts'
import { judgePort } from './target.ts'
import { bareHost } from './private-targets.ts'
import type { Policy } from './policy.ts'
import { tunnel } from './proxy.ts'

/** What undici asks a connector for. */
interface ConnectRequest {
  readonly protocol: string
  readonly hostname: string
  readonly port: string
}

type Connected = (error: Error | null, socket: Socket | null) => void

/** undici's `connect` for a policy: every connection of every face of undici is made here, and nowhere else. */
export function makeConnector(policy: Policy): (request: ConnectRequest, connected: Connected) => void {
  const sessions = new SessionCache()
  const { timeoutMs, proxy, tls } = policy.options

  return ({ protocol, hostname, port: portText }, then) => {
    const connected: Connected = (error, socket) => then(error && withoutAddress(error), socket)
    const isSecure = protocol === 'https:'
    const endpoint: Endpoint = { host: bareHost(hostname), port: Number(portText || (isSecure ? 443 : 80)) }
    try {
      judgePort(policy, endpoint, protocol)
      if (proxy) tunnel(policy, proxy, endpoint, (error, socket) => (error || !isSecure ? connected(error, socket) : secure(endpoint, connected, extra => wrapTls(socket!, endpoint.host, extra))))
      else if (isSecure) secure(endpoint, connected, extra => dialTls(policy, endpoint, extra))
      else whenConnected(dialTcp(policy, endpoint), 'connect', timeoutMs, connected)
    } catch (error) {
      // undici expects its answer later than its question.
      queueMicrotask(() => connected(error as Error, null))
    }
  }

  function secure(endpoint: Endpoint, connected: Connected, dial: (extra: ConnectionOptions) => TLSSocket): void {
    const key = `${endpoint.host}:${endpoint.port}`
    const socket = dial({ ...(tls as ConnectionOptions), session: sessions.get(key) })
    socket.on('session', session => sessions.set(key, session))
    whenConnected(socket, 'secureConnect', timeoutMs, connected)
  }
}

const MAX_SESSIONS = 100

/** TLS sessions to take up again, the oldest out first. */
class SessionCache {
  readonly #sessions = new Map<string, Buffer>()

  get(key: string): Buffer | undefined {
    return this.#sessions.get(key)
  }

  set(key: string, session: Buffer): void {
    this.#sessions.delete(key)
    if (this.#sessions.size >= MAX_SESSIONS) this.#sessions.delete(this.#sessions.keys().next().value!)
    this.#sessions.set(key, session)
  }
}
