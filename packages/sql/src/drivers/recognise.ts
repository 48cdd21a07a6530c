import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { Driver, PreparePolicy } from './driver.ts'
import { MysqlConnectionDriver, MysqlPoolDriver } from './mysql/mysql.ts'
import type { MysqlConnection, MysqlPool } from './mysql/types.ts'
import { PgClientDriver, PgPoolDriver } from './pg/pg.ts'
import type { PgClient, PgPool } from './pg/types.ts'
import { PGliteDriver, PGliteTransactionDriver } from './pglite.ts'
import type { PGliteLike } from './pglite.ts'
import { PostgresConnectionDriver, PostgresPoolDriver } from './postgres-js/postgres-js.ts'
import type { PostgresSql } from './postgres-js/types.ts'

import { flavours } from './sqlite/flavours.ts'
import type { Flavour, SyncDatabase } from './sqlite/flavours.ts'
import { LibsqlClientDriver, LibsqlTransactionDriver } from './sqlite/libsql-client.ts'
import { Sqlite3Driver } from './sqlite/sqlite3.ts'
import type { Sqlite3Database } from './sqlite/sqlite3.ts'
import { SyncSqliteDriver } from './sqlite/sync.ts'

type Shape = Record<string, unknown>

interface Kind<T> {
  is(x: Shape): boolean
  open(x: T, policy: PreparePolicy): Driver
}

const hasAll = (value: unknown, ...names: string[]): value is Shape => typeof value === 'object' && value !== null && names.every(name => typeof (value as Shape)[name] === 'function')
const callsAll = (value: unknown, ...names: string[]) => typeof value === 'function' && names.every(name => typeof (value as unknown as Shape)[name] === 'function')
const kind = <T>(is: (x: Shape) => boolean, open: (x: T, policy: PreparePolicy) => Driver): Kind<never> => ({ is, open })

const sync = (is: (x: Shape) => boolean, flavour: Flavour) => kind(is, (x: SyncDatabase, policy) => new SyncSqliteDriver(x, flavour, policy))

const isMysqlConnection = (x: unknown) => hasAll(x, 'query', 'execute', 'prepare', 'unprepare', 'promise')
const isMysqlPool = (x: unknown) =>
  hasAll(x, 'getConnection', 'query', 'execute', 'promise') || (hasAll(x, 'getConnection', 'of', 'add', 'remove') && !('poolCluster' in x)) || (hasAll(x, 'getConnection', 'query', 'execute') && '_cluster' in x)
const hasPool = (x: Shape) => 'totalCount' in x && 'idleCount' in x

/** How the objects of each driver are told apart: by what only they have. */
const kinds: readonly Kind<never>[] = [
  kind(x => hasAll(x, 'query', 'connect', 'end') && 'options' in x && hasPool(x), (x: PgPool, policy) => new PgPoolDriver(x, policy)),
  kind(x => hasAll(x, 'query', 'connect', 'end', 'escapeLiteral', 'escapeIdentifier'), (x: PgClient, policy) => new PgClientDriver(x, policy)),
  kind(x => callsAll(x, 'unsafe', 'typed', 'json', 'array', 'reserve', 'begin'), (x: PostgresSql) => new PostgresPoolDriver(x)),
  kind(x => callsAll(x, 'unsafe', 'typed', 'json', 'array'), (x: PostgresSql) => new PostgresConnectionDriver(x)),
  kind(isMysqlPool, (x: MysqlPool) => new MysqlPoolDriver(x, false)),
  kind(x => hasAll(x, 'getConnection', 'query', 'execute') && isMysqlPool(x['pool']), (x: { pool: MysqlPool }) => new MysqlPoolDriver(x.pool, true)),
  kind(x => isMysqlPool(x['poolCluster']), (x: { poolCluster: MysqlPool }) => new MysqlPoolDriver(x.poolCluster, true)),
  kind(x => isMysqlPool(x['poolNamespace']), (x: { poolNamespace: MysqlPool }) => new MysqlPoolDriver(x.poolNamespace, true)),
  kind(isMysqlConnection, (x: MysqlConnection) => new MysqlConnectionDriver(x, false)),
  kind(x => hasAll(x, 'query', 'execute') && isMysqlConnection(x['connection']), (x: { connection: MysqlConnection }) => new MysqlConnectionDriver(x.connection, true)),
  kind(x => hasAll(x, 'query', 'exec', 'transaction', 'describeQuery'), (x: PGliteLike) => new PGliteDriver(x)),
  kind(x => hasAll(x, 'query', 'exec', 'rollback', 'listen'), (x: PGliteLike) => new PGliteTransactionDriver(x)),
  kind(x => hasAll(x, 'run', 'get', 'all', 'each', 'exec', 'prepare', 'serialize', 'interrupt'), (x: Sqlite3Database) => new Sqlite3Driver(x)),
  sync(x => hasAll(x, 'prepare', 'exec', 'pragma', 'transaction', 'sync'), flavours.libsql),
  sync(x => hasAll(x, 'prepare', 'exec', 'pragma', 'transaction', 'aggregate'), flavours['better-sqlite3']),
  sync(x => hasAll(x, 'run', 'get', 'all', 'exec', 'prepare') && 'isOpen' in x, flavours['node-sqlite3-wasm']),
  sync(x => hasAll(x, 'prepare', 'exec', 'close') && x.constructor.name === 'DatabaseSync', flavours['node:sqlite']),
  kind(x => hasAll(x, 'execute', 'batch', 'transaction', 'executeMultiple'), (x: ConstructorParameters<typeof LibsqlClientDriver>[0]) => new LibsqlClientDriver(x)),
  kind(x => hasAll(x, 'execute', 'batch', 'commit', 'rollback', 'executeMultiple'), (x: ConstructorParameters<typeof LibsqlTransactionDriver>[0]) => new LibsqlTransactionDriver(x)),
]

/** The package mysql: it has no `execute`, because it pastes values into the text. */
const isMysqljs = (x: unknown) => (hasAll(x, 'query', 'escape', 'format', 'changeUser') || hasAll(x, 'getConnection', 'query', 'escape', 'acquireConnection')) && !hasAll(x, 'execute')

const drivers = { auto: new WeakMap<object, Driver>(), never: new WeakMap<object, Driver>() }

/** The driver of an object, the same one each time. Refuses with SQL_DRIVER_UNKNOWN, and the package mysql with SQL_DRIVER_REFUSED. */
export function driverOf(connection: object, policy: PreparePolicy): Driver {
  const refuse = (code: 'SQL_DRIVER_UNKNOWN' | 'SQL_DRIVER_REFUSED') => codes.error(code, { at: 'connect', got: describeValue(connection) })
  if ((typeof connection !== 'object' && typeof connection !== 'function') || connection === null) throw refuse('SQL_DRIVER_UNKNOWN')
  const known = drivers[policy].get(connection)
  if (known) return known
  const found = kinds.find(({ is }) => is(connection as Shape))
  if (!found) throw refuse(isMysqljs(connection) ? 'SQL_DRIVER_REFUSED' : 'SQL_DRIVER_UNKNOWN')
  const driver = found.open(connection as never, policy)
  drivers[policy].set(connection, driver)
  return driver
}
