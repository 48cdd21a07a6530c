import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Writable } from 'node:stream'
import { openFolder } from '../../packages/files/dist/index.mjs'
import { keep, publish, table } from '../compare.mjs'
import { compareCpu } from './cpu.mjs'

const root = fs.mkdtempSync(join(tmpdir(), 'bench-files-'))
try {
  fs.mkdirSync(join(root, 'sub'))
  fs.writeFileSync(join(root, 'small.txt'), 'x'.repeat(1000))
  fs.writeFileSync(join(root, 'sub/small.txt'), 'x'.repeat(1000))
  fs.writeFileSync(join(root, 'large.bin'), Buffer.alloc(64 * 1024 * 1024, 7))
  const folder = await openFolder(root)
  const path = name => join(root, name)
  const nowhere = () => new Writable({ highWaterMark: 1024 * 1024, write: (_chunk, _encoding, done) => done() })

  const later = {
    'fs.promises.readFile': async () => keep(await fs.promises.readFile(path('small.txt'), 'utf8')),
    'folder.readText': async () => keep(await folder.readText('small.txt')),
    'folder.fs.promises.readFile': async () => keep(await folder.fs.promises.readFile('small.txt', 'utf8')),
    'folder.readText, one folder down': async () => keep(await folder.readText('sub/small.txt')),
  }
  const atOnce = {
    'fs.readFileSync': () => keep(fs.readFileSync(path('small.txt'))),
    'folder.readSync': () => keep(folder.readSync('small.txt')),
    'folder.fs.readFileSync': () => keep(folder.fs.readFileSync('small.txt')),
    'folder.readSync, one folder down': () => keep(folder.readSync('sub/small.txt')),
  }
  const writes = {
    'fs.promises.writeFile and rename': async n => {
      await fs.promises.writeFile(path(`w${n % 2}.tmp`), 'x'.repeat(1000))
      await fs.promises.rename(path(`w${n % 2}.tmp`), path('written'))
    },
    'folder.write': async () => folder.write('written', 'x'.repeat(1000)),
  }
  const streams = {
    'fs.createReadStream': async () => pipeline(fs.createReadStream(path('large.bin')), nowhere()),
    'folder.createReadStream': async () => pipeline(folder.createReadStream('large.bin'), nowhere()),
  }
  publish('files-read', 'CPU time (user and system) of a call on a local file system. `node files/read.mjs` in `bench/`.', [
    table('Open and read 1 kB', await compareCpu(later), []),
    table('Open and read 1 kB, at once', await compareCpu(atOnce), []),
    table('Write 1 kB atomically', await compareCpu(writes), []),
    table('Stream 64 MiB', await compareCpu(streams, { rounds: 7 }), []),
  ])
} finally {
  fs.rmSync(root, { recursive: true })
}
