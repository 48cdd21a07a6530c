import { codes } from '../codes.ts'
import { Fragment } from '../fragment.ts'
import type { Part, Walk, Writer } from '../part.ts'
import type { SlotInfo } from '../slots.ts'
import { readColumns, readKeys, walkColumn, writeOne } from './columns.ts'
import type { Column } from './columns.ts'
import { nameKey } from '../identifier.ts'

/**
 * Equality conditions, joined by AND, for those allowed keys that the object has: `where ${sql.where(req.query, ['team', 'role'])}`; null becomes IS NULL.
 * If none remains it is true beside another written condition in a SELECT (`where active and ${sql.where(…)}`), and otherwise SQL_NOTHING_LEFT: a forgotten filter never means all rows.
 */
export function where<Key extends string>(object: { readonly [K in Key]?: unknown }, keys: readonly Key[]): Fragment {
  return Fragment.ofPart(new WherePart(readColumns(object, readKeys(keys, 'sql.where'), 'sql.where')))
}

class WherePart implements Part {
  readonly #columns: readonly Column[]
  constructor(columns: readonly Column[]) {
    this.#columns = columns
  }

  walk(walk: Walk): void {
    walk.key += `W${this.#columns.length},`
    for (const column of this.#columns) {
      if (column.value === null) walk.key += `0${nameKey(column.name)}`
      else walkColumn(walk, column)
    }
  }

  write(writer: Writer, slot: SlotInfo | undefined): void {
    if (this.#columns.length === 0) {
      if (writer.writes || !slot?.besideCondition) throw codes.error('SQL_NOTHING_LEFT', { at: 'sql.where' })
      return writer.text(writer.dialect === 'postgres' ? 'true' : '1 = 1')
    }
    writer.text('(')
    this.#columns.forEach(({ name, value }, index) => {
      if (index > 0) writer.text(' and ')
      writer.identifier(name)
      if (value === null) return writer.text(' is null')
      writer.text(' = ')
      writeOne(writer, value)
    })
    writer.text(')')
  }
}
