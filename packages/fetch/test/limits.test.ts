import net from 'node:net'
import zlib from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFetch, fetch } from '../src/index.ts'
import type { FetchPolicy } from '../src/index.ts'
import { resolveTo, serve } from './no-dial.ts'
import { bodyOf, PUBLIC, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

const host = 'http://example.com'
const MIB = 1024 * 1024
const bomb = zlib.gzipSync(Buffer.alloc(20 * MIB))
const emptyMember = zlib.gzipSync(Buffer.alloc(0))
let server: TestServer
let attempts = 0

beforeAll(async () => {
  server = await publicServer(['example.com'], async (request, response) => {
    const url = new URL(request.url!, host)
    switch (url.pathname) {
      case '/endless': {
        const chunk = Buffer.alloc(65_536)
        const more = () => { while (!response.destroyed && response.write(chunk)); }
        response.on('drain', more)
        return more()
      }
      case '/large': return response.writeHead(200, { 'content-length': String(10 * MIB) }).write('x')
      case '/bomb': return response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'application/json' }).end(bomb)
      case '/brotli': return response.writeHead(200, { 'content-encoding': 'br' }).end(zlib.brotliCompressSync(Buffer.alloc(20 * MIB)))
      case '/nothing': {
        response.writeHead(200, { 'content-encoding': 'gzip' })
        const many = Buffer.concat(new Array<Buffer>(4000).fill(emptyMember))
        const more = () => { while (!response.destroyed && response.write(many)); }
        response.on('drain', more)
        return more()
      }
      case '/twice': return response.writeHead(200, { 'content-encoding': 'gzip, gzip' }).end(zlib.gzipSync(zlib.gzipSync('x')))
      case '/twice-lines': return response.writeHead(200, [['content-encoding', 'gzip'], ['content-encoding', 'br']] as never).end('x')
      case '/broken': return response.writeHead(200, { 'content-encoding': 'gzip' }).end('this is not gzip')
      case '/silent': return undefined
      case '/headers': return response.writeHead(200, { 'x-long': 'x'.repeat(Number(url.searchParams.get('bytes'))) }).end('ok')
      case '/stall': return void response.write('begin')
      case '/events': {
        let count = 0
        response.writeHead(200, { 'content-type': 'text/event-stream' })
        const timer = setInterval(() => {
          response.write(`data: ${count}\n\n`)
          if (++count === 8) { clearInterval(timer); response.end() }
        }, 25)
        return undefined
      }
      case '/chain': return response.writeHead(302, { location: '/chain' }).end()
      case '/slow-chain': return void setTimeout(() => response.writeHead(302, { location: '/slow-chain' }).end(), 20)
      case '/stalling-redirect': return void response.writeHead(302, { location: '/ok' }).write('never ends')
      case '/endless-redirect': {
        response.writeHead(302, { location: '/ok' })
        const more = () => { while (!response.destroyed && response.write(Buffer.alloc(65_536))); }
        response.on('drain', more)
        return more()
      }
      case '/flaky': {
        attempts++
        const failures = Number(url.searchParams.get('failures'))
        if (attempts > failures) return response.end(`after ${attempts}`)
        if (url.searchParams.get('how') === 'reset') return request.socket.destroy()
        return response.writeHead(503, { 'retry-after': url.searchParams.get('after') ?? '0' }).end('busy')
      }
      case '/cut': {
        response.writeHead(200, { 'content-length': '100' })
        response.write('part')
        return void setTimeout(() => request.socket.destroy(), 10)
      }
      default: return response.end(await bodyOf(request).then(body => `ok${body}`))
    }
  })
})
afterAll(() => server.stop())

const read = async (policy: FetchPolicy, path: string) => {
  const own = createFetch(policy)
  return (await own(host + path)).text()
}
const stream = async (policy: FetchPolicy, path: string) => {
  let bytes = 0
  for await (const chunk of (await createFetch(policy)(host + path)).body!) bytes += chunk.length
  return bytes
}

describe('limits', () => {
  const table: readonly (readonly [code: string, what: string, run: () => Promise<unknown>])[] = [
    ['FETCH_MAX_BYTES', 'an endless body', () => read({ maxBytes: MIB }, '/endless')],
    ['FETCH_MAX_BYTES', 'an endless stream', () => stream({ maxBytes: MIB }, '/endless')],
    ['FETCH_MAX_BYTES', 'a body that says that it is large', () => read({ maxBytes: MIB }, '/large')],
    ['FETCH_MAX_BYTES', 'a gzip bomb', () => read({ maxBytes: MIB }, '/bomb')],
    ['FETCH_MAX_BYTES', 'a gzip bomb as a stream', () => stream({ maxBytes: MIB }, '/bomb')],
    ['FETCH_MAX_BYTES', 'a brotli bomb', () => read({ maxBytes: MIB }, '/brotli')],
    ['FETCH_MAX_BYTES', 'compressed bytes that become nothing, without end', () => read({ maxBytes: MIB }, '/nothing')],
    ['FETCH_MAX_BYTES', 'a limit of the call', () => fetch(`${host}/endless`, { maxBytes: 1000 }).then(response => response.text())],
    ['FETCH_MAX_BYTES', 'a bomb that is within maxBytes and too large for JSON', () => fetch.json(`${host}/bomb`, schema)],
    ['FETCH_ENCODING_REFUSED', 'two codings', () => read({}, '/twice')],
    ['FETCH_ENCODING_REFUSED', 'two codings in two lines', () => read({}, '/twice-lines')],
    ['FETCH_MAX_HEADER_BYTES', 'long headers', () => read({ maxHeaderBytes: 8192 }, '/headers?bytes=10000')],
    ['FETCH_TIMEOUT', 'a silent server', () => read({ timeoutMs: 50 }, '/silent')],
    ['FETCH_TIMEOUT', 'a limit of the call', () => fetch(`${host}/silent`, { timeoutMs: 50 })],
    ['FETCH_TIMEOUT', 'a slow chain of redirects', () => read({ timeoutMs: 70 }, '/slow-chain')],
    ['FETCH_REDIRECT_LIMIT', 'a chain without end', () => read({}, '/chain')],
    ['FETCH_REDIRECT_LIMIT', 'a limit of the call', () => fetch(`${host}/chain`, { maxRedirects: 1 })],
    ['FETCH_IDLE_TIMEOUT', 'a body that stands still', () => read({ idleTimeoutMs: 50 }, '/stall')],
    ['FETCH_IDLE_TIMEOUT', 'a stream that stands still', () => stream({ idleTimeoutMs: 50 }, '/stall')],
    ['FETCH_TIMEOUT', 'a total', () => read({ totalTimeoutMs: 60 }, '/events')],
    ['LIMIT_WIDENED', 'a call that asks for more', () => fetch(host, { maxBytes: 2 ** 40 })],
    ['LIMIT_WIDENED', 'a call that asks for more time', () => fetch(host, { timeoutMs: 2 ** 30 })],
    ['LIMIT_WIDENED', 'a call that asks for more retries', () => fetch(host, { retries: 1 })],
    ['LIMIT_INVALID', 'a call that asks for nothing', () => fetch(host, { maxBytes: NaN })],
  ]
  test.each(table)('%s: %s', async (code, _what, run) => {
    await expect(run()).rejects.toMatchObject({ code })
  })
  test('a refused body ends its connection', async () => {
    await expect(read({ maxBytes: 1000 }, '/endless')).rejects.toMatchObject({ code: 'FETCH_MAX_BYTES' })
    await expect.poll(() => server.open()).toBeLessThan(30)
  })
  test('event streams live beyond timeoutMs and idleTimeoutMs', async () => {
    expect(await read({ timeoutMs: 60, idleTimeoutMs: 1000 }, '/events')).toContain('data: 7')
  })
  test('broken coding is an error of the body', async () => {
    const response = await fetch(`${host}/broken`)
    await expect(response.text()).rejects.toThrow(TypeError)
  })
  test('a redirect that stalls, or never ends, is followed all the same', async () => {
    expect(await read({}, '/stalling-redirect')).toBe('ok')
    expect(await read({}, '/endless-redirect')).toBe('ok')
  })
  test('what is within the limits passes', async () => {
    expect(await stream({ maxBytes: 20 * MIB }, '/bomb')).toBe(20 * MIB)
    expect(await read({ maxHeaderBytes: 32_768 }, '/headers?bytes=30000')).toBe('ok')
  })
  test('a header of a large body can be looked at', async () => {
    const response = await createFetch({ maxBytes: 1000 })(`${host}/large`)
    expect(response.headers.get('content-length')).toBe(String(10 * MIB))
    await response.body!.cancel()
  })
})

const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const

describe('errors of the network', () => {
  test('are those of fetch, without the address', async () => {
    resolveTo('closed.example', ['93.184.216.99'])
    const error = await fetch('http://closed.example/').catch((thrown: unknown) => thrown) as TypeError & { cause: Error & { code: string } }
    expect(error).toBeInstanceOf(TypeError)
    expect([error.message, error.cause.code]).toEqual(['fetch failed', 'ECONNREFUSED'])
    expect(JSON.stringify([error.message, error.cause.message, error.cause, error.stack])).not.toContain('93.184')
  })
  test('of several addresses too', async () => {
    resolveTo('several.example', ['93.184.216.98', '93.184.216.97'])
    const error = await fetch('http://several.example/').catch((thrown: unknown) => thrown) as TypeError & { cause: Error & { code: string } }
    expect(error.cause.code).toBe('ECONNREFUSED')
    expect(JSON.stringify([error.message, error.cause.message, error.cause])).not.toContain('93.184')
  })
  test('a name that does not exist', async () => {
    await expect(fetch('http://nowhere.example/')).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ENOTFOUND' } })
  })
  test('a body that is cut', async () => {
    const response = await fetch(`${host}/cut`)
    await expect(response.text()).rejects.toThrow(new TypeError('terminated'))
  })
  test('an upload that fails', async () => {
    const broken = (async function* () { yield Buffer.from('x'); throw new Error('mine') })()
    await expect(fetch(host, { method: 'POST', body: broken as never, duplex: 'half' } as RequestInit)).rejects.toMatchObject({ message: 'fetch failed', cause: { message: 'mine' } })
  })
  test('what is no HTTP', async () => {
    const raw = net.createServer(socket => socket.end('SSH-2.0-OpenSSH\r\n')).listen(0, '127.0.0.1')
    await new Promise(resolve => raw.once('listening', resolve))
    serve(PUBLIC, 443, 1)
    resolveTo('raw.example', ['93.184.216.50'])
    serve('93.184.216.50', 80, (raw.address() as net.AddressInfo).port)
    await expect(fetch('http://raw.example/')).rejects.toThrow(new TypeError('fetch failed'))
    raw.close()
  })
})

describe('retries', () => {
  const flaky = async (query: string, policy: FetchPolicy, init?: RequestInit) => {
    attempts = 0
    const response = await createFetch(policy)(`${host}/flaky?${query}`, init)
    return [response.status, await response.text()]
  }
  test('none without the option', async () => expect(await flaky('failures=1', {})).toEqual([503, 'busy']))
  test('after a status', async () => expect(await flaky('failures=2', { retries: 2 })).toEqual([200, 'after 3']))
  test('after a broken connection', async () => expect(await flaky('failures=2&how=reset', { retries: 2 })).toEqual([200, 'after 3']))
  test('until they are used up', async () => expect(await flaky('failures=9', { retries: 1 })).toEqual([503, 'busy']))
  test('never for POST', async () => expect(await flaky('failures=1', { retries: 3 }, { method: 'POST', body: 'x' })).toEqual([503, 'busy']))
  test('for PUT with a body', async () => expect(await flaky('failures=1', { retries: 3 }, { method: 'PUT', body: 'x' })).toEqual([200, 'after 2']))
  test('within timeoutMs', async () => {
    await expect(flaky('failures=1&after=5', { retries: 3, timeoutMs: 100 })).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' })
  })
  test('until the signal', async () => {
    await expect(flaky('failures=1&after=5', { retries: 3 }, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' })
  })
  test('never for a refusal', async () => {
    resolveTo('inside.example', ['10.0.0.1'])
    await expect(createFetch({ retries: 5 })('http://inside.example/')).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
  })
})

describe('bodies that nobody reads', () => {
  test('end by the idle timeout', async () => {
    const own = createFetch({ idleTimeoutMs: 50 })
    const before = [server.open(), server.connections()] as const
    const responses = await Promise.all(Array.from({ length: 10 }, () => own(`${host}/endless`)))
    await expect.poll(() => server.open(), { timeout: 5000 }).toBeLessThanOrEqual(before[0])
    expect(server.connections() - before[1]).toBe(10)
    await expect(responses[0]!.text()).rejects.toMatchObject({ code: 'FETCH_IDLE_TIMEOUT' })
  })
  test('do not keep others waiting', async () => {
    const own = createFetch({ maxConnections: 2, idleTimeoutMs: 50 })
    for (let index = 0; index < 6; index++) await own(`${host}/endless`)
    expect(await (await own(host)).text()).toBe('ok')
  })
  test('small ones give their connection back', async () => {
    const own = createFetch({ maxConnections: 1 })
    for (let index = 0; index < 20; index++) await own(host)
    expect(await (await own(host)).text()).toBe('ok')
  })
  test('a slow reader is waited for', async () => {
    const reader = (await createFetch({ idleTimeoutMs: 30, maxBytes: 10 * MIB })(`${host}/endless`)).body!.getReader()
    await reader.read()
    await new Promise(resolve => setTimeout(resolve, 150))
    expect((await reader.read()).done).toBe(false)
    await reader.cancel()
  })
  test('cancel ends the connection', async () => {
    const before = server.open()
    const response = await createFetch()(`${host}/endless`)
    await response.body!.cancel()
    await expect.poll(() => server.open()).toBeLessThanOrEqual(before)
  })
})
