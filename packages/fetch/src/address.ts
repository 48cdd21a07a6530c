import { BlockList, isIP } from 'node:net'
import { exactOnly, global6, special4, special6 } from './address-table.ts'
import type { Block } from './address-table.ts'

/** An address as it is judged: IPv4 carried in IPv6 is the IPv4 address it stands for, IPv6 has all eight groups, so that equal addresses have equal texts. */
export interface Address {
  readonly family: 4 | 6
  readonly text: string
  /** As it is dialled: IPv4 that was only written as IPv6 (mapped) by itself, NAT64 as it is. */
  readonly dial: string
}

/** A set of blocks; the lookup is net.BlockList's, on bytes. */
function blockList(blocks: readonly Block[]): BlockList {
  const list = new BlockList()
  for (const [address, bits] of blocks) list.addSubnet(address, bits, isIP(address) === 4 ? 'ipv4' : 'ipv6')
  return list
}

export const isIn = (list: BlockList, { text, family }: Address): boolean => list.check(text, family === 4 ? 'ipv4' : 'ipv6')

const notPublic4 = blockList(special4)
const global = blockList([global6])
const notPublic6 = blockList(special6)
const pinned = blockList(exactOnly)
const loopback = blockList([['127.0.0.0', 8, 'loopback', 'RFC 1122'], ['::1', 128, 'loopback', 'RFC 4291']])

/** Reads an address that the resolver or the URL parser gave. Zone ids and everything that is not an address give undefined. */
export function readAddress(text: unknown): Address | undefined {
  if (typeof text !== 'string' || text.includes('%')) return undefined
  const family = isIP(text)
  if (family === 4) return { family, text, dial: text }
  if (family !== 6) return undefined
  const words = groups(text)
  const embedded = embedded4(words)
  if (embedded === undefined) return { family, text: words.map(word => word.toString(16)).join(':'), dial: text }
  return { family: 4, text: embedded, dial: words[0] === 0 ? embedded : text }
}

/** True for an address of the public internet (IANA special-purpose registries, RFC 6890). */
export function isPublic(address: Address): boolean {
  return address.family === 4 ? !isIn(notPublic4, address) : isIn(global, address) && !isIn(notPublic6, address)
}

/** True for what only its exact address may open: loopback, link local, cloud metadata, multicast. */
export const isExactOnly = (address: Address): boolean => isIn(pinned, address)

export const isLoopback = (address: Address): boolean => isIn(loopback, address)

// RFC 4291 2.5.5.2 (mapped) and RFC 6052 2.1 (NAT64). IPv4-compatible, 6to4, Teredo and the local-use NAT64 prefix 64:ff9b:1::/48 (RFC 8215), whose place of the
// IPv4 address nobody can know, stay IPv6 and lie outside of what is public.
function embedded4(words: readonly number[]): string | undefined {
  const isMapped = words.slice(0, 5).every(word => word === 0) && words[5] === 0xffff
  const isNat64 = words[0] === 0x64 && words[1] === 0xff9b && words.slice(2, 6).every(word => word === 0)
  if (!isMapped && !isNat64) return undefined
  const [high, low] = [words[6]!, words[7]!]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** The eight 16-bit groups of an address that net.isIPv6 has accepted. */
function groups(text: string): number[] {
  const [head, tail] = text.split('::') as [string, string | undefined]
  const before = split(head)
  if (tail === undefined) return before
  const after = split(tail)
  return [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after]
}

function split(text: string): number[] {
  if (text === '') return []
  return text.split(':').flatMap(part => {
    if (!part.includes('.')) return [Number.parseInt(part, 16)]
    const [a, b, c, d] = part.split('.').map(Number) as [number, number, number, number]
    return [a * 256 + b, c * 256 + d]
  })
}
