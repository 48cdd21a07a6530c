import { codes } from '../src/codes.ts'

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  DATA_REFUSED: () => {
    throw codes.error('DATA_REFUSED')
  },
}
