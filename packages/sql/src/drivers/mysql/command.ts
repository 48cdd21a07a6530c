import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import type { MysqlCommand } from './types.ts'

const EVENTS = ['fields', 'result', 'error', 'end'] as const

/**
 * What a pool gives for a statement without a callback: the events and the stream of a command that exists only once the pool has found a connection.
 * mysql2's pool does this for its text protocol alone.
 */
export class PendingCommand extends EventEmitter {
  readonly sql: string
  #command: MysqlCommand | undefined
  #onStart: (() => void)[] = []

  constructor(sql: string) {
    super()
    this.sql = sql
  }

  start(command: MysqlCommand): void {
    this.#command = command
    for (const name of EVENTS) command.on(name, (...args: unknown[]) => {
      // An error that a stream has taken is not thrown for want of a listener here.
      if (name !== 'error' || this.listenerCount('error') > 0 || this.#onStart.length === 0) this.emit(name, ...args)
    })
    for (const start of this.#onStart) start()
  }

  fail(error: unknown): void {
    this.emit('error', error)
    this.emit('end')
  }

  /** A readable of rows with back-pressure, as mysql2's `command.stream()`. */
  stream(options: object = {}): Readable {
    if (this.#command) return this.#command.stream(options)
    const out = new PassThrough({ ...options, objectMode: true })
    this.on('error', error => out.destroy(error as Error))
    this.#onStart.push(() => {
      const rows = this.#command!.stream(options)
      rows.on('fields', (...args: unknown[]) => out.emit('fields', ...args))
      rows.on('result', (...args: unknown[]) => out.emit('result', ...args))
      rows.on('error', error => out.destroy(error))
      out.once('close', () => rows.destroy())
      rows.pipe(out)
    })
    return out
  }
}
