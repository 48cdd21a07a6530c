import { AsyncLocalStorage } from 'node:async_hooks'
import type { Limits } from './drivers/driver.ts'
import { timedOut, within } from './watch.ts'

/** Stands for one holding of one lock, so that code that outlives its transaction is outside of the next one. */
class Hold {}

const holds = new AsyncLocalStorage<ReadonlySet<Hold>>()
const locks = new WeakMap<object, ConnectionLock>()

/**
 * Keeps the statements of others out of a transaction on a connection that everybody shares.
 * Statements enter together, a transaction alone. Code inside the transaction's function passes: waiting for itself would never end.
 */
export class ConnectionLock {
  #running = 0
  #hold: Hold | undefined
  readonly #waiting: { isAlone: boolean; enter: () => void }[] = []

  static of(connection: object): ConnectionLock {
    let lock = locks.get(connection)
    if (!lock) locks.set(connection, (lock = new ConnectionLock()))
    return lock
  }

  /** A statement may start at once. */
  get isOpen(): boolean {
    return (this.#hold === undefined && this.#waiting.length === 0) || this.isInside
  }

  get isInside(): boolean {
    return this.#hold !== undefined && holds.getStore()?.has(this.#hold) === true
  }

  async shared<T>(work: () => Promise<T>): Promise<T> {
    if (this.isInside) return work()
    if (this.isOpen) this.#running++
    else await this.#wait(false)
    try {
      return await work()
    } finally {
      this.#running--
      this.#next()
    }
  }

  /** Waits until alone; the answer lets the next one in. Inside, it gives a release that does nothing. */
  async hold(): Promise<() => void> {
    if (this.isInside) return () => undefined
    if (this.isOpen && this.#running === 0) this.#hold = new Hold()
    else await this.#wait(true)
    const mine = this.#hold
    return () => {
      if (this.#hold !== mine) return
      this.#hold = undefined
      this.#next()
    }
  }

  /** Runs the function of a transaction as the holder. */
  inside<T>(work: () => T): T {
    return this.#hold ? holds.run(new Set([...(holds.getStore() ?? []), this.#hold]), work) : work()
  }

  #wait(isAlone: boolean): Promise<void> {
    return new Promise(enter => this.#waiting.push({ isAlone, enter }))
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#hold === undefined) {
      const { isAlone, enter } = this.#waiting[0]!
      if (isAlone && this.#running > 0) return
      this.#waiting.shift()
      if (isAlone) this.#hold = new Hold()
      else this.#running++
      enter()
    }
  }
}

/** `shared`, given up when the limits say so. */
export function sharedWithin<T>(lock: ConnectionLock, limits: Limits, work: () => Promise<T>): Promise<T> {
  if (lock.isOpen) return lock.shared(work)
  let isStopped = false
  const start = () => (isStopped ? Promise.reject<T>(timedOut(limits.timeoutMs)) : work())
  return within(limits, lock.shared(start), () => void (isStopped = true))
}

/** `hold`, given up when the limits say so. */
export function holdWithin(lock: ConnectionLock, limits: Limits): Promise<() => void> {
  return within(limits, lock.hold(), undefined, release => release())
}
