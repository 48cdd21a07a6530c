import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { readCsp } from './csp.ts'
import type { CspOptions } from './csp.ts'
import { markupOf } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'

/** What is used of Express's response. */
export interface ExpressResponse {
  setHeader(name: string, value: string): unknown
  send(body: string): unknown
  locals: Record<string, unknown>
}

/**
 * Sends markup as `text/html; charset=utf-8`; anything but `html`, `sanitize` and `markdown` make is refused with HTML_SAFE_HTML_REQUIRED.
 * Another first argument: HTML_RESPONSE_REFUSED.
 */
export function sendHtml(res: ExpressResponse, page: SafeHtml): void {
  if (typeof res?.setHeader !== 'function' || typeof res.send !== 'function') throw codes.error('HTML_RESPONSE_REFUSED', { at: 'sendHtml', got: describeValue(res) })
  const text = markupOf(page, 'sendHtml')
  res.setHeader('content-type', 'text/html; charset=utf-8')
  res.setHeader('x-content-type-options', 'nosniff')
  res.send(text)
}

/** Middleware that sets a strict Content-Security-Policy; the nonce is `res.locals.nonce`. Codes: HTML_CSP_REFUSED. */
export function csp(options?: CspOptions): (req: unknown, res: ExpressResponse, next: () => void) => void {
  const make = readCsp(options)
  return (_req, res, next) => {
    const { nonce, header } = make()
    res.locals['nonce'] = nonce
    res.setHeader('content-security-policy', header)
    next()
  }
}

export type { CspDirectives, CspOptions } from './csp.ts'
