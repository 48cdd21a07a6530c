import type { Sample } from '../../family.ts'

/** Query builders and ORMs, moved to their own parameterised form. */
export const builders: readonly Sample[] = [
  {
    kind: 'bad',
    sink: 'sql/postgres-unsafe',
    title: 'the client is a tag',
    code: [
      'import postgres from \'postgres\'',
      'const client = postgres()',
      'export const find = (id, name) => client.unsafe(`select * from users where id = $1 and name = \'${name}\'`, [id])',
      '',
    ].join('\n'),
    outcome: 'same',
    rewritten: [
      'import postgres from \'postgres\'',
      'const client = postgres()',
      'export const find = (id, name) => client`select * from users where id = ${id ?? null} and name = ${String(name)}`',
      '',
    ].join('\n'),
  },
  {
    kind: 'bad',
    sink: 'sql/knex-raw',
    title: 'bindings',
    code: [
      'const knex = require(\'knex\')({ client: \'pg\' })',
      'const find = (name, ids) => knex.raw(`select * from users where name = \'${name}\' and id in (${ids.join(\',\')})`)',
      '',
    ].join('\n'),
    outcome: 'same',
    rewritten: [
      'const knex = require(\'knex\')({ client: \'pg\' })',
      'const find = (name, ids) => knex.raw(`select * from users where name = ? and id in (${ids.map(() => \'?\').join(\', \')})`, [String(name), ...ids])',
      '',
    ].join('\n'),
  },
  {
    kind: 'bad',
    sink: 'sql/sequelize-query',
    title: 'bind',
    code: [
      'const { Sequelize, QueryTypes } = require(\'sequelize\')',
      'const sequelize = new Sequelize(\'postgres://localhost/app\')',
      'const find = (email) => sequelize.query(`select * from users where email = \'${email}\'`, { type: QueryTypes.SELECT })',
      '',
    ].join('\n'),
    outcome: 'same',
    rewritten: [
      'const { Sequelize, QueryTypes } = require(\'sequelize\')',
      'const sequelize = new Sequelize(\'postgres://localhost/app\')',
      'const find = (email) => sequelize.query(`select * from users where email = $1`, { bind: [String(email)], type: QueryTypes.SELECT })',
      '',
    ].join('\n'),
  },
  {
    kind: 'bad',
    sink: 'sql/typeorm-query',
    title: 'parameters',
    dependencies: ['typeorm', 'pg'],
    code: [
      'import { DataSource } from \'typeorm\'',
      'const source = new DataSource({ type: \'postgres\' })',
      'export const find = (email) => source.query(`select * from users where email = \'${email}\' and active = $1`, [true])',
      '',
    ].join('\n'),
    outcome: 'same',
    rewritten: [
      'import { DataSource } from \'typeorm\'',
      'const source = new DataSource({ type: \'postgres\' })',
      'export const find = (email) => source.query(`select * from users where email = $1 and active = $2`, [String(email), true])',
      '',
    ].join('\n'),
  },
  {
    kind: 'bad',
    sink: 'sql/prisma-queryrawunsafe',
    title: '$queryRaw',
    code: [
      'import { PrismaClient } from \'@prisma/client\'',
      'const prisma = new PrismaClient()',
      'export const find = (email) => prisma.$queryRawUnsafe(`select * from users where email = \'${email}\'`)',
      '',
    ].join('\n'),
    outcome: 'check',
    rewritten: [
      'import { PrismaClient, Prisma } from \'@prisma/client\'',
      'const prisma = new PrismaClient()',
      'export const find = (email) => prisma.$queryRaw(Prisma.sql`select * from users where email = ${String(email)}`)',
      '',
    ].join('\n'),
  },
  {
    kind: 'bad',
    sink: 'sql/prisma-executerawunsafe',
    title: '$executeRaw',
    code: [
      'import { PrismaClient } from \'@prisma/client\'',
      'const prisma = new PrismaClient()',
      'export const drop = (ids) => prisma.$executeRawUnsafe(`delete from users where id in (${ids.join(\',\')})`)',
      '',
    ].join('\n'),
    outcome: 'check',
    rewritten: [
      'import { PrismaClient, Prisma } from \'@prisma/client\'',
      'const prisma = new PrismaClient()',
      'export const drop = (ids) => prisma.$executeRaw(Prisma.sql`delete from users where id in (${Prisma.join(ids)})`)',
      '',
    ].join('\n'),
  },
  {
    kind: 'bad',
    sink: 'sql/drizzle-sql-raw',
    title: 'the tag',
    code: [
      'import { sql } from \'drizzle-orm\'',
      'export const find = (db, name) => db.execute(sql.raw(`select * from users where name = \'${name}\'`))',
      '',
    ].join('\n'),
    outcome: 'same',
    rewritten: [
      'import { sql } from \'drizzle-orm\'',
      'export const find = (db, name) => db.execute(sql`select * from users where name = ${String(name)}`)',
      '',
    ].join('\n'),
  },
]
