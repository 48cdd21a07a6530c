import type { Compiled } from './compile.ts'
import { codes } from './codes.ts'
import type { Driver, Limits, Outcome, Row, Session } from './drivers/driver.ts'
import { openFace } from './face-of.ts'
import { readTransaction, unsupported } from './options.ts'
import type { Settings, Tenant, TransactionOptions, TransactionSettings } from './options.ts'
import { Queries } from './queries.ts'
import type { Engine } from './queries.ts'
import { beginCommands, endCommands, isSerializationFailure } from './transaction-text.ts'
import { aborted, timedOut, within } from './watch.ts'

/** What a transaction needs to know of the database that opened it. */
export interface Home {
  readonly driver: Driver
  readonly settings: Settings
  readonly limits: Limits
  readonly observe: (text: string, work: () => Promise<Outcome>) => Promise<Outcome>
}

type Work<T> = (tx: Transaction) => Promise<T> | T

const savepoints = new WeakMap<object, number>()

/** Statements on one connection, all kept or none. Made by `db.transaction`; after its function has ended it refuses with SQL_TRANSACTION_ENDED. */
export class Transaction extends Queries {
  readonly #home: Home
  readonly #session: Session
  readonly #life: { isOver: boolean }

  constructor(home: Home, session: Session, limits: Limits, life: { isOver: boolean }) {
    super(sessionEngine(home, session, limits, life), 'tx')
    this.#home = home
    this.#session = session
    this.#life = life
  }

  /** A savepoint: what `work` did is undone where it throws, and the transaction around it lives on. */
  async transaction<T>(work: Work<T>): Promise<T> {
    checkLife(this.#life, 'tx.transaction')
    return atSavepoint(this.#home, this.#session, this.#home.limits, work)
  }
}

function sessionEngine(home: Home, session: Session, limits: Limits, life: { isOver: boolean }): Engine {
  return {
    dialect: home.driver.dialect,
    limits,
    async run(compiled: Compiled, own: Limits) {
      checkLife(life, 'tx')
      return home.observe(compiled.text, () => session.execute(compiled, own))
    },
    async *stream(compiled: Compiled, own: Limits): AsyncGenerator<Row, void, undefined> {
      checkLife(life, 'tx.stream')
      for await (const row of session.stream(compiled, own)) {
        yield row
        checkLife(life, 'tx.stream')
      }
    },
    query(fragment, rest) {
      checkLife(life, 'tx.query')
      return openFace(session.raw, home.settings.prepare).query(fragment, rest)
    },
    face() {
      checkLife(life, 'tx.driver')
      return openFace(session.raw, home.settings.prepare).face
    },
  }
}

function checkLife(life: { isOver: boolean }, at: string): void {
  if (life.isOver) throw codes.error('SQL_TRANSACTION_ENDED', { at })
}

/** `db.transaction`. */
export async function runTransaction<T>(home: Home, work: Work<T>, given: TransactionOptions | undefined): Promise<T> {
  if (typeof work !== 'function') throw codes.error('SQL_TRANSACTION_WORK', { at: 'db.transaction' })
  const options = readTransaction('db.transaction', home.settings, given)
  for (let attempt = 0; ; attempt++) {
    try {
      return await attemptTransaction(home, work, options)
    } catch (error) {
      if (attempt >= options.retries || !isSerializationFailure(error)) throw error
    }
  }
}

async function attemptTransaction<T>(home: Home, work: Work<T>, options: TransactionSettings): Promise<T> {
  const deadline = new Deadline(options.timeoutMs, options.signal)
  const limits = { ...home.limits, signal: deadline.signal }
  try {
    const session = await home.driver.acquire({ ...home.limits, signal: deadline.signal })
    let isDirty = true
    try {
      const inside = () => (session.isInTransaction ? atSavepoint(home, session, limits, work) : openTransaction(home, session, options, limits, work))
      const result = await (session.lock ? session.lock.inside(inside) : inside())
      isDirty = false
      return result
    } catch (error) {
      // A failed rollback leaves the connection in a state that nobody knows.
      isDirty = session.isInTransaction && session.lock === undefined
      throw error
    } finally {
      await session.release(isDirty)
    }
  } finally {
    deadline.end()
  }
}

async function openTransaction<T>(home: Home, session: Session, options: TransactionSettings, limits: Limits, work: Work<T>): Promise<T> {
  const { dialect, name } = home.driver
  const after = endCommands(dialect, options.readOnly)
  try {
    for (const command of beginCommands(dialect, name, options)) await session.command(command)
    if (options.tenant) await setTenant(home.driver, session, options.tenant, limits)
    const result = await guarded(home, session, limits, work)
    await session.commit()
    return result
  } catch (error) {
    await attempt(() => session.isInTransaction ? session.command('rollback') : undefined)
    throw error
  } finally {
    for (const command of after) await attempt(() => session.command(command))
  }
}

async function atSavepoint<T>(home: Home, session: Session, limits: Limits, work: Work<T>): Promise<T> {
  const count = (savepoints.get(session.raw) ?? 0) + 1
  savepoints.set(session.raw, count)
  const name = `bw_${count}`
  await session.command(`savepoint ${name}`)
  try {
    const result = await guarded(home, session, limits, work)
    await session.command(`release savepoint ${name}`)
    return result
  } catch (error) {
    await attempt(() => session.command(`rollback to savepoint ${name}`))
    throw error
  } finally {
    savepoints.set(session.raw, count - 1)
  }
}

/** Runs the function with a transaction object that dies with it. */
async function guarded<T>(home: Home, session: Session, limits: Limits, work: Work<T>): Promise<T> {
  const life = { isOver: false }
  const running = (async () => work(new Transaction(home, session, limits, life)))()
  try {
    return await (limits.signal ? Promise.race([running, whenAborted(limits.signal)]) : running)
  } finally {
    life.isOver = true
    running.catch(() => undefined)
  }
}
