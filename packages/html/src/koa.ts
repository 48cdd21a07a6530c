import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { readCsp } from './csp.ts'
import type { CspOptions } from './csp.ts'
import { markupOf } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'

/** What is used of Koa's context. */
export interface KoaContext {
  set(name: string, value: string): unknown
  body: unknown
  state: object
}

/** Makes markup the body, as `text/html; charset=utf-8`. Codes: HTML_SAFE_HTML_REQUIRED, HTML_RESPONSE_REFUSED. */
export function sendHtml(ctx: KoaContext, page: SafeHtml): void {
  if (typeof ctx?.set !== 'function') throw codes.error('HTML_RESPONSE_REFUSED', { at: 'sendHtml', got: describeValue(ctx) })
  const text = markupOf(page, 'sendHtml')
  ctx.set('content-type', 'text/html; charset=utf-8')
  ctx.set('x-content-type-options', 'nosniff')
  ctx.body = text
}

/** Middleware that sets a strict Content-Security-Policy; the nonce is `ctx.state.nonce`. Codes: HTML_CSP_REFUSED. */
export function csp(options?: CspOptions): (ctx: KoaContext, next: () => Promise<unknown>) => Promise<void> {
  const make = readCsp(options)
  return async (ctx, next) => {
    const { nonce, header } = make()
    ;(ctx.state as { nonce?: string }).nonce = nonce
    ctx.set('content-security-policy', header)
    await next()
  }
}

export type { CspDirectives, CspOptions } from './csp.ts'
