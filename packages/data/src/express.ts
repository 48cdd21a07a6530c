import { BreakwaterError } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { check } from './check.ts'
import { codes } from './codes.ts'
import { parseJson } from './parse-json.ts'
import { parseForm, parseQuery, typed } from './parse-query.ts'
import { toProblemJson } from './problems.ts'

/** What a route takes, by schema. */
export interface RouteSchemas {
  readonly params?: Schema
  readonly query?: Schema
  readonly body?: Schema
}

/** What a handler is given: the checked part for each schema. */
export type RouteInput<R extends RouteSchemas> = { readonly [Part in keyof R]: R[Part] extends Schema ? Infer<R[Part]> : never }

/** The parts of Express's request that are read. */
export interface ExpressRequest extends AsyncIterable<unknown> {
  readonly url: string
  readonly params: Record<string, string | string[]>
  readonly headers: Record<string, string | string[] | undefined>
  readonly body?: unknown
}

/** The parts of Express's response that are used. */
export interface ExpressResponse {
  status(code: number): ExpressResponse
  type(type: string): ExpressResponse
  send(body: string): unknown
}

/**
 * A route that checks params, query and body before the handler sees them, and answers what does not fit with application/problem+json (400, 413, 415, 422). Without a body
 * parser the body is read here, up to 1 MiB, with every check of parseJson; a body that express.json() has read meets the schema only.
 */
export function route<const R extends RouteSchemas, Request extends ExpressRequest, Response extends ExpressResponse>(
  schemas: R,
  handler: (input: RouteInput<R>, request: Request, response: Response) => unknown,
): (request: Request, response: Response, next: (error?: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    let input: RouteInput<R>
    try {
      input = await read(schemas, request)
    } catch (error) {
      if (!BreakwaterError.is(error) || toProblemJson(error).status === 500) return next(error)
      const problem = toProblemJson(error)
      response.status(problem.status).type('application/problem+json').send(JSON.stringify(problem))
      return
    }
    try {
      await handler(input, request, response)
    } catch (error) {
      next(error)
    }
  }
}

async function read<R extends RouteSchemas>(schemas: R, request: ExpressRequest): Promise<RouteInput<R>> {
  const input = Object.create(null) as Record<string, unknown>
  if (schemas.params) input['params'] = typed(Object.entries(request.params), schemas.params, { maxDepth: 1, maxPairs: 100 }, 'params')
  if (schemas.query) input['query'] = parseQuery(request.url.split('?').slice(1).join('?'), schemas.query)
  if (schemas.body) input['body'] = await readBody(schemas.body, request)
  return input as RouteInput<R>
}

async function readBody(schema: Schema, request: ExpressRequest): Promise<unknown> {
  if (request.body !== undefined) return check(schema, request.body, 'body')
  const type = String(request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase()
  const isForm = type === 'application/x-www-form-urlencoded'
  if (!isForm && !/^application\/(?:json|[\w.+-]+\+json)$/.test(type)) throw codes.error('DATA_MEDIA_TYPE')
  if (!['', 'identity'].includes(String(request.headers['content-encoding'] ?? ''))) throw codes.error('DATA_MEDIA_TYPE', { got: 'a compressed body' })
  const bytes = await collect(request)
  return isForm ? parseForm(bytes, schema) : parseJson(bytes, schema)
}

const MAX_BYTES = 1024 * 1024

async function collect(request: ExpressRequest): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  // The rest of a body that is too large is read and dropped, up to a bound, so that the answer reaches the sender.
  for await (const chunk of request) {
    size += (chunk as Uint8Array).byteLength
    if (size <= MAX_BYTES) chunks.push(chunk as Uint8Array)
    else if (size > 8 * MAX_BYTES) break
  }
  if (size > MAX_BYTES) throw codes.error('DATA_TOO_LARGE', { at: 'body', details: { maxBytes: MAX_BYTES } })
  return Buffer.concat(chunks)
}
