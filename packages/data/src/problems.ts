import { BreakwaterError } from '@breakwater/core'
import { codes } from './codes.ts'

/** One place that does not match, as a JSON pointer (RFC 6901), and what was expected there. */
export interface Problem {
  readonly pointer: string
  readonly expected: string
}

/** An answer of the kind `application/problem+json` (RFC 9457). */
export interface ProblemJson {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly errors: readonly { readonly pointer: string; readonly detail: string }[]
}

const known = new WeakMap<object, readonly Problem[]>()

/** The error of data that does not match its schema, with every problem. */
export function invalid(where: string, problems: readonly Problem[]): BreakwaterError {
  const lines = problems.slice(0, 100).map(({ pointer, expected }) => `${pointer}: ${expected}`)
  const error = codes.error('DATA_INVALID', { at: where, got: lines.slice(0, 3).join('; '), details: { problems: lines, count: problems.length } })
  known.set(error, problems)
  return error
}

const STATUS = { invalid: 400, refused: 400, limit: 413, misuse: 500, unavailable: 500 } as const

/**
 * Makes an RFC 9457 problem document of a refusal: 422 where a schema says no, 400, 413 and 415 for the rest, 500 for everything that is not the sender's fault,
 * of which nothing is told. No value of the data is in it.
 */
export function toProblemJson(error: unknown): ProblemJson {
  if (!BreakwaterError.is(error) || STATUS[error.kind] === 500) return { type: 'about:blank', title: 'Internal Server Error', status: 500, detail: 'The request could not be answered.', errors: [] }
  const status = error.code === 'DATA_INVALID' ? 422 : error.code === 'DATA_MEDIA_TYPE' ? 415 : STATUS[error.kind]
  const title = codes.table[error.code as keyof typeof codes.table]?.what ?? 'the request was refused'
  const errors = (known.get(error) ?? []).map(({ pointer, expected }) => ({ pointer: `#${encodeURI(pointer)}`, detail: expected }))
  return { type: error.docs, title, status, detail: `${title}.`, errors }
}
