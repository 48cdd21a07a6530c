import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { readCsp } from './csp.ts'
import type { CspOptions } from './csp.ts'
import { markupOf } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'

/** What is used of Hono's context. */
export interface HonoContext {
  header(name: string, value: string): void
  body(text: string): Response | Promise<Response>
}

/** A response of markup, `text/html; charset=utf-8`: `return sendHtml(c, html`…`)`. Codes: HTML_SAFE_HTML_REQUIRED, HTML_RESPONSE_REFUSED. */
export function sendHtml<Context extends HonoContext>(c: Context, page: SafeHtml): ReturnType<Context['body']> {
  if (typeof c?.header !== 'function' || typeof c.body !== 'function') throw codes.error('HTML_RESPONSE_REFUSED', { at: 'sendHtml', got: describeValue(c) })
  const text = markupOf(page, 'sendHtml')
  c.header('content-type', 'text/html; charset=utf-8')
  c.header('x-content-type-options', 'nosniff')
  return c.body(text) as ReturnType<Context['body']>
}

/** Middleware that sets a strict Content-Security-Policy; the nonce is `nonceOf(c)`. Codes: HTML_CSP_REFUSED. */
export function csp(options?: CspOptions): (c: HonoContext, next: () => Promise<void>) => Promise<void> {
  const make = readCsp(options)
  return async (c, next) => {
    const { nonce, header } = make()
    nonces.set(c, nonce)
    c.header('content-security-policy', header)
    await next()
  }
}

const nonces = new WeakMap<object, string>()

/** The nonce of a request; undefined where the middleware `csp` did not run. */
export function nonceOf(c: HonoContext): string | undefined {
  return nonces.get(c)
}

export type { CspDirectives, CspOptions } from './csp.ts'
