import { once } from 'node:events'
import { createRequire } from 'node:module'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { route } from '../src/express.ts'

type App = { post(path: string, ...handlers: unknown[]): void; listen(port: number, host: string): Server }
const express = createRequire(import.meta.url)('express') as { (): App; json(): unknown }

const schemas = { params: z.object({ id: z.number() }), query: z.object({ dry: z.boolean().default(false) }), body: z.object({ name: z.string() }) }
let server: Server
let base = ''

beforeAll(async () => {
  const app = express()
  const handler = route(schemas, ({ params, query, body }, _request, response) => response.status(200).type('json').send(JSON.stringify({ id: params.id + 1, dry: query.dry, name: body.name.trim() })))
  app.post('/own/:id', handler)
  app.post('/parsed/:id', express.json(), handler)
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const JSON_TYPE = 'application/json; charset=utf-8'
test.each([
  ['/own/1?dry=true', JSON_TYPE, '{"name":" x "}', 200, '{"id":2,"dry":true,"name":"x"}'],
  ['/parsed/1', JSON_TYPE, '{"name":"x"}', 200, '{"id":2,"dry":false,"name":"x"}'],
  ['/own/1', 'application/x-www-form-urlencoded', 'name=x', 200, '"name":"x"'],
  ['/own/one', JSON_TYPE, '{"name":"x"}', 422, '"#/id"'],
  ['/own/1?dry[$ne]=1', JSON_TYPE, '{"name":"x"}', 400, 'DATA_KEY_REFUSED'],
  ['/own/1', JSON_TYPE, '{"name":1}', 422, '"#/name"'],
  ['/own/1', JSON_TYPE, '{"name":"x","name":"y"}', 400, 'DATA_KEY_DUPLICATE'],
  ['/own/1', JSON_TYPE, '{', 400, 'DATA_MALFORMED'],
  ['/own/1', 'text/plain', 'x', 415, 'DATA_MEDIA_TYPE'],
  ['/own/1', JSON_TYPE, `"${'x'.repeat(1 << 20)}"`, 413, 'DATA_TOO_LARGE'],
])('%s %s %.20s: %i', async (path, type, body, status, part) => {
  const response = await fetch(base + path, { method: 'POST', headers: { 'content-type': type }, body })
  const text = await response.text()
  expect([response.status, text]).toEqual([status, expect.stringContaining(part)])
  expect(response.headers.get('content-type')).toContain(status === 200 ? 'json' : 'application/problem+json')
})
