import databases from '@databases/sql'
import { sql as drizzle } from 'drizzle-orm'
import { PgDialect } from 'drizzle-orm/pg-core'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql as kysely } from 'kysely'
import { createSqlTag } from 'slonik'
import tag, { join } from 'sql-template-tag'
import { sql, toQuery } from '../../packages/sql/dist/index.mjs'
import { compare, keep, publish, table } from '../compare.mjs'

const base = databases.default ?? databases
const format = { escapeIdentifier: name => `"${name}"`, formatValue: (value, index) => ({ placeholder: `$${index + 1}`, value }) }
const dialect = new PgDialect()
const db = new Kysely({ dialect: { createAdapter: () => new PostgresAdapter(), createDriver: () => new DummyDriver(), createIntrospector: k => new PostgresIntrospector(k), createQueryCompiler: () => new PostgresQueryCompiler() } })
const slonik = createSqlTag()

const values = { name: 'it’s', mail: 'a@example.test', team: 'blue' }
const five = {
  'handwritten { text, values }': n => keep({ text: 'select * from users where id = $1 and name = $2 and mail = $3 and team = $4 and age > $5', values: [n, values.name, values.mail, values.team, 30] }),
  breakwater: n => keep(toQuery(sql`select * from users where id = ${n} and name = ${values.name} and mail = ${values.mail} and team = ${values.team} and age > ${30}`, 'postgres')),
  'sql-template-tag': n => { const query = tag`select * from users where id = ${n} and name = ${values.name} and mail = ${values.mail} and team = ${values.team} and age > ${30}`; keep([query.text, query.values]) },
  '@databases/sql': n => keep(base`select * from users where id = ${n} and name = ${values.name} and mail = ${values.mail} and team = ${values.team} and age > ${30}`.format(format)),
  kysely: n => keep(kysely`select * from users where id = ${n} and name = ${values.name} and mail = ${values.mail} and team = ${values.team} and age > ${30}`.compile(db)),
  drizzle: n => keep(dialect.sqlToQuery(drizzle`select * from users where id = ${n} and name = ${values.name} and mail = ${values.mail} and team = ${values.team} and age > ${30}`)),
  slonik: n => keep(slonik.fragment`select * from users where id = ${n} and name = ${values.name} and mail = ${values.mail} and team = ${values.team} and age > ${30}`),
}

const rows = Array.from({ length: 100 }, (_, index) => ({ a: index, b: `name ${index}`, c: null }))
const bulk = {
  'handwritten { text, values }': () => {
    let text = 'insert into t (a, b, c) values '
    const list = []
    for (let index = 0, slot = 0; index < rows.length; index++) {
      const row = rows[index]
      text += `${index > 0 ? ', ' : ''}($${++slot}, $${++slot}, $${++slot})`
      list.push(row.a, row.b, row.c)
    }
    keep({ text, values: list })
  },
  'breakwater, joined fragments': () => keep(toQuery(sql`insert into t (a, b, c) values ${sql.join(rows.map(row => sql`(${row.a}, ${row.b}, ${row.c})`))}`, 'postgres')),
  'breakwater, sql.rows': () => keep(toQuery(sql`insert into t (a, b, c) values ${sql.rows(rows.map(row => [row.a, row.b, row.c]))}`, 'postgres')),
  'breakwater, sql.insert': () => keep(toQuery(sql`insert into t ${sql.insert(rows, ['a', 'b', 'c'])}`, 'postgres')),
  'sql-template-tag': () => { const query = tag`insert into t (a, b, c) values ${join(rows.map(row => tag`(${row.a}, ${row.b}, ${row.c})`))}`; keep([query.text, query.values]) },
  '@databases/sql': () => keep(base`insert into t (a, b, c) values ${base.join(rows.map(row => base`(${row.a}, ${row.b}, ${row.c})`), base`, `)}`.format(format)),
  kysely: () => keep(kysely`insert into t (a, b, c) values ${kysely.join(rows.map(row => kysely`(${row.a}, ${row.b}, ${row.c})`))}`.compile(db)),
  drizzle: () => keep(dialect.sqlToQuery(drizzle`insert into t (a, b, c) values ${drizzle.join(rows.map(row => drizzle`(${row.a}, ${row.b}, ${row.c})`), drizzle`, `)}`)),
  slonik: () => keep(slonik.fragment`insert into t (a, b, c) values ${slonik.join(rows.map(row => slonik.fragment`(${row.a}, ${row.b}, ${row.c})`), slonik.fragment`, `)}`),
}

const peers = ['sql-template-tag', '@databases/sql', 'kysely', 'drizzle-orm', 'slonik']
publish('sql-template', 'What the tag costs: from values to text and bound values, without a database. `node sql/template.mjs` in `bench/`.', [
  table('One template of 5 values', await compare(five), peers),
  table('Bulk insert of 100 × 3 values', await compare(bulk), peers),
])
