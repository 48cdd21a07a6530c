import fs from 'node:fs'
import { filePieces } from './file-pieces.ts'
import type { Packable } from './pack.ts'

const BLOCK = 512
const MAX_OCTAL = 0o77777777777

/** A tar archive in the ustar format, with pax headers where a name or size needs them. */
export async function* tarPieces(files: AsyncIterable<Packable>): AsyncGenerator<Buffer> {
  for await (const file of files) {
    if (file.isFolder) {
      yield* header(`${file.name}/`, 0, '5', file.modified)
      continue
    }
    const opened = await file.open()
    try {
      yield* header(file.name, opened.size, '0', file.modified)
      yield* filePieces(opened, 'tar')
      if (opened.size % BLOCK !== 0) yield Buffer.alloc(BLOCK - (opened.size % BLOCK))
    } finally {
      fs.closeSync(opened.fd)
    }
  }
  yield Buffer.alloc(2 * BLOCK)
}

function* header(name: string, size: number, type: string, modified: Date): Generator<Buffer> {
  const isPlain = Buffer.byteLength(name) <= 100 && /^[\x20-\x7e]*$/.test(name)
  if (!isPlain || size > MAX_OCTAL) {
    const records = Buffer.from((isPlain ? '' : record('path', name)) + (size > MAX_OCTAL ? record('size', String(size)) : ''))
    yield block('PaxHeader', records.length, 'x', modified)
    yield Buffer.concat([records, Buffer.alloc((BLOCK - (records.length % BLOCK)) % BLOCK)])
  }
  yield block(isPlain ? name : 'long-name', Math.min(size, MAX_OCTAL), type, modified)
}

function record(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  let length = bytes + String(bytes).length
  while (bytes + String(length).length !== length) length++
  return length + rest
}

function block(name: string, size: number, type: string, modified: Date): Buffer {
  const bytes = Buffer.alloc(BLOCK)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  bytes.write(name, 0, 100, 'utf8')
  bytes.write(`${type === '5' ? '0000755' : '0000644'}\0`, 100, 'latin1')
  bytes.write('0000000\0', 108, 'latin1')
  bytes.write('0000000\0', 116, 'latin1')
  bytes.write(`${octal(size, 11)}\0`, 124, 'latin1')
  bytes.write(`${octal(Math.max(0, Math.min(MAX_OCTAL, Math.floor(modified.getTime() / 1000))), 11)}\0`, 136, 'latin1')
  bytes.write('        ', 148, 'latin1')
  bytes.write(type, 156, 'latin1')
  bytes.write('ustar\x0000', 257, 'latin1')
  let sum = 0
  for (const byte of bytes) sum += byte
  bytes.write(`${octal(sum, 6)}\0 `, 148, 'latin1')
  return bytes
}

