import type { Compiled } from '../compile.ts'
import type { Limits, Outcome, Row, Session } from './driver.ts'

/** Runs on a session of its own and gives it back, whatever happens. */
export async function onSession<T>(acquire: () => Promise<Session>, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await acquire()
  let isDirty = true
  try {
    const result = await work(session)
    isDirty = false
    return result
  } finally {
    await session.release(isDirty)
  }
}

/** The rows of a stream on a session of its own; a reader that leaves early frees it too. */
export async function* streamOnSession(acquire: () => Promise<Session>, compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
  const session = await acquire()
  let isFailed = false
  try {
    yield* session.stream(compiled, limits)
  } catch (error) {
    isFailed = true
    throw error
  } finally {
    await session.release(isFailed)
  }
}

export const NO_ROWS: Outcome = { rows: [], changes: 0, lastInsertId: undefined }
