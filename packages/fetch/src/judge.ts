import { isLoopback, isPublic, readAddress } from './address.ts'
import type { Address } from './address.ts'
import { codes } from './codes.ts'
import { isLoopbackOpen } from './loopback.ts'
import type { Policy } from './policy.ts'

/** Decides whether an address may be dialled for a host and port of a policy. */
export function mayDial(policy: Policy, address: Address, host: string, port: number): boolean {
  if (policy.isOpen || isPublic(address)) return true
  return policy.targets.opens(address, host, port) || (isLoopbackOpen(port) && isLoopback(address))
}

/** Judges what the resolver or a URL gave, and gives what is then dialled. FETCH_ADDRESS_REFUSED never holds the address. */
export function judgeAddress(policy: Policy, text: unknown, host: string, port: number): string {
  const address = readAddress(text)
  if (!address || !mayDial(policy, address, host, port)) throw addressRefused(host)
  return address.dial
}

export const addressRefused = (host: string) => codes.error('FETCH_ADDRESS_REFUSED', { details: { host: host.slice(0, 255) } })

/** `localhost` and the names below it (RFC 6761) are this machine, whatever a resolver says. */
export const isLocalName = (host: string): boolean => host === 'localhost' || host.endsWith('.localhost')
