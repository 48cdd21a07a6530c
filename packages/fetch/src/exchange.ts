import type { Agent } from 'undici'
import type { HeaderList } from './header-list.ts'
import type { RequestBody } from './request-body.ts'
import type { Target } from './target.ts'

/** Whom an exchange tells how it goes. */
export interface Listener {
  /** The head of the answer. What is given back takes the body; undefined lets it go. */
  onHead(exchange: Exchange, status: number, raw: readonly Buffer[], statusText: string): BodySink | undefined
  /** The end of an answer whose body nobody took. */
  onEnd(exchange: Exchange): void
  onError(exchange: Exchange, error: Error): void
  /** A piece of the request's body is on its way. */
  onSent(exchange: Exchange): void
}

export interface BodySink {
  push(chunk: Buffer): boolean
  end(): void
  fail(error: unknown): void
}

// A body that is thrown away may be this long before the connection is; a redirect's is short.
const MAX_DUMP = 64 * 1024

/** One request and its answer on one connection: the handler that undici calls. */
export class Exchange {
  readonly #listener: Listener
  #abort: ((reason: Error) => void) | undefined
  #reason: Error | undefined
  #resume: (() => void) | undefined
  #sink: BodySink | undefined
  #hasHead = false
  #dumped = 0

  constructor(listener: Listener) {
    this.#listener = listener
  }

  send(pool: Agent, { origin, path }: Target, method: string, headers: HeaderList, body: RequestBody | undefined, idleTimeoutMs: number): void {
    const flat: string[] = []
    for (const [name, value] of headers) flat.push(name, value)
    if (body?.length !== undefined) flat.push('content-length', String(body.length))
    pool.dispatch({
      __proto__: null, origin, path, method, headers: flat, body: body ? (body.bytes ?? body.open!()) : null, bodyTimeout: idleTimeoutMs,
      headersTimeout: undefined, query: undefined, idempotent: undefined, blocking: undefined, upgrade: undefined, reset: undefined, expectContinue: undefined, servername: undefined,
      throwOnError: undefined, maxRedirections: undefined, typeOfService: undefined,
    } as never, this as never)
  }

  abort(reason: Error): void {
    this.#reason ??= reason
    this.#abort?.(reason)
  }

  resume(): void {
    this.#resume?.()
  }

  // What undici calls.

  onConnect(abort: (reason: Error) => void): void {
    // Thrown, undici forgets the request and keeps the connection, which `abort` would end.
    if (this.#reason) throw this.#reason
    this.#abort = abort
  }

  onBodySent(): void {
    this.#listener.onSent(this)
  }

  onHeaders(status: number, raw: readonly Buffer[], resume: () => void, statusText: string): boolean {
    if (status < 200) return true
    this.#hasHead = true
    this.#resume = resume
    this.#sink = this.#listener.onHead(this, status, raw, statusText)
    return true
  }

  onData(chunk: Buffer): boolean {
    if (this.#sink) return this.#sink.push(chunk)
    this.#dumped += chunk.length
    if (this.#dumped > MAX_DUMP) this.abort(new Error('the body is not wanted'))
    return true
  }

  onComplete(): void {
    if (this.#sink) this.#sink.end()
    else this.#listener.onEnd(this)
  }

  onError(error: Error): void {
    if (this.#sink) this.#sink.fail(error)
    else if (this.#hasHead) this.#listener.onEnd(this)
    else this.#listener.onError(this, error)
  }
}
