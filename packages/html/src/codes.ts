import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/html`. */
export const codes = defineCodes('html', {
  HTML_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be used',
    todo: 'Say here what to write instead.',
  },
})
