import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/fetch`. */
export const codes = defineCodes('fetch', {
  FETCH_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be used',
    todo: 'Say here what to write instead.',
  },
})
