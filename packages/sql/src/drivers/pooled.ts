import type { Compiled } from '../compile.ts'
import type { Limits, Row, Session } from './driver.ts'

/** Runs on a session of its own and gives it back, whatever happens; `isClean` says of which errors the connection survives. */
export async function onSession<T>(acquire: () => Promise<Session>, work: (session: Session) => Promise<T>, isClean: (error: unknown) => boolean): Promise<T> {
  const session = await acquire()
  let isDirty = false
  try {
    return await work(session)
  } catch (error) {
    isDirty = !isClean(error)
    throw error
  } finally {
    await session.release(isDirty)
  }
}

/** The rows of a stream on a session of its own; a reader that leaves early frees it too. */
export async function* streamOnSession(acquire: () => Promise<Session>, compiled: Compiled, limits: Limits): AsyncGenerator<Row, void, undefined> {
  const session = await acquire()
  try {
    yield* session.stream(compiled, limits)
  } finally {
    await session.release(session.isInTransaction)
  }
}
