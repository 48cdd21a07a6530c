import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/files`. */
export const codes = defineCodes('files', {
  FILES_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be used',
    todo: 'Say here what to write instead.',
  },
})
