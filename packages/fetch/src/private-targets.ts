import { BlockList, isIP } from 'node:net'
import { URL } from 'node:url'
import { isExactOnly, isIn, readAddress } from './address.ts'
import type { Address } from './address.ts'
import { codes } from './codes.ts'

const ANY = 0

/** What a policy opens besides the public internet: hosts and addresses named exactly, with or without a port, and CIDR blocks. */
export class PrivateTargets {
  readonly #hosts = new Map<string, Set<number>>()
  readonly #addresses = new Map<string, Set<number>>()
  readonly #blocks = new BlockList()
  readonly #hasBlocks: boolean

  constructor(entries: readonly string[], where: string) {
    let blocks = 0
    for (const entry of entries) {
      const slash = entry.indexOf('/')
      if (slash > 0 && !entry.includes('://')) {
        this.#addBlock(entry.slice(0, slash), entry.slice(slash + 1), where)
        blocks++
      } else this.#addHost(entry, where)
    }
    this.#hasBlocks = blocks > 0
  }

  /** True for a host name (or address) that was named exactly, and a port that goes with it. */
  namesHost(host: string, port: number): boolean {
    const address = readAddress(host)
    return holds(address ? this.#addresses.get(address.text) : this.#hosts.get(host), port)
  }

  /** True where an entry that names the host names this port. */
  namesPort(host: string, port: number): boolean {
    const address = readAddress(host)
    return (address ? this.#addresses.get(address.text) : this.#hosts.get(host))?.has(port) === true
  }

  /** True for an address that may be dialled although it is not public. */
  opens(address: Address, host: string, port: number): boolean {
    if (holds(this.#addresses.get(address.text), port)) return true
    if (host === 'localhost' && this.namesHost(host, port)) return isLoopbackText(address)
    if (isExactOnly(address)) return false
    return this.namesHost(host, port) || (this.#hasBlocks && isIn(this.#blocks, address))
  }

  #addBlock(text: string, length: string, where: string): void {
    const family = isIP(text)
    const bits = Number(length)
    const max = family === 4 ? 32 : 128
    const address = readAddress(text)
    if (!address || length === '' || !Number.isInteger(bits) || bits < 0 || bits > max) throw invalid(where, 'Write a block as 10.2.0.0/16 or fd00:1::/48.')
    if (bits === max) {
      add(this.#addresses, address.text, ANY)
      return
    }
    // A block of IPv4 written in IPv6 would be compared with addresses that are judged as IPv4.
    if (address.family !== (family as number)) throw invalid(where, 'Write the IPv4 block itself.')
    if (isWithinExactOnly(address, bits)) throw invalid(where, 'Loopback, link-local and cloud metadata addresses are opened one by one: name each exactly, as in allowPrivate: [\'127.0.0.1\'].')
    this.#blocks.addSubnet(text, bits, family === 4 ? 'ipv4' : 'ipv6')
  }

  #addHost(entry: string, where: string): void {
    const address = readAddress(entry)
    if (address) return add(this.#addresses, address.text, ANY)
    const url = parse(entry)
    if (!url) throw invalid(where, 'Write a host, an address or a block, such as db.internal, localhost:3000, 10.2.3.4 or 10.2.0.0/16.')
    const literal = readAddress(url.host)
    if (literal) add(this.#addresses, literal.text, url.port)
    else add(this.#hosts, url.host, url.port)
  }
}

const holds = (ports: Set<number> | undefined, port: number): boolean => ports !== undefined && (ports.has(ANY) || ports.has(port))

const isLoopbackText = ({ text, family }: Address): boolean => (family === 4 ? text.startsWith('127.') : text === '0:0:0:0:0:0:0:1')

function add(map: Map<string, Set<number>>, key: string, port: number): void {
  const ports = map.get(key)
  if (ports) ports.add(port)
  else map.set(key, new Set([port]))
}

// Every special block that may be opened only exactly starts at an even boundary, so a block lies within one if its first and last address do.
function isWithinExactOnly(address: Address, bits: number): boolean {
  return isExactOnly(address) && bits >= (address.family === 4 ? (address.text.startsWith('2') ? 4 : 8) : 10)
}

function parse(entry: string): { host: string; port: number } | undefined {
  const hasScheme = entry.includes('://')
  try {
    const url = new URL(hasScheme ? entry : `http://${entry}`)
    if (url.pathname !== '/' || url.search || url.hash || url.username || url.password || url.hostname === '' || entry.includes('*')) return undefined
    // The parser drops the default port of the scheme, which here is a port like any other.
    const port = hasScheme ? url.port || (url.protocol === 'https:' ? '443' : '80') : url.port || new URL(`https://${entry}`).port
    return { host: bareHost(url.hostname), port: Number(port) || ANY }
  } catch {
    return undefined
  }
}

/** A host as the resolver takes it: no brackets, no final dot. */
export function bareHost(hostname: string): string {
  if (hostname.startsWith('[')) return hostname.slice(1, -1)
  return hostname.endsWith('.') ? hostname.slice(0, -1) : hostname
}

const invalid = (where: string, todo: string) => codes.error('FETCH_POLICY_REFUSED', { at: where, todo })
