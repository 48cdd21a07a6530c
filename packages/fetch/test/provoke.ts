import http from 'node:http'
import zlib from 'node:zlib'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAgents } from '../src/agent.ts'
import { createDispatcher } from '../src/dispatcher.ts'
import { createFetch, fetch } from '../src/index.ts'
import type { Fetch, FetchPolicy } from '../src/index.ts'
import { allowLoopback } from '../src/testing.ts'

const any = (value: unknown) => value as never

/** Runs against a server on loopback that the policy names exactly, and stops it afterwards. */
async function against(listener: RequestListener, policy: FetchPolicy, run: (own: Fetch, url: string) => Promise<unknown>): Promise<unknown> {
  const server = http.createServer(listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    return await run(createFetch({ allowPrivate: [`127.0.0.1:${port}`], ...policy }), `http://127.0.0.1:${port}/`)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const redirectTo = (location: string): RequestListener => (request, response) => response.writeHead(307, { location: location || request.url! }).end()
const send = (body: string | Uint8Array, headers: Record<string, string> = {}, status = 200): RequestListener => (_request, response) => response.writeHead(status, headers).end(body)
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) } } as const
const request = (options: object) => new Promise((resolve, reject) => http.get('http://example.com/', { agent: createAgents().httpAgent, ...options }, resolve).on('error', reject))
const upgrade = () => new Promise((_resolve, reject) => createDispatcher().dispatch({ origin: 'http://example.com', path: '/', method: 'GET', upgrade: 'websocket' }, { onRequestStart: () => undefined, onResponseStart: () => undefined, onResponseData: () => undefined, onResponseEnd: () => undefined, onResponseError: (_controller, error) => reject(error) }))

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  FETCH_URL_INVALID: () => fetch('example.com'),
  FETCH_SCHEME_REFUSED: () => fetch('file:///etc/passwd'),
  FETCH_CREDENTIALS_REFUSED: () => fetch('https://user:password@example.com/'),
  FETCH_PORT_REFUSED: () => fetch('http://example.com:22/'),
  FETCH_ORIGIN_REFUSED: () => createFetch({ allow: ['https://api.example.com'] })('https://example.com/'),
  FETCH_ADDRESS_REFUSED: () => fetch('http://169.254.169.254/latest/meta-data/'),
  FETCH_REDIRECT_REFUSED: () => against(redirectTo('http://['), {}, (own, url) => own(url)),
  FETCH_REDIRECT_LIMIT: () => against(redirectTo(''), {}, (own, url) => own(url)),
  FETCH_BODY_NOT_REPLAYABLE: () => against(redirectTo(''), {}, (own, url) => own(url, any({ method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' }))),
  FETCH_METHOD_REFUSED: () => fetch('http://example.com/', { method: 'TRACE' }),
  FETCH_HEADER_REFUSED: () => fetch('http://example.com/', { headers: { host: 'localhost' } }),
  FETCH_BODY_REFUSED: () => fetch('http://example.com/', any({ method: 'POST', body: { a: 1 } })),
  FETCH_OPTION_REFUSED: () => fetch('http://example.com/', any({ dispatcher: {} })),
  FETCH_POLICY_REFUSED: () => createFetch({ allowPrivate: ['127.0.0.0/8'] }),
  FETCH_TIMEOUT: () => against(() => undefined, { timeoutMs: 20 }, (own, url) => own(url)),
  FETCH_IDLE_TIMEOUT: () => against((_request, response) => response.write('x'), { idleTimeoutMs: 20 }, async (own, url) => (await own(url)).text()),
  FETCH_MAX_BYTES: () => against(send('xxxx'), { maxBytes: 3 }, async (own, url) => (await own(url)).text()),
  FETCH_MAX_HEADER_BYTES: () => against(send('', { 'x-long': 'x'.repeat(5000) }), { maxHeaderBytes: 1000 }, (own, url) => own(url)),
  FETCH_ENCODING_REFUSED: () => against(send(zlib.gzipSync(zlib.gzipSync('x')), { 'content-encoding': 'gzip, gzip' }), {}, (own, url) => own(url)),
  FETCH_INTEGRITY: () => against(send('other'), {}, (own, url) => own(url, { integrity: 'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=' })),
  FETCH_STATUS: () => against(send('{}', {}, 500), {}, (own, url) => own.json(url, schema)),
  FETCH_CONTENT_TYPE: () => against(send('<p>', { 'content-type': 'text/html' }), {}, (own, url) => own.json(url, schema)),
  FETCH_DOWNLOAD_CHANGED: () => against(send('xx', { etag: '"2"', 'content-range': 'bytes 1-2/3' }, 206), {}, (own, url) => own.download(url, { from: 1, etag: '"1"' })),
  FETCH_PROXY: () => against(send(''), {}, (_own, url) => createFetch({ proxy: url })('http://example.com/')),
  FETCH_SOCKET_PATH_REFUSED: () => request({ socketPath: '/var/run/docker.sock' }),
  FETCH_UPGRADE_REFUSED: upgrade,
  FETCH_TEST_MODE_REFUSED: () => allowLoopback(),
}
