import { crc32, deflateRawSync } from 'node:zlib'

/** An entry of a zip archive with every lie that a test needs. */
export interface ZipSpec {
  readonly name: string | Buffer
  readonly data?: string | Buffer
  readonly store?: boolean
  readonly flags?: number
  readonly method?: number
  readonly mode?: number
  readonly host?: number
  readonly crc?: number
  readonly size?: number
  readonly packedData?: Buffer
  readonly localName?: string
  readonly localSize?: number
  readonly localCrc?: number
  readonly localMethod?: number
  readonly localFlags?: number
  readonly extra?: Buffer
  readonly offset?: number
  readonly descriptor?: 'signed' | 'plain' | 'wrong'
  readonly hidden?: boolean
}

export interface ZipEndSpec {
  readonly before?: Buffer
  readonly gap?: Buffer
  readonly after?: Buffer
  readonly comment?: Buffer
  readonly count?: number
}

export function buildZip(specs: readonly ZipSpec[], { before = Buffer.alloc(0), gap = Buffer.alloc(0), after = Buffer.alloc(0), comment = Buffer.alloc(0), count }: ZipEndSpec = {}): Buffer {
  const pieces: Buffer[] = [before]
  const records: Buffer[] = []
  let offset = before.length
  for (const spec of specs) {
    const data = Buffer.from(spec.data ?? '')
    const method = spec.method ?? (spec.store ? 0 : 8)
    const packed = spec.packedData ?? (method === 8 ? deflateRawSync(data) : data)
    const name = Buffer.isBuffer(spec.name) ? spec.name : Buffer.from(spec.name)
    const localName = spec.localName === undefined ? name : Buffer.from(spec.localName)
    const extra = spec.extra ?? Buffer.alloc(0)
    const flags = spec.flags ?? (0x800 | (spec.descriptor ? 8 : 0))
    const crc = spec.crc ?? crc32(data)
    const size = spec.size ?? data.length
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(spec.localFlags ?? flags, 6)
    local.writeUInt16LE(spec.localMethod ?? method, 8)
    local.writeUInt32LE(spec.localCrc ?? (spec.descriptor ? 0 : crc), 14)
    local.writeUInt32LE(spec.descriptor ? 0 : packed.length, 18)
    local.writeUInt32LE(spec.localSize ?? (spec.descriptor ? 0 : size), 22)
    local.writeUInt16LE(localName.length, 26)
    local.writeUInt16LE(extra.length, 28)
    const tail = Buffer.alloc(spec.descriptor === undefined ? 0 : spec.descriptor === 'plain' ? 12 : 16)
    if (tail.length > 0) {
      const start = tail.length - 12
      if (start > 0) tail.writeUInt32LE(0x08074b50, 0)
      tail.writeUInt32LE(spec.descriptor === 'wrong' ? (crc ^ 1) >>> 0 : crc, start)
      tail.writeUInt32LE(packed.length, start + 4)
      tail.writeUInt32LE(size, start + 8)
    }
    const whole = Buffer.concat([local, localName, extra, packed, tail])
    pieces.push(whole)
    const record = Buffer.alloc(46)
    record.writeUInt32LE(0x02014b50, 0)
    record.writeUInt16LE(((spec.host ?? 3) << 8) | 20, 4)
    record.writeUInt16LE(20, 6)
    record.writeUInt16LE(flags, 8)
    record.writeUInt16LE(method, 10)
    record.writeUInt32LE(crc, 16)
    record.writeUInt32LE(packed.length, 20)
    record.writeUInt32LE(size, 24)
    record.writeUInt16LE(name.length, 28)
    record.writeUInt16LE(extra.length, 30)
    record.writeUInt32LE(((spec.mode ?? 0o100644) << 16) >>> 0, 38)
    record.writeUInt32LE(spec.offset ?? offset, 42)
    if (!spec.hidden) records.push(Buffer.concat([record, name, extra]))
    offset += whole.length
  }
  const directory = Buffer.concat(records)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count ?? records.length, 8)
  end.writeUInt16LE(count ?? records.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset + gap.length, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...pieces, gap, directory, end, comment, after])
}

/** An entry of a tar archive. */
export interface TarSpec {
  readonly name: string
  readonly data?: string | Buffer
  readonly type?: string
  readonly link?: string
  readonly size?: number
  readonly mode?: number
  readonly prefix?: string
  readonly magic?: string
  readonly sum?: number
  readonly base256?: boolean
}

const tarBlock = (spec: TarSpec): Buffer => {
  const data = Buffer.from(spec.data ?? '')
  const block = Buffer.alloc(512)
  const size = spec.size ?? data.length
  block.write(spec.name, 0, 100, 'utf8')
  block.write(`${(spec.mode ?? 0o644).toString(8).padStart(7, '0')}\0`, 100)
  block.write('0000000\0', 108)
  block.write('0000000\0', 116)
  if (spec.base256) {
    block[124] = 0x80
    block.writeBigUInt64BE(BigInt(size), 128)
  } else block.write(`${size.toString(8).padStart(11, '0')}\0`, 124)
  block.write('00000000000\0', 136)
  block.write('        ', 148)
  block.write(spec.type ?? '0', 156)
  block.write(spec.link ?? '', 157, 100, 'utf8')
  block.write(spec.magic ?? 'ustar\x0000', 257, 'latin1')
  block.write(spec.prefix ?? '', 345, 155, 'utf8')
  let sum = 0
  for (const byte of block) sum += byte
  block.write(`${(spec.sum ?? sum).toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([block, data, Buffer.alloc((512 - (data.length % 512)) % 512)])
}

export const buildTar = (specs: readonly TarSpec[], end: Buffer = Buffer.alloc(1024)): Buffer => Buffer.concat([...specs.map(tarBlock), end])

/** A pax record. */
export const pax = (key: string, value: string): string => {
  const rest = ` ${key}=${value}\n`
  let length = Buffer.byteLength(rest)
  while (Buffer.byteLength(rest) + String(length).length !== length) length = Buffer.byteLength(rest) + String(length).length
  return length + rest
}
