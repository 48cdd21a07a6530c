import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Folder } from './folder/folder.ts'
import { locate } from './http/locate.ts'
import { isNotFound, prepare, readSend, readServe } from './http/prepare.ts'
import type { Answer, SendOptions, ServeOptions } from './http/prepare.ts'

export type { SendOptions, ServeOptions } from './http/prepare.ts'

/** The part of a context of Koa that is used. */
export interface KoaContextLike {
  readonly method: string
  readonly path: string
  readonly querystring: string
  status: number
  body: unknown
  get(name: string): string
  set(name: string, value: string): void
  redirect(url: string): void
}

/** Sends a file of a folder as the answer of Koa: what is missing or refused rejects with `status` 404. */
export async function sendFile(ctx: KoaContextLike, folder: Folder, name: string, options?: SendOptions): Promise<void> {
  const settings = readSend('sendFile', options)
  answer(ctx, await prepare(folder, name, requestOf(ctx), settings, 'sendFile'))
}

/** A middleware that serves what a folder holds; what is missing or refused goes on to the next one. */
export function serveFolder(folder: Folder, options?: ServeOptions): (ctx: KoaContextLike, next: () => Promise<unknown>) => Promise<void> {
  const { index, extensions, ...settings } = readServe('serveFolder', options)
  return async (ctx, next) => {
    const found = ctx.method === 'GET' || ctx.method === 'HEAD' ? await locate(folder, ctx.path, { index, extensions }, 'serveFolder') : undefined
    if (found === undefined) {
      await next()
      return
    }
    if ('redirect' in found) {
      ctx.redirect(`${found.redirect}${ctx.querystring === '' ? '' : `?${ctx.querystring}`}`)
      ctx.status = 301
      return
    }
    let made: Answer
    try {
      made = await prepare(folder, found.file, requestOf(ctx), settings, 'serveFolder')
    } catch (error) {
      if (!isNotFound(error)) throw error
      await next()
      return
    }
    answer(ctx, made)
  }
}

function requestOf(ctx: KoaContextLike) {
  if (typeof ctx !== 'object' || ctx === null || typeof ctx.get !== 'function' || typeof ctx.set !== 'function') throw codes.error('FILES_RESPONSE_REFUSED', { at: 'sendFile', got: describeValue(ctx) })
  return { method: ctx.method, header: (name: string) => ctx.get(name) || undefined }
}

function answer(ctx: KoaContextLike, { status, headers, body }: Answer): void {
  ctx.status = status
  if (body !== undefined) ctx.body = body
  for (const [name, value] of Object.entries(headers)) ctx.set(name, value)
  if (body === undefined && status !== 304 && status !== 412) ctx.body = null
  ctx.status = status
  if (body === undefined && headers['content-length'] !== undefined) ctx.set('content-length', headers['content-length'])
}
