import { codes } from './codes.ts'
import type { Driver } from './drivers/driver.ts'
import { observed } from './home.ts'
import type { Home } from './home.ts'
import type { Settings, TransactionOptions } from './options.ts'
import { readTransaction } from './options.ts'
import { Queries } from './queries.ts'
import type { Engine } from './queries.ts'
import { inTransaction, runTransaction, streamInTransaction } from './transaction.ts'
import type { TransactionWork } from './transaction.ts'
import { checkWishes } from './transaction-text.ts'

const KEY = Symbol('database')

/** A database, made by `connect`: takes fragments of the `sql` tag and nothing else. */
export class Database extends Queries {
  readonly #home: Home

  constructor(key: typeof KEY, home: Home) {
    super(databaseEngine(home), 'db')
    if (key !== KEY) throw new TypeError('a Database is made by connect(…)')
    this.#home = home
  }

  static is(value: unknown): value is Database {
    return typeof value === 'object' && value !== null && #home in value
  }

  static open(driver: Driver, settings: Settings): Database {
    checkWishes(driver, { ...settings, isolation: undefined }, 'connect')
    const { onQuery, timeoutMs, maxRows } = settings
    const observe: Home['observe'] = onQuery ? (compiled, work) => observed(onQuery, compiled.text, work) : (_compiled, work) => work()
    return new Database(KEY, { driver, settings, limits: { timeoutMs, maxRows, signal: undefined }, observe })
  }

  /**
   * Runs `work` with a transaction on one connection: committed when it returns, rolled back when it throws. `tx.transaction` inside makes a savepoint.
   * On a single connection the statements of others wait meanwhile. Codes: SQL_TRANSACTION_ENDED, SQL_TRANSACTION_ABORTED, SQL_TIMEOUT, SQL_ABORTED, SQL_OPTION_UNSUPPORTED.
   */
  transaction<T>(work: TransactionWork<T>, options?: TransactionOptions): Promise<T> {
    return runTransaction(this.#home, work, options)
  }
}

function databaseEngine(home: Home): Engine {
  const { driver, settings, limits } = home
  const plain: Engine = {
    dialect: driver.dialect,
    limits,
    run: settings.onQuery
      ? (compiled, own) => home.observe(compiled, () => driver.execute(compiled, own))
      : (compiled, own) => driver.execute(compiled, own),
    stream: (compiled, own) => driver.stream(compiled, own),
    query: (fragment, rest) => driver.query(fragment, rest),
    face: () => driver.face,
  }
  return settings.readOnly || settings.tenant ? { ...plain, ...guardedStatements(home) } : plain
}

/** Each statement in a transaction of its own, in which the database keeps it from writing or knows the tenant. */
function guardedStatements(home: Home): Partial<Engine> {
  const options = readTransaction('connect', home.settings, undefined)
  const refused = (at: string) => codes.error('SQL_OPTION_UNSUPPORTED', {
    at, got: 'readOnly or tenant', todo: 'The driver faces know no options of ours: use tx.query or tx.driver inside db.transaction, or connect without options.',
  })
  return {
    run: (compiled, limits) => home.observe(compiled, () => inTransaction(home, options, limits, (session, own) => session.execute(compiled, own))),
    stream: (compiled, limits) => streamInTransaction(home, options, limits, compiled),
    query: () => {
      throw refused('db.query')
    },
    face: () => {
      throw refused('db.driver')
    },
  }
}
