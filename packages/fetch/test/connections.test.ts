import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { TypeBoxSchema } from './schemas.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createAgents } from '../src/agent.ts'
import { createFetch, fetch } from '../src/index.ts'
import type { FetchMessage } from '../src/index.ts'
import { allowLoopback } from '../src/testing.ts'
import { unsafeCreateFetch } from '../src/unsafe.ts'
import { attempts, resolveTo, serve } from './no-dial.ts'
import { loopbackServer, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

const pem = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', `secure.example.${name}.pem`))
const port = (server: net.Server) => (server.address() as AddressInfo).port
const listening = async <S extends net.Server>(server: S): Promise<S> => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return server
}

describe('https', () => {
  let server: https.Server
  let resumed = 0
  beforeAll(async () => {
    server = await listening(https.createServer({ key: pem('key'), cert: pem('cert') }, (request, response) => {
      if ((request.socket as TLSSocket).isSessionReused()) resumed++
      if (request.url === '/down') response.writeHead(302, { location: 'http://example.com/' }).end()
      else response.end(`secure ${request.headers.host}`)
    }))
    for (const name of ['secure.example', 'other-secure.example', 'wrong.example']) resolveTo(name, ['93.184.216.70'])
    serve('93.184.216.70', 443, port(server))
  })
  afterAll(() => { server.closeAllConnections(); server.close() })

  test('with a private authority', async () => {
    const own = createFetch({ tls: { ca: pem('cert') } })
    expect(await (await own('https://secure.example/')).text()).toBe('secure secure.example')
    expect(await (await own('https://secure.example./')).text()).toBe('secure secure.example.')
  })
  test('an unknown authority is refused, whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED']
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0'
    process.removeAllListeners('warning')
    try {
      await expect(createFetch()('https://secure.example/')).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
      const { httpsAgent } = createAgents()
      const error = await new Promise(resolve => https.get('https://secure.example/', { agent: httpsAgent, rejectUnauthorized: false }, resolve).on('error', resolve))
      expect(error).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
    } finally {
      if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
      else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before
    }
  })
  test('a certificate for another name is refused', async () => {
    await expect(createFetch({ tls: { ca: pem('cert') } })('https://wrong.example/')).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
  })
  test('https never becomes http', async () => {
    await expect(createFetch({ tls: { ca: pem('cert') } })('https://secure.example/down')).rejects.toMatchObject({ code: 'FETCH_REDIRECT_REFUSED' })
  })
  test('sessions are taken up again', async () => {
    const own = createFetch({ tls: { ca: pem('cert') } })
    await (await own('https://secure.example/')).text()
    server.closeIdleConnections()
    await expect.poll(async () => {
      await (await own('https://secure.example/')).text()
      server.closeIdleConnections()
      return resumed
    }).toBeGreaterThan(0)
  })
  test('through an agent, with the authority of the request', async () => {
    const { httpsAgent } = createAgents()
    const status = await new Promise((resolve, reject) => https.get('https://secure.example/', { agent: httpsAgent, ca: pem('cert') }, response => { response.resume(); resolve(response.statusCode) }).on('error', reject))
    expect(status).toBe(200)
    httpsAgent.destroy()
  })
})

describe('a proxy', () => {
  let proxy: http.Server
  let origin: TestServer
  let secure: https.Server
  let secureProxy: https.Server
  const asked: string[] = []
  const credentials: (string | undefined)[] = []
  beforeAll(async () => {
    origin = await loopbackServer((_request, response) => response.end('through'))
    secure = await listening(https.createServer({ key: pem('key'), cert: pem('cert') }, (request, response) => response.end(`secure ${request.headers.host}`)))
    proxy = await listening(http.createServer())
    secureProxy = await listening(https.createServer({ key: pem('key'), cert: pem('cert') }))
    const connect = (request: http.IncomingMessage, socket: Duplex) => {

      asked.push(request.url!)
      credentials.push(request.headers['proxy-authorization'])
      if (request.url === 'denied.example:80') return socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      if (request.url === 'early.example:80') return socket.write('HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nbad')
      if (request.url === 'silent.example:80') return undefined
      const upstream = net.connect(request.url!.endsWith(':443') ? port(secure) : origin.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        upstream.pipe(socket).pipe(upstream)
      })
      upstream.on('error', () => socket.destroy())
      socket.on('error', () => upstream.destroy())
      return undefined
    }
    proxy.on('connect', connect)
    secureProxy.on('connect', connect)
    resolveTo('other-secure.example', ['127.0.0.1'])
  })
  afterAll(async () => {
    for (const server of [proxy, secure, secureProxy]) { server.closeAllConnections(); server.close() }
    await origin.stop()
  })
  const through = (policy: object = {}) => createFetch({ proxy: `http://user:p%40ss@127.0.0.1:${port(proxy)}`, ...policy })

  test('is asked for a tunnel, and resolves the name', async () => {
    const own = through()
    expect(await (await own('http://only-the-proxy-knows.example/')).text()).toBe('through')
    expect(asked.at(-1)).toBe('only-the-proxy-knows.example:80')
    expect(credentials.at(-1)).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`)
    const before = asked.length
    await (await own('http://only-the-proxy-knows.example/')).text()
    expect(asked.length).toBe(before)
  })
  test('to https, by http and by https', async () => {
    expect(await (await through({ tls: { ca: pem('cert') } })('https://secure.example/')).text()).toBe('secure secure.example')
    expect(asked.at(-1)).toBe('secure.example:443')
    attempts.length = 0
    const own = createFetch({ proxy: `https://other-secure.example:${port(secureProxy)}`, tls: { ca: pem('cert') } })
    expect(await (await own('https://secure.example/')).text()).toBe('secure secure.example')
    expect(attempts.filter(attempt => attempt === `127.0.0.1 ${port(secureProxy)}`).length).toBe(1)
    await expect(through()('https://secure.example/')).rejects.toMatchObject({ cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } })
    await expect(through({ tls: { ca: pem('cert') } })('https://wrong.example/')).rejects.toMatchObject({ cause: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
  })
  test.each(['http://127.0.0.1/', 'http://10.0.0.1/', 'http://localhost/', 'http://[::1]/', 'http://example.com:22/'])('%s is not even asked for', async url => {
    const before = asked.length
    await expect(through()(url)).rejects.toMatchObject({ code: expect.stringMatching(/^FETCH_(ADDRESS|PORT)_REFUSED$/) as string })
    expect(asked.length).toBe(before)
  })
  test.each([['denied', 403], ['early', undefined]])('%s', async (name, status) => {
    await expect(through()(`http://${name}.example/`)).rejects.toMatchObject({ code: 'FETCH_PROXY', details: status === undefined ? {} : { status } })
  })
  test('that says nothing', async () => {
    await expect(through({ timeoutMs: 60 })('http://silent.example/')).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' })
  })
  test('that is not there', async () => {
    await expect(createFetch({ proxy: 'http://127.0.0.1:1' })('http://example.org/')).rejects.toMatchObject({ code: 'FETCH_PROXY' })
  })
  test('the environment names none', async () => {
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY']
    for (const name of names) process.env[name] = `http://127.0.0.1:${port(proxy)}`
    try {
      const before = asked.length
      await expect(createFetch()('http://nowhere.example/')).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } })
      expect(asked.length).toBe(before)
    } finally {
      for (const name of names) delete process.env[name]
    }
  })
})

describe('loopback for tests', () => {
  let server: TestServer
  beforeAll(async () => { server = await loopbackServer((_request, response) => response.end('mine')) })
  afterAll(() => server.stop())
  const environment = { ...process.env }
  afterEach(() => { process.env['NODE_ENV'] = environment['NODE_ENV']; delete process.env['NODE_TEST_CONTEXT'] })

  test('is open for its ports and no longer than asked', async () => {
    const close = allowLoopback(server.port)
    expect(await (await fetch(`http://127.0.0.1:${server.port}/`)).text()).toBe('mine')
    expect(await (await fetch(`http://localhost:${server.port}/`)).text()).toBe('mine')
    await expect(fetch(`http://127.0.0.1:${server.port + 1}/`)).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    await expect(fetch(`http://10.0.0.1:${server.port}/`)).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    await expect(fetch(`http://example.com:${server.port}/`)).rejects.toMatchObject({ code: 'FETCH_PORT_REFUSED' })
    close()
    close()
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
  })
  test.each([['production', undefined], ['production', 'child'], ['development', undefined], [undefined, undefined]])('not where NODE_ENV is %s and node:test is %s', (env, context) => {
    if (env === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = env
    if (context) process.env['NODE_TEST_CONTEXT'] = context
    expect(() => allowLoopback(80)).toThrow(expect.objectContaining({ code: 'FETCH_TEST_MODE_REFUSED' }) as Error)
  })
  test('under node:test', () => {
    delete process.env['NODE_ENV']
    process.env['NODE_TEST_CONTEXT'] = 'child-v8'
    allowLoopback(1)()
  })
  test('needs ports', () => {
    expect(() => allowLoopback()).toThrow(expect.objectContaining({ code: 'FETCH_TEST_MODE_REFUSED' }) as Error)
  })
})

describe('the hatch', () => {
  test('reaches everything, with a reason', async () => {
    const server = await loopbackServer((_request, response) => response.end('inside'))
    const heard: unknown[] = []
    const listen = (message: unknown) => heard.push(message)
    subscribe('breakwater:unsafe', listen)
    const own = unsafeCreateFetch({}, { reason: 'health checks of our own containers' })
    unsubscribe('breakwater:unsafe', listen)
    expect(heard).toEqual([{ package: 'fetch', name: 'unsafeCreateFetch', reason: 'health checks of our own containers' }])
    expect(await (await own(`http://127.0.0.1:${server.port}/`)).text()).toBe('inside')
    expect(await (await own(`http://localhost:${server.port}/`)).text()).toBe('inside')
    await expect(own('file:///etc/passwd')).rejects.toMatchObject({ code: 'FETCH_SCHEME_REFUSED' })
    await server.stop()
  })
  test('not without', () => {
    expect(() => unsafeCreateFetch({}, undefined as never)).toThrow(expect.objectContaining({ code: 'UNSAFE_REASON_REQUIRED' }) as Error)
    expect(() => unsafeCreateFetch({}, { reason: ' ' })).toThrow(expect.objectContaining({ code: 'UNSAFE_REASON_REQUIRED' }) as Error)
    expect(() => createFetch({ open: Symbol('any address') } as never)).toThrow(expect.objectContaining({ code: 'OPTION_UNKNOWN' }) as Error)
  })
})

describe('what is told', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await publicServer(['told.example'], (request, response) => (request.url === '/to?secret=1' ? response.writeHead(302, { location: '/' }).end() : response.end('ok')), { address: '93.184.216.71' })
  })
  afterAll(() => server.stop())
  test('start and end, in the names of OpenTelemetry, without the query', async () => {
    const heard: [string, FetchMessage][] = []
    const start = (message: unknown) => heard.push(['start', message as FetchMessage])
    const end = (message: unknown) => heard.push(['end', message as FetchMessage])
    subscribe('breakwater:fetch:start', start)
    subscribe('breakwater:fetch:end', end)
    try {
      await (await fetch('http://told.example/to?secret=1')).text()
      await fetch('http://127.0.0.1/x').catch(() => undefined)
      await fetch('http://nowhere.example/').catch(() => undefined)
    } finally {
      unsubscribe('breakwater:fetch:start', start)
      unsubscribe('breakwater:fetch:end', end)
    }
    expect(heard.map(([name]) => name)).toEqual(['start', 'end', 'start', 'end'])
    expect(heard[0]![1]).toBe(heard[1]![1])
    expect(heard[1]![1].attributes).toEqual({ 'http.request.method': 'GET', 'url.scheme': 'http', 'url.path': '/to', 'server.address': 'told.example', 'server.port': 80, 'http.response.status_code': 200, 'http.request.resend_count': 1 })
    expect(heard[3]![1].attributes['error.type']).toBe('TypeError')
    expect(heard[1]![1].endTime).toBeGreaterThanOrEqual(heard[1]![1].startTime)
  })
})

describe('json and downloads', () => {
  const file = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251))
  let server: TestServer
  let etag = '"v1"'
  let cuts = 0
  beforeAll(async () => {
    server = await publicServer(['files.example'], (request, response) => {
      const url = new URL(request.url!, 'http://x')
      const json = (body: string, type = 'application/json', status = 200) => response.writeHead(status, { 'content-type': type }).end(body)
      switch (url.pathname) {
        case '/user': return json('{"name":"Ada"}')
        case '/problem': return json('{"name":"Ada"}', 'application/vnd.api+json; charset=utf-8')
        case '/plain': return json('{"name":"Ada"}', 'text/plain; charset=utf-8')
        case '/html': return json('<p>', 'text/html')
        case '/404': return json('{}', 'application/json', 404)
        case '/proto': return json('{"__proto__":{"admin":true},"name":"x"}')
        case '/deep': return json('['.repeat(5000) + ']'.repeat(5000))
        case '/not': return json('{')
        default: {
          const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')
          const usable = range && (request.headers['if-range'] === undefined || request.headers['if-range'] === etag)
          const from = usable ? Number(range[1]) : 0
          if (from === file.length) return response.writeHead(416, { 'content-range': `bytes */${file.length}` }).end()
          response.writeHead(usable ? 206 : 200, { etag, 'content-length': String(file.length - from), ...(usable ? { 'content-range': `bytes ${from}-${file.length - 1}/${file.length}` } : {}) })
          if (url.pathname === '/cut' && cuts-- > 0) {
            response.write(file.subarray(from, from + 50_000))
            return void setTimeout(() => request.socket.destroy(), 20)
          }
          return response.end(file.subarray(from))
        }
      }
    }, { address: '93.184.216.72' })
  })
  afterAll(() => server.stop())
  const User = z.object({ name: z.string() })
  const at = (path: string) => `http://files.example${path}`
  const all = async (body: AsyncIterable<Uint8Array>) => {
    const chunks = []
    for await (const chunk of body) chunks.push(chunk)
    return Buffer.concat(chunks)
  }
  const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

  test('json by zod and TypeBox', async () => {
    expect(await fetch.json(at('/user'), User)).toEqual({ name: 'Ada' })
    expect(await fetch.json(at('/problem'), TypeBoxSchema)).toEqual({ name: 'Ada' })
    expect(await fetch.json(at('/plain'), User)).toEqual({ name: 'Ada' })
  })
  test.each([
    ['FETCH_CONTENT_TYPE', '/html'], ['FETCH_STATUS', '/404'], ['JSON_KEY_REFUSED', '/proto'], ['JSON_TOO_DEEP', '/deep'], ['JSON_INVALID', '/not'],
  ])('%s: %s', async (code, path) => {
    await expect(fetch.json(at(path), User)).rejects.toMatchObject({ code })
  })
  test('SCHEMA_MISMATCH', async () => {
    await expect(fetch.json(at('/user'), z.object({ age: z.number() }))).rejects.toMatchObject({ code: 'SCHEMA_MISMATCH' })
  })
  test('a file', async () => {
    const progress: number[] = []
    const { body, total, start, etag: tag } = await fetch.download(at('/file'), { onProgress: ({ received }) => progress.push(received) })
    expect([total, start, tag]).toEqual([file.length, 0, '"v1"'])
    expect(hash(await all(body))).toBe(hash(file))
    expect(progress.at(-1)).toBe(file.length)
  })
  test('the rest of a file', async () => {
    const { body, total, start } = await fetch.download(at('/file'), { from: 150_000, etag: '"v1"' })
    expect([total, start]).toEqual([file.length, 150_000])
    expect(hash(await all(body))).toBe(hash(file.subarray(150_000)))
  })
  test('nothing is left', async () => {
    const { body, start } = await fetch.download(at('/file'), { from: file.length, etag: '"v1"' })
    expect([start, (await all(body)).length]).toEqual([file.length, 0])
  })
  test.each([['"v0"'], ['W/"v1"'], [undefined]])('from the beginning where the part came with %s', async old => {
    const { body, start } = await fetch.download(at('/file'), { from: 150_000, ...(old === undefined ? {} : { etag: old }) })
    expect([start, (await all(body)).length]).toEqual([0, file.length])
  })
  test('a broken connection is taken up again', async () => {
    cuts = 2
    const { body } = await fetch.download(at('/cut'))
    expect(hash(await all(body))).toBe(hash(file))
  })
  test('not more often than asked', async () => {
    cuts = 3
    await expect(all((await fetch.download(at('/cut'), { resumes: 1 })).body)).rejects.toThrow(TypeError)
    cuts = 0
  })
  test('a file that changes meanwhile', async () => {
    cuts = 1
    const { body } = await fetch.download(at('/cut'))
    etag = '"v2"'
    await expect(all(body)).rejects.toMatchObject({ code: 'FETCH_DOWNLOAD_CHANGED' })
    etag = '"v1"'
  })
  test('too large', async () => {
    await expect(fetch.download(at('/file'), { maxBytes: 1000 })).rejects.toMatchObject({ code: 'FETCH_MAX_BYTES' })
  })
  test('ended by its signal', async () => {
    const { body } = await fetch.download(at('/file'), { signal: AbortSignal.timeout(60_000) })
    await all(body)
    await expect(fetch.download(at('/file'), { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('other worlds', () => {
  const run = (code: string, flags: readonly string[] = []) => execFileSync(process.execPath, [...flags, '-e', code], { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' }).trim()
  test('Node’s own dispatcher stays, also where the package is loaded first', () => {
    expect(run(`
      const symbols = () => Object.getOwnPropertySymbols(globalThis).filter(symbol => String(symbol).includes('undici')).length
      for (const name of ['@breakwater/fetch', '@breakwater/fetch/agent', '@breakwater/fetch/dispatcher', '@breakwater/fetch/unsafe', '@breakwater/fetch/testing']) require(name)
      const before = symbols()
      const { fetch } = require('@breakwater/fetch')
      const own = globalThis[Symbol.for('undici.globalDispatcher.1')]
      Response
      const node = globalThis[Symbol.for('undici.globalDispatcher.1')]
      const undici = require('node:module').createRequire(require.resolve('@breakwater/fetch'))('undici/lib/dispatcher/agent.js')
      fetch('http://127.0.0.1/').catch(() => console.log(before, own, node === globalThis[Symbol.for('undici.globalDispatcher.1')], node instanceof undici))`)).toBe('0 undefined true false')
  })
  test('a dispatcher that somebody sets is not asked', async () => {
    const key = Symbol.for('undici.globalDispatcher.1')
    await globalThis.fetch('data:,').catch(() => undefined)
    const world = globalThis as unknown as Record<symbol, unknown>
    const before = world[key]
    world[key] = { dispatch() { throw new Error('was asked') } }
    try {
      attempts.length = 0
      await expect(createFetch()('http://nowhere.example/')).rejects.toMatchObject({ cause: { code: 'ENOTFOUND' } })
    } finally {
      world[key] = before
    }
  })
  test('responses that nobody holds give their connections back', async () => {
    const code = `
      const http = require('node:http')
      const dns = require('node:dns')
      let open = 0
      const server = http.createServer((request, response) => { const chunk = Buffer.alloc(65536); const more = () => { while (!response.destroyed && response.write(chunk)); }; response.on('drain', more); more() })
      server.on('connection', socket => { open++; socket.on('error', () => 0); socket.on('close', () => open--) })
      server.listen(0, '127.0.0.1', async () => {
        const { createFetch } = require('@breakwater/fetch')
        const own = createFetch({ allowPrivate: ['127.0.0.1:' + server.address().port] })
        const url = 'http://127.0.0.1:' + server.address().port
        const start = async () => { for (let index = 0; index < 5; index++) { const response = await own(url); if (index % 2) response.body.getReader } }
        await start()
        const before = open
        let held = await own(url)
        const reader = held.body.getReader()
        held = undefined
        for (let round = 0; round < 50 && open > 1; round++) { gc(); await new Promise(resolve => setTimeout(resolve, 20)) }
        const left = open
        const { value } = await reader.read()
        console.log(before, left, value.length > 0)
        process.exit()
      })`
    expect(run(code, ['--expose-gc'])).toBe('5 1 true')
  })
})
