import dns from 'node:dns'
import { isIP } from 'node:net'

/** Every attempt to connect with anything but loopback: each test file expects what it expects of it. */
export const attempts: string[] = []

// What stands for the public internet: a public address and port, and the server on loopback that answers for it.
const served = new Map<string, number>()
const names = new Map<string, readonly string[] | (() => readonly string[])>()

interface Tcp {
  connect(request: unknown, address: string, port: number): number
  connect6(request: unknown, address: string, port: number): number
}
const { TCP } = (process as unknown as { binding(name: string): { TCP: { prototype: Tcp } } }).binding('tcp_wrap')
const native = { connect: TCP.prototype.connect, connect6: TCP.prototype.connect6 }
const REFUSED = -111

TCP.prototype.connect = guarded
TCP.prototype.connect6 = guarded

// No test can reach anything but this machine: other addresses go to a server of the test, or nowhere.
function guarded(this: Tcp, request: unknown, address: string, port: number): number {
  attempts.push(`${address} ${port}`)
  const stand = served.get(`${address} ${port}`)
  if (stand !== undefined) return native.connect.call(this, request, '127.0.0.1', stand)
  if (address === '127.0.0.1') return native.connect.call(this, request, address, port)
  if (address === '::1') return native.connect6.call(this, request, address, port)
  return REFUSED
}

type Answered = (error: Error | null, answer?: unknown, family?: number) => void

const lookup = (name: string, given: { all?: boolean } | Answered, last?: Answered) => {
  const options = typeof given === 'function' ? {} : given
  const callback = typeof given === 'function' ? given : last!
  setImmediate(() => {
    const entry = names.get(name)
    const answer = typeof entry === 'function' ? entry() : (entry ?? (name === 'localhost' ? ['127.0.0.1'] : isIP(name) ? [name] : undefined))
    if (!answer) return callback(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', syscall: 'getaddrinfo', hostname: name }))
    const all = answer.map(address => ({ address, family: isIP(address) }))
    if (options.all) callback(null, all)
    else callback(null, all[0]?.address, all[0]?.family)
  })
}
dns.lookup = lookup as never

/** Says what a name resolves to. */
export function resolveTo(name: string, addresses: readonly string[] | (() => readonly string[])): void {
  names.set(name, addresses)
}

/** Lets a server of the test answer for an address and port. */
export function serve(address: string, port: number, loopbackPort: number): void {
  served.set(`${address} ${port}`, loopbackPort)
}
