import { BreakwaterError } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Limits } from './drivers/driver.ts'

/** Calls `stop` once when the time is up or the signal aborts; the answer ends the watch. */
export function watch(limits: Limits, stop: (reason: BreakwaterError) => void): () => void {
  const { signal, timeoutMs } = limits
  const timer = setTimeout(() => finish(timedOut(timeoutMs)), timeoutMs)
  const onAbort = () => finish(aborted(signal!))
  if (signal) signal.addEventListener('abort', onAbort, { once: true })
  const end = () => {
    clearTimeout(timer)
    if (signal) signal.removeEventListener('abort', onAbort)
  }
  const finish = (reason: BreakwaterError) => {
    end()
    stop(reason)
  }
  return end
}

/** Refuses to start what is already aborted. */
export function checkAbort(limits: Limits): void {
  if (limits.signal?.aborted) throw aborted(limits.signal)
}

export const timedOut = (timeoutMs: number) => codes.error('SQL_TIMEOUT', { details: { timeoutMs } })
export const aborted = (signal: AbortSignal) => {
  const reason: unknown = signal.reason
  return BreakwaterError.is(reason) && reason.code === 'SQL_TIMEOUT' ? reason : codes.error('SQL_ABORTED', { cause: reason })
}
export const tooManyRows = (maxRows: number) => codes.error('SQL_MAX_ROWS', { details: { maxRows } })

/** Settles as `work` does, or rejects when time is up or the signal aborts while `work` goes on; `onLate` gets what then still comes. */
export function within<T>(limits: Limits, work: Promise<T>, onStop?: (reason: BreakwaterError) => void, onLate?: (value: T) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    let isStopped = false
    if (limits.signal?.aborted) {
      onStop?.(aborted(limits.signal))
      work.then(onLate, () => undefined)
      return reject(aborted(limits.signal))
    }
    const end = watch(limits, reason => {
      isStopped = true
      onStop?.(reason)
      reject(reason)
    })
    work.then(
      value => {
        end()
        if (isStopped) onLate?.(value)
        else resolve(value)
      },
      error => {
        end()
        reject(error)
      },
    )
  })
}

/** Settles as `work` does, or rejects when the signal aborts. */
export function untilAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(aborted(signal))
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}

/** One signal for several statements, from a time limit and the caller's own signals; undefined where there is neither. */
export class Deadline {
  readonly signal: AbortSignal | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(timeoutMs: number | undefined, ...signals: (AbortSignal | undefined)[]) {
    const given = signals.filter(signal => signal !== undefined)
    if (timeoutMs !== undefined) {
      const controller = new AbortController()
      this.#timer = setTimeout(() => controller.abort(timedOut(timeoutMs)), timeoutMs)
      given.push(controller.signal)
    }
    this.signal = given.length > 1 ? AbortSignal.any(given) : given[0]
  }

  end(): void {
    clearTimeout(this.#timer)
  }
}
