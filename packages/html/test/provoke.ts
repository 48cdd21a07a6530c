import { codes } from '../src/codes.ts'

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  HTML_REFUSED: () => {
    throw codes.error('HTML_REFUSED')
  },
}
