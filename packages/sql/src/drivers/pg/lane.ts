import type { BreakwaterError } from '@breakwater/core'
import { PgStatements } from '../../statements/pg-statements.ts'
import type { Compiled } from '../../compile.ts'
import { checkAbort, tooManyRows, watch } from '../../watch.ts'
import type { Limits, Outcome, Row } from '../driver.ts'
import { PgCall } from './call.ts'
import { cancelOnServer } from './cancel.ts'
import { runByConfig } from './config-call.ts'
import type { PgClient, PgError } from './types.ts'
import { wireValues } from './values.ts'

const GRACE_MS = 2000
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'])

const statementsOf = new WeakMap<PgClient, PgStatements>()

/** Statements of our own API on one pg client. */
export class PgLane {
  /** A cancel was sent, so that the connection must not be used again. */
  isTainted = false
  readonly client: PgClient
  readonly #statements: PgStatements

  constructor(client: PgClient) {
    this.client = client
    let statements = statementsOf.get(client)
    if (!statements) statementsOf.set(client, (statements = new PgStatements()))
    this.#statements = statements
  }

  /** True inside a transaction, and where an old pg cannot tell. */
  get isInTransaction(): boolean {
    return this.client.getTransactionStatus?.() !== 'I'
  }

  async execute(compiled: Compiled, limits: Limits, mayName: boolean): Promise<Outcome> {
    checkAbort(limits)
    if (!this.client.connection?.stream || this.client.pipeline) return runByConfig(this.client, compiled, limits)
    const isNamed = mayName && (this.#statements.isDirect ?? (await this.#probe()))
    try {
      return await this.#run(compiled, limits, isNamed)
    } catch (error) {
      if (!isNamed || !this.#isStale(error as PgError, compiled.text) || this.isInTransaction) throw error
      return this.#run(compiled, limits, false)
    }
  }

  /** A pooler such as PgBouncer gives each client a process id that no backend has. */
  async #probe(): Promise<boolean> {
    const { rows } = await this.#run({ text: 'select pg_catalog.pg_backend_pid() as pid', values: [] }, { timeoutMs: GRACE_MS, maxRows: 1, signal: undefined }, false)
    return (this.#statements.isDirect = rows[0]!['pid'] === this.client.processID)
  }

  #isStale(error: PgError, text: string): boolean {
    if (error.code === '0A000' && error.routine === 'RevalidateCachedQuery') this.#statements.forget(text)
    else if (error.code === '26000' || error.code === '42P05') this.#statements.lose(this.client)
    else return false
    return true
  }

  #run(compiled: Pick<Compiled, 'text' | 'values'>, limits: Limits, isNamed: boolean): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const { client } = this
      let reason: BreakwaterError | undefined
      let cancelled: Promise<void> | undefined
      const stop = (why: BreakwaterError) => {
        if (reason) return
        reason = why
        this.isTainted = true
        cancelled = cancelOnServer(client)
        // A server that does not answer must not hold the caller.
        setTimeout(() => reject(why), GRACE_MS).unref()
      }
      const endWatch = watch(limits, stop)
      const call = new PgCall(
        client, compiled.text, wireValues(compiled.values, client), isNamed ? this.#statements : undefined, limits.maxRows,
        () => stop(tooManyRows(limits.maxRows)),
        (error, done) => {
          endWatch()
          const settle = () => {
            if (error) reject(reason && (error as PgError).code === '57014' ? reason : error)
            else if (reason?.code === 'SQL_MAX_ROWS') reject(reason)
            else resolve(outcomeOf(done!))
          }
          if (cancelled) void cancelled.then(settle)
          else settle()
        },
      )
      client.query(call)
    })
  }
}

export const outcomeOf = ({ out, command, count }: { out: Row[]; command: string; count: number }): Outcome => ({
  rows: out, changes: WRITES.has(command) ? count : 0, lastInsertId: undefined,
})
