import { compile } from '../../compile.ts'
import { callbackOf, checkRest, readFaceCall } from '../../face.ts'
import type { Callback, FaceCall } from '../../face.ts'
import { PendingCommand } from './command.ts'
import { send } from './send.ts'
import type { MysqlConnection, MysqlPool, MysqlTarget } from './types.ts'

export interface MysqlFace {
  query(fragment: unknown, ...rest: unknown[]): unknown
  execute(fragment: unknown, ...rest: unknown[]): unknown
}

/** `query` and `execute` of mysql2 with a fragment in place of the text: its own results, callback, events and stream. Values are always bound on the server. */
export function mysqlFace(target: MysqlTarget, isPromise: boolean): MysqlFace {
  const method = (where: string, isBinary: boolean) => (fragment: unknown, ...rest: unknown[]) =>
    isPromise ? promised(target, fragment, rest, where, isBinary) : called(target, fragment, rest, where, isBinary)
  return { query: method('driver.query', false), execute: method('driver.execute', true) }
}

function promised(target: MysqlTarget, fragment: unknown, rest: readonly unknown[], where: string, isBinary: boolean): Promise<unknown[]> {
  return new Promise((resolve, reject) => {
    if (callbackOf(rest)) throw new Error('Callback function is not available with promise clients.')
    checkRest(rest, where)
    const compiled = compile(fragment, 'mysql', where)
    start(target, { compiled, callback: (error, rows, fields) => (error ? reject(error) : resolve([rows, fields])) }, isBinary)
  })
}

function called(target: MysqlTarget, fragment: unknown, rest: readonly unknown[], where: string, isBinary: boolean): unknown {
  const call = readFaceCall(fragment, rest, 'mysql', where)
  return call && start(target, call, isBinary)
}

const isPool = (target: MysqlTarget): target is MysqlPool => 'getConnection' in target

function start(target: MysqlTarget, call: FaceCall, isBinary: boolean): unknown {
  if (isPool(target)) return startOnPool(target, call, isBinary)
  try {
    return send(target, call.compiled, 'driver', isBinary, call.callback as never)
  } catch (error) {
    const { callback } = call
    if (!callback) throw error
    process.nextTick(() => callback.call(undefined, error))
    return undefined
  }
}

function startOnPool(pool: MysqlPool, { compiled, callback }: FaceCall, isBinary: boolean): PendingCommand {
  const pending = new PendingCommand(compiled.text)
  const fail = (error: unknown) => (callback ? callback.call(undefined, error) : pending.fail(error))
  pool.getConnection((error, connection: MysqlConnection) => {
    if (error) return fail(error)
    let command
    try {
      command = send(connection, compiled, 'driver', isBinary, callback && (destroyIfReadOnly(connection, callback) as never))
    } catch (failure) {
      connection.release!()
      return fail(failure)
    }
    command.once('end', () => connection.release!())
    pending.start(command)
  })
  return pending
}

const READ_ONLY = new Set<unknown>([1290, 1792, 1836])

/** mysql2's pool drops a connection whose server has become a read-only replica. */
function destroyIfReadOnly(connection: MysqlConnection, callback: Callback): Callback {
  return (error, ...results) => {
    if (error && READ_ONLY.has((error as { errno?: unknown }).errno)) connection.destroy()
    callback.call(undefined, error, ...results)
  }
}
