import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createFetch, fetch } from '../src/index.ts'
import type { FetchPolicy } from '../src/index.ts'
import { attempts, resolveTo, serve } from './no-dial.ts'
import { bodyOf, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

const any = (value: unknown) => value as never
let server: TestServer

beforeAll(async () => {
  server = await publicServer(['example.com', 'www.example.com', 'api.example.com', 'xn--bcher-kva.example'], async (request, response) => {
    const url = new URL(request.url!, 'http://x')
    if (url.pathname === '/to') response.writeHead(Number(url.searchParams.get('code') ?? 302), { location: Buffer.from(url.searchParams.get('url')!).toString('latin1') }).end()
    else response.end(JSON.stringify({ host: request.headers.host, url: request.url, body: String(await bodyOf(request)) }))
  }, { ports: [80, 8080, 8443] })
})
afterAll(() => server.stop())

const dials = () => attempts.filter(attempt => !attempt.startsWith('93.184.216.'))

describe('addresses', () => {
  const hosts: readonly string[] = [
    // Loopback and this host, in every way to write them
    '127.0.0.1', '127.0.0.2', '127.255.255.254', '127.1', '127.0.1', '2130706433', '017700000001', '0x7f000001', '0x7f.0.0.1', '0x7F.1', '0177.0.0.1', '0177.1', '127.0.0.1.', '127。0。0。1', '127.0.0.1', '127.0.0.1', '%31%32%37.0.0.1',
    '①②⑦.⓪.⓪.①', '0', '0.0.0.0', '0x0', '00', '0.0.0.1', '[::]', '[::1]', '[0:0:0:0:0:0:0:1]', '[::127.0.0.1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:7f00:1]', '[::ffff:0:127.0.0.1]', 'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'a.b.localhost.', 'LocalHost.',
    'loc\u00adalhost', 'l\tocalhost', 'ⓛocalhost',
    // Private use, shared, link local
    '10.0.0.1', '10.255.255.255', '172.16.0.1', '172.31.255.255', '192.168.0.1', '192.168.255.255', '100.64.0.1', '100.127.255.255', '169.254.0.1', '[fc00::1]', '[fd12:3456::1]', '[fe80::1]', '[febf::1]', '[fec0::1]', '0xa.1', '012.0.0.1', '167772161', '3232235521', '[::ffff:10.0.0.1]', '[::ffff:c0a8:1]',
    // Cloud metadata
    '169.254.169.254', '0xa9fea9fe', '2852039166', '0251.0376.0251.0376', '[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]', '169.254.170.2', '168.63.129.16', '100.100.100.200', '192.0.0.192', '[fd00:ec2::254]', '[fd20:ce::254]', '[fe80::a9fe:a9fe]', '169.254.169.254.',
    // Other special-purpose blocks
    '192.0.0.1', '192.0.2.1', '192.31.196.1', '192.52.193.1', '192.88.99.1', '192.175.48.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '224.0.0.1', '239.255.255.250', '233.252.0.1', '240.0.0.1', '255.255.255.255', '254.1.1.1',
    '[100::1]', '[2001::1]', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]', '[2001:2::1]', '[2001:10::1]', '[2001:20::1]', '[2001:db8::1]', '[2002:7f00:1::]', '[2002:a9fe:a9fe::]', '[2002:5db8:d822::]', '[3fff::1]', '[3ffe::1]', '[5f00::1]', '[ff02::1]', '[4000::1]', '[::2]', '[::ffff:0:0]', '[2620:4f:8000::1]',
    '[64:ff9b::7f00:1]', '[64:ff9b::10.0.0.1]', '[64:ff9b::a9fe:a9fe]', '[64:ff9b:1::5db8:d822]', '[64:ff9b:1:7f00:0:100::]', '[64:ff9b:0:1::5db8:d822]',
  ]
  test.each(hosts)('%s', async host => {
    attempts.length = 0
    await expect(fetch(`http://${host}/`)).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    expect(attempts).toEqual([])
  })
  test.each(hosts.slice(0, 60))('a redirect to %s', async host => {
    attempts.length = 0
    await expect(fetch(`http://example.com/to?url=${encodeURIComponent(`http://${host}/`)}`)).rejects.toMatchObject({ code: expect.stringMatching(/^FETCH_(ADDRESS|REDIRECT)_REFUSED$|^FETCH_URL_INVALID$/) as string })
    expect(dials()).toEqual([])
  })
  test.each([
    ['127.0.0.1'], ['::1'], ['10.1.2.3'], ['169.254.169.254'], ['::ffff:127.0.0.1'], ['::ffff:7f00:1'], ['64:ff9b::7f00:1'], ['fe80::1%eth0'], ['::1%lo'], ['0.0.0.0'], ['::'], ['::127.0.0.1'], ['2002:7f00:1::'], ['not an address'], [''], ['127.1'],
    ['93.184.216.34', '127.0.0.1'], ['127.0.0.1', '93.184.216.34'], ['93.184.216.34', '::1'], ['2606:2800:220:1::1', 'fd00::1'],
  ])('a name that resolves to %s %s', async (...addresses) => {
    resolveTo('evil.example', addresses)
    attempts.length = 0
    const error = await fetch('http://evil.example/').catch((thrown: unknown) => thrown) as Error & { code: string }
    expect(error.code).toBe('FETCH_ADDRESS_REFUSED')
    expect(attempts).toEqual([])
    for (const address of addresses) if (address !== '') expect(JSON.stringify([error, error.message])).not.toContain(address)
  })
  test('a name that resolves to nothing', async () => {
    resolveTo('none.example', [])
    await expect(fetch('http://none.example/')).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
  })
  test('a name that changes its mind (DNS rebinding)', async () => {
    let turn = 0
    resolveTo('rebind.example', () => (turn++ % 2 === 0 ? ['93.184.216.34'] : ['127.0.0.1']))
    attempts.length = 0
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => createFetch()('http://rebind.example/')))
    expect(results.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0)
    expect(results.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(0)
    expect(dials()).toEqual([])
  })
  test.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '172.15.255.255', '172.32.0.1', '192.167.1.1', '100.63.1.1', '100.128.0.1', '169.253.1.1', '11.0.0.1', '126.1.1.1', '128.0.0.1', '198.17.1.1', '198.20.1.1', '223.255.255.254', '[2606:4700::1111]', '[2a00:1450::1]', '[2001:4860:4860::8888]', '[2003::1]', '[2400::1]', '[64:ff9b::8.8.8.8]', '[::ffff:8.8.8.8]', '134744072'])('%s is public', async host => {
    attempts.length = 0
    await fetch(`http://${host}/`).catch((error: unknown) => expect(error).toEqual(new TypeError('fetch failed')))
    expect(attempts.length).toBe(1)
  })
  test('happy eyeballs has every address', async () => {
    resolveTo('dual.example', ['2606:2800:220:1::1', '93.184.216.34'])
    attempts.length = 0
    expect((await createFetch()('http://dual.example/')).status).toBe(200)
    expect(attempts).toEqual(['2606:2800:220:1::1 80', '93.184.216.34 80'])
  })
})

describe('URLs', () => {
  const table: readonly (readonly [code: string, input: unknown])[] = [
    ['FETCH_URL_INVALID', ''], ['FETCH_URL_INVALID', '/path'], ['FETCH_URL_INVALID', '//example.com/'], ['FETCH_URL_INVALID', 'example.com'], ['FETCH_URL_INVALID', 'http://'], ['FETCH_URL_INVALID', 'http://['], ['FETCH_URL_INVALID', 'http://[::1%25lo]/'], ['FETCH_URL_INVALID', 'http://a b/'], ['FETCH_URL_INVALID', 'http://1.2.3.4.5/'], ['FETCH_URL_INVALID', 'http://256.1.1.1/'], ['FETCH_URL_INVALID', 'http://0x100000000/'], ['FETCH_URL_INVALID', 'http://example.com:99999/'],
    ['FETCH_URL_INVALID', undefined], ['FETCH_URL_INVALID', null], ['FETCH_URL_INVALID', 1], ['FETCH_URL_INVALID', {}], ['FETCH_URL_INVALID', []], ['FETCH_URL_INVALID', ['http://example.com/']], ['FETCH_URL_INVALID', () => 'http://example.com/'], ['FETCH_URL_INVALID', { toString: () => 'http://example.com/' }], ['FETCH_URL_INVALID', { href: 'http://example.com/' }], ['FETCH_URL_INVALID', { url: 'http://example.com/' }], ['FETCH_URL_INVALID', new String('http://example.com/')],
    ['FETCH_URL_INVALID', Object.create(URL.prototype)], ['FETCH_URL_INVALID', Object.create(Request.prototype)], ['FETCH_URL_INVALID', Object.assign(Object.create(Request.prototype) as object, {})],
    ['FETCH_SCHEME_REFUSED', 'file:///etc/passwd'], ['FETCH_SCHEME_REFUSED', 'data:text/plain,x'], ['FETCH_SCHEME_REFUSED', 'blob:nodedata:1'], ['FETCH_SCHEME_REFUSED', 'ftp://example.com/'], ['FETCH_SCHEME_REFUSED', 'gopher://example.com/'], ['FETCH_SCHEME_REFUSED', 'javascript:alert(1)'], ['FETCH_SCHEME_REFUSED', 'ws://example.com/'], ['FETCH_SCHEME_REFUSED', 'unix:/var/run/docker.sock'], ['FETCH_SCHEME_REFUSED', 'http+unix://%2Fvar%2Frun%2Fdocker.sock/'], ['FETCH_SCHEME_REFUSED', 'about:blank'], ['FETCH_SCHEME_REFUSED', 'jar:http://example.com!/'],
    ['FETCH_CREDENTIALS_REFUSED', 'http://user@example.com/'], ['FETCH_CREDENTIALS_REFUSED', 'http://user:pass@example.com/'], ['FETCH_CREDENTIALS_REFUSED', 'http://example.com@127.0.0.1/'], ['FETCH_CREDENTIALS_REFUSED', 'http://:pass@example.com/'],
    ['FETCH_PORT_REFUSED', 'http://example.com:22/'], ['FETCH_PORT_REFUSED', 'http://example.com:6379/'], ['FETCH_PORT_REFUSED', 'https://example.com:8443/'], ['FETCH_PORT_REFUSED', 'http://example.com:0/'], ['FETCH_PORT_REFUSED', 'http://example.com:65535/'], ['FETCH_PORT_REFUSED', 'http://example.com:25/'],
  ]
  // The names are made here: the runner cannot print some of these objects.
  test.each(table.map(([code, input], index) => [code, typeof input === 'string' ? input : `${typeof input} ${index}`, () => input] as const))('%s: %s', async (code, _name, input) => {
    attempts.length = 0
    await expect(fetch(any(input()))).rejects.toMatchObject({ code })
    expect(attempts).toEqual([])
  })
  test.each(['file:///etc/passwd', 'data:,x', 'ftp://example.com/', 'http://user:pass@example.com/', 'http://example.com:22/', 'http://[', '//127.0.0.1/', '\\\\127.0.0.1\\', 'javascript:1', 'http://127.0.0.1%2f@example.com/'])('a redirect to %s', async location => {
    attempts.length = 0
    await expect(fetch(`http://example.com/to?url=${encodeURIComponent(location)}`)).rejects.toMatchObject({ code: expect.stringMatching(/^FETCH_/) as string })
    expect(dials()).toEqual([])
  })
  test.each([
    ['HTTP://EXAMPLE.COM/', 'example.com'], ['http://example.com:80/', 'example.com'], ['http://example.com./', 'example.com.'], ['  http://example.com/  ', 'example.com'], ['http://exam\tple.com/', 'example.com'], ['http:\\\\example.com\\', 'example.com'], ['http://bücher.example/', 'xn--bcher-kva.example'], ['http://ｅｘａｍｐｌｅ.com/', 'example.com'], ['http://93.184.216.34/', '93.184.216.34'],
  ])('%s is reached', async (url, host) => {
    expect(await (await fetch(url)).json()).toMatchObject({ host })
  })
})

describe('objects that lie', () => {
  const flipping = (first: string, then: string) => {
    let count = 0
    return () => (count++ === 0 ? first : then)
  }
  const inside = 'http://127.0.0.1/'
  const outside = 'http://example.com/'
  const liars: readonly (readonly [string, () => unknown])[] = [
    ['a URL with another href', () => Object.defineProperty(new URL(outside), 'href', { get: flipping(outside, inside) })],
    ['a URL with another toString', () => Object.assign(new URL(outside), { toString: () => inside, toJSON: () => inside })],
    ['a URL of a subclass', () => Object.defineProperties(new (class extends URL {})(outside), { href: { get: () => inside }, hostname: { get: () => '127.0.0.1' } })],
    ['a Request with another url', () => Object.defineProperty(new Request(outside), 'url', { get: () => inside })],
    ['a Request of a subclass', () => Object.setPrototypeOf(new Request(outside), Object.create(Request.prototype, { url: { get: () => inside } }) as object) as unknown],
    ['an object that says that it is a URL', () => ({ [Symbol.toStringTag]: 'URL', get href() { return (this as unknown as { flip: () => string }).flip() }, flip: flipping(outside, inside) })],
    ['an object that says that it is a Request', () => ({ [Symbol.toStringTag]: 'Request', get url() { return (this as unknown as { flip: () => string }).flip() }, flip: flipping(outside, inside) })],
  ]
  test.each(liars)('%s', async (_name, make) => {
    attempts.length = 0
    expect((await fetch(any(make()))).url).toBe(outside)
    expect(dials()).toEqual([])
  })
  test('a URL that changes after the call', async () => {
    const url = new URL(outside)
    const pending = fetch(url)
    url.host = '127.0.0.1'
    expect((await pending).url).toBe(outside)
  })
  test('proxies of a URL and of a Request', async () => {
    await expect(fetch(any(new Proxy(new URL(inside), {})))).rejects.toMatchObject({ code: expect.stringMatching(/^FETCH_/) as string })
    await expect(fetch(any(new Proxy(new Request(outside), { get: () => inside })))).rejects.toMatchObject({ code: 'FETCH_URL_INVALID' })
  })
  test('init is read once', async () => {
    const reads: string[] = []
    const init = new Proxy({ method: 'POST', body: 'x' } as Record<string, unknown>, { get: (target, key) => { reads.push(String(key)); return target[key as string] } })
    await fetch(outside, any(init))
    expect(reads.filter((key, index) => reads.indexOf(key) !== index)).toEqual([])
  })
})

describe('what is sent', () => {
  const table: readonly (readonly [code: string, what: string, init: unknown])[] = [
    ...['host', 'Host', 'content-length', 'Transfer-Encoding', 'connection', 'Keep-Alive', 'upgrade', 'TE', 'trailer', 'expect', 'proxy-authorization', 'Proxy-Connection', 'http2-settings'].map(name => ['FETCH_HEADER_REFUSED', name, { headers: { [name]: 'x' } }] as const),
    ['FETCH_HEADER_REFUSED', 'a content-length that lies', { method: 'POST', body: 'abc', headers: { 'content-length': '0' } }],
    ['FETCH_HEADER_REFUSED', 'connection: close', { headers: { connection: 'close, x-api-key' } }],
    ['FETCH_HEADER_REFUSED', 'another host', { headers: { host: '127.0.0.1' } }],
    ['FETCH_HEADER_REFUSED', 'CR LF in a value', { headers: { a: 'b\r\nhost: x' } }],
    ['FETCH_HEADER_REFUSED', 'LF in a value', { headers: { a: 'b\nc' } }],
    ['FETCH_HEADER_REFUSED', 'CR in a value', { headers: { a: 'b\rc' } }],
    ['FETCH_HEADER_REFUSED', 'NUL in a value', { headers: { a: 'b\0c' } }],
    ['FETCH_HEADER_REFUSED', 'a character whose low byte is LF', { headers: { a: 'b\u010ac' } }],
    ['FETCH_HEADER_REFUSED', 'CR LF in a name', { headers: { 'a\r\nb': 'c' } }],
    ['FETCH_HEADER_REFUSED', 'a colon in a name', { headers: { 'a:b': 'c' } }],
    ['FETCH_HEADER_REFUSED', 'a space in a name', { headers: { 'host ': 'c' } }],
    ['FETCH_HEADER_REFUSED', 'an empty name', { headers: { '': 'c' } }],
    ['FETCH_HEADER_REFUSED', 'undefined', { headers: { authorization: undefined } }],
    ['FETCH_HEADER_REFUSED', 'a triple', { headers: [['a', 'b', 'c']] }],
    ['FETCH_HEADER_REFUSED', 'a string', { headers: 'a: b' }],
    ['FETCH_HEADER_REFUSED', 'a value that changes', { headers: { a: { toString: () => 'b\r\nc' } } }],
    ['FETCH_HEADER_REFUSED', 'a Blob type with CR LF', { method: 'POST', body: { [Symbol.toStringTag]: 'Blob', size: 1, type: 'a\r\nb: c', stream: () => [] } }],
    ...['CONNECT', 'TRACE', 'TRACK', 'connect', 'PROPFIND', 'GET / HTTP/1.1\r\nhost: x', 'GE T', '', 'G\u0130T'].map(method => ['FETCH_METHOD_REFUSED', method, { method }] as const),
    ['FETCH_METHOD_REFUSED', 'no string', { method: { toString: () => 'GET' } }],
    ['FETCH_METHOD_REFUSED', 'null', { method: null }],
    ['FETCH_BODY_REFUSED', 'a body for GET', { body: 'x' }],
    ['FETCH_BODY_REFUSED', 'a body for HEAD', { method: 'HEAD', body: 'x' }],
    ['FETCH_BODY_REFUSED', 'an object', { method: 'POST', body: { a: 1 } }],
    ['FETCH_BODY_REFUSED', 'an array', { method: 'POST', body: [1] }],
    ['FETCH_BODY_REFUSED', 'a function', { method: 'POST', body: () => 1 }],
    ['FETCH_BODY_REFUSED', 'a number', { method: 'POST', body: 1 }],
    ['FETCH_BODY_REFUSED', 'a form with a part that is no file', { method: 'POST', body: { [Symbol.toStringTag]: 'FormData', entries: () => [['a', { size: NaN, stream: () => [] }]] } }],
    ['FETCH_BODY_REFUSED', 'an imitated Blob', { method: 'POST', body: { [Symbol.toStringTag]: 'Blob', size: -1, type: '' } }],
    ['FETCH_OPTION_REFUSED', 'a dispatcher', { dispatcher: {} }],
    ['FETCH_OPTION_REFUSED', 'an unknown redirect', { redirect: 'always' }],
    ['FETCH_OPTION_REFUSED', 'a signal that is none', { signal: {} }],
    ['FETCH_OPTION_REFUSED', 'init that is no object', 'GET'],
  ]
  test.each(table)('%s: %s', async (code, _what, init) => {
    attempts.length = 0
    await expect(fetch('http://example.com/', any(init))).rejects.toMatchObject({ code })
  })
  test.each([
    ['socketPath', { socketPath: '/var/run/docker.sock' }], ['path', { path: '/x' }], ['hostname', { hostname: '127.0.0.1', host: '127.0.0.1', port: 22 }], ['agent', { agent: {} }], ['lookup', { lookup: () => { throw new Error('was called') } }], ['an own __proto__', JSON.parse('{"__proto__":{"method":"POST"}}')],
    ['allowPrivate', { allowPrivate: ['127.0.0.1'] }], ['null', null], ['undefined options', { method: undefined, headers: undefined, body: undefined, signal: undefined, redirect: undefined }],
  ])('%s in init leads nowhere', async (_name, init) => {
    attempts.length = 0
    expect(await (await createFetch()('http://example.com/', any(init))).json()).toMatchObject({ host: 'example.com', url: '/' })
    expect(dials()).toEqual([])
  })
})

describe('a polluted Object.prototype', () => {
  // Not among them: names of events and of property descriptors, whose values break Node and the runner themselves.
  const names: Record<string, unknown> = {
    socketPath: '/tmp/x.sock', path: '/x', host: '127.0.0.1', hostname: '127.0.0.1', port: 22, method: 'DELETE', body: 'x', headers: { a: 'b' }, redirect: 'manual', allowPrivate: ['127.0.0.1'], rejectUnauthorized: false, proxy: 'http://127.0.0.1:1', family: 6, localAddress: '127.0.0.9', ca: 'x',
    timeoutMs: 1, maxBytes: 1, dispatcher: {}, upgrade: 'x', query: { a: 1 }, servername: 'x', fd: 1, keepAlive: 'x', connections: 'x', interceptors: {}, idempotent: false, reset: true, expectContinue: true, throwOnError: true, maxRedirections: 3, allowH2: true, factory: 'x', href: 'http://127.0.0.1/', url: 'http://127.0.0.1/', origin: 'http://127.0.0.1',
    highWaterMark: 1, objectMode: true, encoding: 'utf8', handle: 'x', pauseOnCreate: true, allowHalfOpen: true, length: 5, type: 'x', redirected: true, location: 'http://127.0.0.1/', code: 'X', kind: 'x', bytes: 'x', open: 'x', duplex: 'x', integrity: 'x', retries: 5, socketTimeout: 1, webSocket: {}, pipelining: 9, maxHeaderSize: 1, headersTimeout: 1, bodyTimeout: 1,
  }
  // In a process of its own: the same prototype would break the server.
  let child: ChildProcess
  beforeAll(async () => {
    child = spawn(process.execPath, ['-e', `require('node:http').createServer(async (request, response) => {
      const chunks = []
      for await (const chunk of request) chunks.push(chunk)
      response.end(JSON.stringify({ host: request.headers.host, method: request.method, url: request.url, body: String(Buffer.concat(chunks)) }))
    }).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [port] = (await once(child.stdout!, 'data')) as [Buffer]
    resolveTo('apart.example', ['93.184.216.60'])
    serve('93.184.216.60', 80, Number(String(port)))
  })
  afterAll(() => void child.kill())

  test.each(Object.keys(names))('%s', async name => {
    attempts.length = 0
    const prototype = Object.prototype as Record<string, unknown>
    const pending: Promise<unknown>[] = []
    prototype[name] = names[name]
    try {
      const own = createFetch()
      const response = await own('http://apart.example/')
      pending.push(response.text())
      await Promise.allSettled(pending)
      await expect(own('http://127.0.0.1/')).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
      await expect(own('http://127.0.0.1/', {})).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
      const posted = await own('http://apart.example/', { method: 'POST', body: 'b' })
      pending.push(posted.text())
      await Promise.allSettled(pending)
    } finally {
      delete prototype[name]
    }
    const [got, posted] = (await Promise.all(pending)).map(text => JSON.parse(text as string) as object)
    expect(got).toMatchObject({ host: 'apart.example', method: 'GET', url: '/', body: '' })
    expect(posted).toMatchObject({ host: 'apart.example', method: 'POST', url: '/', body: 'b' })
    expect(dials()).toEqual([])
  }, 5000)
})

describe('a policy', () => {
  const refused: readonly (readonly [code: string, policy: unknown])[] = [
    ['FETCH_POLICY_REFUSED', { allow: 'https://example.com' }], ['FETCH_POLICY_REFUSED', { allow: ['example.com'] }], ['FETCH_POLICY_REFUSED', { allow: ['https://example.com/path'] }], ['FETCH_POLICY_REFUSED', { allow: ['https://*.com'] }], ['FETCH_POLICY_REFUSED', { allow: ['https://*'] }], ['FETCH_POLICY_REFUSED', { allow: ['https://a*.example.com'] }], ['FETCH_POLICY_REFUSED', { allow: ['ftp://example.com'] }], ['FETCH_POLICY_REFUSED', { allow: [''] }], ['FETCH_POLICY_REFUSED', { allow: ['https://u:p@example.com'] }],
    ['FETCH_POLICY_REFUSED', { allowPrivate: ['127.0.0.0/8'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['127.0.0.1/30'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['169.254.0.0/16'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['fe80::/10'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['10.0.0.0/33'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['10.0.0.0/'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['10.0.0/8'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['10.0.0.0/-1'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['::ffff:10.0.0.0/104'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['*.internal'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['*'] }], ['FETCH_POLICY_REFUSED', { allowPrivate: true }], ['FETCH_POLICY_REFUSED', { allowPrivate: ['host/path'] }],
    ['FETCH_POLICY_REFUSED', { ports: [0] }], ['FETCH_POLICY_REFUSED', { ports: ['80'] }], ['FETCH_POLICY_REFUSED', { ports: 80 }], ['FETCH_POLICY_REFUSED', { methods: ['CONNECT'] }], ['FETCH_POLICY_REFUSED', { methods: ['trace'] }], ['FETCH_POLICY_REFUSED', { headers: { authorization: 'x' } }], ['FETCH_POLICY_REFUSED', { proxy: 'socks5://x' }], ['FETCH_POLICY_REFUSED', { proxy: 'x' }], ['FETCH_HEADER_REFUSED', { allow: ['https://example.com'], headers: { host: 'x' } }],
    ['OPTION_UNKNOWN', { allowPrivat: [] }], ['OPTION_INVALID', { httpsOnly: 'yes' }], ['LIMIT_INVALID', { timeoutMs: Infinity }], ['LIMIT_INVALID', { maxRedirects: 11 }], ['OPTION_UNKNOWN', { tls: { rejectUnauthorized: false } }], ['OPTIONS_REFUSED', 'x'],
  ]
  test.each(refused)('%s: %o', (code, policy) => {
    expect(() => createFetch(any(policy))).toThrow(expect.objectContaining({ code }) as Error)
  })

  // What a policy opens: policy, URL, and the address that is dialled or the code.
  const table: readonly (readonly [FetchPolicy, string, string])[] = [
    [{ allow: ['http://example.com'] }, 'http://example.com/', 'dialled'],
    [{ allow: ['http://example.com'] }, 'http://api.example.com/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://example.com'] }, 'https://example.com/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://example.com:8080'] }, 'http://example.com:8080/', 'dialled'],
    [{ allow: ['http://example.com:8080'] }, 'http://example.com/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://*.example.com'] }, 'http://api.example.com/', 'dialled'],
    [{ allow: ['http://*.example.com'] }, 'http://example.com/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://*.example.com'] }, 'http://evilexample.com/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://*.example.com'] }, 'http://api.example.com.evil.example/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://*.example.com'] }, 'http://api.example.com:8080/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://*.example.com:8080'] }, 'http://api.example.com:8080/', 'dialled'],
    [{ allow: [] }, 'http://example.com/', 'FETCH_ORIGIN_REFUSED'],
    [{ allow: ['http://inside.example'] }, 'http://inside.example/', 'FETCH_ADDRESS_REFUSED'],
    [{ ports: [8080] }, 'http://example.com:8080/', 'dialled'],
    [{ ports: [8080] }, 'http://example.com/', 'FETCH_PORT_REFUSED'],
    [{ httpsOnly: true }, 'http://example.com/', 'FETCH_SCHEME_REFUSED'],
    [{ allowPrivate: ['10.2.0.0/16'] }, 'http://10.2.3.4/', 'dialled'],
    [{ allowPrivate: ['10.2.0.0/16'] }, 'http://[::ffff:10.2.3.4]/', 'dialled'],
    [{ allowPrivate: ['10.2.0.0/16'] }, 'http://inside.example/', 'dialled'],
    [{ allowPrivate: ['10.2.0.0/16'] }, 'http://10.3.0.1/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['10.2.0.0/16'] }, 'http://10.2.3.4:8080/', 'FETCH_PORT_REFUSED'],
    [{ allowPrivate: ['10.2.0.0/16'], ports: [80, 8080] }, 'http://10.2.3.4:8080/', 'dialled'],
    [{ allowPrivate: ['inside.example'] }, 'http://inside.example/', 'dialled'],
    [{ allowPrivate: ['INSIDE.example'] }, 'http://inside.example/', 'dialled'],
    [{ allowPrivate: ['inside.example'] }, 'http://10.2.3.4/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['inside.example:8080'] }, 'http://inside.example:8080/', 'dialled'],
    [{ allowPrivate: ['inside.example:8080'] }, 'http://inside.example/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['http://inside.example:8080'] }, 'http://inside.example:8080/', 'dialled'],
    [{ allowPrivate: ['10.2.3.4'] }, 'http://10.2.3.4/', 'dialled'],
    [{ allowPrivate: ['10.2.3.4:80'] }, 'http://10.2.3.4/', 'dialled'],
    [{ allowPrivate: ['fd00:1::/32'] }, 'http://[fd00:1::5]/', 'dialled'],
    [{ allowPrivate: ['[fd00:1::5]'] }, 'http://[fd00:1:0:0::5]/', 'dialled'],
    [{ allowPrivate: ['fd00:1::5'] }, 'http://[fd00:1::6]/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['127.0.0.1'] }, 'http://127.0.0.1/', 'dialled'],
    [{ allowPrivate: ['127.0.0.1/32'] }, 'http://127.0.0.1/', 'dialled'],
    [{ allowPrivate: ['127.0.0.1'] }, 'http://127.0.0.2/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['127.0.0.1'] }, 'http://[::1]/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['localhost'] }, 'http://localhost/', 'dialled'],
    [{ allowPrivate: ['localhost'] }, 'http://a.localhost/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['localhost'] }, 'http://127.0.0.1/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['localhost:3000'] }, 'http://localhost:3000/', 'dialled'],
    [{ allowPrivate: ['localhost:3000'] }, 'http://localhost/', 'FETCH_ADDRESS_REFUSED'],
    [{ allow: ['http://localhost:3000'], allowPrivate: ['localhost'] }, 'http://localhost:3000/', 'dialled'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://127.0.0.1/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://169.254.169.254/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://[::1]/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://[::ffff:127.0.0.1]/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://[fd00:ec2::254]/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://[64:ff9b::7f00:1]/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://168.63.129.16/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://0.0.0.0/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['0.0.0.0/0', '::/0'] }, 'http://192.168.1.1/', 'dialled'],
    [{ allowPrivate: ['meta.example'] }, 'http://meta.example/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['loop.example'] }, 'http://loop.example/', 'FETCH_ADDRESS_REFUSED'],
    [{ allowPrivate: ['loop.example', '127.0.0.1'] }, 'http://loop.example/', 'dialled'],
    [{ allowPrivate: ['169.254.169.254'] }, 'http://169.254.169.254/', 'dialled'],
    [{ allowPrivate: ['169.254.169.254'] }, 'http://169.254.170.2/', 'FETCH_ADDRESS_REFUSED'],
  ]
  beforeAll(() => {
    resolveTo('inside.example', ['10.2.3.4'])
    resolveTo('meta.example', ['169.254.169.254'])
    resolveTo('loop.example', ['127.0.0.1'])
    for (const address of ['10.2.3.4', '192.168.1.1', '169.254.169.254', 'fd00:1:0:0:0:0:0:5', 'fd00:1::5', '127.0.0.1']) for (const port of [80, 8080, 3000]) serve(address, port, server.port)
  })
  test.each(table)('%o: %s %s', async (policy, url, outcome) => {
    attempts.length = 0
    const own = createFetch(policy)
    if (outcome === 'dialled') {
      expect((await own(url)).status).toBe(200)
      expect(attempts.length).toBe(1)
    } else {
      await expect(own(url)).rejects.toMatchObject({ code: outcome })
      expect(attempts).toEqual([])
    }
  })
  test('a call cannot widen it', async () => {
    const own = createFetch({ allow: ['http://example.com'] })
    await expect(own('http://api.example.com/', any({ allow: ['http://api.example.com'], ports: [22], allowPrivate: ['127.0.0.1'] }))).rejects.toMatchObject({ code: 'FETCH_ORIGIN_REFUSED' })
    await expect(own('http://example.com/to?url=http%3A%2F%2Fapi.example.com%2F')).rejects.toMatchObject({ code: 'FETCH_ORIGIN_REFUSED' })
  })
  test('it is read once', async () => {
    const allow = ['http://example.com']
    const own = createFetch({ allow })
    allow.push('http://api.example.com')
    await expect(own('http://api.example.com/')).rejects.toMatchObject({ code: 'FETCH_ORIGIN_REFUSED' })
    expect(Object.isFrozen(own)).toBe(true)
  })
})
