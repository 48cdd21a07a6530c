import type { Compiled } from '../../compile.ts'
import type { DriverName, Row } from '../driver.ts'
import type { BindRules, SqliteValue } from './values.ts'
import { mayRead } from './verbs.ts'

export interface RunInfo {
  readonly changes: number | bigint
  readonly lastInsertRowid: number | bigint
}

/** A prepared statement of any synchronous driver. */
export interface SyncStatement {
  run(...values: unknown[]): RunInfo
  get(...values: unknown[]): Row | unknown[] | undefined | null
  all(...values: unknown[]): (Row | unknown[])[]
  iterate(...values: unknown[]): Iterator<Row>
  readonly reader?: boolean
  raw?(isRaw?: boolean): SyncStatement
  safeIntegers?(isSafe?: boolean): SyncStatement
  setReadBigInts?(isSafe: boolean): void
  columns?(): { name: string }[]
  finalize?(): void
  readonly isFinalized?: boolean
}

/** A database of any synchronous driver. */
export interface SyncDatabase {
  prepare(text: string): SyncStatement
  exec(text: string): unknown
  readonly inTransaction?: boolean
  readonly isTransaction?: boolean
}

/** What sets one synchronous driver apart from the others. */
export interface Flavour {
  readonly name: DriverName
  readonly rules: BindRules
  /** How bound values are handed over: as one array, or one by one. */
  bind(values: SqliteValue[]): unknown[]
  /** A statement keeps the names of its columns as they were when it was prepared. */
  readonly keepsNames?: boolean
  /** Makes a statement give integers beyond 2^53 as bigint. */
  exact(statement: SyncStatement): SyncStatement
  isReader(statement: SyncStatement, compiled: Compiled): boolean
}

const FEW = 16

// One by one is faster; for many an array spares the stack.
const oneByOne = (values: SqliteValue[]) => (values.length <= FEW ? values : [values])
const asArray = (values: SqliteValue[]) => (values.length === 0 ? [] : [values])

// Set, because node-sqlite3-wasm would find it on a polluted Object.prototype.
export const PLAIN_ROWS = Object.freeze({ expand: false })

const betterSqlite3: Flavour = {
  name: 'better-sqlite3',
  rules: { wholeNumbers: 'bigint', endsAtNul: false },
  bind: oneByOne,
  exact: statement => statement.safeIntegers!(true),
  isReader: statement => statement.reader === true,
}

export const flavours = {
  'better-sqlite3': betterSqlite3,
  libsql: { ...betterSqlite3, name: 'libsql', bind: asArray, rules: { wholeNumbers: 'bigint', endsAtNul: true } },
  'node:sqlite': {
    name: 'node:sqlite',
    rules: { wholeNumbers: 'bigint', endsAtNul: false },
    bind: values => values,
    exact(statement) {
      statement.setReadBigInts!(true)
      return statement
    },
    isReader: (statement, compiled) => (statement.columns ? statement.columns().length > 0 : mayRead(compiled)),
  },
  'node-sqlite3-wasm': {
    name: 'node-sqlite3-wasm',
    rules: { wholeNumbers: 'either', endsAtNul: true },
    keepsNames: true,
    bind: values => [values, PLAIN_ROWS],
    exact: statement => statement,
    isReader: (_statement, compiled) => mayRead(compiled),
  },
} as const satisfies Record<string, Flavour>
