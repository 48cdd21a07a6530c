import { codes } from '../src/codes.ts'

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  FETCH_URL_INVALID: () => {
    throw codes.error('FETCH_URL_INVALID')
  },
}
