import type { BreakwaterError } from '@breakwater/core'
import type { Naming } from '../../statements/naming.ts'
import { PgStatements } from '../../statements/pg-statements.ts'
import { lookupOf } from '../../statements/unique-lookup.ts'
import type { Lookup } from '../../statements/unique-lookup.ts'
import type { Compiled } from '../../compile.ts'
import { checkAbort, tooManyRows, watch } from '../../watch.ts'
import type { Limits, Outcome, Row } from '../driver.ts'
import { PgCall } from './call.ts'
import { cancelOnServer } from './cancel.ts'
import { queryConfig, runByConfig } from './config-call.ts'
import type { PgClient, PgError } from './types.ts'
import { wireValues } from './values.ts'

const GRACE_MS = 2000
const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'COPY'])

const statementsOf = new WeakMap<PgClient, PgStatements>()

const PROBE: Limits = { timeoutMs: GRACE_MS, maxRows: 10, signal: undefined }

/** Statements of our own API on one pg client. */
export class PgLane {
  /** A cancel was sent, so that the connection must not be used again. */
  isTainted = false
  readonly client: PgClient
  readonly #naming: Naming | undefined
  readonly #statements: PgStatements

  constructor(client: PgClient, naming: Naming | undefined) {
    this.client = client
    this.#naming = naming
    let statements = statementsOf.get(client)
    if (!statements) statementsOf.set(client, (statements = new PgStatements()))
    this.#statements = statements
  }

  /** True inside a transaction, and where an old pg cannot tell. */
  get isInTransaction(): boolean {
    return this.client.getTransactionStatus?.() !== 'I'
  }

  async execute(compiled: Compiled, limits: Limits): Promise<Outcome> {
    checkAbort(limits)
    if (!this.client.connection?.stream || this.client.pipeline) return runByConfig(this.client, compiled, limits)
    const naming = this.#naming
    if (!naming?.mayName(compiled) || !(this.#statements.isDirect ?? (await this.#probe()))) return this.#run(compiled, limits, false, false)
    try {
      return await this.#run(compiled, limits, true, naming.isUnique(compiled.text) ?? (await this.#judge(naming, compiled)))
    } catch (error) {
      if (!this.#isStale(error as PgError, compiled.text) || this.isInTransaction) throw error
      return this.#run(compiled, limits, false, false)
    }
  }

  #own(text: string, values: Compiled['values'] = []): Promise<Outcome> {
    return this.#run({ text, values }, PROBE, false, false)
  }

  /** A pooler such as PgBouncer gives each client a process id that no backend has. A session that has statements of ours, none being from here, is shared. */
  async #probe(): Promise<boolean> {
    const { rows } = await this.#own(
      `select pg_catalog.pg_backend_pid() as pid, exists (select from pg_catalog.pg_prepared_statements where name ~ '^bw_[0-9a-f]{40}$') as shared`)
    return (this.#statements.isDirect = rows[0]!['pid'] === this.client.processID && rows[0]!['shared'] === false)
  }

  /** Asks once per statement, when it has used up its custom plans, whether its generic plan is the lookup of a unique key. */
  async #judge(naming: Naming, { text, values }: Compiled): Promise<boolean> {
    const name = this.#statements.nameIfDue(text)
    if (name === undefined || values.length === 0 || this.isInTransaction) return false
    // Others that come meanwhile need not ask too.
    naming.judge(text, false)
    let isUnique: boolean
    try {
      const lookup = lookupOf(await this.#genericPlan(name, values.length))
      isUnique = lookup === 'no rows' || (lookup !== undefined && (await this.#isUniqueIndex(lookup)))
    } catch {
      // Old servers, missing rights: custom plans then.
      isUnique = false
    }
    naming.judge(text, isUnique)
    return isUnique
  }

  /** One message, so that no statement of others on this client can come between; the setting ends with it. All of its text is ours. */
  async #genericPlan(name: string, values: number): Promise<unknown> {
    const nulls = new Array(values).fill('null').join(', ')
    const text = `set local plan_cache_mode = force_generic_plan; explain (format json, verbose false) execute ${name}(${nulls})`
    const [, explained] = (await this.client.query(queryConfig(text, []))) as { rows: Row[] }[]
    return explained?.rows[0]?.['QUERY PLAN']
  }

  async #isUniqueIndex({ index, columns }: Lookup): Promise<boolean> {
    const { rows } = await this.#own(
      `select bool_and(i.indisunique and i.indnkeyatts = $2::int) as ok
       from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid where c.relname = $1`, [index, columns])
    return rows[0]?.['ok'] === true
  }

  #isStale(error: PgError, text: string): boolean {
    if (error.code === '0A000' && error.routine === 'RevalidateCachedQuery') this.#statements.forget(text)
    else if (error.code === '26000' || error.code === '42P05') this.#statements.lose(this.client, error.code === '42P05')
    else return false
    return true
  }

  #run(compiled: Pick<Compiled, 'text' | 'values'>, limits: Limits, isNamed: boolean, isUnique: boolean): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const { client } = this
      let reason: BreakwaterError | undefined
      let cancelled: Promise<void> | undefined
      const stop = (why: BreakwaterError) => {
        if (reason) return
        reason = why
        if (call.giveUp(why)) return reject(why)
        this.isTainted = true
        // A flood of rows would keep this thread from sending the cancel.
        const { stream } = client.connection!
        stream.pause?.()
        cancelled = cancelOnServer(client).finally(() => stream.resume?.())
        // A server that does not answer must not hold the caller.
        setTimeout(() => reject(why), GRACE_MS).unref()
      }
      const endWatch = watch(limits, stop)
      const call = new PgCall(
        client, compiled.text, wireValues(compiled.values, client), isNamed ? this.#statements : undefined, isUnique, limits.maxRows,
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

const outcomeOf = ({ out, command, count }: { out: Row[]; command: string; count: number }): Outcome => ({
  rows: out, changes: WRITES.has(command) ? count : 0, lastInsertId: undefined,
})
