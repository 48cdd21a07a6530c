import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { readCsp } from './csp.ts'
import type { CspOptions } from './csp.ts'
import { markupOf } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'

/** What is used of Fastify's reply. */
export interface FastifyReply {
  header(name: string, value: string): unknown
  send(body: string): unknown
}

/** Sends markup as `text/html; charset=utf-8` and gives the reply: `return sendHtml(reply, html`…`)`. Codes: HTML_SAFE_HTML_REQUIRED, HTML_RESPONSE_REFUSED. */
export function sendHtml<Reply extends FastifyReply>(reply: Reply, page: SafeHtml): Reply {
  if (typeof reply?.header !== 'function' || typeof reply.send !== 'function') throw codes.error('HTML_RESPONSE_REFUSED', { at: 'sendHtml', got: describeValue(reply) })
  const text = markupOf(page, 'sendHtml')
  reply.header('content-type', 'text/html; charset=utf-8')
  reply.header('x-content-type-options', 'nosniff')
  reply.send(text)
  return reply
}

/** A hook for `fastify.addHook('onRequest', csp())`: sets a strict Content-Security-Policy; `nonceOf(reply)` gives its nonce. Codes: HTML_CSP_REFUSED. */
export function csp(options?: CspOptions): (request: unknown, reply: FastifyReply, done: () => void) => void {
  const make = readCsp(options)
  return (_request, reply, done) => {
    const { nonce, header } = make()
    nonces.set(reply, nonce)
    reply.header('content-security-policy', header)
    done()
  }
}

const nonces = new WeakMap<object, string>()

/** The nonce of a reply; undefined where the hook `csp` did not run. */
export function nonceOf(reply: FastifyReply): string | undefined {
  return nonces.get(reply)
}

export type { CspDirectives, CspOptions } from './csp.ts'
