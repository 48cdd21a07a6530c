import type { Compiled } from './compile.ts'
import type { Driver, Limits, Outcome } from './drivers/driver.ts'
import type { QueryEvent, Settings } from './options.ts'

/** What statements and transactions need to know of the database they belong to. */
export interface Home {
  readonly driver: Driver
  readonly settings: Settings
  readonly limits: Limits
  /** Runs a statement and tells the hook, if there is one. */
  observe(compiled: Compiled, work: () => Promise<Outcome>): Promise<Outcome>
}

/** Tells `hook` of a statement: its text, time and row count; of an error only name and code, for messages of databases quote values. */
export async function observed(hook: (event: QueryEvent) => void, text: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const start = performance.now()
  try {
    const outcome = await work()
    tell(hook, { text, durationMs: performance.now() - start, rowCount: outcome.rows.length || outcome.changes })
    return outcome
  } catch (error) {
    tell(hook, { text, durationMs: performance.now() - start, rowCount: 0, error: errorFacts(error) })
    throw error
  }
}

function tell(hook: (event: QueryEvent) => void, event: QueryEvent): void {
  try {
    hook(event)
  } catch {
    process.emitWarning('the onQuery hook of @breakwater/sql threw; the statement is not affected', { code: 'BREAKWATER_SQL_HOOK' })
  }
}

const CODE = /^[A-Z0-9_]{1,64}$/

function errorFacts(error: unknown): NonNullable<QueryEvent['error']> {
  if (!(error instanceof Error)) return { name: 'unknown', code: undefined }
  const { code } = error as { code?: unknown }
  return { name: error.name, code: typeof code === 'string' && CODE.test(code) ? code : undefined }
}
