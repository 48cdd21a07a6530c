import type { Callback } from '../../face.ts'
import { callbackOf, checkRest, readFaceCall } from '../../face.ts'
import { compile } from '../../compile.ts'
import { queryConfig } from './config-call.ts'
import type { PgClient, PgPool } from './types.ts'
import { wireValues } from './values.ts'

/**
 * `query` of a pg pool or client with a fragment in place of the text: its own Result, promise or callback, its own release of the connection.
 * The statement is never named: code that was moved here behaves as before behind any pooler.
 */
export function pgQuery(target: PgPool | PgClient, where: string, fragment: unknown, rest: readonly unknown[]): unknown {
  const callback = callbackOf(rest)
  if (!callback) {
    try {
      checkRest(rest, where)
      return target.query(config(target, compile(fragment, 'postgres', where)))
    } catch (error) {
      return Promise.reject(error)
    }
  }
  const call = readFaceCall(fragment, rest, 'postgres', where)
  return call && target.query(config(target, call.compiled), undefined, callback as Callback)
}

export const pgFace = (target: PgPool | PgClient): object => ({
  query: (fragment: unknown, ...rest: unknown[]) => pgQuery(target, 'driver.query', fragment, rest),
})

// The driver's own function writes dates; a pool knows the class of its clients.
function config(target: PgPool | PgClient, compiled: { text: string; values: Parameters<typeof wireValues>[0] }): object {
  const Client = (target as { Client?: { prototype: PgClient } }).Client
  return queryConfig(compiled.text, wireValues(compiled.values, Client ? Client.prototype : (target as PgClient)))
}
