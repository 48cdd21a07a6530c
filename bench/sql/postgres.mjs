import databases from '@databases/pg'
import { Kysely, PostgresDialect, sql as kysely } from 'kysely'
import pg from 'pg'
import postgres from 'postgres'
import { connect, sql } from '../../packages/sql/dist/index.mjs'
import { compare, publish, table } from '../compare.mjs'

// Point selects by key on a direct connection to a server on this machine, 40 at a time over 4 connections: throughput.
const config = { host: process.env.PGHOST ?? '127.0.0.1', user: process.env.PGUSER ?? 'postgres', database: process.env.PGDATABASE ?? 'test' }
const AT_ONCE = 40
const pool = () => new pg.Pool({ ...config, max: 4 })

const admin = pool()
await admin.query('drop table if exists bw_bench')
await admin.query("create table bw_bench as select i as id, 'name ' || i as name, 'mail' || i || '@example.test' as mail from generate_series(1, 10000) i")
await admin.query('alter table bw_bench add primary key (id)')
await admin.query('analyze bw_bench')

const pools = Object.fromEntries(['plain', 'named', 'own', 'never', 'face', 'kysely'].map(name => [name, pool()]))
const own = connect(pools.own)
const never = connect(pools.never, { prepare: 'never' })
const face = connect(pools.face)
const query = new Kysely({ dialect: new PostgresDialect({ pool: pools.kysely }) })
const js = postgres({ ...config, max: 4 })
const atDatabases = databases({ connectionString: `postgres://${config.user}@${config.host}/${config.database}`, poolSize: 4, bigIntMode: 'string' })

const text = 'select id, name, mail from bw_bench where id = $1'
const selects = {
  'pg, unnamed': id => pools.plain.query(text, [id]),
  'pg, named by hand': id => pools.named.query({ name: 'by-hand', text, values: [id] }),
  'breakwater, db.one': id => own.one(sql`select id, name, mail from bw_bench where id = ${id}`),
  "breakwater, db.one, prepare: 'never'": id => never.one(sql`select id, name, mail from bw_bench where id = ${id}`),
  'breakwater, db.query (the face of pg)': id => face.query(sql`select id, name, mail from bw_bench where id = ${id}`),
  'postgres.js': id => js`select id, name, mail from bw_bench where id = ${id}`,
  kysely: id => kysely`select id, name, mail from bw_bench where id = ${id}`.execute(query),
  '@databases/pg': id => atDatabases.query(databases.sql`select id, name, mail from bw_bench where id = ${id}`),
}

let next = 0
const batch = select => async () => {
  const running = []
  for (let index = 0; index < AT_ONCE; index++) running.push(select((next++ % 10000) + 1))
  await Promise.all(running)
}
const candidates = Object.fromEntries(Object.entries(selects).map(([name, select]) => [name, batch(select)]))
for (const run of Object.values(candidates)) for (let index = 0; index < 50; index++) await run()
const results = await compare(candidates, { roundMs: 200 })
const throughput = results.map(({ name, ns, ratio }) => ({ name, ns: ns / AT_ONCE, ratio: 1 / ratio }))

publish('sql-postgres', 'Point selects by primary key over 4 direct connections, 40 at a time. The ratio is throughput: higher is better. `node sql/postgres.mjs` in `bench/`.', [
  table('PostgreSQL point select', throughput, ['pg', 'postgres', 'kysely', '@databases/pg']),
])

await admin.query('drop table bw_bench')
await Promise.all([admin.end(), query.destroy(), js.end(), atDatabases.dispose(), ...Object.entries(pools).filter(([name]) => name !== 'kysely').map(([, one]) => one.end())])
