import { codes } from './codes.ts'
import { BreakwaterError } from './errors.ts'

/**
 * For tests: runs `action`, expects it to throw or reject with a BreakwaterError of this code, and gives that error.
 * Works in any test runner. Fails with REFUSAL_EXPECTED.
 */
export async function expectRefusal(action: () => unknown, code: string): Promise<BreakwaterError> {
  let met: unknown
  try {
    await action()
  } catch (error) {
    if (BreakwaterError.is(error) && error.code === code) return error
    met = error
  }
  const got = BreakwaterError.is(met) ? met.code : met === undefined ? 'no refusal' : 'another error'
  throw codes.error('REFUSAL_EXPECTED', { at: code, got, cause: met })
}
