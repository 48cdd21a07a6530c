import { BreakwaterError } from '@breakwater/core'
import { Fragment } from './fragment.ts'
import type { Part } from './part.ts'
import { sql as strict } from './sql.ts'

/** A refusal in place of a fragment: whatever is asked of it, the refusal comes out. */
class RefusedPart implements Part {
  readonly #error: BreakwaterError
  constructor(error: BreakwaterError) {
    this.#error = error
  }
  walk(): void {
    throw this.#error
  }
  write(): void {
    throw this.#error
  }
}

/** The same function, whose refusals of values wait until the fragment is used. Misuse by the author is still thrown at once. */
function later<Args extends unknown[]>(make: (...args: Args) => Fragment): (...args: Args) => Fragment {
  return (...args) => {
    try {
      return make(...args)
    } catch (error) {
      if (!BreakwaterError.is(error) || error.kind === 'misuse') throw error
      return Fragment.ofPart(new RefusedPart(error))
    }
  }
}

const { id, in: inList, notIn, rows, oneOf, set, insert, where, join, json, array, binary, like } = strict

/**
 * The `sql` tag for code that was written for a driver's strings: a value that is refused reaches the callback or promise of the query, as an error of
 * the database would, instead of being thrown where the statement is put together, which in a callback would end the process. Otherwise the same tag.
 */
export const sql: typeof strict = Object.freeze(Object.assign(later(strict), {
  id: later(id),
  in: later(inList),
  notIn: later(notIn),
  rows: later(rows),
  oneOf: later(oneOf) as typeof oneOf,
  set: later(set) as typeof set,
  insert: later(insert) as typeof insert,
  where: later(where) as typeof where,
  join: later(join),
  json: later(json),
  array: later(array),
  binary: later(binary),
  like: Object.freeze({ contains: later(like.contains), startsWith: later(like.startsWith), endsWith: later(like.endsWith) }),
}))

export { connect } from './connect.ts'
export type { Fragment } from './fragment.ts'
