import type { Compiled } from '../../compile.ts'
import { checkAbort, tooManyRows, watch, within } from '../../watch.ts'
import type { Limits, Outcome, Row } from '../driver.ts'
import { exactInteger } from '../exact.ts'
import { parseArray } from '../postgres-array.ts'
import { postgresText, UNKNOWN } from '../postgres-text.ts'
import type { PostgresColumn, PostgresQuery, PostgresRows, PostgresSql, PostgresTransform } from './types.ts'

const GRACE_MS = 2000
const INT8 = 20
const INT8_ARRAY = 1016
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'])

/**
 * Values go as text of type `unknown` and the statement is never named. postgres.js reads `simple` and `prepare` from its options, an array of values being
 * given; both are set here, so that a polluted Object.prototype is not seen.
 */
export function send(sql: PostgresSql, { text, values }: Pick<Compiled, 'text' | 'values'>): PostgresQuery {
  return sql.unsafe(text, values.map(value => sql.typed(postgresText(value), UNKNOWN)), { prepare: false, simple: false })
}

const STRAY_MS = 5000
let lastCancel = -Infinity

/**
 * A statement that was cancelled by a signal meant for the one before it on its connection: postgres.js gives connections away before a cancel has arrived.
 * It had no effect and may run again.
 */
export const isStray = (error: unknown) => (error as { code?: unknown } | null)?.code === '57014' && performance.now() - lastCancel < STRAY_MS

/** A statement of our own API; a time limit or signal cancels it on the server. */
export async function execute(sql: PostgresSql, compiled: Pick<Compiled, 'text' | 'values'>, limits: Limits, transform?: PostgresTransform): Promise<Outcome> {
  checkAbort(limits)
  const query = send(sql, compiled).raw()
  // A query of postgres.js starts when its answer is asked for.
  let reason: Error | undefined
  let cancelled: Promise<unknown> | undefined
  const work = new Promise<PostgresRows>((resolve, reject) => {
    const endWatch = watch(limits, why => {
      reason = why
      lastCancel = performance.now()
      cancelled = cancelWhenActive(query)
      setTimeout(() => reject(why), GRACE_MS).unref()
    })
    query.then(
      rows => {
        endWatch()
        resolve(rows)
      },
      error => {
        endWatch()
        reject(reason && (error as { code?: unknown }).code === '57014' ? reason : error)
      },
    )
  })
  try {
    return outcomeOf(await work, limits, transform)
  } finally {
    // Until the server has taken the cancel it could still hit the next statement.
    if (cancelled) await within({ ...limits, timeoutMs: GRACE_MS, signal: undefined }, cancelled).catch(() => undefined)
  }
}

/**
 * Cancels a statement once the server works on it and never before: of one that is sent ahead postgres.js would cancel the wrong answer, of one for which a
 * connection is being opened it would lose the connection.
 */
function cancelWhenActive(query: PostgresQuery): Promise<unknown> {
  const cancel = () => Promise.resolve(query.cancel()).catch(() => undefined)
  if (query.active) return cancel()
  return new Promise(resolve => {
    let isActive = false
    Object.defineProperty(query, 'active', {
      configurable: true, enumerable: true,
      get: () => isActive,
      set(value: boolean) {
        isActive = value
        if (value) queueMicrotask(() => resolve(cancel()))
        else resolve(undefined)
      },
    })
  })
}

function outcomeOf(result: PostgresRows, { maxRows }: Limits, transform: PostgresTransform | undefined): Outcome {
  if (result.length > maxRows) throw tooManyRows(maxRows)
  const columns = result.columns ?? []
  const readers = columns.map(readerOf)
  const fromValue = transform?.value?.from
  const fromRow = transform?.row?.from
  const rows = Array.from(result, values => {
    const row: Row = {}
    columns.forEach((column, index) => {
      const bytes = values[index]!
      const value = bytes === null ? null : readers[index]!(bytes.toString())
      Object.defineProperty(row, column.name, { value: fromValue ? fromValue(value, column) : value, enumerable: true, configurable: true, writable: true })
    })
    return (fromRow ? fromRow(row) : row) as Row
  })
  return { rows, changes: WRITES.has(result.command) ? result.count ?? 0 : 0, lastInsertId: undefined }
}

/** The driver's own parsers, save that int8 keeps its value and NULL in an array stays null, where the driver gives the text NULL. */
function readerOf({ type, parser }: PostgresColumn): (text: string) => unknown {
  if (type === INT8 && (parser === undefined || parser('1') === '1')) return exactInteger
  if (parser?.array !== true) return parser ?? (text => text)
  const leaf = type === INT8_ARRAY ? (item: string) => exactItem(leafOf(parser)(item)) : leafOf(parser)
  return text => parseArray(text, leaf)
}

// The parser of an array takes the text after its first brace.
const leafOf = (parser: (text: string) => unknown) => (item: string) => (parser(`"${item.replace(/[\\"]/g, '\\$&')}"}`) as unknown[])[0]

// Only what is still digits: a parser that the application has set is kept.
const exactItem = (value: unknown) => (typeof value === 'string' && /^-?\d+$/.test(value) ? exactInteger(value) : value)
