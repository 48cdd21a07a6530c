import { defineFamily, defineSink } from './family.ts'
import type { Sink } from './family.ts'
import { builders } from './sql/samples/builders.ts'
import { drivers } from './sql/samples/drivers.ts'
import { manual } from './sql/samples/manual.ts'
import { options } from './sql/samples/options.ts'
import { quiet } from './sql/samples/quiet.ts'
import { shapes } from './sql/samples/shapes.ts'

const sink = (id: string, title: string, of: readonly string[], replacement: string): Sink => defineSink({ id: `sql/${id}`, title, of, replacement })

const query = 'connect(pool).query(sql`…`)'
const method = (name: string): string => `connect(db).driver.${name}(sql\`…\`)`
const prepared = 'connect(db).driver.prepare(sql`…`).all()'

/** SQL text that is put together from strings. */
export const sql = defineFamily({
  id: 'sql',
  title: 'SQL built from strings',
  cwe: [89],
  docs: 'rules/sql.md',
  danger: 'A value that is pasted into SQL text is read as SQL: it can end its quotes and change the statement, so that whoever sends the value reads, changes or deletes what the statement never meant to touch.',
  brief: 'Write the statement with sql`…` and run it with connect(handle).',
  instead: 'Write the statement with the sql tag of @breakwater/sql: its text is what the developer wrote, every ${slot} is bound as a value, and connect(handle) refuses plain strings.',
  messages: {
    built: 'The SQL for {{primitive}} is built from values, and a value can change the statement.',
    loose: 'The SQL of this query is built from values, and a value can change the statement.',
    passed: 'This SQL is built from values and passed on to {{primitive}}, and a value can change the statement.',
    given: 'This SQL is built from values and given to whoever calls {{primitive}}.',
    raw: '{{primitive}} takes any string as SQL.',
  },
  sinks: [
    sink('pg-query', 'query of a pool or client', ['pg'], query),
    sink('mysql2-query', 'query of a pool or connection', ['mysql2', 'mysql2/promise'], query),
    sink('mysql2-execute', 'execute of a pool or connection', ['mysql2', 'mysql2/promise'], method('execute')),
    sink('mysql-query', 'query of a pool or connection', ['mysql'], 'mysql2, then connect(pool).query(sql`…`)'),
    ...['run', 'get', 'all', 'each', 'exec'].map(name => sink(`sqlite3-${name}`, name, ['sqlite3'], method(name))),
    sink('sqlite3-prepare', 'prepare', ['sqlite3'], method('all')),
    ...['run', 'get', 'all', 'each', 'exec'].map(name => sink(`sqlite-${name}`, name, ['sqlite'], method(name))),
    ...[['better-sqlite3', 'better-sqlite3'], ['node-sqlite', 'node:sqlite'], ['libsql', 'libsql']].flatMap(([id, of]) => [
      sink(`${id!}-prepare`, 'prepare', [of!], prepared),
      sink(`${id!}-exec`, 'exec', [of!], method('exec')),
    ]),
    ...['better-sqlite3', 'libsql'].map(id => sink(`${id}-pragma`, 'pragma', [id], 'a switch over written-out pragmas')),
    sink('libsql-client-execute', 'execute of a client', ['@libsql/client'], method('execute')),
    ...['run', 'get', 'all', 'exec'].map(name => sink(`node-sqlite3-wasm-${name}`, name, ['node-sqlite3-wasm'], method(name))),
    sink('node-sqlite3-wasm-prepare', 'prepare', ['node-sqlite3-wasm'], prepared),
    sink('pglite-query', 'query', ['@electric-sql/pglite'], query),
    sink('pglite-exec', 'exec', ['@electric-sql/pglite'], method('exec')),
    sink('postgres-unsafe', 'unsafe', ['postgres'], 'client`…`'),
    sink('knex-raw', 'raw', ['knex'], 'knex.raw(text, bindings)'),
    ...['whereRaw', 'orWhereRaw', 'andWhereRaw', 'havingRaw', 'orHavingRaw', 'orderByRaw', 'groupByRaw', 'joinRaw', 'fromRaw'].map(name => sink(`knex-${name.toLowerCase()}`, name, ['knex', 'objection'], `builder.${name}(text, bindings)`)),
    sink('sequelize-query', 'query', ['sequelize'], 'sequelize.query(text, { bind })'),
    sink('typeorm-query', 'query of a data source, manager, runner or repository', ['typeorm'], 'source.query(text, parameters)'),
    sink('typeorm-where', 'where, having and the like of a query builder', ['typeorm'], "builder.where('u.name = :name', { name })"),
    sink('prisma-queryrawunsafe', '$queryRawUnsafe', ['@prisma/client'], 'prisma.$queryRaw`…`'),
    sink('prisma-executerawunsafe', '$executeRawUnsafe', ['@prisma/client'], 'prisma.$executeRaw`…`'),
    sink('drizzle-sql-raw', 'sql.raw', ['drizzle-orm'], 'sql`…`'),
    sink('pg-promise', 'query, any, one, none and the like', ['pg-promise'], 'db.any(text, values)'),
    sink('given-text', 'an exported function that gives SQL built from values', [], 'return sql`…`'),
    sink('unknown-handle', 'query, execute and the like of a handle that is not known', [], query),
  ],
  samples: [...shapes, ...drivers, ...builders, ...options, ...manual, ...quiet],
})
