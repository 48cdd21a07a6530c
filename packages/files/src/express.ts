import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Folder } from './folder/folder.ts'
import { codeOf } from './io/node-error.ts'
import { locate } from './http/locate.ts'
import { isNotFound, prepare, readSend, readServe } from './http/prepare.ts'
import type { Answer, Request, SendOptions, ServeOptions } from './http/prepare.ts'

export type { SendOptions, ServeOptions } from './http/prepare.ts'

type Next = (error?: unknown) => void

/**
 * Sends a file of a folder as the answer of Express or of a plain http server: ranges, ETag, conditions, HEAD, content type with nosniff.
 * What is missing or refused rejects with an error whose `status` is 404, before anything is written. For files that others have uploaded give `untrusted: true`.
 * Codes: as `folder.read`, FILES_RESPONSE_REFUSED.
 */
export async function sendFile(res: ServerResponse, folder: Folder, name: string, options?: SendOptions): Promise<void> {
  const settings = readSend('sendFile', options)
  const req = requestOf(res)
  await write(res, await prepare(folder, name, req, settings, 'sendFile'))
}

/**
 * A middleware that serves what a folder holds, as `express.static` does: index.html, redirect to a slash, GET and HEAD; other methods and names that are
 * missing or refused go on to the next handler.
 */
export function serveFolder(folder: Folder, options?: ServeOptions): (req: IncomingMessage, res: ServerResponse, next: Next) => void {
  const settings = readServe('serveFolder', options)
  return (req, res, next) => {
    if (req.method !== 'GET' && req.method !== 'HEAD') return next()
    serve(folder, req, res, settings).then(isDone => {
      if (!isDone) next()
    }, next)
  }
}

async function serve(folder: Folder, req: IncomingMessage, res: ServerResponse, settings: ReturnType<typeof readServe>): Promise<boolean> {
  const { originalUrl, baseUrl } = req as { originalUrl?: string; baseUrl?: string }
  const found = await locate(folder, req.url ?? '/', settings, 'serveFolder')
  if (found === undefined) return false
  if ('redirect' in found) {
    const query = (originalUrl ?? req.url ?? '').indexOf('?')
    const location = `${typeof baseUrl === 'string' ? baseUrl : ''}${found.redirect}`.replace(/^[/\\]+/, '/') + (query === -1 ? '' : (originalUrl ?? req.url)!.slice(query))
    res.writeHead(301, { location, 'content-length': '0' }).end()
    return true
  }
  try {
    await write(res, await prepare(folder, found.file, requestOf(res), settings, 'serveFolder'))
    return true
  } catch (error) {
    if (isNotFound(error) && !res.headersSent) return false
    throw error
  }
}

function requestOf(res: unknown): Request {
  const { req, setHeader, writeHead } = (typeof res === 'object' && res !== null ? res : {}) as Partial<ServerResponse>
  if (req === undefined || typeof setHeader !== 'function' || typeof writeHead !== 'function') throw codes.error('FILES_RESPONSE_REFUSED', { at: 'sendFile', got: describeValue(res) })
  return {
    method: req.method ?? 'GET',
    header: name => {
      const value = req.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
  }
}

async function write(res: ServerResponse, { status, headers, body }: Answer): Promise<void> {
  if (res.headersSent) {
    body?.destroy()
    return
  }
  res.statusCode = status
  // A type or policy that the program has set before is its own.
  for (const [name, value] of Object.entries(headers)) if (name === 'content-length' || name === 'content-range' || !res.hasHeader(name)) res.setHeader(name, value)
  if (body === undefined) {
    res.end()
    return
  }
  try {
    await pipeline(body, res)
  } catch (error) {
    // The client went away: nobody is left to be told.
    if (codeOf(error) !== 'ERR_STREAM_PREMATURE_CLOSE' && codeOf(error) !== 'ECONNRESET' && codeOf(error) !== 'EPIPE') throw error
  }
}
