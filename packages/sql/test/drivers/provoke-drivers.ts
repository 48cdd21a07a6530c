import { Database } from 'node-sqlite3-wasm'
import { connect } from '../../src/connect.ts'
import { checkCharset } from '../../src/drivers/mysql/charset.ts'
import { sql } from '../../src/sql.ts'

const any = (value: unknown) => value as never
const nothing = () => undefined
const database = () => connect(new Database(':memory:'))
const three = sql`select 1 as v union all select 2 union all select 3`

/** What Sqlite3 gives for an integer beyond 2^53. */
const rounding = {
  run: nothing, get: nothing, each: nothing, exec: nothing, prepare: nothing, serialize: nothing, interrupt: nothing,
  all: (_text: string, _values: unknown[], done: (error: null, rows: object[]) => void) => done(null, [{ v: 2 ** 53 }]),
}

/** A PostgreSQL client whose COMMIT rolls back, as after a failed statement. */
const rollingBack = {
  connect: nothing, end: nothing, escapeLiteral: nothing, escapeIdentifier: nothing, on: nothing, removeListener: nothing,
  query: async ({ text }: { text: string }) => ({ command: text === 'commit' ? 'ROLLBACK' : 'BEGIN', rows: [], fields: [], rowCount: 0 }),
}

/** For each code of the drivers an action that is refused with it. */
export const provokeDrivers: Readonly<Record<string, () => unknown>> = {
  SQL_TEXT_UNREPRESENTABLE: () => checkCharset(['¿'], 'gbk'),
  SQL_DRIVER_UNKNOWN: () => connect({}),
  SQL_DRIVER_REFUSED: () => connect({ query: nothing, escape: nothing, format: nothing, changeUser: nothing }),
  SQL_DRIVER_VALUES_REFUSED: () => database().query(sql`select 1`, [1]),
  SQL_OPTION_UNSUPPORTED: () => connect(new Database(':memory:'), { tenant: 'a' }),
  SQL_ROW_MISSING: () => database().one(sql`select 1 where false`),
  SQL_ROW_SURPLUS: () => database().one(three),
  SQL_MAX_ROWS: () => database().many(three, { maxRows: 2 }),
  SQL_TIMEOUT: () => database().transaction(() => new Promise<void>(nothing), { timeoutMs: 5 }),
  SQL_ABORTED: () => database().many(three, { signal: AbortSignal.abort() }),
  SQL_INTEGER_LOST: () => connect(rounding).many(three),
  SQL_FUNCTION_REQUIRED: () => database().transaction(any('commit')),
  SQL_TRANSACTION_ENDED: async () => {
    const tx = await database().transaction(async tx => ({ tx }))
    return tx.tx.many(three)
  },
  SQL_TRANSACTION_ABORTED: () => connect(rollingBack).transaction(async () => 1),
}
