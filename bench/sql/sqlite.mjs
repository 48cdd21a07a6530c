import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { sql as drizzleSql } from 'drizzle-orm'
import { Kysely, SqliteDialect, sql as kysely } from 'kysely'
import tag from 'sql-template-tag'
import { connect, sql } from '../../packages/sql/dist/index.mjs'
import { compare, keep, publish, table } from '../compare.mjs'

const database = new Database(':memory:')
database.exec('create table t (id integer primary key, name text, mail text)')
const insert = database.prepare('insert into t values (?, ?, ?)')
for (let id = 1; id <= 10000; id++) insert.run(id, `name ${id}`, `mail${id}@example.test`)

const cached = database.prepare('select id, name, mail from t where id = ?')
const { driver } = connect(database)
const own = connect(database)
const query = new Kysely({ dialect: new SqliteDialect({ database }) })
const orm = drizzle(database)
const id = n => (n % 10000) + 1

const candidates = {
  'better-sqlite3, cached statement': n => keep(cached.get(id(n))),
  'breakwater, driver.prepare(…).get()': n => keep(driver.prepare(sql`select id, name, mail from t where id = ${id(n)}`).get()),
  'breakwater, await db.one(…)': async n => keep(await own.one(sql`select id, name, mail from t where id = ${id(n)}`)),
  'sql-template-tag': n => { const { sql: text, values } = tag`select id, name, mail from t where id = ${id(n)}`; keep(database.prepare(text).get(values)) },
  drizzle: n => keep(orm.get(drizzleSql`select id, name, mail from t where id = ${id(n)}`)),
  kysely: async n => keep(await kysely`select id, name, mail from t where id = ${id(n)}`.execute(query)),
}
const results = (await compare(candidates)).map(result => ({ ...result, ratio: 1 / result.ratio }))

publish('sql-sqlite', 'Point selects by primary key in memory. The ratio is throughput: higher is better. `node sql/sqlite.mjs` in `bench/`.', [
  table('SQLite point select', results, ['better-sqlite3', 'sql-template-tag', 'drizzle-orm', 'kysely']),
])
database.close()
