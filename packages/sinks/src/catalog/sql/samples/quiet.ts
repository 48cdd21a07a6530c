import type { Sample } from '../../family.ts'

/** What nothing is to be said about. */
export const quiet: readonly Sample[] = [
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'text without values',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'pool.query(\'select 1\')',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'text of constants',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'const TABLE = \'users\'',
      'pool.query(\'select id, name \' + `from ${TABLE} ` + \'order by id\')',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'placeholders',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'const find = (id) => pool.query(\'select * from users where id = $1\', [id])',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'a list of placeholders',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'const find = (ids) => pool.query(`select * from users where id in (${ids.map((_, index) => `$${index + 1}`).join(\', \')})`, ids)',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'conditions with placeholders',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'function find(q) {',
      '  const values = []',
      '  let text = \'select * from users where true\'',
      '  if (q.name) {',
      '    values.push(q.name)',
      '    text += ` and name = $${values.length}`',
      '  }',
      '  return pool.query(text, values)',
      '}',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'a choice of literals',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'const list = (up) => pool.query(`select * from users order by id ${up ? \'asc\' : \'desc\'}`)',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/pg-query',
    title: 'a number',
    code: [
      'const { Pool } = require(\'pg\')',
      'const pool = new Pool()',
      'const page = (n) => pool.query(`select * from users limit 10 offset ${(Number(n) - 1) * 10}`)',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/sqlite3-all',
    title: 'a Map is no database',
    code: [
      'const cache = new Map()',
      'const find = (key) => cache.get(\'select \' + key)',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/sqlite3-get',
    title: 'a route is no statement',
    code: [
      'const app = require(\'express\')()',
      'const mount = (path) => app.get(\'/select/\' + path, () => {})',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/postgres-unsafe',
    title: 'the tag of postgres.js',
    code: [
      'import postgres from \'postgres\'',
      'const sql = postgres()',
      'export const find = (id) => sql`select * from users where id = ${id}`',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/drizzle-sql-raw',
    title: 'the tag of drizzle',
    code: [
      'import { sql } from \'drizzle-orm\'',
      'export const find = (db, id) => db.execute(sql`select * from users where id = ${id}`)',
      '',
    ].join('\n'),
  },
  {
    kind: 'quiet',
    sink: 'sql/prisma-queryrawunsafe',
    title: 'the tag of Prisma',
    code: [
      'import { PrismaClient } from \'@prisma/client\'',
      'const prisma = new PrismaClient()',
      'export const find = (id) => prisma.$queryRaw`select * from users where id = ${id}`',
      '',
    ].join('\n'),
  },
  {
    kind: 'good',
    sink: 'sql/pg-query',
    title: 'what replaces it',
    code: [
      'const { Pool } = require(\'pg\')',
      'const { sql, connect } = require(\'@breakwater/sql\')',
      'const db = connect(new Pool())',
      'const find = (email) => db.maybeOne(sql`select * from users where email = ${email}`)',
      '',
    ].join('\n'),
  },
  {
    kind: 'good',
    sink: 'sql/sqlite3-get',
    title: 'callbacks stay',
    code: [
      'const sqlite3 = require(\'sqlite3\')',
      'const { sql, connect } = require(\'@breakwater/sql/drop-in\')',
      'const db = new sqlite3.Database(\'app.db\')',
      'const find = (email, done) => connect(db).driver.get(sql`select * from users where email = ${email}`, done)',
      '',
    ].join('\n'),
  },
]
