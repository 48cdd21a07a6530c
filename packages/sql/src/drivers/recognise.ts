import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { Driver, PreparePolicy } from './driver.ts'
import { PgClientDriver, PgPoolDriver } from './pg/pg.ts'
import type { PgClient, PgPool } from './pg/types.ts'

type Shape = Record<string, unknown>
const hasAll = (value: Shape, ...names: string[]) => names.every(name => typeof value[name] === 'function')

/** How each driver's objects are told apart: by what only they have. */
const kinds: readonly { is: (x: Shape) => boolean; open: (x: never, policy: PreparePolicy) => Driver }[] = [
  { is: x => hasAll(x, 'query', 'connect', 'end') && 'options' in x && 'totalCount' in x && 'idleCount' in x, open: (x: PgPool, policy) => new PgPoolDriver(x, policy) },
  { is: x => hasAll(x, 'query', 'connect', 'end', 'escapeLiteral', 'escapeIdentifier'), open: (x: PgClient, policy) => new PgClientDriver(x, policy) },
]

const drivers = { auto: new WeakMap<object, Driver>(), never: new WeakMap<object, Driver>() }

/** The driver of an object, the same one each time. Refuses with SQL_DRIVER_UNKNOWN. */
export function driverOf(connection: object, policy: PreparePolicy): Driver {
  if ((typeof connection !== 'object' && typeof connection !== 'function') || connection === null) throw codes.error('SQL_DRIVER_UNKNOWN', { at: 'connect', got: describeValue(connection) })
  const known = drivers[policy].get(connection)
  if (known) return known
  const kind = kinds.find(({ is }) => is(connection as Shape))
  if (!kind) throw codes.error('SQL_DRIVER_UNKNOWN', { at: 'connect', got: describeValue(connection) })
  const driver = kind.open(connection as never, policy)
  drivers[policy].set(connection, driver)
  return driver
}
