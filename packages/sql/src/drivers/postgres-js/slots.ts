import type { PostgresSql } from './types.ts'

const known = new WeakMap<PostgresSql, Slots>()
const DEFAULT_MAX = 10

/**
 * As many statements at once as postgres.js has connections. It would send more ahead on a busy connection, and loses count of the answers when one of
 * those is cancelled (3.4.9: the rows of one statement go to another); who waits here can be let go without asking it.
 */
export class Slots {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(max: number) {
    this.#free = max
  }

  static of(sql: PostgresSql): Slots {
    let slots = known.get(sql)
    if (!slots) known.set(sql, (slots = new Slots(sql.options?.max ?? DEFAULT_MAX)))
    return slots
  }

  get isFree(): boolean {
    return this.#free > 0
  }

  /** Waits for a place; the answer gives it back. */
  async take(): Promise<() => void> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>(resolve => this.#waiting.push(resolve))
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
