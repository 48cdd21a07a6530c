import fs from 'node:fs'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import Fastify from 'fastify'
import Koa from 'koa'
import multer from 'multer'
import { afterAll, describe, expect, test } from 'vitest'
import { sendFile, serveFolder } from '../src/express.ts'
import * as forFastify from '../src/fastify.ts'
import * as forKoa from '../src/koa.ts'
import { folderStorage } from '../src/multer.ts'
import { openFolderSync } from '../src/index.ts'
import { descriptors, playground, SECRET } from './playground.ts'

const { inside } = playground()
fs.writeFileSync(join(inside, 'a.txt'), '0123456789')
fs.writeFileSync(join(inside, 'page.html'), '<script>1</script>')
fs.writeFileSync(join(inside, 'pic.svg'), '<svg/>')
fs.writeFileSync(join(inside, 'photo.png'), 'png')
fs.writeFileSync(join(inside, 'empty'), '')
fs.writeFileSync(join(inside, 'ünï "q".txt'), 'u')
fs.writeFileSync(join(inside, '.env'), SECRET)
fs.mkdirSync(join(inside, 'sub'))
fs.writeFileSync(join(inside, 'sub/index.html'), 'index of sub')
fs.symlinkSync('../out/secret.txt', join(inside, 'trap.txt'))
const folder = openFolderSync(inside)

const closers: (() => unknown)[] = []
afterAll(async () => {
  for (const close of closers) await close()
})

function listening(listener: http.RequestListener): Promise<number> {
  const server = http.createServer(listener).listen(0, '127.0.0.1')
  closers.push(() => { server.closeAllConnections(); server.close() })
  return new Promise(resolve => server.once('listening', () => resolve((server.address() as AddressInfo).port)))
}

const decoded = (text: string) => {
  try {
    return decodeURIComponent(text)
  } catch {
    return '%'
  }
}

interface Req { readonly params: { readonly name: string }; readonly file: unknown }
type Res = http.ServerResponse & { status(code: number): Res; send(text: string): void; json(value: unknown): void }
type Next = (error?: unknown) => void
type Ctx = forKoa.KoaContextLike & { path: string }

interface Got {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: string
}

/** Sends the path as it stands: fetch would tidy it. */
const get = (port: number, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> =>
  new Promise((resolve, reject) => {
    http.request({ host: '127.0.0.1', port, path, headers: { connection: 'close', ...headers }, method }, res => {
      let body = ''
      res.setEncoding('utf8').on('data', piece => (body += piece)).on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body }))
    }).on('error', reject).end()
  })

const servers: Record<string, () => Promise<number>> = {
  async express() {
    const app = express()
    app.use('/static', serveFolder(folder, { maxAgeSeconds: 60 }))
    app.get('/file/:name', (req: Req, res: Res, next: Next) => { sendFile(res, folder, req.params.name).catch(next) })
    app.get('/download/:name', (req: Req, res: Res, next: Next) => { sendFile(res, folder, req.params.name, { download: true }).catch(next) })
    app.get('/upload/:name', (req: Req, res: Res, next: Next) => { sendFile(res, folder, req.params.name, { untrusted: true }).catch(next) })
    app.use((error: { status?: number }, _req: unknown, res: Res, _next: unknown) => { res.status(error.status ?? 500).send('error') })
    return listening(app)
  },
  async fastify() {
    const app = Fastify()
    app.get('/static/*', forFastify.serveFolder(folder, { maxAgeSeconds: 60 }))
    app.get<{ Params: { name: string } }>('/file/:name', (req, reply) => forFastify.sendFile(reply, folder, req.params.name))
    app.get<{ Params: { name: string } }>('/download/:name', (req, reply) => forFastify.sendFile(reply, folder, req.params.name, { download: true }))
    app.get<{ Params: { name: string } }>('/upload/:name', (req, reply) => forFastify.sendFile(reply, folder, req.params.name, { untrusted: true }))
    await app.listen({ port: 0, host: '127.0.0.1' })
    closers.push(() => app.close())
    return (app.server.address() as AddressInfo).port
  },
  async koa() {
    const app = new Koa()
    app.silent = true
    const served = forKoa.serveFolder(folder, { maxAgeSeconds: 60 })
    app.use(async (ctx: Ctx, next: () => Promise<void>) => {
      const [, kind, ...rest] = ctx.path.split('/')
      if (kind === 'static') {
        const before = ctx.path
        ctx.path = `/${rest.join('/')}`
        await served(ctx, async () => { ctx.path = before; await next() })
      } else if (kind !== undefined && ['file', 'download', 'upload'].includes(kind)) await forKoa.sendFile(ctx, folder, decoded(rest.join('/')), kind === 'download' ? { download: true } : kind === 'upload' ? { untrusted: true } : {})
      else await next()
    })
    return listening(app.callback())
  },
}

describe.each(Object.keys(servers))('%s', kind => {
  let port: Promise<number> | undefined
  const at = async (...[path, headers, method]: [string, Record<string, string>?, string?]) => get(await (port ??= servers[kind]!()), path, headers, method)

  test('sends files with type, ETag and length', async () => {
    for (const path of ['/file/a.txt', '/static/a.txt']) {
      const got = await at(path)
      expect(got).toMatchObject({ status: 200, body: '0123456789', headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': '10', 'x-content-type-options': 'nosniff', 'accept-ranges': 'bytes' } })
      expect(await at(path, { 'if-none-match': got.headers.etag! })).toMatchObject({ status: 304, body: '' })
      expect(await at(path, { 'if-modified-since': got.headers['last-modified']! })).toMatchObject({ status: 304 })
      expect(await at(path, { 'if-match': '"other"' })).toMatchObject({ status: 412 })
      expect(await at(path, { range: 'bytes=2-4' })).toMatchObject({ status: 206, body: '234', headers: { 'content-range': 'bytes 2-4/10', 'content-length': '3' } })
      expect(await at(path, { range: 'bytes=-3' })).toMatchObject({ status: 206, body: '789' })
      expect(await at(path, { range: 'bytes=7-' })).toMatchObject({ status: 206, body: '789' })
      expect(await at(path, { range: 'bytes=10-' })).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */10' } })
      expect(await at(path, { range: 'bytes=0-1,3-4' })).toMatchObject({ status: 200, body: '0123456789' })
      expect(await at(path, { range: 'bytes=2-4', 'if-range': '"other"' })).toMatchObject({ status: 200 })
      expect(await at(path, { range: 'bytes=2-4', 'if-range': got.headers.etag! })).toMatchObject({ status: 206 })
      if (kind === 'fastify' && path.startsWith('/file')) continue
      expect(await at(path, {}, 'HEAD')).toMatchObject({ status: 200, body: '', headers: { 'content-length': '10' } })
    }
    expect((await at('/static/a.txt')).headers['cache-control']).toBe('public, max-age=60')
    expect(await at('/file/empty')).toMatchObject({ status: 200, body: '', headers: { 'content-length': '0' } })
    expect(await at(`/file/${encodeURIComponent('ünï "q".txt')}`)).toMatchObject({ status: 200, body: 'u' })
    expect(await at(`/static/${encodeURIComponent('ünï "q".txt')}`)).toMatchObject({ status: 200, body: 'u' })
  })
  test('folders', async () => {
    expect(await at('/static/sub/')).toMatchObject({ status: 200, body: 'index of sub', headers: { 'content-type': 'text/html; charset=utf-8' } })
    expect(await at('/static/sub?x=1')).toMatchObject({ status: 301 })
    expect((await at('/static/sub?x=1')).headers.location).toMatch(/^\/(static\/)?sub\/\?x=1$/)
    expect(await at('/static/none')).toMatchObject({ status: 404 })
  })
  test('downloads and uploads of others', async () => {
    expect((await at('/download/a.txt')).headers['content-disposition']).toBe('attachment; filename="a.txt"')
    expect((await at(`/download/${encodeURIComponent('ünï "q".txt')}`)).headers['content-disposition']).toBe(`attachment; filename="_n_ _q_.txt"; filename*=UTF-8''%C3%BCn%C3%AF%20%22q%22.txt`)
    for (const name of ['page.html', 'pic.svg']) expect((await at(`/upload/${name}`)).headers).toMatchObject({ 'content-disposition': expect.stringMatching(/^attachment/), 'content-security-policy': expect.stringContaining('sandbox') })
    expect((await at('/upload/photo.png')).headers['content-disposition']).toBe(undefined)
    expect((await at('/file/page.html')).headers['content-type']).toBe('text/html; charset=utf-8')
  })
  test.each(['/../out/secret.txt', '/..%2fout%2fsecret.txt', '/%2e%2e/out/secret.txt', '/%2e%2e%2fout%2fsecret.txt', '/..%5cout%5csecret.txt', '/a.txt%00.png', '/.env', '/%2eenv', '/trap.txt', '//etc/passwd', '/%2fetc%2fpasswd', '/%', '/%c0%ae%c0%ae/secret.txt', '/sub%2findex.html', '/a.txt/', '/....//out/secret.txt', '/%252e%252e%252fout'])('%s is not found', async path => {
    const before = descriptors()
    for (const prefix of ['/static', '/file']) {
      const got = await at(prefix + path)
      // Routers decode what they hand over, and Express takes a slash at the end of a route.
      if ((path === '/sub%2findex.html' && (prefix === '/file' || kind === 'fastify')) || (path === '/a.txt/' && prefix === '/file')) continue
      expect([prefix, [400, 404].includes(got.status) || got.status === 301]).toEqual([prefix, true])
      expect(got.body).not.toContain(SECRET)
      expect(got.body).not.toContain('root:')
      expect(got.body).not.toContain(inside)
    }
    expect(descriptors()).toBeLessThanOrEqual(before + 4)
  })
})

test('no open redirect', async () => {
  const port = await listening((req, res) => serveFolder(folder)(req, res, () => res.writeHead(404).end()))
  for (const path of ['//sub', '/\\sub', '///sub', '//evil.example/..;/sub', '/sub/..//evil.example']) {
    const { status, headers } = await get(port, path)
    if (status === 301) expect(headers.location).toMatch(/^\/[^/\\]/)
    else expect(status).toBe(404)
  }
})

test('multer', async () => {
  const { inside: place } = playground()
  const uploads = openFolderSync(place, { maxBytes: 1000 })
  const app = express()
  const upload = multer({ storage: folderStorage(uploads) })
  const named = multer({ storage: folderStorage(uploads, { name: (_req, file) => file.originalname }) })
  app.post('/upload', upload.single('file'), (req: Req, res: Res) => { res.json(req.file) })
  app.post('/named', named.single('file'), (req: Req, res: Res) => { res.json(req.file) })
  app.use((error: { code?: string }, _req: unknown, res: Res, _next: unknown) => { res.status(400).json({ code: error.code }) })
  const port = await listening(app)
  const post = async (path: string, name: string, text: string) => {
    const form = new FormData()
    form.append('file', new Blob([text]), name)
    const res = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body: form })
    return await res.json() as Record<string, unknown>
  }
  const stored = await post('/upload', '../../evil.PNG', 'hello')
  expect(stored).toMatchObject({ filename: expect.stringMatching(/^[0-9a-f]{32}\.png$/), size: 5, originalname: expect.any(String) })
  expect(JSON.stringify(stored)).not.toContain(place)
  expect(uploads.readTextSync(stored['filename'] as string)).toBe('hello')
  expect(await post('/named', 'fine.txt', 'x')).toMatchObject({ filename: 'fine.txt' })
  expect(await post('/named', 'fine.txt', 'y')).toEqual({ code: 'EEXIST' })
  expect(await post('/named', '.env', 'y')).toEqual({ code: 'FILES_DOTFILE_REFUSED' })
  expect(await post('/upload', 'big.bin', 'x'.repeat(2000))).toEqual({ code: 'FILES_TOO_LARGE' })
  expect(fs.readdirSync(place).sort()).toEqual([stored['filename'], 'fine.txt'].sort())
  expect(uploads.readTextSync('fine.txt')).toBe('x')
})
