import { Readable } from 'node:stream'
import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Folder } from './folder/folder.ts'
import { locate } from './http/locate.ts'
import { prepare, readSend, readServe } from './http/prepare.ts'
import type { Answer, SendOptions, ServeOptions } from './http/prepare.ts'

export type { SendOptions, ServeOptions } from './http/prepare.ts'

/** The part of a reply of Fastify that is used. */
export interface FastifyReplyLike {
  readonly request: { readonly method: string; readonly headers: Readonly<Record<string, string | string[] | undefined>>; readonly url: string; readonly params?: unknown }
  code(status: number): unknown
  header(name: string, value: string): unknown
  send(payload?: unknown): unknown
}

/** Sends a file of a folder as the answer of Fastify. `return sendFile(reply, folder, name)`: what is missing or refused rejects with `statusCode` 404. */
export async function sendFile<Reply extends FastifyReplyLike>(reply: Reply, folder: Folder, name: string, options?: SendOptions): Promise<Reply> {
  const settings = readSend('sendFile', options)
  return answer(reply, await prepare(folder, name, requestOf(reply), settings, 'sendFile'))
}

/** A handler for a route that ends in a star, such as `fastify.get('/static/*', serveFolder(folder))`. */
export function serveFolder(folder: Folder, options?: ServeOptions): <Reply extends FastifyReplyLike>(request: unknown, reply: Reply) => Promise<Reply> {
  const { index, extensions, ...settings } = readServe('serveFolder', options)
  return async (_request, reply) => {
    // The router has decoded the star already: it is encoded again, so that it is decoded once.
    const star = (reply.request.params as { '*'?: unknown } | undefined)?.['*']
    const path = typeof star === 'string' ? star.split('/').map(encodeURIComponent).join('/') : reply.request.url
    const found = await locate(folder, path, { index, extensions }, 'serveFolder')
    if (found !== undefined && 'redirect' in found) {
      const [way, query] = reply.request.url.split('?', 2)
      reply.code(301)
      reply.header('location', `${way!.replace(/^[/\\]+/, '/')}/${query === undefined ? '' : `?${query}`}`)
      reply.send('')
      return reply
    }
    return answer(reply, await prepare(folder, found?.file ?? '/none/', requestOf(reply), settings, 'serveFolder'))
  }
}

function requestOf(reply: FastifyReplyLike) {
  const { request } = (typeof reply === 'object' && reply !== null ? reply : {}) as Partial<FastifyReplyLike>
  if (request === undefined || typeof reply.code !== 'function' || typeof reply.send !== 'function') throw codes.error('FILES_RESPONSE_REFUSED', { at: 'sendFile', got: describeValue(reply) })
  return {
    method: request.method,
    header: (name: string) => {
      const value = request.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
  }
}

function answer<Reply extends FastifyReplyLike>(reply: Reply, { status, headers, body }: Answer): Reply {
  reply.code(status)
  for (const [name, value] of Object.entries(headers)) reply.header(name, value)
  // For HEAD Fastify counts what it is given, save a stream.
  reply.send(body ?? (status === 200 || status === 206 ? Readable.from([]) : ''))
  return reply
}
