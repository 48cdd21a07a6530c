import { compile } from '../src/compile.ts'
import { sql } from '../src/sql.ts'

const any = (value: unknown) => value as never
const otherCopy = Object.defineProperty({}, Symbol.for('breakwater.sql.fragment'), { value: true })

/** For each code of the tag an action that is refused with it. */
export const provokeTag: Readonly<Record<string, () => unknown>> = {
  SQL_FRAGMENT_REQUIRED: () => compile('select 1', 'postgres', 'test'),
  DUPLICATE_COPY: () => compile(otherCopy, 'postgres', 'test'),
  SQL_SLOT_IN_QUOTES: () => sql`select '${'x'}'`,
  SQL_SLOT_GLUED: () => compile(sql`select * from log_${'x'}`, 'mysql', 'test'),
  SQL_SECOND_STATEMENT: () => sql`select ${1}; select 2`,
  SQL_TEXT_UNCLOSED: () => sql`select 'x`,
  SQL_TEXT_AMBIGUOUS: () => compile(sql`select 'x' escape '\\', ${sql.id('a')}`, 'postgres', 'test'),
  SQL_PLACEHOLDER_REFUSED: () => compile(sql`select $1, ${1}`, 'postgres', 'test'),
  SQL_VALUE_REFUSED: () => sql`select ${any({})}`,
  SQL_UNDEFINED: () => sql`select ${any(undefined)}`,
  SQL_TEXT_MALFORMED: () => sql`select ${'\ud800'}`,
  SQL_NUMBER_RANGE: () => sql`select ${NaN}`,
  SQL_LIMIT_REFUSED: () => compile(sql`select 1 limit ${'x'}`, 'sqlite', 'test'),
  SQL_TOO_MANY_VALUES: () => compile(sql`select ${sql.join(new Array(70_000).fill(1))}`, 'postgres', 'test'),
  SQL_IDENTIFIER_REFUSED: () => sql.id(''),
  SQL_CHOICE_REFUSED: () => sql.oneOf('x', {}),
  SQL_LIST_REFUSED: () => sql.in(any('1')),
  SQL_KEYS_REQUIRED: () => sql.where({}, []),
  SQL_OBJECT_REFUSED: () => sql.where(any('x'), any(['a'])),
  SQL_NOTHING_LEFT: () => sql.set({}, any(['a'])),
  SQL_JSON_REFUSED: () => sql.json(undefined),
  SQL_DIALECT_REFUSED: () => compile(sql`select ${sql.array([1])}`, 'mysql', 'test'),
}
