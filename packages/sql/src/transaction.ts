import type { Compiled } from './compile.ts'
import { codes } from './codes.ts'
import { driverOf } from './drivers/recognise.ts'
import type { Limits, Row, Session } from './drivers/driver.ts'
import type { Home } from './home.ts'
import { readTransaction, unsupported } from './options.ts'
import type { TransactionOptions, TransactionSettings } from './options.ts'
import { Queries } from './queries.ts'
import type { Engine } from './queries.ts'
import { isSerializationFailure, openCommands } from './transaction-text.ts'
import { Deadline, untilAborted } from './watch.ts'

export type TransactionWork<T> = (tx: Transaction) => Promise<T> | T

/** One run of a transaction's function: what it may still do, and what it is doing. */
interface Life {
  isOver: boolean
  readonly running: Set<Promise<unknown>>
}

const savepoints = new WeakMap<object, number>()

/** Statements on one connection, all kept or none. Made by `db.transaction`; after its function has ended it refuses with SQL_TRANSACTION_ENDED. */
export class Transaction extends Queries {
  readonly #home: Home
  readonly #session: Session
  readonly #limits: Limits
  readonly #life: Life

  constructor(home: Home, session: Session, limits: Limits, life: Life) {
    super(sessionEngine(home, session, limits, life), 'tx')
    this.#home = home
    this.#session = session
    this.#limits = limits
    this.#life = life
  }

  /** A savepoint: what `work` did is undone where it throws, and the transaction around it lives on. */
  async transaction<T>(work: TransactionWork<T>): Promise<T> {
    checkLife(this.#life, 'tx.transaction')
    checkWork(work, 'tx.transaction')
    return atSavepoint(this.#session, () => guarded(this.#home, this.#session, this.#limits, work))
  }
}

function sessionEngine(home: Home, session: Session, limits: Limits, life: Life): Engine {
  const track = <T>(work: Promise<T>): Promise<T> => {
    life.running.add(work)
    const done = () => void life.running.delete(work)
    work.then(done, done)
    return work
  }
  const face = (at: string) => {
    checkLife(life, at)
    return driverOf(session.raw, home.settings.prepare)
  }
  return {
    dialect: home.driver.dialect,
    limits,
    async run(compiled: Compiled, own: Limits) {
      checkLife(life, 'tx')
      return track(home.observe(compiled, () => session.execute(compiled, own)))
    },
    async *stream(compiled: Compiled, own: Limits): AsyncGenerator<Row, void, undefined> {
      checkLife(life, 'tx.stream')
      for await (const row of session.stream(compiled, own)) {
        yield row
        checkLife(life, 'tx.stream')
      }
    },
    query: (fragment, rest) => face('tx.query').query(fragment, rest),
    face: () => face('tx.driver').face,
  }
}

function checkLife(life: Life, at: string): void {
  if (life.isOver) throw codes.error('SQL_TRANSACTION_ENDED', { at })
}

function checkWork(work: unknown, at: string): void {
  if (typeof work !== 'function') throw codes.error('SQL_FUNCTION_REQUIRED', { at })
}

/** `db.transaction`. */
export async function runTransaction<T>(home: Home, work: TransactionWork<T>, given: TransactionOptions | undefined): Promise<T> {
  checkWork(work, 'db.transaction')
  const options = readTransaction('db.transaction', home.settings, given)
  for (let attempt = 0; ; attempt++) {
    try {
      return await inTransaction(home, options, home.limits, (session, limits) => guarded(home, session, limits, work))
    } catch (error) {
      if (attempt >= options.retries || !isSerializationFailure(error)) throw error
    }
  }
}

type Body<T> = (session: Session, limits: Limits) => Promise<T>

/** Holds a connection, opens a transaction on it and runs `body`; commits, or rolls back where it throws, and always gives the connection back. */
export async function inTransaction<T>(home: Home, options: TransactionSettings, base: Limits, body: Body<T>): Promise<T> {
  const deadline = new Deadline(options.timeoutMs, options.signal, base.signal)
  const limits = { ...base, signal: deadline.signal }
  try {
    const session = await home.driver.acquire(limits)
    let isDirty = true
    try {
      const open = () => (session.lock && session.isInTransaction ? nested(home, session, options, limits, body) : opened(home, session, options, limits, body))
      const result = await (session.lock ? session.lock.inside(open) : open())
      isDirty = false
      return result
    } catch (error) {
      // A failed rollback leaves the connection in a state that nobody knows.
      isDirty = session.isInTransaction
      throw error
    } finally {
      await session.release(isDirty)
    }
  } finally {
    deadline.end()
  }
}

/** The rows of one statement inside such a transaction, which ends when the reader does. */
export async function* streamInTransaction(home: Home, options: TransactionSettings, limits: Limits, compiled: Compiled): AsyncGenerator<Row, void, undefined> {
  let end!: (error?: unknown) => void
  const ended = new Promise<void>((resolve, reject) => (end = error => (error === undefined ? resolve() : reject(error))))
  ended.catch(() => undefined)
  let transaction!: Promise<void>
  const { session, own } = await new Promise<{ session: Session; own: Limits }>((resolve, reject) => {
    transaction = inTransaction(home, options, limits, (session, own) => {
      resolve({ session, own })
      return ended
    })
    transaction.catch(reject)
  })
  try {
    yield* session.stream(compiled, own)
    end()
  } catch (error) {
    end(error)
    throw error
  } finally {
    end()
    await transaction.catch(() => undefined)
  }
}

/** On a connection that everybody shares and that is in a transaction already, a savepoint is all that can be had. */
async function nested<T>(home: Home, session: Session, options: TransactionSettings, limits: Limits, body: Body<T>): Promise<T> {
  if (options.readOnly || options.isolation || options.tenant) throw unsupported('db.transaction inside a transaction on one connection', home.driver.name)
  return atSavepoint(session, () => body(session, limits))
}

async function opened<T>(home: Home, session: Session, options: TransactionSettings, limits: Limits, body: Body<T>): Promise<T> {
  const { before, after } = await openCommands(home.driver, session, options, limits)
  try {
    for (const command of before) await begin(session, command)
    if (options.tenant) await session.execute(tenantSetting(options.tenant), limits)
    const result = await body(session, limits)
    await session.commit()
    return result
  } catch (error) {
    if (session.isInTransaction) await attempt(() => session.command('rollback'))
    throw error
  } finally {
    for (const command of after) await attempt(() => session.command(command))
  }
}

/** A database that was opened for reading alone has no lock to give. */
async function begin(session: Session, command: string): Promise<void> {
  try {
    await session.command(command)
  } catch (error) {
    if (command !== 'begin immediate' || !/read-?only/i.test(String((error as { message?: unknown } | null)?.message))) throw error
    await session.command('begin')
  }
}

function tenantSetting({ setting, value }: NonNullable<TransactionSettings['tenant']>): Compiled {
  return { text: 'select pg_catalog.set_config($1, $2, true)', values: [setting, value], plain: true, fixed: false, verb: 'select' }
}

async function atSavepoint<T>(session: Session, body: () => Promise<T>): Promise<T> {
  const count = (savepoints.get(session.raw) ?? 0) + 1
  savepoints.set(session.raw, count)
  const name = `bw_${count}`
  try {
    await session.command(`savepoint ${name}`)
    try {
      const result = await body()
      await session.command(`release savepoint ${name}`)
      return result
    } catch (error) {
      await attempt(() => session.command(`rollback to savepoint ${name}`))
      throw error
    }
  } finally {
    savepoints.set(session.raw, count - 1)
  }
}

// The first error is the one to tell; that the way back fails too shows in the state of the session.
async function attempt(work: () => Promise<unknown>): Promise<void> {
  try {
    await work()
  } catch {
    return
  }
}

/** Runs the function with a transaction object that dies with it. */
async function guarded<T>(home: Home, session: Session, limits: Limits, work: TransactionWork<T>): Promise<T> {
  const life: Life = { isOver: false, running: new Set() }
  const result = (async () => work(new Transaction(home, session, limits, life)))()
  try {
    return await (limits.signal ? untilAborted(limits.signal, result) : result)
  } finally {
    life.isOver = true
    result.catch(() => undefined)
    // What still runs would be overtaken by COMMIT or ROLLBACK, or hit by its own cancel signal.
    await Promise.allSettled(life.running)
  }
}

