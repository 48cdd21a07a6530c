import type { Compiled } from '../compile.ts'
import { tooManyRows } from '../watch.ts'
import type { Limits, Row, Runner, Session } from './driver.ts'

const BATCH = 200
const READS = new Set(['select', 'values', 'table', 'with'])
let cursors = 0

/** Rows through a server-side cursor, in batches: the client never holds more than one. `isHeld` is for connections without a transaction of ours. */
export async function* cursorRows(runner: Pick<Runner, 'execute'>, compiled: Compiled, limits: Limits, isHeld: boolean): AsyncGenerator<Row, void, undefined> {
  if (!READS.has(compiled.verb)) {
    yield* (await runner.execute(compiled, limits)).rows
    return
  }
  const name = `bw_cursor_${++cursors}`
  const own = (text: string, values: Compiled['values'] = []): Compiled => ({ text, values, plain: false, fixed: false, verb: '' })
  await runner.execute(own(`declare ${name} no scroll cursor ${isHeld ? 'with hold ' : ''}for ${compiled.text}`, compiled.values), limits)
  let isOpen = true
  try {
    for (let total = 0; ; ) {
      isOpen = false
      const { rows } = await runner.execute(own(`fetch forward ${BATCH} from ${name}`), { ...limits, maxRows: BATCH })
      isOpen = true
      total += rows.length
      if (total > limits.maxRows) throw tooManyRows(limits.maxRows)
      yield* rows
      if (rows.length < BATCH) return
    }
  } finally {
    // After a failed fetch there is nothing left to close.
    if (isOpen) await runner.execute(own(`close ${name}`), { ...limits, signal: undefined })
  }
}

/** The same on a session, in a transaction of its own unless one is open. */
export async function* sessionCursor(session: Session, compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
  if (session.isInTransaction) return yield* cursorRows(session, compiled, limits, false)
  await session.command('begin')
  let isDone = false
  try {
    yield* cursorRows(session, compiled, limits, false)
    isDone = true
  } finally {
    // A reader that leaves early is no failure: what functions in the SELECT wrote stands, as it does without a cursor.
    await session.command(isDone || session.isInTransaction ? 'commit' : 'rollback')
  }
}
