/** One call of node:fs, to be made at once or in the thread pool. */
export interface Step {
  readonly now: (...args: never[]) => unknown
  readonly later: (...args: never[]) => void
  readonly args: readonly unknown[]
  /** Moves so much data, or waits for the disk so long, that it must not be done on the event loop. */
  readonly heavy: boolean
}

/** Work on files written once: it yields its system calls, and a runner makes them at once or asynchronously. */
export type Task<T> = Generator<Step, T, unknown>

/** Runs a task to its end on this thread. */
export function runNow<T>(task: Task<T>): T {
  let turn = task.next()
  while (!turn.done) {
    let value: unknown
    try {
      value = now(turn.value)
    } catch (error) {
      turn = task.throw(error)
      continue
    }
    turn = task.next(value)
  }
  return turn.value
}

// How long light steps may hold the event loop before it gets a turn.
const TURN_MS = 8

/**
 * Runs a task asynchronously. On a file system known to be local the light steps are made at once, since a round trip through the thread pool costs several
 * times the call itself; elsewhere (network, FUSE) none is, because it could hang the event loop.
 */
export async function runLater<T>(task: Task<T>, local: boolean): Promise<T> {
  let turn = task.next()
  let steps = 0
  let started = 0
  while (!turn.done) {
    const step = turn.value
    let value: unknown
    try {
      if (local && !step.heavy) {
        value = now(step)
        if ((++steps & 31) === 0) {
          const time = performance.now()
          if (started === 0) started = time
          else if (time - started > TURN_MS) {
            await new Promise(resolve => setImmediate(resolve))
            started = 0
          }
        }
      } else value = await later(step)
    } catch (error) {
      turn = task.throw(error)
      continue
    }
    turn = task.next(value)
  }
  return turn.value
}

const now = (step: Step): unknown => (step.now as (...args: unknown[]) => unknown)(...step.args)

function later(step: Step): Promise<unknown> {
  return new Promise((resolve, reject) => {
    ;(step.later as (...args: unknown[]) => void)(...step.args, (error: Error | null, value: unknown) => (error ? reject(error) : resolve(value)))
  })
}
