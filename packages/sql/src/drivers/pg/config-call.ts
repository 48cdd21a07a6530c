import type { Compiled } from '../../compile.ts'
import { tooManyRows, within } from '../../watch.ts'
import type { Limits, Outcome, Row } from '../driver.ts'
import { RowShape } from './row-shape.ts'
import type { PgClient, PgField } from './types.ts'
import { wireValues } from './values.ts'
import type { WireValue } from './values.ts'

/**
 * A query as pg's own config object. Its chain of prototypes ends without Object.prototype, so whatever else pg reads from it (name, rowMode, types,
 * callback, submit …) is absent even where that was polluted.
 */
class QueryConfig {
  readonly text: string
  readonly values: WireValue[]

  constructor(text: string, values: WireValue[]) {
    this.text = text
    this.values = values
  }
}
Object.setPrototypeOf(QueryConfig.prototype, null)

export const queryConfig = (text: string, values: WireValue[]): object => new QueryConfig(text, values)

interface Outline {
  rows: (string | null)[][]
  fields: PgField[]
  command: string
  rowCount: number | null
}

const raw = { getTypeParser: () => (text: string) => text }

/** The way for clients that take nothing but a config: pg.native, and pg in pipeline mode. They cannot stop a statement on the server. */
export async function runByConfig(client: PgClient, compiled: Pick<Compiled, 'text' | 'values'>, limits: Limits): Promise<Outcome> {
  // The extended protocol even without values: one statement only.
  const config = Object.assign(queryConfig(compiled.text, wireValues(compiled.values, client)), { queryMode: 'extended', rowMode: 'array', types: raw })
  const result = await within(limits, client.query(config) as Promise<Outline>)
  if (result.rows.length > limits.maxRows) throw tooManyRows(limits.maxRows)
  const shape = new RowShape(result.fields, client)
  const rows: Row[] = result.rows.map(values => shape.read(values))
  return { rows, changes: result.command === 'SELECT' ? 0 : result.rowCount ?? 0, lastInsertId: undefined }
}
