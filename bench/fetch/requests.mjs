// CPU and throughput of one request against a kept-alive server on loopback, interleaved: `node fetch/requests.mjs [seconds]`.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import http from 'node:http'
import { median } from '../compare.mjs'

if (process.argv[2] === 'server') serve()
else await measure(Number(process.argv[2] ?? 20))

function serve() {
  const body = JSON.stringify({ id: 1, name: 'Ada Lovelace', tags: ['a', 'b', 'c'], text: 'x'.repeat(200) })
  let connections = 0
  const server = http.createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    if (request.url === '/connections') return response.end(String(connections))
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body)
  })
  server.on('connection', () => connections++)
  server.listen(0, '127.0.0.1', () => process.send(server.address().port))
}

async function measure(seconds) {
  const child = fork(import.meta.filename, ['server'])
  const [port] = await once(child, 'message')
  const url = `http://127.0.0.1:${port}/`
  const require = createRequire(new URL('../../packages/fetch/package.json', import.meta.url))
  const undici = require('undici')
  const { createFetch } = require('@breakwater/fetch')
  const { createDispatcher } = require('@breakwater/fetch/dispatcher')
  const policy = { allowPrivate: [`127.0.0.1:${port}`] }
  const own = createFetch(policy)
  const agent = new undici.Agent()
  const dispatcher = createDispatcher(policy)
  const candidates = {
    'undici fetch': async () => (await undici.fetch(url, { dispatcher: agent })).json(),
    '@breakwater/fetch': async () => (await own(url)).json(),
    '@breakwater/fetch, as a stream': async () => { for await (const _ of (await own(url)).body) void _ },
    'undici fetch, as a stream': async () => { for await (const _ of (await undici.fetch(url, { dispatcher: agent })).body) void _ },
    'undici request': async () => (await undici.request(url, { dispatcher: agent })).body.json(),
    'undici request, our dispatcher': async () => (await undici.request(url, { dispatcher })).body.json(),
    'Node fetch': async () => (await globalThis.fetch(url)).json(),
  }
  const names = Object.keys(candidates)
  for (const name of names) await load(candidates[name], 300, 16)
  const warm = Number(await (await own(`${url}connections`)).text())
  const cpu = Object.fromEntries(names.map(name => [name, []]))
  const wall = Object.fromEntries(names.map(name => [name, []]))
  const end = Date.now() + seconds * 1000
  do {
    for (const name of names) {
      cpu[name].push(await load(candidates[name], 400, 1))
      wall[name].push(await load(candidates[name], 400, 16, true))
    }
  } while (Date.now() < end)
  const added = Number(await (await own(`${url}connections`)).text()) - warm
  console.log('| | CPU a request, one after the other | against the first | requests a second, 16 in flight | against the first |\n|---|--:|--:|--:|--:|')
  for (const name of names) {
    const ratio = (table, invert) => median(table[name].map((value, round) => (invert ? table[names[0]][round] / value : value / table[names[0]][round]))).toFixed(2)
    console.log(`| ${name} | ${(median(cpu[name])).toFixed(1)} µs | ${ratio(cpu)}× | ${(1e6 / median(wall[name])).toFixed(0)} | ${ratio(wall, true)}× |`)
  }
  console.log(`\n${added} new connections after the warm-up, of all candidates.`)
  child.kill()
  process.exit()
}

/** Microseconds a request, of CPU or of the clock. */
async function load(run, count, parallel, byClock = false) {
  const before = process.cpuUsage()
  const start = process.hrtime.bigint()
  let left = count
  const worker = async () => { while (left-- > 0) await run() }
  await Promise.all(Array.from({ length: parallel }, worker))
  if (byClock) return Number(process.hrtime.bigint() - start) / 1000 / count
  const { user, system } = process.cpuUsage(before)
  return (user + system) / count
}
