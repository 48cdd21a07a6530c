import type { Row } from '../driver.ts'
import { exactInteger } from '../exact.ts'
import type { PgClient, PgField } from './types.ts'

type Parser = (text: string) => unknown

const INT8 = 20
const INT8_ARRAY = 1016

/** How the rows of one statement are read: the driver's parsers, save that int8 keeps its value as a number or bigint. */
export class RowShape {
  readonly #names: string[]
  readonly #parsers: Parser[]
  readonly #template: Row

  constructor(fields: readonly PgField[], client: PgClient) {
    this.#names = fields.map(field => field.name)
    this.#parsers = fields.map(field => parserOf(field.dataTypeID, client))
    // Spreading a null-prototype object makes own properties of all names, so that a column called __proto__ is data.
    const template: Row = Object.create(null)
    for (const name of this.#names) template[name] = null
    this.#template = { ...template }
  }

  read(values: readonly (string | null)[]): Row {
    const row = { ...this.#template }
    for (let index = 0; index < values.length; index++) {
      const value = values[index]!
      row[this.#names[index]!] = value === null ? null : this.#parsers[index]!(value)
    }
    return row
  }
}

function parserOf(oid: number, client: PgClient): Parser {
  const parser = (client._types ?? (client as Required<PgClient>)).getTypeParser!(oid, 'text') as Parser
  // A parser that the application has set is kept.
  if (oid === INT8 && parser('1') === '1') return exactInteger
  if (oid === INT8_ARRAY) return text => exactItems(parser(text))
  return parser
}

const exactItems = (value: unknown): unknown => (Array.isArray(value) ? value.map(exactItems) : typeof value === 'string' ? exactInteger(value) : value)
