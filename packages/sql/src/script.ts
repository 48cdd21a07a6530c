import { BreakwaterError } from '@breakwater/core'
import { compile, compileScript } from './compile.ts'
import type { Compiled } from './compile.ts'
import type { Dialect } from './dialect.ts'

/** For `exec`: one statement, bound if it has values, or the text of a script of several statements, which can have none. */
export function statementOrScript(fragment: unknown, dialect: Dialect, where: string): Compiled | string {
  try {
    return compile(fragment, dialect, where)
  } catch (error) {
    if (BreakwaterError.is(error) && error.code === 'SQL_SECOND_STATEMENT') return compileScript(fragment, dialect, where)
    throw error
  }
}
