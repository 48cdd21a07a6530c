import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/data`. */
export const codes = defineCodes('data', {
  DATA_INVALID: {
    kind: 'invalid',
    what: 'the data does not match the schema',
    todo: 'details.problems lists each place and what was expected there; toProblemJson(error) makes an answer of it.',
  },
  DATA_MALFORMED: {
    kind: 'invalid',
    what: 'the text is not well-formed',
    todo: 'Send JSON as in RFC 8259, or YAML 1.2 without tags of its own.',
  },
  DATA_INPUT_REFUSED: {
    kind: 'misuse',
    what: 'the input is neither text nor bytes',
    todo: 'Give a string or a Uint8Array; for something that is parsed already use the schema itself.',
  },
  DATA_TEXT_REFUSED: {
    kind: 'invalid',
    what: 'the text is not well-formed Unicode, or holds NUL where none can be meant',
    todo: 'Send UTF-8 without lone surrogates.',
  },
  DATA_TOO_LARGE: {
    kind: 'limit',
    what: 'the data is larger than a limit allows',
    todo: 'Raise the limit that details name if such data is expected.',
  },
  DATA_TOO_DEEP: {
    kind: 'limit',
    what: 'the data is nested deeper than maxDepth',
    todo: 'Raise maxDepth if such data is expected.',
  },
  DATA_KEY_REFUSED: {
    kind: 'refused',
    what: 'the data holds a key that reaches for a prototype or for a database operator',
    todo: 'Drop __proto__, constructor.prototype and, in queries and forms, names with $ that the schema does not name.',
  },
  DATA_KEY_DUPLICATE: {
    kind: 'refused',
    what: 'the data gives one key twice, which parsers read differently',
    todo: 'Send each key once.',
  },
  DATA_NUMBER_LOST: {
    kind: 'invalid',
    what: 'the data holds a number that JavaScript cannot keep',
    todo: 'Send it as a string: whole numbers above 2^53-1 and numbers above 1.8e308 lose digits.',
  },
  DATA_JSON_MISSING: {
    kind: 'invalid',
    what: 'the reply holds no JSON that fits',
    todo: 'Ask the model again, with the schema in the prompt.',
  },
  DATA_OPERATOR_REFUSED: {
    kind: 'refused',
    what: 'the filter holds an operator where a value was expected',
    todo: 'Write operators in the code, around checked values: { age: { $gt: input.age } }.',
  },
  DATA_PATH_REFUSED: {
    kind: 'refused',
    what: 'the path leads to a prototype, through something that is no plain object, or is empty',
    todo: 'Give the names of the developer\'s own fields: setPath(object, [\'address\', \'city\'], value).',
  },
  DATA_OBJECT_REFUSED: {
    kind: 'misuse',
    what: 'a plain object was expected',
    todo: 'Give an object literal or the result of a parser, without getters.',
  },
  DATA_PATTERN_REFUSED: {
    kind: 'invalid',
    what: 'the pattern is not one that runs in linear time',
    todo: 'Use RE2 syntax (no look-around, no back-references); for plain text use escapeRegex.',
  },
  DATA_PARSER_MISSING: {
    kind: 'unavailable',
    what: 'the parser of this format is not installed',
    todo: 'Install the package that is named: yaml for parseYaml, re2js for matchUntrusted.',
  },
  DATA_MEDIA_TYPE: {
    kind: 'invalid',
    what: 'the request has a body of a kind that is not read',
    todo: 'Send application/json or application/x-www-form-urlencoded.',
  },
})
