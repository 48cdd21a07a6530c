import type { Readable } from 'node:stream'

const IDLE_MS = 60
const MAX_WAIT_MS = 1000

/** Reads streams to their end, or until nothing comes after `cut` was called: a grandchild may hold a pipe open for ever. */
export class Reader {
  readonly done: Promise<void>
  readonly #open = new Set<Readable>()
  #sawData = false
  #end!: () => void

  constructor(streams: readonly Readable[], take: (chunk: Buffer, stream: Readable) => void) {
    this.done = new Promise(resolve => (this.#end = resolve))
    for (const stream of streams) {
      this.#open.add(stream)
      stream.on('data', (chunk: Buffer) => {
        this.#sawData = true
        take(chunk, stream)
      })
      // A reset of the pipe is the end of it.
      stream.on('error', () => undefined)
      stream.once('close', () => this.#close(stream))
    }
    if (streams.length === 0) this.#end()
  }

  /** The programs have ended: what they wrote is in the pipes, what others write is not waited for. */
  cut(): void {
    let until = Date.now() + MAX_WAIT_MS
    const look = () => {
      if (this.#open.size === 0) return
      // A slow reader holds the stream back: the data is still to come.
      this.#sawData = [...this.#open].some(stream => stream.isPaused())
      if (this.#sawData) until = Date.now() + MAX_WAIT_MS
      // Two turns of the event loop with a look at the pipes in between, so that a late timer on a busy machine cuts nothing off.
      setTimeout(() => setImmediate(() => setImmediate(() => (this.#sawData && Date.now() < until ? look() : this.stop()))), IDLE_MS)
    }
    look()
  }

  stop(): void {
    for (const stream of this.#open) stream.destroy()
  }

  #close(stream: Readable): void {
    this.#open.delete(stream)
    if (this.#open.size === 0) this.#end()
  }
}
