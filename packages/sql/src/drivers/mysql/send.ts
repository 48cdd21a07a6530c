import type { Compiled } from '../../compile.ts'
import type { MysqlCommand, MysqlConfig, MysqlConnection, MysqlStatement } from './types.ts'
import { checkCharset } from './charset.ts'
import { mysqlValues } from './values.ts'

const MAX_STATEMENTS = 100
const DRIVER_DEFAULT = 16_000
const LONGLONG = 8

const bounded = new WeakSet<MysqlConnection>()
const hinted = new WeakSet<MysqlStatement>()

/** How rows shall come: as the connection is configured, for the faces, or as our own API reads them. */
export type RowStyle = 'driver' | 'own'

/** mysql2 reads its options from a plain object; whatever it may look up is set, so that a polluted Object.prototype is not seen. */
function optionsOf(text: string, values: unknown[], config: MysqlConfig, style: RowStyle): object {
  const options = { sql: text, values, timeout: undefined, attributes: undefined, statement: undefined, namedPlaceholders: false }
  return style === 'driver'
    ? { ...options, nestTables: config.nestTables, rowsAsArray: config.rowsAsArray }
    : { ...options, nestTables: false, rowsAsArray: false, supportBigNumbers: true, bigNumberStrings: false }
}

type Callback = (...results: never[]) => void

/** Sends a statement: bound on the server where it has values, in the text protocol where it has none. */
export function send(connection: MysqlConnection, compiled: Pick<Compiled, 'text' | 'values'>, style: RowStyle, isBinary: boolean, callback?: Callback): MysqlCommand {
  checkCharset(compiled.values, connection.clientEncoding)
  const values = mysqlValues(compiled.values)
  const options = optionsOf(compiled.text, values, connection.config, style)
  if (values.length === 0 && !isBinary) return connection.query(options, callback)
  bound(connection)
  connection.prepare(options, (_error, statement) => void (statement && hintIntegers(statement, values.length)))
  return connection.execute(options, callback)
}

/**
 * mysql2 sends numbers as DOUBLE, which a server then prints as 1e15, refuses in LIMIT or rounds. Told that each parameter is BIGINT, it sends whole
 * numbers as such, as they would stand in the text, and leaves all other values as they are.
 */
function hintIntegers(statement: MysqlStatement, count: number): void {
  if (hinted.has(statement)) return
  hinted.add(statement)
  statement.parameters = new Array(count).fill(Object.freeze({ columnType: LONGLONG, flags: 0 }))
}

/** A hundred prepared statements a connection, closed on the server when they fall out, unless the pool was given a number of its own. */
function bound(connection: MysqlConnection): void {
  if (bounded.has(connection)) return
  bounded.add(connection)
  if (connection.config.maxPreparedStatements === DRIVER_DEFAULT) connection._statements?.resize?.(MAX_STATEMENTS)
}
