import { expectRefusal } from '../src/testing.ts'
import { announceUnsafe } from '../src/unsafe-reason.ts'
import { checkTemplate } from '../src/template.ts'
import { choice, limit, narrowLimit, readOptions } from '../src/options.ts'
import { parseJson } from '../src/json.ts'
import { validate, validateSync } from '../src/schema.ts'
import { z } from 'zod'

const tag = (strings: TemplateStringsArray) => strings
const unfrozen = Object.defineProperty(['a'], 'raw', { value: ['a'] })

/** For each code of core an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  TEMPLATE_REQUIRED: () => checkTemplate('select 1', 'tag'),
  TEMPLATE_UNFROZEN: () => checkTemplate(unfrozen, 'tag'),
  TEMPLATE_ESCAPE_REFUSED: () => checkTemplate(tag`\unicode`, 'tag'),
  OPTIONS_REFUSED: () => readOptions('test', 'text', {}),
  OPTION_UNKNOWN: () => readOptions('test', { other: 1 }, {}),
  OPTION_INVALID: () => readOptions('test', { mode: 3 }, { mode: choice(['a', 'b']) }),
  LIMIT_INVALID: () => readOptions('test', { maxBytes: NaN }, { maxBytes: limit(1) }),
  LIMIT_WIDENED: () => narrowLimit(10, 11, 'test'),
  JSON_INVALID: () => parseJson('{'),
  JSON_TOO_LARGE: () => parseJson('[1,2,3]', { maxBytes: 3 }),
  JSON_TOO_DEEP: () => parseJson('[[1]]', { maxDepth: 1 }),
  JSON_KEY_REFUSED: () => parseJson('{"__proto__":{}}'),
  SCHEMA_REFUSED: () => validate({} as never, 1, 'test'),
  SCHEMA_MISMATCH: () => validate(z.string(), 1, 'test'),
  SCHEMA_ASYNC: () => validateSync(z.string().refine(async () => true), 'a', 'test'),
  UNSAFE_REASON_REQUIRED: () => announceUnsafe('core', 'test', ' '),
  REFUSAL_EXPECTED: () => expectRefusal(() => undefined, 'X'),
}
