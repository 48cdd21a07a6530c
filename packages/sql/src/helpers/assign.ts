import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { Fragment } from '../fragment.ts'
import type { Part, Walk, Writer } from '../part.ts'
import { nameKey } from '../identifier.ts'
import { bindable } from '../values.ts'
import type { SqlValue } from '../values.ts'
import { addBare } from '../walk.ts'
import { readColumns, readKeys, walkColumn, walkOne, writeOne } from './columns.ts'
import type { Column } from './columns.ts'

/** The assignments of `update t set ${sql.set(req.body, ['name', 'email'])}` for those allowed keys that the object has. Code: SQL_NOTHING_LEFT. */
export function set<Key extends string>(object: { readonly [K in Key]?: unknown }, keys: readonly Key[]): Fragment {
  const columns = readColumns(object, readKeys(keys, 'sql.set'), 'sql.set')
  if (columns.length === 0) throw codes.error('SQL_NOTHING_LEFT', { at: 'sql.set' })
  return Fragment.ofPart(new SetPart(columns))
}

/** Columns and values of `insert into t ${sql.insert(row, ['name', 'email'])}`; an array of objects inserts several rows, which need the same keys. */
export function insert<Key extends string>(rows: { readonly [K in Key]?: unknown } | readonly { readonly [K in Key]?: unknown }[], keys: readonly Key[]): Fragment {
  const list: readonly unknown[] = Array.isArray(rows) ? rows : [rows]
  if (list.length === 0) throw codes.error('SQL_NOTHING_LEFT', { at: 'sql.insert', got: 'an empty list of rows' })
  const names = readKeys(keys, 'sql.insert')
  const read = list.map(row => readColumns(row, names, 'sql.insert'))
  const first = read[0]!
  if (first.length === 0) throw codes.error('SQL_NOTHING_LEFT', { at: 'sql.insert' })
  for (const columns of read) {
    if (columns.length !== first.length || columns.some((column, index) => column.name !== first[index]!.name)) throw codes.error('SQL_OBJECT_REFUSED', { at: 'sql.insert', got: 'rows with different keys' })
  }
  return Fragment.ofPart(new InsertPart(first.map(column => column.name), read.map(columns => columns.map(column => column.value))))
}

/** Rows of values: `values ${sql.rows([[1, 'a'], [2, 'b']])}` gives (…), (…). */
export function rows(list: readonly (readonly Column['value'][])[]): Fragment {
  if (!Array.isArray(list) || list.length === 0) throw codes.error('SQL_LIST_REFUSED', { at: 'sql.rows', got: describeValue(list), todo: 'Give a non-empty array of rows, each an array of values.' })
  const width = Array.isArray(list[0]) ? (list[0] as unknown[]).length : 0
  if (width === 0 || list.some(row => !Array.isArray(row) || row.length !== width)) throw codes.error('SQL_LIST_REFUSED', { at: 'sql.rows', got: 'rows that are empty or of different length', todo: 'Give every row the same number of values.' })
  return Fragment.ofPart(new InsertPart([], list.map((row, index) => readRow(row, index))))
}

const readRow = (row: readonly unknown[], index: number) => row.map((value, column) => (Fragment.is(value) ? value : bindable(value, `sql.rows, row ${index + 1}, value ${column + 1}`)))

class SetPart implements Part {
  readonly #columns: readonly Column[]
  constructor(columns: readonly Column[]) {
    this.#columns = columns
  }
  walk(walk: Walk): void {
    walk.key += `S${this.#columns.length},`
    for (const column of this.#columns) walkColumn(walk, column)
  }
  write(writer: Writer): void {
    this.#columns.forEach(({ name, value }, index) => {
      if (index > 0) writer.text(', ')
      writer.identifier(name)
      writer.text(' = ')
      writeOne(writer, value)
    })
  }
}

class InsertPart implements Part {
  readonly #names: readonly string[]
  readonly #rows: readonly (readonly Column['value'][])[]
  readonly #isPlainData: boolean

  constructor(names: readonly string[], list: readonly (readonly Column['value'][])[]) {
    this.#names = names
    this.#rows = list
    this.#isPlainData = list.every(row => !row.some(Fragment.is))
  }

  walk(walk: Walk): void {
    if (this.#rows.length > 1) walk.fixed = false
    walk.key += `I${this.#names.length},${this.#rows.length},${this.#rows[0]!.length},`
    for (const name of this.#names) walk.key += nameKey(name)
    if (this.#isPlainData) {
      walk.key += 'd'
      for (const row of this.#rows) for (const value of row) addBare(walk, value as SqlValue)
    } else {
      for (const row of this.#rows) for (const value of row) walkOne(walk, value)
    }
  }

  write(writer: Writer): void {
    if (this.#names.length > 0) {
      writer.text('(')
      this.#names.forEach((name, index) => {
        if (index > 0) writer.text(', ')
        writer.identifier(name)
      })
      writer.text(') values ')
    }
    this.#rows.forEach((row, index) => {
      writer.text(index > 0 ? ', (' : '(')
      row.forEach((value, column) => {
        if (column > 0) writer.text(', ')
        writeOne(writer, value)
      })
      writer.text(')')
    })
  }
}
