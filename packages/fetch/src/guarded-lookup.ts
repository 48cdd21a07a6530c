import dns from 'node:dns'
import type { LookupAddress, LookupAllOptions } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { addressRefused, judgeAddress } from './judge.ts'
import type { Policy } from './policy.ts'

/** The shape of dns.lookup, also of those that are put in its place. */
export type Lookup = (hostname: string, options: LookupAllOptions, callback: (error: Error | null, answer: unknown, family?: number) => void) => void

/**
 * A `lookup` for net.connect that resolves once, refuses if any answer may not be dialled, and hands on the very list that was judged, so that nothing is
 * resolved a second time (DNS rebinding) and Node's happy eyeballs (RFC 8305) has all of it.
 */
export function guardedLookup(policy: Policy, host: string, port: number, resolve?: Lookup): LookupFunction {
  return (_hostname, options, callback) => {
    const asked: LookupAllOptions = { __proto__: null, all: true, family: familyOf(options.family), hints: options.hints ?? 0, verbatim: true } as LookupAllOptions
    const answered = (error: Error | null, answer: unknown, family?: number) => {
      if (error) return callback(error as NodeJS.ErrnoException, [])
      let addresses: LookupAddress[]
      try {
        addresses = judge(answer, family)
      } catch (refusal) {
        return callback(refusal as NodeJS.ErrnoException, [])
      }
      // A cache in the place of dns.lookup may not know of families.
      const wanted = asked.family === 0 ? addresses : addresses.filter(({ family: own }) => own === asked.family)
      if (wanted.length > 0) addresses = wanted
      if (options.all) callback(null, addresses)
      else callback(null, addresses[0]!.address, addresses[0]!.family)
    }
    // Looked up at each call, so that whoever wraps dns.lookup (caches, tests) is used.
    const lookup: Lookup = resolve ?? (dns.lookup as Lookup)
    try {
      lookup(host, asked, answered)
    } catch (error) {
      callback(error as NodeJS.ErrnoException, [])
    }
  }

  function judge(answer: unknown, family: number | undefined): LookupAddress[] {
    const list: unknown[] = Array.isArray(answer) ? answer : [{ address: answer, family }]
    // Each answer is read once; what was judged is what is dialled.
    const addresses = Array.from(list, item => {
      const given = typeof item === 'string' ? item : (item as Partial<LookupAddress> | null)?.address
      const address = judgeAddress(policy, given, host, port)
      return { address, family: address.includes(':') ? 6 : 4 }
    })
    if (addresses.length === 0) throw addressRefused(host)
    return addresses
  }
}

const familyOf = (family: unknown): 0 | 4 | 6 => (family === 4 || family === 'IPv4' ? 4 : family === 6 || family === 'IPv6' ? 6 : 0)
