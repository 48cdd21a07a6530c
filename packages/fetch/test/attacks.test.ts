import net from 'node:net'
import type { AddressInfo, Socket } from 'node:net'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isPublic, readAddress } from '../src/address.ts'
import { special4 } from '../src/address-table.ts'
import { createFetch, fetch } from '../src/index.ts'
import { attempts, resolveTo, serve } from './no-dial.ts'
import { bodyOf, publicServer } from './server.ts'
import type { TestServer } from './server.ts'

/** A server that says these bytes, whatever it is asked; a function writes as it likes. */
const raws: net.Server[] = []
let next = 100
async function rawServer(say: string | ((socket: Socket, request: string) => void)): Promise<string> {
  const raw = net.createServer(socket => {
    socket.on('error', () => undefined)
    socket.on('data', data => (typeof say === 'string' ? socket.end(say, 'latin1') : say(socket, String(data))))
  })
  await new Promise<void>(resolve => raw.listen(0, '127.0.0.1', resolve))
  raws.push(raw)
  const host = `raw${++next}.example`
  resolveTo(host, [`93.184.217.${next}`])
  serve(`93.184.217.${next}`, 80, (raw.address() as AddressInfo).port)
  return `http://${host}/`
}
let server: TestServer
beforeAll(async () => {
  server = await publicServer(['example.com'], async (request, response) => {
    if (request.url === '/echo-stream') return void request.pipe(response)
    if (request.url === '/slow') return void setTimeout(() => response.end('slow'), 100)
    response.end(JSON.stringify({ headers: request.headers, body: String(await bodyOf(request)) }))
  })
})
afterAll(async () => {
  await server.stop()
  for (const raw of raws) raw.close()
})

describe('answers that are not what they should be', () => {
  test.each([
    ['two different lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 5\r\n\r\nabcde'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
    ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n'],
    ['no status', 'HTTP/1.1\r\n\r\n'],
    ['an upgrade that nobody asked for', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'],
    ['a bare 100', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['NUL in a header', 'HTTP/1.1 200 OK\r\nx: a\0b\r\n\r\n'],
    ['nothing', ''],
  ])('%s', async (_name, answer) => {
    const url = await rawServer(answer)
    await expect(fetch(url).then(response => response.text())).rejects.toThrow(TypeError)
  })
  test('103 Early Hints are passed over', async () => {
    expect(await (await fetch(await rawServer('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok'))).text()).toBe('ok')
  })
  test('1xx without end', async () => {
    const url = await rawServer(socket => {
      const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 5)
      socket.on('close', () => clearInterval(timer))
    })
    await expect(createFetch({ timeoutMs: 80 })(url)).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' })
  })
  test('headers that drip', async () => {
    const url = await rawServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\n')
      const timer = setInterval(() => socket.write('x'), 5)
      socket.on('close', () => clearInterval(timer))
    })
    await expect(createFetch({ timeoutMs: 80 })(url)).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' })
  })
  test('headers, or trailers, without end', async () => {
    const flood = (first: string) => rawServer(socket => {
      socket.write(first)
      const timer = setInterval(() => socket.write(`x-${Math.random()}: ${'y'.repeat(4000)}\r\n`), 1)
      socket.on('close', () => clearInterval(timer))
    })
    await expect(fetch(await flood('HTTP/1.1 200 OK\r\n'))).rejects.toMatchObject({ code: 'FETCH_MAX_HEADER_BYTES' })
    await expect(fetch(await flood('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n0\r\n')).then(response => response.text())).rejects.toThrow()
  })
  test('chunk extensions without end are silence', async () => {
    const url = await rawServer(socket => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;')
      const timer = setInterval(() => socket.write('x'.repeat(1000)), 5)
      socket.on('close', () => clearInterval(timer))
    })
    await expect(createFetch({ idleTimeoutMs: 100 })(url).then(response => response.text())).rejects.toMatchObject({ code: 'FETCH_IDLE_TIMEOUT' })
  })
  test('an answer before the question belongs to nobody', async () => {
    let questions = 0
    const url = await rawServer(socket => {
      questions++
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n0${questions}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil`)
    })
    const own = createFetch()
    expect(await (await own(url)).text()).toBe('01')
    const second = await own(url).then(response => response.text(), () => 'refused')
    expect(second).not.toBe('evil')
  })
  test('many Location headers', async () => {
    await expect(fetch(await rawServer('HTTP/1.1 302 Found\r\nlocation: http://example.com/\r\nlocation: http://127.0.0.1/\r\ncontent-length: 0\r\n\r\n')).then(response => response.url)).rejects.toMatchObject({ code: expect.stringMatching(/^FETCH_/) as string })
    expect(attempts.some(attempt => attempt.startsWith('127.'))).toBe(false)
  })
  test('a server that closes without a length', async () => {
    expect(await (await fetch(await rawServer('HTTP/1.0 200 OK\r\n\r\nold'))).text()).toBe('old')
  })
})

describe('on its way', () => {
  test('a header with a million spaces takes no time', async () => {
    await expect(fetch('http://example.com/', { headers: { a: `x${' '.repeat(1_000_000)}\n${' '.repeat(1_000_000)}x` } })).rejects.toMatchObject({ code: 'FETCH_HEADER_REFUSED' })
  }, 2000)
  test('a stream up and down at once', async () => {
    const order: string[] = []
    let push: (chunk: string) => void = () => undefined
    const up = new ReadableStream({ start(controller) { push = chunk => (chunk === '' ? controller.close() : controller.enqueue(Buffer.from(chunk))) } })
    const pending = fetch('http://example.com/echo-stream', { method: 'POST', body: up, duplex: 'half' } as RequestInit)
    push('one')
    const reader = (await pending).body!.getReader()
    for (const chunk of ['one', 'two', 'three']) {
      order.push(Buffer.from((await reader.read()).value!).toString())
      push({ one: 'two', two: 'three', three: '' }[chunk]!)
    }
    expect([order, (await reader.read()).done]).toEqual([['one', 'two', 'three'], true])
  })
  test('a long upload is no silence, and a stalled one is', async () => {
    const pieces = async function* (count: number) { for (let index = 0; index < count; index++) { await new Promise(resolve => setTimeout(resolve, 30)); yield Buffer.from('x') } }
    const own = createFetch({ timeoutMs: 120 })
    expect(await (await own('http://example.com/', { method: 'POST', body: pieces(8) as never, duplex: 'half' } as RequestInit)).json()).toMatchObject({ body: 'xxxxxxxx' })
    const stalled = (async function* () { yield Buffer.from('x'); await new Promise(resolve => setTimeout(resolve, 1000).unref()) })()
    await expect(own('http://example.com/', { method: 'POST', body: stalled as never, duplex: 'half' } as RequestInit)).rejects.toMatchObject({ code: 'FETCH_TIMEOUT' })
  })
  test('streams through transforms', async () => {
    const response = await fetch('http://example.com/echo-stream', { method: 'POST', body: 'text '.repeat(1000) })
    let text = ''
    for await (const part of response.body!.pipeThrough(new TextDecoderStream() as never)) text += part as unknown as string
    expect(text.length).toBe(5000)
  })
  test('a stream with its length', async () => {
    const sent = await (await fetch('http://example.com/', { method: 'PUT', body: Readable.from([Buffer.from('abc')]) as never, headers: { 'content-length': '3' } })).json() as { headers: Record<string, string> }
    expect([sent.headers['content-length'], sent.headers['transfer-encoding']]).toEqual(['3', undefined])
    for (const length of ['2', '4']) await expect(createFetch({ timeoutMs: 2000 })('http://example.com/', { method: 'PUT', body: Readable.from([Buffer.from('abc')]) as never, headers: { 'content-length': length } })).rejects.toThrow(TypeError)
  })
  test('one signal for many requests gives no warning', async () => {
    const warnings: Error[] = []
    const listen = (warning: Error) => warnings.push(warning)
    process.on('warning', listen)
    const { signal } = new AbortController()
    await Promise.all(Array.from({ length: 30 }, async () => (await fetch('http://example.com/', { signal })).text()))
    await new Promise(resolve => setImmediate(resolve))
    process.off('warning', listen)
    expect(warnings).toEqual([])
  })
  test('an abort in the queue leaves the connection alone', async () => {
    const own = createFetch({ maxConnections: 1 })
    const before = server.connections()
    const slow = own('http://example.com/slow').then(response => response.text())
    const controller = new AbortController()
    const queued = own('http://example.com/', { signal: controller.signal })
    controller.abort()
    await expect(queued).rejects.toMatchObject({ name: 'AbortError' })
    expect(await slow).toBe('slow')
    expect((await own('http://example.com/')).status).toBe(200)
    expect(server.connections() - before).toBe(1)
  })
  test('a failure of one connection is no failure of the next', async () => {
    let count = 0
    const url = await rawServer(socket => (++count === 1 ? socket.destroy() : socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok')))
    const own = createFetch()
    await expect(own(url)).rejects.toThrow(TypeError)
    expect(await (await own(url)).text()).toBe('ok')
    expect(await (await own(url)).text()).toBe('ok')
  })
})

describe('addresses, against another implementation', () => {
  const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const blocks = special4.map(([address, bits]) => [number(address), 2 ** (32 - bits)] as const)
  const isSpecial = (value: number) => blocks.some(([start, size]) => value >= start && value < start + size)
  const dotted = (value: number) => [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')
  const any4 = fc.oneof(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.constantFrom(...blocks).chain(([start, size]) => fc.integer({ min: Math.max(0, start - 2), max: Math.min(2 ** 32 - 1, start + size + 1) })))

  test('IPv4, also in IPv6', () => {
    fc.assert(fc.property(any4, value => {
      const text = dotted(value)
      const hex = `${Math.floor(value / 65536).toString(16)}:${(value % 65536).toString(16)}`
      for (const form of [text, `::ffff:${text}`, `::ffff:${hex}`, `64:ff9b::${hex}`, `0:0:0:0:0:ffff:${hex}`]) expect(isPublic(readAddress(form)!), form).toBe(!isSpecial(value))
      for (const form of [`::${hex}`, `2002:${hex}::1`, `2001:0:${hex}::1`, `fe80::${hex}`, `64:ff9b:1::${hex}`]) expect(isPublic(readAddress(form)!), form).toBe(false)
    }), { seed: 4, numRuns: 2000 })
  })
  test('hosts in every base', async () => {
    const bases = [(part: number) => String(part), (part: number) => `0${part.toString(8)}`, (part: number) => `0x${part.toString(16)}`]
    await fc.assert(fc.asyncProperty(any4.filter(isSpecial), fc.array(fc.constantFrom(0, 1, 2), { minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 4 }), async (value, choice, parts) => {
      const bytes = [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256)
      const tail = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0)
      const host = [...bytes.slice(0, parts - 1), tail].map((part, index) => bases[choice[index]!]!(part)).join('.')
      await expect(fetch(`http://${host}/`), host).rejects.toMatchObject({ code: 'FETCH_ADDRESS_REFUSED' })
    }), { seed: 4, numRuns: 500 })
  })
})
