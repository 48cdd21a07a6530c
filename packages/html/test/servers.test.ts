import type { AddressInfo, Server } from 'node:net'
// @ts-expect-error express has no types of its own
import untyped from 'express'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csp, scriptHash } from '../src/csp.ts'
import * as onExpress from '../src/express.ts'
import * as onFastify from '../src/fastify.ts'
import * as onHono from '../src/hono.ts'
import { html } from '../src/html.ts'
import * as onKoa from '../src/koa.ts'

type Handler = (req: { query: Record<string, unknown> }, res: onExpress.ExpressResponse & { send(body: unknown): unknown }) => void
interface App { use(middleware: unknown): void; get(path: string, handler: Handler): void; listen(port: number, host: string): Server }
const express = untyped as () => App

describe('csp', () => {
  test('is strict with a fresh nonce', () => {
    const { nonce, header } = csp()
    expect(header).toBe(`script-src 'nonce-${nonce}' 'strict-dynamic'; default-src 'self'; object-src 'none'; base-uri 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' https: data:; form-action 'self'; frame-ancestors 'self'; script-src-attr 'none'`)
    expect(csp().nonce).not.toBe(nonce)
    expect(Buffer.from(nonce, 'base64').length).toBe(16)
  })
  test('takes directives and hashes', () => {
    const { header } = csp({ directives: { 'img-src': ["'self'"], 'connect-src': ['https://api.example.com'], 'form-action': [] }, hashes: [scriptHash('go()')] })
    expect(header).toContain("img-src 'self'; ")
    expect(header).toContain('connect-src https://api.example.com')
    expect(header).toContain(scriptHash('go()'))
    expect(header).not.toContain('form-action')
  })
  test.each([
    { 'script-src': ["'unsafe-inline'"] }, { 'script-src': ['*'] }, { 'script-src': ['data:'] }, { 'default-src': ["'unsafe-eval'"] }, { 'img-src': ["'self'; script-src *"] }, { 'img-src': ['a, b'] }, { 'img-src': ['a\nb'] },
    { 'object-src': [] }, { 'script-src; x': ['a'] }, { 'img-src': 'a' }, { 'script-src': ['https:'] }, { 'script-src': ["'nonce-abc'"] },
  ])('refuses %j', directives => expect(() => csp({ directives: directives as never })).toThrow(expect.objectContaining({ code: 'HTML_CSP_REFUSED' })))
})

describe('Express', () => {
  let base = ''
  let close = () => {}
  beforeAll(async () => {
    const app = express()
    app.use(onExpress.csp())
    app.get('/', (req, res) => onExpress.sendHtml(res, html`<p>${String(req.query['name'])}</p><script nonce="${res.locals['nonce']}">go()</script>`))
    app.get('/bare', (_req, res) => void res.send(html`<b>x</b>`))
    const server = app.listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    close = () => server.close()
  })
  afterAll(() => close())
  test('a page', async () => {
    const response = await fetch(`${base}/?name=${encodeURIComponent('<b>')}`)
    const text = await response.text()
    const nonce = /nonce="([^"]+)"/.exec(text)![1]!
    expect(text).toContain('<p>&lt;b&gt;</p>')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`)
  })
  test('res.send of markup is JSON, and harmless', async () => {
    expect((await fetch(`${base}/bare`)).headers.get('content-type')).toContain('application/json')
  })
})

describe.each([
  ['Express', onExpress, (sent: Record<string, unknown>) => ({ locals: sent, setHeader: (name: string, value: string) => { sent[name] = value }, send: (text: string) => { sent['body'] = text } })],
  ['Fastify', onFastify, (sent: Record<string, unknown>) => ({ header: (name: string, value: string) => { sent[name] = value }, send: (text: string) => { sent['body'] = text } })],
  ['Koa', onKoa, (sent: Record<string, unknown>) => ({ state: {}, set: (name: string, value: string) => { sent[name] = value }, set body(text: string) { sent['body'] = text } })],
  ['Hono', onHono, (sent: Record<string, unknown>) => ({ header: (name: string, value: string) => { sent[name] = value }, body: (text: string) => { sent['body'] = text } })],
] as const)('sendHtml of %s', (_, face, response) => {
  const send = face.sendHtml as (response: unknown, page: unknown) => unknown
  test('sends markup as UTF-8', () => {
    const sent: Record<string, unknown> = {}
    send(response(sent), html`<p>é`)
    expect(sent).toMatchObject({ 'content-type': 'text/html; charset=utf-8', body: '<p>é' })
  })
  test('sets a policy', async () => {
    const sent: Record<string, unknown> = {}
    await (face.csp() as unknown as (...args: unknown[]) => unknown)(...(face === onExpress || face === onFastify ? [{}, response(sent), () => {}] : [response(sent), async () => {}]))
    expect(sent['content-security-policy']).toContain("'strict-dynamic'")
  })
  test('refuses text and other responses', () => {
    expect(() => send(response({}), '<p>')).toThrow(expect.objectContaining({ code: 'HTML_SAFE_HTML_REQUIRED' }))
    expect(() => send({}, html`x`)).toThrow(expect.objectContaining({ code: 'HTML_RESPONSE_REFUSED' }))
  })
})
