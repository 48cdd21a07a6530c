import type { Row } from '../driver.ts'
import type { Flavour, SyncStatement } from './flavours.ts'

/** Makes the row objects of better-sqlite3 from its arrays, which is faster than having them made across the border to C++. */
export class RowMaker {
  readonly #names: string[]
  readonly #template: Row

  private constructor(names: string[]) {
    this.#names = names
    this.#template = Object.fromEntries(names.map(name => [name, null]))
  }

  /**
   * Turns a statement to arrays where the names of its columns cannot change: without `*`, whose columns follow the table.
   * Elsewhere the driver makes the rows.
   */
  static of(statement: SyncStatement, text: string, flavour: Flavour): RowMaker | 'driver' {
    if (flavour.name !== 'better-sqlite3' || statement.reader !== true || text.includes('*')) return 'driver'
    const names = statement.columns!().map(({ name }) => name)
    if (names.includes('__proto__')) return 'driver'
    statement.raw!(true)
    return new RowMaker(names)
  }

  make(values: unknown[]): Row {
    const row = { ...this.#template }
    const names = this.#names
    for (let index = 0; index < names.length; index++) row[names[index]!] = values[index]
    return row
  }
}
