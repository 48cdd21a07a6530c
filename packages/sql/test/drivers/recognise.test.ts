import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { expectRefusal } from '@breakwater/core/testing'
import { connect } from '../../src/connect.ts'

const any = (value: unknown) => value as never
const nothing = () => undefined

describe('connect refuses', () => {
  it.each([
    undefined, null, 0, 'postgres://localhost', true, {}, [], () => undefined, new Map(), new Date(), new EventEmitter(), { query: nothing }, { query: 'select 1', connect: true, end: 1, options: {} },
    JSON.parse('{"query":"x","execute":"y","connection":{}}'), { prepare: nothing, exec: nothing }, Symbol('x'), new Proxy({}, { get: () => 'x' }),
  ])('what is not a connection %#', async value => {
    await expectRefusal(() => connect(any(value)), 'SQL_DRIVER_UNKNOWN')
  })

  it('the package mysql, by name', async () => {
    const connection = { query: nothing, escape: nothing, format: nothing, changeUser: nothing, beginTransaction: nothing }
    const pool = { getConnection: nothing, acquireConnection: nothing, query: nothing, escape: nothing }
    for (const target of [connection, pool]) expect((await expectRefusal(() => connect(target), 'SQL_DRIVER_REFUSED')).message).toContain('mysql2')
  })
  it.each([
    { timeoutMs: 0 }, { timeoutMs: Infinity }, { maxRows: NaN }, { maxRows: '5' }, { readOnly: 'yes' }, { prepare: 'always' }, { onQuery: 'log' }, { limit: 5 }, { tenant: 5 },
    JSON.parse('{"__proto__":{"readOnly":false}}'), Object.create({ readOnly: true }), new (class { readOnly = true })(), { get maxRows() { return 5 } }, [], 'x', null,
  ])('bad options %#', async options => {
    const error = await Promise.resolve().then(() => connect(any({ query: nothing, connect: nothing, end: nothing, options: {}, totalCount: 0, idleCount: 0 }), any(options))).then(() => undefined, (failure: unknown) => failure)
    expect(error).toMatchObject({ name: 'BreakwaterError', kind: 'misuse' })
  })
})
