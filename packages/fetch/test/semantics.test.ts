import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import nodeFetch from 'node-fetch'
import { FormData as UndiciFormData, Headers as UndiciHeaders, Request as UndiciRequest } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFetch, fetch } from '../src/index.ts'
import { bodyOf, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

const host = 'http://example.com'
let server: TestServer
let third: TestServer

beforeAll(async () => {
  server = await publicServer(['example.com'], async (request, response) => {
    const url = new URL(request.url!, host)
    switch (url.pathname) {
      case '/echo': {
        const body = await bodyOf(request)
        response.setHeader('content-type', 'application/json')
        return response.end(JSON.stringify({ method: request.method, headers: request.headers, body: body.toString('latin1'), url: request.url }))
      }
      case '/status': return response.writeHead(Number(url.searchParams.get('code')), { 'x-a': '1', ...(url.searchParams.has('to') ? { location: url.searchParams.get('to')! } : {}) }).end('body')
      case '/coded': {
        const coding = url.searchParams.get('as')!
        const bytes = { gzip: zlib.gzipSync, 'x-gzip': zlib.gzipSync, deflate: zlib.deflateSync, raw: zlib.deflateRawSync, br: zlib.brotliCompressSync }[coding]!(Buffer.from('hello hello hello'))
        return response.writeHead(200, { 'content-encoding': coding === 'raw' ? 'deflate' : coding }).end(bytes)
      }
      case '/json': return response.writeHead(200, { 'content-type': 'application/json' }).end('\ufeff{"a":1}')
      case '/cookies': return response.writeHead(200, { 'set-cookie': ['a=1', 'b=2'] }).end()
      case '/form': return response.writeHead(200, { 'content-type': 'application/x-www-form-urlencoded' }).end('a=1&b=%C3%BC')
      case '/slow': {
        response.write('one')
        return void setTimeout(() => response.end('two'), 30)
      }
      case '/latin': return response.writeHead(200, { 'content-type': 'text/plain; charset=iso-8859-1' }).end(Buffer.from('gr\xfc\xdfe', 'latin1'))
      case '/big': return response.end(Buffer.alloc(300_000, 'x'))
      default: return response.end('hello')
    }
  })
  third = await publicServer(['third.example'], async (request, response) => {
    response.end(JSON.stringify({ method: request.method, headers: request.headers, body: (await bodyOf(request)).toString() }))
  }, { address: '93.184.216.35' })
})
afterAll(async () => {
  await server.stop()
  await third.stop()
})

interface Echo {
  readonly method: string
  readonly headers: Record<string, string>
  readonly body: string
  readonly url: string
}
const echo = async (init?: RequestInit, path = '/echo') => (await (await fetch(host + path, init)).json()) as Echo

describe('what is sent', () => {
  test('default headers', async () => {
    const { headers } = await echo()
    expect(headers).toEqual({ host: 'example.com', connection: 'keep-alive', accept: '*/*', 'accept-language': '*', 'sec-fetch-mode': 'cors', 'user-agent': 'node', 'accept-encoding': 'gzip, deflate, br' })
  })
  const bodies: readonly (readonly [string, () => unknown, string, string | undefined, string | undefined])[] = [
    ['a string', () => 'grüße', 'gr\xc3\xbc\xc3\x9fe', 'text/plain;charset=UTF-8', '7'],
    ['an empty string', () => '', '', 'text/plain;charset=UTF-8', '0'],
    ['URLSearchParams', () => new URLSearchParams({ a: '1 ü' }), 'a=1+%C3%BC', 'application/x-www-form-urlencoded;charset=UTF-8', undefined],
    ['a Uint8Array', () => new Uint8Array([1, 2, 3]), '\x01\x02\x03', undefined, '3'],
    ['a view into a larger buffer', () => new Uint8Array([1, 2, 3, 4]).subarray(1, 3), '\x02\x03', undefined, '2'],
    ['an ArrayBuffer', () => new Uint8Array([7]).buffer, '\x07', undefined, '1'],
    ['a DataView', () => new DataView(new Uint8Array([1, 2, 3]).buffer, 1), '\x02\x03', undefined, '2'],
    ['a Blob', () => new Blob(['blob'], { type: 'text/x' }), 'blob', 'text/x', '4'],
    ['a ReadableStream', () => new Blob(['stream']).stream() as never, 'stream', undefined, undefined],
    ['a Node stream', () => Readable.from(['a', 'b']) as never, 'ab', undefined, undefined],
    ['an async generator', () => (async function* () { yield Buffer.from('x') })() as never, 'x', undefined, undefined],
  ]
  test.each(bodies)('%s', async (_name, body, sent, type, length) => {
    const seen = await echo({ method: 'POST', body: body() as never, duplex: 'half' } as RequestInit)
    expect([seen.method, seen.body, seen.headers['content-type']]).toEqual(['POST', sent, type])
    if (length !== undefined) expect(seen.headers['content-length']).toBe(length)
  })
  test.each([['global', FormData], ['undici', UndiciFormData as unknown as typeof FormData]])('a FormData of the %s world', async (_name, Form) => {
    const form = new Form()
    form.append('a', 'one\ntwo')
    form.append('file"\r\n', new Blob(['content'], { type: 'text/x' }), 'na"me.txt')
    const seen = await echo({ method: 'POST', body: form })
    const sent = await new Response(Buffer.from(seen.body, 'latin1'), { headers: { 'content-type': seen.headers['content-type']! } }).formData()
    expect([...sent.keys()].length).toBe(2)
    expect(sent.get('a')).toBe('one\r\ntwo')
    expect(seen.body).toContain('name="file%22%0D%0A"; filename="na%22me.txt"')
    expect(seen.headers['content-length']).toBe(String(seen.body.length))
  })
  test('a FormData of strings', async () => {
    const form = new FormData()
    form.append('a', 'ü')
    const seen = await echo({ method: 'POST', body: form })
    expect(seen.headers['content-type']).toMatch(/^multipart\/form-data; boundary=----formdata-/)
    expect(seen.body).toContain('name="a"\r\n\r\n\xc3\xbc\r\n')
  })
  test.each([
    ['an object', { 'X-A': '1' }], ['pairs', [['X-A', '1']]], ['Headers', new Headers({ 'X-A': '1' })], ['undici’s Headers', new UndiciHeaders({ 'X-A': '1' })], ['a Map', new Map([['X-A', '1']])],
  ])('headers as %s', async (_name, headers) => {
    expect((await echo({ headers: headers as never })).headers['x-a']).toBe('1')
  })
  test('a header ends without its line break', async () => {
    expect((await echo({ headers: { authorization: 'Bearer abc\n' } })).headers['authorization']).toBe('Bearer abc')
  })
  test.each(['get', 'post', 'put', 'patch', 'delete', 'options'])('method %s', async method => {
    expect((await echo({ method })).method).toBe(method.toUpperCase())
  })
  test.each([['global', Request], ['undici', UndiciRequest as unknown as typeof Request]])('a Request of the %s world', async (_name, Type) => {
    const request = new Type(`${host}/echo`, { method: 'PUT', headers: { 'x-a': '1' }, body: 'text' })
    const seen = (await (await fetch(request)).json()) as Echo
    expect([seen.method, seen.headers['x-a'], seen.body, seen.headers['content-length'], seen.headers['content-type']]).toEqual(['PUT', '1', 'text', '4', 'text/plain;charset=UTF-8'])
    await expect(fetch(request)).rejects.toMatchObject({ code: 'FETCH_BODY_REFUSED' })
  })
  test('init goes before a Request', async () => {
    const seen = (await (await fetch(new Request(`${host}/echo`, { method: 'PUT', body: 'a', headers: { a: '1' } }), { method: 'POST', body: 'b', headers: { b: '1' } })).json()) as Echo
    expect([seen.method, seen.body, seen.headers['a'], seen.headers['b']]).toEqual(['POST', 'b', undefined, '1'])
  })
  test('a Request as init', async () => {
    const seen = (await (await fetch(`${host}/echo`, new Request(host, { method: 'POST', body: 'text', headers: { 'x-a': '1' }, duplex: 'half' } as RequestInit) as never)).json()) as Echo
    expect([seen.method, seen.body, seen.headers['x-a']]).toEqual(['POST', 'text', '1'])
  })
  test('headers that say what is sent anyway', async () => {
    const seen = await echo({ method: 'POST', body: 'abc', headers: { 'Content-Length': '3', Connection: 'keep-alive', Host: 'example.com' } })
    expect([seen.body, seen.headers['content-length']]).toEqual(['abc', '3'])
  })
  test('a URL object, a query, a fragment', async () => {
    const response = await fetch(new URL(`${host}/echo?a=b#frag`))
    expect(response.url).toBe(`${host}/echo?a=b`)
    expect(((await response.json()) as Echo).url).toBe('/echo?a=b')
  })
})

describe('what comes back', () => {
  test.each(['gzip', 'x-gzip', 'deflate', 'raw', 'br'])('%s is decoded', async coding => {
    const response = await fetch(`${host}/coded?as=${coding}`)
    expect(await response.text()).toBe('hello hello hello')
    const chunks = []
    for await (const chunk of (await fetch(`${host}/coded?as=${coding}`)).body!) chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('hello hello hello')
  })
  test('json, without its byte order mark', async () => expect(await (await fetch(`${host}/json`)).json()).toEqual({ a: 1 }))
  test('bytes, arrayBuffer, blob, formData', async () => {
    expect(new Uint8Array(await (await fetch(host)).arrayBuffer())).toEqual(new Uint8Array(Buffer.from('hello')))
    const blob = await (await fetch(`${host}/json`)).blob()
    expect([blob.type, blob.size, blob instanceof Blob]).toEqual(['application/json', 10, true])
    expect([...(await (await fetch(`${host}/form`)).formData()).entries()]).toEqual([['a', '1'], ['b', 'ü']])
  })
  test('set-cookie stays apart', async () => expect((await fetch(`${host}/cookies`)).headers.getSetCookie()).toEqual(['a=1', 'b=2']))
  test.each([200, 201, 400, 404, 418, 500, 599, 999])('status %d', async code => {
    const response = await fetch(`${host}/status?code=${code}`)
    expect([response.status, response.ok, await response.text(), response.headers.get('x-a')]).toEqual([code, code < 300, 'body', '1'])
  })
  test.each([204, 205, 304])('status %d has no body', async code => {
    const response = await fetch(`${host}/status?code=${code}`)
    expect([response.status, response.body, response.bodyUsed, await response.text()]).toEqual([code, null, false, ''])
  })
  test('HEAD has headers and no body', async () => {
    const response = await fetch(`${host}/status?code=200`, { method: 'HEAD' })
    expect([response.status, response.body, response.headers.get('x-a'), await response.text()]).toEqual([200, null, '1', ''])
  })
  test('a body is read once', async () => {
    const response = await fetch(host)
    expect(response.bodyUsed).toBe(false)
    await response.text()
    expect([response.bodyUsed, response.body?.locked]).toEqual([true, true])
    await expect(response.text()).rejects.toThrow(TypeError)
    await expect(response.json()).rejects.toThrow(TypeError)
    expect(() => response.clone()).toThrow(TypeError)
  })
  test('a body that is being read', async () => {
    const response = await fetch(host)
    const reader = response.body!.getReader()
    await reader.read()
    expect(response.bodyUsed).toBe(true)
    await expect(response.text()).rejects.toThrow(TypeError)
    expect((await reader.read()).done).toBe(true)
    await reader.closed
  })
  test('clone', async () => {
    const response = await fetch(`${host}/slow`)
    const copy = response.clone()
    expect(copy).toBeInstanceOf(Response)
    expect([copy.url, copy.status, copy.type, copy.redirected]).toEqual([response.url, 200, 'basic', false])
    expect([await response.text(), await copy.clone().text(), await copy.text()]).toEqual(['onetwo', 'onetwo', 'onetwo'])
  })
  test('text after body was looked at', async () => {
    const response = await fetch(`${host}/slow`)
    expect(response.body).toBe(response.body)
    expect([response.bodyUsed, await response.text()]).toEqual([false, 'onetwo'])
  })
  test('a reader with a buffer of its own', async () => {
    const reader = (await fetch(`${host}/slow`)).body!.getReader({ mode: 'byob' })
    let text = ''
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(2))
      if (done) break
      text += Buffer.from(value).toString()
    }
    expect(text).toBe('onetwo')
  })
  test('Response and Readable take the body', async () => {
    const response = await fetch(`${host}/slow`)
    const wrapped = new Response(response.body, response)
    expect([wrapped.status, await wrapped.text()]).toEqual([200, 'onetwo'])
    expect((await bodyOf(Readable.fromWeb((await fetch(`${host}/big`)).body as never))).length).toBe(300_000)
    expect(await (await nodeFetch(`data:text/plain,${await (await fetch(host)).text()}`)).text()).toBe('hello')
  })
  test('it looks like a Response', async () => {
    const response = await fetch(host)
    expect([Object.prototype.toString.call(response), response.constructor.name]).toEqual(['[object Response]', 'Response'])
    await response.text()
  })
  test('fetch.text decodes by charset', async () => expect(await fetch.text(`${host}/latin`)).toBe('grüße'))
  test('many at a time', async () => {
    const own = createFetch({ maxConnections: 4 })
    const texts = await Promise.all(Array.from({ length: 100 }, async () => (await own(host)).text()))
    expect(new Set(texts)).toEqual(new Set(['hello']))
    await own.close()
  })
})

describe('integrity', () => {
  const hash = (algorithm: string, text: string) => `${algorithm}-${createHash(algorithm).update(text).digest('base64')}`
  test.each([
    ['sha256', hash('sha256', 'hello')], ['sha512', hash('sha512', 'hello')], ['one of several', `${hash('sha384', 'x')} ${hash('sha384', 'hello')}`], ['the strongest counts', `${hash('sha256', 'x')} ${hash('sha512', 'hello')}`], ['with options', `${hash('sha256', 'hello')}?x`], ['none', ''],
  ])('%s', async (_name, integrity) => expect(await (await fetch(host, { integrity })).text()).toBe('hello'))
  test.each([
    ['FETCH_INTEGRITY', hash('sha256', 'x')], ['FETCH_INTEGRITY', `${hash('sha256', 'hello')} ${hash('sha512', 'x')}`], ['FETCH_OPTION_REFUSED', 'md5-XUFAKrxLKna5cZ2REBfFkg=='], ['FETCH_OPTION_REFUSED', 'hello'],
  ])('%s: %s', async (code, integrity) => {
    await expect(fetch(host, { integrity })).rejects.toMatchObject({ code })
    await expect(fetch(new Request(host, { integrity }))).rejects.toMatchObject({ code })
  })
})

describe('redirects', () => {
  const to = (code: number, url: string) => `${host}/status?code=${code}&to=${encodeURIComponent(url)}`
  const table: readonly (readonly [number, string, string, string])[] = [
    [301, 'GET', 'GET', ''], [301, 'POST', 'GET', ''], [302, 'POST', 'GET', ''], [303, 'POST', 'GET', ''], [303, 'PUT', 'GET', ''], [302, 'PUT', 'PUT', 'body'], [307, 'POST', 'POST', 'body'], [308, 'PUT', 'PUT', 'body'],
  ]
  test.each(table)('%d after %s is %s', async (code, method, after, body) => {
    const response = await fetch(to(code, '/echo'), { method, ...(method === 'GET' ? {} : { body: 'body', headers: { 'content-language': 'de' } }) })
    const seen = (await response.json()) as Echo
    expect([seen.method, seen.body, response.redirected, response.url, seen.headers['content-language']]).toEqual([after, body, true, `${host}/echo`, body ? 'de' : undefined])
  })
  test('another origin gets no secrets', async () => {
    const secret = { authorization: 'a', cookie: 'b', 'x-api-key': 'c', 'x-anything': 'd', 'x-proxy': 'e' }
    const seen = (await (await fetch(to(302, 'http://third.example/'), { headers: { ...secret, accept: 'text/html', 'user-agent': 'me' } })).json()) as Echo
    expect(Object.keys(seen.headers).sort()).toEqual(['accept', 'accept-encoding', 'accept-language', 'connection', 'host', 'sec-fetch-mode', 'user-agent'])
    expect([seen.headers['accept'], seen.headers['user-agent'], seen.headers['host']]).toEqual(['text/html', 'me', 'third.example'])
  })
  test('the same origin gets them', async () => {
    expect(((await (await fetch(to(302, '/echo'), { headers: { 'x-api-key': 'c' } })).json()) as Echo).headers['x-api-key']).toBe('c')
  })
  test('back to the first origin they do not return', async () => {
    const back = await publicServer(['back.example'], (_request, response) => response.writeHead(302, { location: `${host}/echo` }).end(), { address: '93.184.216.36' })
    expect(((await (await fetch(to(302, 'http://back.example/'), { headers: { 'x-api-key': 'c' } })).json()) as Echo).headers['x-api-key']).toBe(undefined)
    await back.stop()
  })
  test('manual', async () => {
    const response = await fetch(to(302, 'http://127.0.0.1/'), { redirect: 'manual' })
    expect([response.status, response.headers.get('location'), response.redirected]).toEqual([302, 'http://127.0.0.1/', false])
  })
  test('error', async () => {
    await expect(fetch(to(302, '/echo'), { redirect: 'error' })).rejects.toThrow(TypeError)
  })
  test('none without a location', async () => expect((await fetch(`${host}/status?code=302`)).status).toBe(302))
  test('a stream is sent once', async () => {
    const before = server.seen.length
    await expect(fetch(to(307, '/echo'), { method: 'POST', body: new Blob(['x']).stream() as never, duplex: 'half' } as RequestInit)).rejects.toMatchObject({ code: 'FETCH_BODY_NOT_REPLAYABLE' })
    expect(server.seen.length - before).toBe(1)
  })
  test('the body of a Request is sent again, if it is no stream', async () => {
    expect(((await (await fetch(new Request(to(307, '/echo'), { method: 'POST', body: 'text' }))).json()) as Echo).body).toBe('text')
    const slow = new ReadableStream({ async pull(controller) { await new Promise(resolve => setTimeout(resolve, 20)); controller.enqueue(Buffer.from('x')); controller.close() } })
    await expect(fetch(new Request(to(307, '/echo'), { method: 'POST', body: slow, duplex: 'half' } as RequestInit))).rejects.toMatchObject({ code: 'FETCH_BODY_NOT_REPLAYABLE' })
  })
  test('a Blob and a FormData are sent again', async () => {
    const form = new FormData()
    form.append('file', new Blob(['content']))
    expect(((await (await fetch(to(308, '/echo'), { method: 'POST', body: form })).json()) as Echo).body).toContain('content')
    expect(((await (await fetch(to(308, '/echo'), { method: 'POST', body: new Blob(['b']) })).json()) as Echo).body).toBe('b')
  })
  test('the fragment is kept, and not sent', async () => {
    const response = await fetch(`${to(302, '/echo')}#part`)
    expect(response.url).toBe(`${host}/echo`)
  })
  test.each([0, 3, 9, 10, 11])('%d in a row', async count => {
    let url = `${host}/echo`
    for (let index = 0; index < count; index++) url = to(302, url)
    if (count <= 10) expect((await fetch(url)).status).toBe(200)
    else await expect(fetch(url)).rejects.toMatchObject({ code: 'FETCH_REDIRECT_LIMIT' })
  })
  test('a location in UTF-8', async () => {
    const utf8 = await publicServer(['utf8.example'], (request, response) => (request.url === '/' ? response.writeHead(302, { location: Buffer.from('/grüße').toString('latin1') }).end() : response.end(request.url)), { address: '93.184.216.37' })
    expect(await (await fetch('http://utf8.example/')).text()).toBe('/gr%C3%BC%C3%9Fe')
    await utf8.stop()
  })
})

describe('signals', () => {
  test('an aborted one', async () => {
    await expect(fetch(host, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
    const reason = new Error('mine')
    await expect(fetch(host, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
    await expect(fetch(host, { signal: AbortSignal.abort('text') })).rejects.toBe('text')
  })
  test('AbortSignal.timeout', async () => {
    await expect(fetch(`${host}/slow`, { signal: AbortSignal.timeout(1) }).then(response => response.text())).rejects.toMatchObject({ name: 'TimeoutError' })
  })
  test('while the body comes, as a whole or in pieces', async () => {
    for (const read of [(response: Response) => response.text(), async (response: Response) => { for await (const chunk of response.body!) void chunk }]) {
      const controller = new AbortController()
      const response = await fetch(`${host}/slow`, { signal: controller.signal })
      const reading = read(response)
      controller.abort()
      await expect(reading).rejects.toMatchObject({ name: 'AbortError' })
    }
  })
  test('of a Request', async () => {
    const controller = new AbortController()
    const pending = fetch(new Request(`${host}/slow`, { signal: controller.signal })).then(response => response.text())
    controller.abort()
    await expect(pending).rejects.toMatchObject({ name: 'AbortError' })
  })
  test('after the end it does nothing', async () => {
    const controller = new AbortController()
    const response = await fetch(host, { signal: controller.signal })
    expect(await response.text()).toBe('hello')
    controller.abort()
  })
})
