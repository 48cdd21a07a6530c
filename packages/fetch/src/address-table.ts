/** One row: block, prefix length, what it is, where that is said. */
export type Block = readonly [address: string, bits: number, name: string, source: string]

/** IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast, and cloud endpoints that stand outside of it. None of them is the public internet. */
export const special4: readonly Block[] = [
  ['0.0.0.0', 8, 'this network', 'RFC 791'],
  ['10.0.0.0', 8, 'private use', 'RFC 1918'],
  ['100.64.0.0', 10, 'shared address space, with Alibaba Cloud metadata at 100.100.100.200', 'RFC 6598'],
  ['127.0.0.0', 8, 'loopback', 'RFC 1122'],
  ['168.63.129.16', 32, 'Azure platform endpoint', 'Microsoft Azure documentation'],
  ['169.254.0.0', 16, 'link local, with the metadata service of most clouds', 'RFC 3927'],
  ['172.16.0.0', 12, 'private use', 'RFC 1918'],
  ['192.0.0.0', 24, 'IETF protocol assignments', 'RFC 6890'],
  ['192.0.2.0', 24, 'documentation', 'RFC 5737'],
  ['192.31.196.0', 24, 'AS112-v4', 'RFC 7535'],
  ['192.52.193.0', 24, 'AMT', 'RFC 7450'],
  ['192.88.99.0', 24, '6to4 relay anycast', 'RFC 7526'],
  ['192.168.0.0', 16, 'private use', 'RFC 1918'],
  ['192.175.48.0', 24, 'direct delegation AS112 service', 'RFC 7534'],
  ['198.18.0.0', 15, 'benchmarking', 'RFC 2544'],
  ['198.51.100.0', 24, 'documentation', 'RFC 5737'],
  ['203.0.113.0', 24, 'documentation', 'RFC 5737'],
  ['224.0.0.0', 4, 'multicast', 'RFC 5771'],
  ['240.0.0.0', 4, 'reserved, and the limited broadcast address', 'RFC 1112'],
]

/** What IANA has given out as global unicast (RFC 4291): everything else in IPv6 is refused without a row of its own. */
export const global6: Block = ['2000::', 3, 'global unicast', 'RFC 4291']

/** IANA IPv6 Special-Purpose Address Registry (RFC 6890), as far as it lies within 2000::/3. */
export const special6: readonly Block[] = [
  ['2001::', 23, 'IETF protocol assignments: Teredo, benchmarking, AMT, AS112, ORCHID, DRIP', 'RFC 2928'],
  ['2001:db8::', 32, 'documentation', 'RFC 3849'],
  ['2002::', 16, '6to4', 'RFC 3056'],
  ['2620:4f:8000::', 48, 'direct delegation AS112 service', 'RFC 7534'],
  ['3ffe::', 16, 'former 6bone', 'RFC 3701'],
  ['3fff::', 20, 'documentation', 'RFC 9637'],
]

/** Never opened by a CIDR or a host name, only by their exact address: this host itself, and what clouds give their machines without asking who is there. */
export const exactOnly: readonly Block[] = [
  ['0.0.0.0', 8, 'this host', 'RFC 1122'],
  ['127.0.0.0', 8, 'loopback', 'RFC 1122'],
  ['168.63.129.16', 32, 'Azure platform endpoint', 'Microsoft Azure documentation'],
  ['169.254.0.0', 16, 'link local', 'RFC 3927'],
  ['100.100.100.200', 32, 'Alibaba Cloud metadata', 'Alibaba Cloud documentation'],
  ['192.0.0.192', 32, 'Oracle Cloud metadata', 'Oracle Cloud documentation'],
  ['224.0.0.0', 4, 'multicast', 'RFC 5771'],
  ['255.255.255.255', 32, 'limited broadcast', 'RFC 8190'],
  ['::', 127, 'unspecified and loopback', 'RFC 4291'],
  ['fe80::', 10, 'link local', 'RFC 4291'],
  ['fec0::', 10, 'site local', 'RFC 3879'],
  ['fd00:ec2::', 32, 'Amazon EC2 metadata, DNS and time', 'Amazon EC2 documentation'],
  ['fd00:42::42', 128, 'Scaleway metadata', 'Scaleway documentation'],
  ['fd20:ce::254', 128, 'Google Cloud metadata', 'Google Cloud documentation'],
  ['ff00::', 8, 'multicast', 'RFC 4291'],
]
