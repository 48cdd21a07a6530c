import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import { connect, sql } from '../src/index.ts'
import type { Database, Fragment, RunResult, Transaction } from '../src/index.ts'

declare const db: Database
const User = z.object({ id: z.number(), name: z.string() })
const Box = Type.Object({ id: Type.Integer() })
const equal = <Want>(value: Want): Want => value

export async function types(): Promise<void> {
  equal<{ id: number; name: string }[]>(await db.many(sql`select 1`, User))
  equal<{ id: number }>(await db.one(sql`select 1`, Box))
  equal<{ id: number; name: string } | undefined>(await db.maybeOne(sql`select 1`, User, { timeoutMs: 5 }))
  equal<Record<string, unknown>[]>(await db.many(sql`select 1`))
  equal<{ a: string }>(await db.one<{ a: string }>(sql`select 1`))
  equal<RunResult>(await db.run(sql`select 1`))
  for await (const row of db.stream(sql`select 1`, User)) equal<string>(row.name)
  equal<number>(await db.transaction(async (tx: Transaction) => (await tx.one(sql`select 1`, Box)).id))
  equal<Fragment>(sql`select 1`)

  // @ts-expect-error a runtime string is not SQL
  await db.many('select 1')
  // @ts-expect-error nor is an object that looks like a query
  await db.one({ text: 'select 1', values: [] })
  // @ts-expect-error values stand in slots
  await db.run(sql`select 1`, [1])
  // @ts-expect-error there is no such option
  connect({}, { limit: 5 })
  // @ts-expect-error a row has the type of its schema
  equal<string>((await db.one(sql`select 1`, User)).id)
  // @ts-expect-error there is no such level
  await db.transaction(async () => 1, { isolation: 'snapshot' })
  // @ts-expect-error undefined is not a value
  void sql`select ${undefined}`
}
