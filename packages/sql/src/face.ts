import { compile } from './compile.ts'
import type { Compiled } from './compile.ts'
import { codes } from './codes.ts'
import type { Dialect } from './dialect.ts'

export type Callback = (this: unknown, error: unknown, ...results: unknown[]) => unknown

export interface FaceCall {
  readonly compiled: Compiled
  readonly callback: Callback | undefined
}

/**
 * Reads the arguments of a drop-in method: a fragment, then a callback at most; an empty list of values, which old code passes, is let through.
 * A refusal goes to the callback where there is one, as an error of the driver would; `undefined` says so.
 */
export function readFaceCall(fragment: unknown, rest: readonly unknown[], dialect: Dialect, where: string): FaceCall | undefined {
  const callback = callbackOf(rest)
  try {
    checkRest(rest, where)
    return { compiled: compile(fragment, dialect, where), callback }
  } catch (error) {
    if (!callback) throw error
    process.nextTick(() => callback.call(undefined, error))
    return undefined
  }
}

/** The same for methods that answer with a promise: a refusal rejects it. */
export function rejectRefusal<T>(call: () => T | Promise<T>): Promise<T> {
  try {
    return Promise.resolve(call())
  } catch (error) {
    return Promise.reject(error)
  }
}

export const callbackOf = (rest: readonly unknown[]) => rest.find((argument): argument is Callback => typeof argument === 'function')

export function checkRest(rest: readonly unknown[], where: string): void {
  for (const argument of rest) {
    if (argument === undefined || typeof argument === 'function' || (Array.isArray(argument) && argument.length === 0)) continue
    throw codes.error('SQL_DRIVER_VALUES_REFUSED', { at: where })
  }
}
