import type { Transform } from 'node:stream'
import type { ReadableByteStreamController } from 'node:stream/web'
import { codes } from './codes.ts'
import { makeDecoder } from './decoder.ts'
import { whenReleased } from './released.ts'

/** What an inflow needs of the connection below it. */
export interface Source {
  resume(): void
  abort(reason: Error): void
}

export interface InflowOptions {
  readonly maxBytes: number
  readonly idleTimeoutMs: number
  readonly coding: string | undefined
  /** Called once, when the last byte or an error is there. */
  readonly onEnd: (error: unknown) => void
}

// How much may lie here before somebody reads it.
const HIGH_WATER = 64 * 1024

interface Waiter {
  resolve(): void
  reject(error: unknown): void
}

/** A response body on its way in: counted, decoded, held back while nobody reads. It is read once, as a whole (`collect`) or piece by piece (`pull`). */
export class Inflow {
  readonly #source: Source
  readonly #options: InflowOptions
  #chunks: Buffer[] = []
  #held = 0
  #wire = 0
  #decoded = 0
  #isCollecting = false
  #wasRead = false
  #isFull = false
  #isSourceWaiting = false
  #hasEnded = false
  #isReleased = false
  #error: unknown = undefined
  #hasFailed = false
  #decoder: Transform | undefined
  #waiter: Waiter | undefined
  #controller: ReadableByteStreamController | undefined
  #unread: NodeJS.Timeout | undefined

  constructor(source: Source, options: InflowOptions) {
    this.#source = source
    this.#options = options
  }

  get isDone(): boolean {
    return this.#hasEnded || this.#hasFailed
  }

  // From the connection. False asks it to wait for `resume`.

  push(chunk: Buffer): boolean {
    if (this.isDone) return true
    this.#wire += chunk.length
    if (this.#wire > this.#options.maxBytes) return this.#tooLarge()
    const mayGoOn = this.#options.coding === undefined ? this.#take(chunk) : this.#write(this.#options.coding, chunk)
    if (!mayGoOn) this.#isSourceWaiting = true
    return mayGoOn
  }

  end(): void {
    if (this.isDone) return
    if (this.#decoder) this.#decoder.end()
    else this.#finish()
  }

  fail(error: unknown): void {
    if (this.isDone) return
    this.#hasFailed = true
    this.#error = error
    this.#chunks = []
    this.#settle()
    this.#decoder?.destroy()
    this.#options.onEnd(error)
    const waiter = this.#waiter
    const controller = this.#controller
    this.#waiter = undefined
    this.#controller = undefined
    if (controller) {
      controller.error(error)
      waiter?.resolve()
    } else waiter?.reject(error)
  }

  // For the reader.

  /** Gives the whole body. */
  async collect(): Promise<Buffer> {
    this.#isCollecting = true
    this.#wasRead = true
    this.#settle()
    this.#goOn()
    if (!this.#isReleased && !this.#hasFailed) await new Promise<void>((resolve, reject) => (this.#waiter = { resolve, reject }))
    if (this.#hasFailed) throw this.#error
    const chunks = this.#chunks
    this.#chunks = []
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  }

  /** Gives the next piece to a stream. The stream is held only while it waits: one that nobody holds any more can be collected, and then `cancel` is called. */
  pull(controller: ReadableByteStreamController): Promise<void> | undefined {
    this.#wasRead = true
    this.#settle()
    if (this.#hasFailed) throw this.#error
    const chunk = this.#chunks.shift()
    if (chunk) {
      this.#held -= chunk.length
      enqueue(controller, chunk)
      if (this.#held < HIGH_WATER) this.#goOn()
      return undefined
    }
    if (this.#isReleased) {
      close(controller)
      return undefined
    }
    this.#controller = controller
    const waiting = new Promise<void>((resolve, reject) => (this.#waiter = { resolve, reject }))
    this.#goOn()
    return waiting
  }

  /** Ends the connection: nobody wants the rest. */
  cancel(reason: unknown): void {
    this.#controller = undefined
    if (this.isDone) return
    this.fail(reason)
    this.#source.abort(reason instanceof Error ? reason : new Error('the body was cancelled'))
  }

  #write(coding: string, chunk: Buffer): boolean {
    this.#decoder ??= this.#decode(coding, chunk[0] ?? 0)
    return this.#decoder.write(chunk) && !this.#isFull
  }

  #take(chunk: Buffer): boolean {
    this.#decoded += chunk.length
    if (this.#decoded > this.#options.maxBytes) return this.#tooLarge()
    if (this.#controller) {
      const controller = this.#controller
      const waiter = this.#waiter!
      this.#controller = undefined
      this.#waiter = undefined
      enqueue(controller, chunk)
      waiter.resolve()
      return true
    }
    this.#chunks.push(chunk)
    if (this.#isCollecting) return true
    this.#held += chunk.length
    if (this.#held < HIGH_WATER) return true
    this.#pause()
    return false
  }

  #finish(): void {
    this.#hasEnded = true
    this.#settle()
    this.#options.onEnd(undefined)
    whenReleased(() => this.#release())
  }

  #release(): void {
    this.#isReleased = true
    const waiter = this.#waiter
    const controller = this.#controller
    this.#waiter = undefined
    this.#controller = undefined
    if (controller) close(controller)
    waiter?.resolve()
  }

  #tooLarge(): boolean {
    const error = codes.error('FETCH_MAX_BYTES', { details: { maxBytes: this.#options.maxBytes } })
    this.fail(error)
    this.#source.abort(error)
    return true
  }

  #pause(): void {
    this.#isFull = true
    this.#decoder?.pause()
    if (this.#wasRead || this.#unread) return
    this.#unread = setTimeout(() => this.cancel(codes.error('FETCH_IDLE_TIMEOUT', { got: 'a body that nobody reads' })), this.#options.idleTimeoutMs)
    this.#unread.unref()
  }

  #goOn(): void {
    this.#isFull = false
    if (this.isDone) return
    if (this.#decoder?.isPaused()) this.#decoder.resume()
    this.#wakeSource()
  }

  #wakeSource(): void {
    if (!this.#isSourceWaiting || this.#isFull || this.#decoder?.writableNeedDrain) return
    this.#isSourceWaiting = false
    this.#source.resume()
  }

  #settle(): void {
    clearTimeout(this.#unread)
    this.#unread = undefined
  }

  #decode(coding: string, first: number): Transform {
    const decoder = makeDecoder(coding, first)
    decoder.on('data', (chunk: Buffer) => {
      if (!this.isDone) this.#take(chunk)
    })
    decoder.on('drain', () => this.#wakeSource())
    decoder.on('end', () => !this.isDone && this.#finish())
    decoder.on('error', cause => {
      if (this.isDone) return
      const error = new TypeError('terminated', { cause })
      this.fail(error)
      this.#source.abort(error)
    })
    return decoder
  }
}

// The stream takes the memory over, which belongs to the connection.
const enqueue = (controller: ReadableByteStreamController, chunk: Buffer): void => controller.enqueue(new Uint8Array(chunk))

function close(controller: ReadableByteStreamController): void {
  controller.close()
  // A reader with a buffer of its own waits until that is given back.
  ;(controller.byobRequest as { respond(bytes: number): void } | null | undefined)?.respond(0)
}
