import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { Fragment } from '../fragment.ts'
import type { Part, Walk, Writer } from '../part.ts'
import { bindable } from '../values.ts'
import { addValue } from '../walk.ts'

/** Patterns for LIKE in which the given text stands for itself: % and _ in it are escaped with an ESCAPE clause that no server mode changes. */
export const like = Object.freeze({
  /** `name like ${sql.like.contains(text)}` */
  contains: (text: string) => Fragment.ofPart(new LikePart(`%${escape(text, 'contains')}%`)),
  /** `name like ${sql.like.startsWith(text)}` */
  startsWith: (text: string) => Fragment.ofPart(new LikePart(`${escape(text, 'startsWith')}%`)),
  /** `name like ${sql.like.endsWith(text)}` */
  endsWith: (text: string) => Fragment.ofPart(new LikePart(`%${escape(text, 'endsWith')}`)),
})

function escape(text: unknown, name: string): string {
  const at = `sql.like.${name}`
  if (typeof text === 'number' || typeof text === 'bigint') return String(bindable(text, at))
  if (typeof text !== 'string') throw codes.error(text === undefined ? 'SQL_UNDEFINED' : 'SQL_VALUE_REFUSED', { at, got: describeValue(text), todo: 'Give a string.' })
  return (bindable(text, at) as string).replace(/[!%_]/g, '!$&')
}

class LikePart implements Part {
  readonly #pattern: string
  constructor(pattern: string) {
    this.#pattern = pattern
  }
  walk(walk: Walk): void {
    walk.key += 'K'
    addValue(walk, this.#pattern)
  }
  write(writer: Writer): void {
    writer.placeholder()
    writer.text(" escape '!'")
  }
}
