import type { ClientRequest, IncomingMessage } from 'node:http'
import { codes } from './codes.ts'
import type { Policy } from './policy.ts'

/** Puts limits on the answer of a request of node:http: silence always, bytes where the policy names them. It adds no listener, which would change what Node does with answers that nobody reads. */
export function guardResponses(policy: Policy, request: ClientRequest): void {
  const { emit } = request
  request.emit = function (event: string | symbol, ...rest: unknown[]) {
    if (event === 'response') guard(policy, rest[0] as IncomingMessage)
    return emit.call(this, event, ...rest)
  }
}

function guard(policy: Policy, response: IncomingMessage): void {
  const { maxBytes } = policy.given
  const { push } = response
  let bytes = 0
  const idle = setTimeout(expire, policy.options.idleTimeoutMs)
  idle.unref()
  response.once('close', () => clearTimeout(idle))
  response.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (chunk === null) clearTimeout(idle)
    else {
      idle.refresh()
      bytes += (chunk as Buffer).length
      if (maxBytes !== undefined && bytes > maxBytes) {
        clearTimeout(idle)
        response.destroy(codes.error('FETCH_MAX_BYTES', { details: { maxBytes } }))
        return false
      }
    }
    return push.call(response, chunk, encoding)
  }

  function expire(): void {
    if (response.destroyed || response.complete) return
    // A reader who has begun and is slow keeps the server waiting, and not the other way round.
    if (response.readableLength > 0 && response.readableDidRead) idle.refresh()
    else response.destroy(codes.error('FETCH_IDLE_TIMEOUT'))
  }
}
