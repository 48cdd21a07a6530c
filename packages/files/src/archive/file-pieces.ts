import fs from 'node:fs'
import { codes } from '../codes.ts'

const PIECE = 256 * 1024

/** The bytes of a file while it is packed: as many as it had when it was opened, since the header in front of them says so. */
export async function* filePieces({ fd, size }: { readonly fd: number; readonly size: number }, at: string): AsyncGenerator<Buffer> {
  for (let done = 0; done < size;) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(PIECE, size - done))
    const count = await new Promise<number>((resolve, reject) => fs.read(fd, buffer, 0, buffer.length, done, (error, read) => (error ? reject(error) : resolve(read))))
    if (count === 0) throw codes.error('FILES_CHANGED', { at })
    done += count
    yield count === buffer.length ? buffer : buffer.subarray(0, count)
  }
}
