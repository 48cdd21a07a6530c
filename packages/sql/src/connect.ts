import { Database } from './database.ts'
import { driverOf } from './drivers/recognise.ts'
import { readSettings } from './options.ts'
import type { ConnectOptions } from './options.ts'

const databases = new WeakMap<object, Database>()

/**
 * Makes a database of a pool, client, connection or database of pg, postgres.js, mysql2 (callback and promise), sqlite3, better-sqlite3, node:sqlite,
 * node-sqlite3-wasm, libsql, @libsql/client or PGlite, recognised by structure. Without options the same object gives the same database, so that it may
 * be called where it is needed. Codes: SQL_DRIVER_UNKNOWN, SQL_DRIVER_REFUSED, SQL_OPTION_UNSUPPORTED.
 */
export function connect(connection: object, options?: ConnectOptions): Database {
  if (options === undefined) {
    const known = databases.get(connection)
    if (known) return known
    if (Database.is(connection)) return connection
  }
  const settings = readSettings(options)
  const database = Database.open(driverOf(connection, settings.prepare), settings)
  if (options === undefined) databases.set(connection, database)
  return database
}
