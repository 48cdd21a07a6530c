import { getMaxListeners, setMaxListeners } from 'node:events'
import type { Agent } from 'undici'
import { codes } from './codes.ts'
import { codingOf } from './decoder.ts'
import { Exchange } from './exchange.ts'
import type { BodySink, Listener } from './exchange.ts'
import { Inflow } from './inflow.ts'
import { asFetchError } from './network-error.ts'
import type { Policy } from './policy.ts'
import type { Outgoing } from './read-request.ts'
import { isRedirect, nextStep } from './redirect.ts'
import type { Step } from './redirect.ts'
import { makeResponse } from './response.ts'
import { whenReleased } from './released.ts'
import { retryDelay } from './retry.ts'
import { readTarget } from './target.ts'
import { traceEnd, traceStart } from './trace.ts'
import type { Trace } from './trace.ts'

const PATIENCE_MS = 50
const MANY = 1500

const hasNoBody = (status: number, method: string) => method === 'HEAD' || status === 204 || status === 205 || status === 304

/** One call of fetch: its redirects, retries, limits and signal, from the request to the last byte of the answer. */
export class Flight implements Listener {
  readonly #policy: Policy
  readonly #pool: Agent
  readonly #request: Outgoing
  // Let go of once they are called: they hold the promise, which holds the Response, which could then never be collected while its body is on the way.
  #resolve: ((response: Response) => void) | undefined
  #reject: ((error: unknown) => void) | undefined
  #step: Step
  #exchange: Exchange | undefined
  #inflow: Inflow | undefined
  #redirects = 0
  #attempts = 0
  #headTimer: NodeJS.Timeout | undefined
  #totalTimer: NodeJS.Timeout | undefined
  #retryTimer: NodeJS.Timeout | undefined
  #onAbort: (() => void) | undefined
  #isSettled = false
  #isOver = false
  #trace: Trace | undefined
  /** What to do when an answer that nobody wants has passed. */
  #next: (() => void) | undefined

  constructor(policy: Policy, pool: Agent, request: Outgoing, resolve: (response: Response) => void, reject: (error: unknown) => void) {
    this.#policy = policy
    this.#pool = pool
    this.#request = request
    this.#resolve = resolve
    this.#reject = reject
    this.#step = { target: readTarget(policy, request.url), method: request.method, headers: request.headers, body: request.body }
  }

  start(): void {
    const { signal, limits } = this.#request
    if (signal) {
      if (signal.aborted) return this.#fail(signal.reason)
      this.#onAbort = () => this.#fail(signal.reason)
      // One signal for many requests is no leak.
      if (signal instanceof EventTarget && getMaxListeners(signal) < MANY) setMaxListeners(MANY, signal)
      signal.addEventListener('abort', this.#onAbort, { once: true })
    }
    const { timeoutMs, totalTimeoutMs } = limits
    this.#headTimer = setTimeout(() => this.#fail(codes.error('FETCH_TIMEOUT', { details: { timeoutMs } })), timeoutMs)
    if (totalTimeoutMs !== undefined) this.#totalTimer = setTimeout(() => this.#fail(codes.error('FETCH_TIMEOUT', { details: { totalTimeoutMs } })), totalTimeoutMs)
    this.#trace = traceStart(this.#step)
    this.#send()
  }

  #send(): void {
    const { target, method, headers, body } = this.#step
    this.#exchange = new Exchange(this)
    this.#exchange.send(this.#pool, target, method, headers, body, this.#request.limits.idleTimeoutMs)
  }

  // What an exchange tells.

  onHead(exchange: Exchange, status: number, raw: readonly Buffer[], statusText: string): BodySink | undefined {
    if (exchange !== this.#exchange || this.#isOver) return undefined
    try {
      const fields = readFields(raw)
      const location = isRedirect(status) && this.#request.redirect !== 'manual' ? locationOf(fields) : undefined
      if (location !== undefined) return this.#redirect(exchange, status, location)
      if (this.#willRetry(status, valueOf(fields, 'retry-after'))) return this.#afterwards(exchange, () => undefined)
      return this.#answer(exchange, status, statusText, fields)
    } catch (error) {
      this.#fail(error)
      return undefined
    }
  }

  onEnd(exchange: Exchange): void {
    if (exchange !== this.#exchange) return
    const next = this.#next
    this.#next = undefined
    next?.()
  }

  onError(exchange: Exchange, error: Error): void {
    if (exchange !== this.#exchange || this.#isOver) return
    const failure = asFetchError(error, 'fetch failed', this.#policy.options.maxHeaderBytes)
    if (failure instanceof TypeError && this.#willRetry(0, undefined)) return
    this.#fail(failure)
  }

  // Whoever sends a long stream does not wait for an answer yet.
  onSent(exchange: Exchange): void {
    if (exchange === this.#exchange && !this.#isSettled && this.#step.body?.open) this.#headTimer?.refresh()
  }

  #redirect(exchange: Exchange, status: number, location: string): undefined {
    if (this.#request.redirect === 'error') throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') })
    if (++this.#redirects > this.#request.limits.maxRedirects) throw codes.error('FETCH_REDIRECT_LIMIT', { details: { maxRedirects: this.#request.limits.maxRedirects } })
    const step = nextStep(this.#policy, this.#step, status, location)
    return this.#afterwards(exchange, () => {
      if (this.#isOver) return
      this.#step = step
      this.#send()
    })
  }

  // The rest of an answer is read, so that its connection is used again, but not for long: it may never come.
  #afterwards(exchange: Exchange, next: () => void): undefined {
    const patience = setTimeout(() => exchange.abort(new Error('the body is not wanted')), PATIENCE_MS)
    this.#next = () => {
      clearTimeout(patience)
      whenReleased(next)
    }
    return undefined
  }

  #willRetry(status: number, retryAfter: string | undefined): boolean {
    const { method, body } = this.#step
    if (this.#attempts >= this.#request.limits.retries || (body && !body.isReplayable)) return false
    const delay = retryDelay(method, status, retryAfter, this.#attempts)
    if (delay === undefined) return false
    this.#attempts++
    this.#retryTimer = setTimeout(() => this.#send(), delay)
    return true
  }

  #answer(exchange: Exchange, status: number, statusText: string, fields: [string, string][]): BodySink | undefined {
    const isEmpty = hasNoBody(status, this.#step.method)
    const coding = isEmpty ? undefined : codingOf(valueOf(fields, 'content-encoding'))
    clearTimeout(this.#headTimer)
    this.#isSettled = true
    const inflow = isEmpty ? undefined : this.#openInflow(exchange, status, coding)
    const { maxBytes } = this.#request.limits
    const length = coding === undefined && inflow ? Number(valueOf(fields, 'content-length') ?? 0) : 0
    const response = makeResponse({ status, statusText, url: withoutHash(this.#step.target.url), redirected: this.#redirects > 0, fields, inflow, maxBytes, length })
    if (inflow) {
      this.#settle(response)
      return sinkOf(inflow)
    }
    this.#finish(status, undefined)
    return this.#afterwards(exchange, () => this.#settle(response))
  }

  // In a function of its own: closures share the variables around them, and none of those that the connection holds may see the Response.
  #openInflow(exchange: Exchange, status: number, coding: string | undefined): Inflow {
    const { maxBytes, idleTimeoutMs } = this.#request.limits
    this.#inflow = new Inflow(exchange, { maxBytes, idleTimeoutMs, coding, onEnd: error => this.#finish(status, error) })
    return this.#inflow
  }

  #settle(response: Response): void {
    this.#resolve?.(response)
    this.#resolve = undefined
    this.#reject = undefined
  }

  #fail(error: unknown): void {
    if (this.#isOver) return
    const reason = error instanceof Error ? error : new Error('aborted', { cause: error })
    if (this.#isSettled) {
      this.#inflow?.cancel(error)
      return
    }
    this.#finish(0, error)
    this.#exchange?.abort(reason)
    this.#reject?.(error)
    this.#resolve = undefined
    this.#reject = undefined
  }

  #finish(status: number, error: unknown): void {
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#headTimer)
    clearTimeout(this.#totalTimer)
    clearTimeout(this.#retryTimer)
    if (this.#onAbort) this.#request.signal!.removeEventListener('abort', this.#onAbort)
    if (this.#trace) traceEnd(this.#trace, status, error, this.#redirects + this.#attempts)
  }
}

const sinkOf = (inflow: Inflow): BodySink => ({
  push: chunk => inflow.push(chunk),
  end: () => inflow.end(),
  fail(error) {
    if (!inflow.isDone) inflow.fail(asFetchError(error, 'terminated', 0))
  },
})

const withoutHash = (url: URL): string => (url.hash === '' ? url.href : url.href.slice(0, url.href.indexOf('#')))

function readFields(raw: readonly Buffer[]): [string, string][] {
  const fields: [string, string][] = []
  for (let index = 0; index + 1 < raw.length; index += 2) fields.push([raw[index]!.toString('latin1').toLowerCase(), raw[index + 1]!.toString('latin1')])
  return fields
}

/** The location of a redirect. Two different ones are read differently by everybody. */
function locationOf(fields: readonly (readonly [string, string])[]): string | undefined {
  const all = new Set<string>()
  for (const [name, value] of fields) if (name === 'location') all.add(value)
  if (all.size > 1) throw codes.error('FETCH_REDIRECT_REFUSED', { got: 'several locations' })
  return all.values().next().value
}

function valueOf(fields: readonly (readonly [string, string])[], name: string): string | undefined {
  let found: string | undefined
  for (const [key, value] of fields) if (key === name) found = found === undefined ? value : `${found}, ${value}`
  return found
}
