import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import AdmZip from 'adm-zip'
import extractZip from 'extract-zip'
import { unzipSync } from 'fflate'
import * as tar from 'tar'
import { Open } from 'unzipper'
import { openFolder } from '../../packages/files/dist/index.mjs'
import { compare, publish, table } from '../compare.mjs'

const root = fs.mkdtempSync(join(tmpdir(), 'bench-archives-'))
try {
  const source = join(root, 'source')
  for (let folder = 0; folder < 20; folder++) {
    fs.mkdirSync(join(source, `folder-${folder}`), { recursive: true })
    for (let file = 0; file < 50; file++) fs.writeFileSync(join(source, `folder-${folder}/file-${file}.txt`), `line ${folder} ${file} of a text that compresses\n`.repeat(100))
  }
  fs.writeFileSync(join(source, 'large.json'), JSON.stringify(Array.from({ length: 100_000 }, (_, id) => ({ id, name: `name ${(id * 7919) % 1000}` }))))
  const from = await openFolder(source, { maxBytes: 1e9 })
  const zip = await buffer(from.zip())
  const tgz = await buffer(from.tar('', { gzip: true }))
  fs.writeFileSync(join(root, 'x.zip'), zip)
  fs.writeFileSync(join(root, 'x.tgz'), tgz)

  let number = 0
  const into = () => {
    const path = join(root, `out-${number++}`)
    fs.mkdirSync(path)
    return path
  }
  const away = path => fs.rmSync(path, { recursive: true })
  // Each candidate removes what it unpacked: the same work for all.
  const unzips = {
    'folder.unzip': async () => {
      const path = into()
      const folder = await openFolder(path)
      await folder.unzip(zip)
      await folder.close()
      away(path)
    },
    'adm-zip': () => {
      const path = into()
      new AdmZip(zip).extractAllTo(path)
      away(path)
    },
    'fflate and fs': () => {
      const path = into()
      for (const [name, bytes] of Object.entries(unzipSync(zip))) {
        if (name.endsWith('/')) fs.mkdirSync(join(path, name), { recursive: true })
        else fs.writeFileSync(join(path, name), bytes)
      }
      away(path)
    },
    'extract-zip': async () => {
      const path = into()
      await extractZip(join(root, 'x.zip'), { dir: path })
      away(path)
    },
    unzipper: async () => {
      const path = into()
      await (await Open.buffer(zip)).extract({ path })
      away(path)
    },
  }
  const untars = {
    'folder.untar': async () => {
      const path = into()
      const folder = await openFolder(path)
      await folder.untar(tgz)
      await folder.close()
      away(path)
    },
    tar: async () => {
      const path = into()
      await pipeline(Readable.from([tgz]), tar.x({ cwd: path }))
      away(path)
    },
    'tar, at once': () => {
      const path = into()
      tar.x({ cwd: path, file: join(root, 'x.tgz'), sync: true })
      away(path)
    },
  }
  const options = { rounds: Number(process.env.BENCH_ROUNDS ?? 9), roundMs: 1000 }
  publish('files-archives', 'An archive of 1000 files of 4 kB and one of 3.5 MB, unpacked into an empty folder that is removed afterwards. `node files/archives.mjs` in `bench/`.', [
    table('zip', await compare(unzips, options), ['adm-zip', 'fflate', 'extract-zip', 'unzipper']),
    table('tar.gz', await compare(untars, options), ['tar']),
  ])
} finally {
  fs.rmSync(root, { recursive: true })
}
