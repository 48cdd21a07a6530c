import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/shell`. */
export const codes = defineCodes('shell', {
  SHELL_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be used',
    todo: 'Say here what to write instead.',
  },
})
