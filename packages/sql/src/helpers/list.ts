import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { Dialect } from '../dialect.ts'
import { Fragment } from '../fragment.ts'
import type { Part, Walk, Writer } from '../part.ts'
import type { SlotInfo } from '../slots.ts'
import { ArrayValue, bindable } from '../values.ts'
import type { SqlValue } from '../values.ts'

/** The list of `x in ${sql.in(list)}`: one array parameter on PostgreSQL, a list of placeholders elsewhere. An empty list matches nothing. */
export function inList(list: readonly SqlValue[]): Fragment {
  return Fragment.ofPart(new ListPart(readList(list, 'sql.in'), false))
}

/** The list of `x not in ${sql.notIn(list)}`. An empty list matches everything and is refused in UPDATE and DELETE; NULL in the list would match nothing and is refused. */
export function notInList(list: readonly SqlValue[]): Fragment {
  return Fragment.ofPart(new ListPart(readList(list, 'sql.notIn'), true))
}

/** Reads an array once into bindable values. */
function readList(list: unknown, at: string): SqlValue[] {
  if (!Array.isArray(list)) throw codes.error('SQL_LIST_REFUSED', { at, got: describeValue(list) })
  const values: SqlValue[] = []
  for (let index = 0; index < list.length; index++) values.push(bindable(list[index], `${at}, item ${index + 1}`))
  return values
}

class ListPart implements Part {
  readonly #values: readonly SqlValue[]
  readonly #isNot: boolean

  constructor(values: readonly SqlValue[], isNot: boolean) {
    this.#values = values
    this.#isNot = isNot
  }

  walk(walk: Walk, slot: SlotInfo | undefined): void {
    const isNot = this.#checkPlace(slot)
    if (isNot && this.#values.includes(null)) throw codes.error('SQL_LIST_REFUSED', { at: 'sql.notIn', got: 'a list that holds null' })
    const padded = this.#padded(walk.dialect)
    walk.key += `L${isNot ? 'n' : 'i'}${padded},`
    walk.plain = false
    if (walk.dialect === 'postgres') {
      walk.values.push(new ArrayValue(this.#values))
      return
    }
    walk.fixed = false
    for (let index = 0; index < padded; index++) walk.values.push(this.#values[Math.min(index, this.#values.length - 1)]!)
  }

  write(writer: Writer, slot: SlotInfo | undefined): void {
    const isNot = this.#checkPlace(slot)
    if (this.#values.length === 0 && isNot && writer.writes) throw codes.error('SQL_LIST_REFUSED', { at: 'sql.notIn', got: 'an empty list in UPDATE or DELETE' })
    if (writer.dialect === 'postgres') {
      writer.text(isNot ? '<> all(' : '= any(')
      writer.placeholder()
      return writer.text(')')
    }
    if (this.#values.length === 0) return writer.text(writer.dialect === 'mysql' ? '(select null from dual where false)' : '(select null where false)')
    const padded = this.#padded(writer.dialect)
    writer.text('(')
    for (let index = 0; index < padded; index++) {
      if (index > 0) writer.text(', ')
      writer.placeholder()
    }
    writer.text(')')
  }

  replacesIn(dialect: Dialect): boolean {
    return dialect === 'postgres'
  }

  #checkPlace(slot: SlotInfo | undefined): boolean {
    const role = slot?.role
    if (role !== 'in' && role !== 'not-in') throw codes.error('SQL_LIST_REFUSED', { got: 'a list that does not stand right after IN' })
    if (this.#isNot && role === 'in') throw codes.error('SQL_LIST_REFUSED', { got: 'sql.notIn after IN' })
    return role === 'not-in'
  }

  // Powers of two keep the number of different texts, and so of prepared statements, small; the last value is repeated.
  #padded(dialect: Dialect): number {
    const count = this.#values.length
    if (dialect === 'postgres') return Math.min(count, 1)
    return count > 0 && count <= 1024 ? 2 ** Math.ceil(Math.log2(count)) : count
  }
}
