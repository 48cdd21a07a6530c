import fs from 'node:fs'
import { Readable } from 'node:stream'
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { codes } from '../codes.ts'
import { filePieces } from './file-pieces.ts'
import type { Packable } from './pack.ts'

const AT_ONCE = 1024 * 1024
const MAX_32 = 0xffffffff

interface Written {
  readonly name: Buffer
  readonly file: Packable
  readonly method: number
  readonly flags: number
  readonly crc: number
  readonly packed: number
  readonly size: number
  readonly offset: number
}

/** A zip archive: deflate where it helps, names in UTF-8, zip64 where the archive is too long for less. */
export async function* zipPieces(files: AsyncIterable<Packable>): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let offset = 0
  for await (const file of files) {
    const name = Buffer.from(file.isFolder ? `${file.name}/` : file.name)
    const start = offset
    let entry: Omit<Written, 'name' | 'file' | 'offset'> = { method: 0, flags: 0x800, crc: 0, packed: 0, size: 0 }
    if (file.isFolder) {
      const head = local(name, file, entry)
      offset += head.length
      yield head
    } else {
      const opened = await file.open()
      try {
        if (opened.size > MAX_32 - 1024) throw codes.error('FILES_TOO_LARGE', { at: 'zip', details: { maxBytes: MAX_32 } })
        if (opened.size <= AT_ONCE) {
          const bytes = await whole(opened)
          const packed = deflateRawSync(bytes)
          const isSmaller = packed.length < bytes.length
          const data = isSmaller ? packed : bytes
          entry = { method: isSmaller ? 8 : 0, flags: 0x800, crc: crc32(bytes), packed: data.length, size: bytes.length }
          const head = local(name, file, entry)
          offset += head.length + data.length
          yield head
          yield data
        } else {
          const head = local(name, file, { ...entry, method: 8, flags: 0x808 })
          yield head
          const sums = { crc: 0, size: 0, packed: 0 }
          for await (const piece of deflated(opened, sums)) {
            sums.packed += piece.length
            yield piece
          }
          entry = { method: 8, flags: 0x808, ...sums }
          const tail = Buffer.alloc(16)
          tail.writeUInt32LE(0x08074b50, 0)
          tail.writeUInt32LE(entry.crc, 4)
          tail.writeUInt32LE(entry.packed, 8)
          tail.writeUInt32LE(entry.size, 12)
          yield tail
          offset += head.length + entry.packed + tail.length
        }
      } finally {
        fs.closeSync(opened.fd)
      }
    }
    written.push({ name, file, offset: start, ...entry })
  }
  yield* directory(written, offset)
}

async function whole(opened: { fd: number; size: number }): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of filePieces(opened, 'zip')) pieces.push(piece)
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)
}

async function* deflated(opened: { fd: number; size: number }, sums: { crc: number; size: number }): AsyncGenerator<Buffer> {
  const deflate = createDeflateRaw()
  const input = Readable.from((async function* () {
    for await (const piece of filePieces(opened, 'zip')) {
      sums.crc = crc32(piece, sums.crc)
      sums.size += piece.length
      yield piece
    }
  })(), { objectMode: false })
  input.on('error', error => deflate.destroy(error))
  input.pipe(deflate)
  try {
    for await (const piece of deflate) yield piece as Buffer
  } finally {
    input.destroy()
    deflate.destroy()
  }
}

function local(name: Buffer, file: Packable, entry: Pick<Written, 'method' | 'flags' | 'crc' | 'packed' | 'size'>): Buffer {
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  common(head, 6, file, entry)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name])
}

function common(head: Buffer, start: number, { modified }: Packable, entry: Pick<Written, 'method' | 'flags' | 'crc' | 'packed' | 'size'>): void {
  const year = Math.min(2107, Math.max(1980, modified.getFullYear()))
  head.writeUInt16LE(entry.flags, start)
  head.writeUInt16LE(entry.method, start + 2)
  head.writeUInt16LE((modified.getHours() << 11) | (modified.getMinutes() << 5) | (modified.getSeconds() >> 1), start + 4)
  head.writeUInt16LE(((year - 1980) << 9) | ((modified.getMonth() + 1) << 5) | modified.getDate(), start + 6)
  head.writeUInt32LE(entry.crc, start + 8)
  head.writeUInt32LE(entry.packed, start + 12)
  head.writeUInt32LE(entry.size, start + 16)
}

function* directory(written: readonly Written[], start: number): Generator<Buffer> {
  let size = 0
  for (const entry of written) {
    const isFar = entry.offset >= MAX_32
    const head = Buffer.alloc(46)
    head.writeUInt32LE(0x02014b50, 0)
    // Made on Unix, so that the permissions are read as such.
    head.writeUInt16LE((3 << 8) | (isFar ? 45 : 20), 4)
    head.writeUInt16LE(isFar ? 45 : 20, 6)
    common(head, 8, entry.file, entry)
    head.writeUInt16LE(entry.name.length, 28)
    head.writeUInt16LE(isFar ? 12 : 0, 30)
    head.writeUInt32LE((((entry.file.isFolder ? 0o040755 : 0o100644) << 16) | (entry.file.isFolder ? 0x10 : 0)) >>> 0, 38)
    head.writeUInt32LE(Math.min(entry.offset, MAX_32), 42)
    const extra = Buffer.alloc(isFar ? 12 : 0)
    if (isFar) {
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(8, 2)
      extra.writeBigUInt64LE(BigInt(entry.offset), 4)
    }
    const bytes = Buffer.concat([head, entry.name, extra])
    size += bytes.length
    yield bytes
  }
  yield end(written.length, size, start)
}

function end(count: number, size: number, start: number): Buffer {
  const last = Buffer.alloc(22)
  last.writeUInt32LE(0x06054b50, 0)
  last.writeUInt16LE(Math.min(count, 0xffff), 8)
  last.writeUInt16LE(Math.min(count, 0xffff), 10)
  last.writeUInt32LE(Math.min(size, MAX_32), 12)
  last.writeUInt32LE(Math.min(start, MAX_32), 16)
  if (count < 0xffff && size < MAX_32 && start < MAX_32) return last
  const wide = Buffer.alloc(76)
  wide.writeUInt32LE(0x06064b50, 0)
  wide.writeBigUInt64LE(44n, 4)
  wide.writeUInt16LE((3 << 8) | 45, 12)
  wide.writeUInt16LE(45, 14)
  wide.writeBigUInt64LE(BigInt(count), 24)
  wide.writeBigUInt64LE(BigInt(count), 32)
  wide.writeBigUInt64LE(BigInt(size), 40)
  wide.writeBigUInt64LE(BigInt(start), 48)
  wide.writeUInt32LE(0x07064b50, 56)
  wide.writeBigUInt64LE(BigInt(start + size), 64)
  wide.writeUInt32LE(1, 72)
  return Buffer.concat([wide, last])
}
