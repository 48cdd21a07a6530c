import { BreakwaterError, codes as core, describeValue, isSchema, validateSync } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { invalid } from './problems.ts'
import type { Problem } from './problems.ts'

type Step = PropertyKey | { readonly key: PropertyKey }

/** Checks a value against a schema; all problems in one error. Messages about a field whose name speaks of a secret are replaced, for messages may quote. */
export function check<S extends Schema>(schema: S, value: unknown, where: string): Infer<S> {
  if (!isSchema(schema)) throw core.error('SCHEMA_REFUSED', { at: where, got: describeValue(schema) })
  if (!('~standard' in schema)) return checkTypeBox(schema, value, where)
  const result = schema['~standard'].validate(value)
  if (result instanceof Promise) {
    result.catch(() => undefined)
    throw core.error('SCHEMA_ASYNC', { at: where })
  }
  if (!result.issues) return result.value as Infer<S>
  throw invalid(where, result.issues.map(({ path, message }) => problem(pointerOf(path ?? []), message)))
}

function checkTypeBox<S extends Schema>(schema: S, value: unknown, where: string): Infer<S> {
  try {
    return validateSync(schema, value, where)
  } catch (error) {
    if (!BreakwaterError.is(error) || error.code !== 'SCHEMA_MISMATCH') throw error
    const issues = error.details['issues'] as readonly string[]
    throw invalid(where, issues.map(issue => {
      const border = issue.lastIndexOf(': ')
      return problem(issue.slice(0, border), issue.slice(border + 2))
    }))
  }
}

const pointerOf = (path: readonly Step[]) => path.map(step => `/${String(typeof step === 'object' ? step.key : step).slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const SECRET = /pass(?:word|wd|phrase|code)|secret|token|api[-_]?key|private[-_]?key|credential|authorization|cookie|\bpin\b|cvv|cvc/i

function problem(pointer: string, message: string): Problem {
  // Names come from outside too: nothing that moves a terminal or breaks a line of a log.
  const clean = (text: string) => text.slice(0, 300).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
  return { pointer: clean(pointer), expected: SECRET.test(pointer) ? 'another value (it is secret, so nothing is said about it)' : clean(message) }
}
