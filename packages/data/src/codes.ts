import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/data`. */
export const codes = defineCodes('data', {
  DATA_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be used',
    todo: 'Say here what to write instead.',
  },
})
