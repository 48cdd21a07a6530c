// Memory while 1 GiB (or as many MiB as given) is downloaded: `node --expose-gc fetch/memory.mjs [MiB]`.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import http from 'node:http'

const MIB = 1024 * 1024
if (process.argv[2] === 'server') serve(Number(process.argv[3]))
else await measure(Number(process.argv[2] ?? 1024))

function serve(mib) {
  const chunk = Buffer.alloc(64 * 1024, 'x')
  http.createServer((_request, response) => {
    let left = (mib * MIB) / chunk.length
    response.writeHead(200, { 'content-length': mib * MIB })
    const more = () => {
      while (left > 0) {
        left--
        if (!response.write(chunk)) return
      }
      response.end()
    }
    response.on('drain', more)
    more()
  }).listen(0, '127.0.0.1', function () { process.send(this.address().port) })
}

async function measure(mib) {
  const child = fork(import.meta.filename, ['server', String(mib)])
  const [port] = await once(child, 'message')
  const require = createRequire(new URL('../../packages/fetch/package.json', import.meta.url))
  const { createFetch } = require('@breakwater/fetch')
  const own = createFetch({ allowPrivate: [`127.0.0.1:${port}`], maxBytes: 2 * mib * MIB })
  const url = `http://127.0.0.1:${port}/`
  for (const [name, pieces] of [['body', async () => (await own(url)).body], ['download', async () => (await own.download(url)).body]]) {
    globalThis.gc?.()
    const start = process.memoryUsage.rss()
    let [bytes, peak] = [0, 0]
    for await (const chunk of await pieces()) {
      bytes += chunk.length
      peak = Math.max(peak, process.memoryUsage.rss())
    }
    console.log(`${name}: ${(bytes / MIB).toFixed(0)} MiB, ${((peak - start) / MIB).toFixed(1)} MiB more at the peak`)
  }
  child.kill()
  process.exit()
}
