import axios from 'axios'
import got from 'got'
import http from 'node:http'
import nodeFetch from 'node-fetch'
import { fetch as undiciFetch, request as undiciRequest } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentFor, createAgents, httpAgent, httpsAgent } from '../src/agent.ts'
import { createDispatcher, dispatcher } from '../src/dispatcher.ts'
import { createFetch } from '../src/index.ts'
import { attempts, resolveTo } from './no-dial.ts'
import { bodyOf, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await publicServer(['example.com', 'other.example'], async (request, response) => {
    const url = new URL(request.url!, 'http://x')
    if (url.pathname === '/to') response.writeHead(302, { location: url.searchParams.get('url')! }).end()
    else if (url.pathname === '/big') response.end('x'.repeat(100_000))
    else if (url.pathname === '/stall') response.write('x')
    else response.end(`${request.method} ${await bodyOf(request)}`)
  })
  resolveTo('inside.example', ['10.0.0.1'])
  resolveTo('half.example', ['93.184.216.34', '127.0.0.1'])
})
afterAll(() => server.stop())

type Client = readonly [name: string, get: (url: string) => Promise<string>, post: (url: string, body: string) => Promise<string>]

const request = (url: string, options: http.RequestOptions = {}, body?: string) =>
  new Promise<string>((resolve, reject) => {
    const sent = http.request(url, { agent: httpAgent, ...options }, response => {
      bodyOf(response).then(bytes => resolve(String(bytes)), reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })

const client = axios.create({ httpAgent, httpsAgent, proxy: false })
const cause = async <T>(promise: Promise<T>): Promise<T> => promise.catch((error: Error & { code?: string }) => {
  throw error.code?.startsWith('FETCH_') ? error : error.cause ?? error
})

const clients: readonly Client[] = [
  ['http.request', url => request(url), (url, body) => request(url, { method: 'POST' }, body)],
  ['axios', async url => (await cause(client.get<string>(url))).data, async (url, body) => (await cause(client.post<string>(url, body))).data],
  ['axios without redirects of its own', async url => (await cause(client.get<string>(url, { maxRedirects: 0 }))).data, async (url, body) => (await cause(client.post<string>(url, body, { maxRedirects: 0 }))).data],
  ['got', url => cause(got(url, { agent: { http: httpAgent, https: httpsAgent }, retry: { limit: 0 } }).text()), (url, body) => cause(got.post(url, { body, agent: { http: httpAgent, https: httpsAgent } }).text())],
  ['node-fetch', async url => (await nodeFetch(url, { agent: agentFor })).text(), async (url, body) => (await nodeFetch(url, { method: 'POST', body, agent: httpAgent })).text()],
  ['undici.request', async url => (await undiciRequest(url, { dispatcher })).body.text(), async (url, body) => (await undiciRequest(url, { dispatcher, method: 'POST', body })).body.text()],
  ['undici.fetch', async url => (await cause(undiciFetch(url, { dispatcher }))).text(), async (url, body) => (await cause(undiciFetch(url, { dispatcher, method: 'POST', body }))).text()],
  ['Node’s fetch', async url => (await cause(fetch(url, { dispatcher } as never))).text(), async (url, body) => (await cause(fetch(url, { dispatcher, method: 'POST', body } as never))).text()],
]

describe.each(clients)('%s', (name, get, post) => {
  test('reaches the public internet', async () => {
    expect(await get('http://example.com/')).toBe('GET ')
    expect(await post('http://example.com/', 'body')).toBe('POST body')
  })
  test('uses its connections again', async () => {
    await get('http://example.com/')
    const before = server.connections()
    for (let index = 0; index < 10; index++) await get('http://example.com/')
    expect(server.connections() - before).toBeLessThanOrEqual(1)
  })
  test.each([
    'http://127.0.0.1/', 'http://127.1/', 'http://2130706433/', 'http://0x7f000001/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://169.254.169.254/', 'http://10.0.0.1/', 'http://localhost/', 'http://localhost./',
    'http://0/', 'http://inside.example/', 'http://half.example/', 'http://[fd00::1]/', 'http://[64:ff9b::7f00:1]/',
  ])('refuses %s', async url => {
    attempts.length = 0
    await expect(get(url)).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    expect(attempts).toEqual([])
  })
  test('refuses another port', async () => {
    await expect(get('http://example.com:6379/')).rejects.toMatchObject({ code: 'FETCH_PORT_REFUSED' })
  })
  // The others follow none by themselves.
  if (name.startsWith('http.') || name.includes('without') || name === 'undici.request') return
  test('judges redirects', async () => {
    attempts.length = 0
    await expect(get(`http://example.com/to?url=${encodeURIComponent('http://127.0.0.1/')}`)).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    expect(attempts.every(attempt => attempt.startsWith('93.'))).toBe(true)
    expect(await get(`http://example.com/to?url=${encodeURIComponent('http://other.example/')}`)).toBe('GET ')
  })
})

describe('an agent', () => {
  test('refuses socketPath', async () => {
    await expect(request('http://example.com/', { socketPath: '/var/run/docker.sock' })).rejects.toMatchObject({ code: 'FETCH_SOCKET_PATH_REFUSED' })
  })
  test('makes its connections itself', async () => {
    const createConnection = () => { throw new Error('was called') }
    expect(await request('http://example.com/', { createConnection, agent: createAgents().httpAgent })).toBe('GET ')
    await expect(request('http://127.0.0.1/', { createConnection })).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    expect(() => (httpAgent as unknown as { createConnection(options: object): void }).createConnection({ host: '127.0.0.1', port: 80 })).toThrow(expect.objectContaining({ code: 'FETCH_ADDRESS_REFUSED' }) as Error)
  })
  test('family and localAddress of a request count', async () => {
    resolveTo('dual.example', ['2606:2800:220:1::1', '93.184.216.34'])
    attempts.length = 0
    await request('http://dual.example/', { agent: createAgents().httpAgent, localAddress: '127.0.0.1', family: 4 }).catch(() => undefined)
    expect(attempts.length).toBeGreaterThan(0)
  })
  test.each(['example.com#', 'example.com/', 'example.com?', 'example.com/@127.0.0.1', '127.0.0.1#', 'user@127.0.0.1', '::1%lo', 'fe80::1%eth0', '[::1]', '', 'a b', 'example.com:80'])('takes %o for no public host', async host => {
    attempts.length = 0
    const { createConnection } = createAgents().httpAgent as unknown as { createConnection(options: object, created: (error: Error) => void): void }
    const error = await new Promise(resolve => createConnection({ host, port: 22 }, resolve))
    expect(error).toMatchObject({ code: expect.stringMatching(/^FETCH_(URL_INVALID|ADDRESS_REFUSED|PORT_REFUSED|CREDENTIALS_REFUSED)$/) as string })
    expect(attempts).toEqual([])
  })
  test('judges what another lookup gives', async () => {
    const lookup = (_name: string, _options: unknown, callback: (error: null, address: string, family: number) => void) => callback(null, '127.0.0.1', 4)
    await expect(request('http://example.com/', { lookup: lookup as never })).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
  })
  test('keeps to its policy', async () => {
    const agents = createAgents({ allow: ['http://example.com'], maxBytes: 1000, idleTimeoutMs: 50 })
    expect(await request('http://example.com/', { agent: agents.httpAgent })).toBe('GET ')
    await expect(request('http://other.example/', { agent: agents.httpAgent })).rejects.toMatchObject({ code: 'FETCH_ORIGIN_REFUSED' })
    await expect(request('http://example.com/big', { agent: agents.httpAgent })).rejects.toMatchObject({ code: 'FETCH_MAX_BYTES' })
    await expect(request('http://example.com/stall', { agent: agents.httpAgent })).rejects.toMatchObject({ code: 'FETCH_IDLE_TIMEOUT' })
    agents.httpAgent.destroy()
  })
  test('a polluted prototype leads nowhere else', async () => {
    const prototype = Object.prototype as Record<string, unknown>
    prototype['socketPath'] = '/tmp/no.sock'
    try {
      attempts.length = 0
      await createFetch()('http://example.com/')
      expect(attempts).toEqual(['93.184.216.34 80'])
    } finally {
      delete prototype['socketPath']
    }
  })
})

describe('a dispatcher', () => {
  const own = createDispatcher({ maxBytes: 1000, methods: ['GET'] })
  test.each([
    ['FETCH_UPGRADE_REFUSED', { upgrade: 'websocket' }],
    ['FETCH_METHOD_REFUSED', { method: 'POST' }],
    ['FETCH_HEADER_REFUSED', { headers: { Host: 'internal' } }],
    ['FETCH_HEADER_REFUSED', { headers: [['proxy-authorization', 'x']] }],
    ['FETCH_SOCKET_PATH_REFUSED', { socketPath: '/x' }],
  ])('%s: %o', async (code, options) => {
    await expect(undiciRequest('http://example.com/', { dispatcher: own, ...options } as never)).rejects.toMatchObject({ code })
  })
  test('has undici’s methods', async () => {
    expect(await (await dispatcher.request({ origin: 'http://example.com', path: '/', method: 'GET' })).body.text()).toBe('GET ')
    await expect(dispatcher.request({ origin: 'http://127.0.0.1', path: '/', method: 'GET' })).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    await expect(dispatcher.request({ origin: 'http://example.com', path: 'http://127.0.0.1/', method: 'GET' })).rejects.toMatchObject({ code: 'FETCH_URL_INVALID' })
    await expect(dispatcher.connect({ origin: 'http://example.com', path: 'x' })).rejects.toMatchObject({ code: expect.stringMatching(/^FETCH_/) as string })
  })
  test('has limits where the policy names them', async () => {
    const { body } = await undiciRequest('http://example.com/big', { dispatcher: own })
    await expect(body.text()).rejects.toMatchObject({ code: 'UND_ERR_RES_EXCEEDED_MAX_SIZE' })
  })
})
