import { defineCodes } from './errors.ts'

/** The codes of `@breakwater/core`. */
export const codes = defineCodes('core', {
  TEMPLATE_REQUIRED: {
    kind: 'misuse',
    what: 'the tag was called with something that is not a template literal',
    todo: 'Write the code as a literal directly after the tag, tag`…`, and put runtime values into ${slots}: a runtime string never becomes code.',
  },
  TEMPLATE_UNFROZEN: {
    kind: 'misuse',
    what: 'the template strings are not frozen, as a compiler that lowers template literals loosely leaves them',
    todo: 'Compile for ES2015 or later: tsc "target": "es2015" or higher, Babel without "loose" or the "mutableTemplateObject" assumption, swc without jsc.loose.',
  },
  TEMPLATE_ESCAPE_REFUSED: {
    kind: 'invalid',
    what: 'the template holds an escape sequence that JavaScript cannot read',
    todo: 'Write a backslash as \\\\.',
  },
  OPTIONS_REFUSED: {
    kind: 'misuse',
    what: 'options must be a plain object with plain data properties',
    todo: 'Write them as an object literal; getters, class instances, symbols and an own __proto__ are refused.',
  },
  OPTION_UNKNOWN: {
    kind: 'misuse',
    what: 'there is no such option',
    todo: 'Check the spelling against the README of the package.',
  },
  OPTION_INVALID: {
    kind: 'misuse',
    what: 'an option has a value of the wrong kind',
    todo: 'Give the value that the README of the package names.',
  },
  LIMIT_INVALID: {
    kind: 'misuse',
    what: 'a limit must be a whole number in its range',
    todo: 'Give a positive whole number in the unit of the name; Infinity and NaN are not limits.',
  },
  LIMIT_WIDENED: {
    kind: 'refused',
    what: 'a call may narrow a limit and never widen it',
    todo: 'Raise the limit where the object is created.',
  },
  JSON_INVALID: {
    kind: 'invalid',
    what: 'the text is not JSON',
    todo: 'Send well-formed JSON (RFC 8259).',
  },
  JSON_TOO_LARGE: {
    kind: 'limit',
    what: 'the JSON text is larger than maxBytes',
    todo: 'Raise maxBytes if such documents are expected.',
  },
  JSON_TOO_DEEP: {
    kind: 'limit',
    what: 'the JSON is nested deeper than maxDepth',
    todo: 'Raise maxDepth if such documents are expected.',
  },
  JSON_KEY_REFUSED: {
    kind: 'refused',
    what: 'the JSON holds a key that reaches for a prototype',
    todo: 'Drop __proto__ and constructor.prototype from the document: no honest sender needs them.',
  },
  SCHEMA_REFUSED: {
    kind: 'misuse',
    what: 'the schema is of no known kind',
    todo: 'Give a zod schema, a TypeBox schema (with @sinclair/typebox installed) or any Standard Schema.',
  },
  SCHEMA_MISMATCH: {
    kind: 'invalid',
    what: 'the value does not match the schema',
    todo: 'details.issues lists each place and what was expected there.',
  },
  SCHEMA_ASYNC: {
    kind: 'misuse',
    what: 'the schema answers asynchronously where a synchronous answer is needed',
    todo: 'Use a synchronous schema here, or the asynchronous form of the call.',
  },
  UNSAFE_REASON_REQUIRED: {
    kind: 'misuse',
    what: 'a hatch was used without a reason',
    todo: 'Say in `reason`, in a sentence, why this use is sound; it is announced on the audit channel and read by reviewers.',
  },
  REFUSAL_EXPECTED: {
    kind: 'misuse',
    what: 'the action was expected to be refused and was not, or was refused with another code',
    todo: 'Check the input of the test.',
  },
})
