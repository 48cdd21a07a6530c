import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFetch, fetch } from '../src/index.ts'
import { attempts } from './no-dial.ts'
import { bodyOf, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await publicServer(['example.com'], async (request, response) => {
    if (request.url === '/echo') {
      response.setHeader('x-method', request.method!)
      response.end(await bodyOf(request))
    } else if (request.url === '/empty') response.writeHead(204).end()
    else if (request.url === '/to') response.writeHead(302, { location: '/echo' }).end('moved')
    else if (request.url === '/inside') response.writeHead(302, { location: 'http://127.0.0.1/' }).end()
    else response.end('hello')
  })
})
afterAll(() => server.stop())

describe('fetch', () => {
  test('gives a web Response', async () => {
    const response = await fetch('http://example.com/x?y=1#z')
    expect(response).toBeInstanceOf(Response)
    expect([response.status, response.ok, response.url, response.redirected, response.type]).toEqual([200, true, 'http://example.com/x?y=1', false, 'basic'])
    expect(await response.text()).toBe('hello')
    expect(response.bodyUsed).toBe(true)
  })
  test('sends a body', async () => {
    const response = await fetch('http://example.com/echo', { method: 'POST', body: 'grüße' })
    expect(response.headers.get('x-method')).toBe('POST')
    expect(await response.text()).toBe('grüße')
  })
  test('follows a redirect', async () => {
    const response = await fetch('http://example.com/to')
    expect([response.url, response.redirected, await response.text()]).toEqual(['http://example.com/echo', true, ''])
  })
  test('streams', async () => {
    const response = await fetch('http://example.com/')
    const chunks = []
    for await (const chunk of response.body!) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('hello')
  })
  test('204 has no body', async () => {
    const response = await fetch('http://example.com/empty')
    expect([response.status, response.body, await response.text()]).toEqual([204, null, ''])
  })
  test('refuses loopback, also by a redirect', async () => {
    await expect(fetch('http://127.0.0.1/')).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    await expect(fetch('http://example.com/inside')).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    expect(attempts.filter(attempt => attempt.startsWith('127.'))).toEqual([])
  })
  test('reuses its connection', async () => {
    const own = createFetch()
    await (await own('http://example.com/')).text()
    const before = server.connections()
    for (let index = 0; index < 20; index++) await (await own('http://example.com/to')).text()
    expect(server.connections()).toBe(before)
    await own.close()
  })
})
