import type { TypeTable } from '../../analysis/origin.ts'

/** How the text of a dialect is read. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'

/** Where the statement goes after the rewrite. */
export type Target =
  /** `connect(x).query(sql…)` */
  | 'query'
  /** `connect(x).driver.method(sql…)` */
  | 'driver'
  /** `connect(x).driver.prepare(sql…).get()` */
  | 'prepare'
  /** A builder's own parameterised form. */
  | 'knex' | 'sequelize' | 'typeorm' | 'prisma' | 'drizzle' | 'postgres'
  /** A function of another file that runs the text it is given. */
  | 'wrapper'
  /** Reported, with the reason. */
  | 'manual'

/** One risky method of one type of handle. */
export interface Primitive {
  readonly id: string
  readonly target: Target
  readonly dialect: Dialect
  /** How placeholders are bound: `list` an array argument, `rest` the arguments after the text, `named` also an object, `options` inside an options object. */
  readonly binds: 'list' | 'rest' | 'named' | 'options' | 'none'
  readonly reason?: string
  /** SQL that comes before a text that is only a part of a statement. */
  readonly head?: string
  /** The driver of the project changes with the statement. */
  readonly moves?: true
}

const pool = (self: string): Record<string, string> => ({ '.connect()': self, '.connect(#1)': self, '.getConnection()': self, '.getConnection(#1)': self, '.on(#0)': self, '.serialize(#0)': self })

/** What the driver modules give. `x:handle` types are what `connect()` of @breakwater/sql takes, and the builders beside them. */
export const drivers: TypeTable = {
  modules: {
    pg: 'pg', 'pg-pool': 'pg:class', '@neondatabase/serverless': 'pg', mysql: 'mysql', mysql2: 'mysql2', 'mysql2/promise': 'mysql2p', 'mysql2/promise.js': 'mysql2p', 'promise-mysql': 'mysql',
    sqlite3: 'sqlite3', 'better-sqlite3': 'bs3', 'node:sqlite': 'nodesqlite', libsql: 'libsql', '@libsql/client': 'libsqlc', '@libsql/client/web': 'libsqlc', '@libsql/client/node': 'libsqlc',
    'node-sqlite3-wasm': 'wasm', '@electric-sql/pglite': 'pglite', postgres: 'postgresjs', knex: 'knex', sequelize: 'sequelize', typeorm: 'typeorm', '@prisma/client': 'prisma', 'drizzle-orm': 'drizzle', sqlite: 'sqlitew',
    '@sequelize/core': 'sequelize', 'pg-promise': 'pgpromise',
  },
  steps: {
    pg: { '.Pool': 'pg:class', '.Client': 'pg:class', '.PoolClient': 'pg:class', '.ClientBase': 'pg:class', '.native': 'pg', '.default': 'pg' },
    'pg:class': { new: 'pg:handle', '()': 'pg:handle' },
    'pg:handle': pool('pg:handle'),
    mysql: { '.createPool()': 'mysql:handle', '.createConnection()': 'mysql:handle', '.createPoolCluster()': 'mysql:handle', '.Connection': 'mysql:class', '.Pool': 'mysql:class', '.PoolConnection': 'mysql:class', '.default': 'mysql' },
    'mysql:class': { new: 'mysql:handle' },
    'mysql:handle': pool('mysql:handle'),
    mysql2: { '.createPool()': 'mysql2:handle', '.createConnection()': 'mysql2:handle', '.Connection': 'mysql2:class', '.Pool': 'mysql2:class', '.PoolConnection': 'mysql2:class', '.default': 'mysql2', '.promise': 'mysql2p' },
    'mysql2:class': { new: 'mysql2:handle' },
    'mysql2:handle': { ...pool('mysql2:handle'), '.promise()': 'mysql2p:handle' },
    mysql2p: { '.createPool()': 'mysql2p:handle', '.createConnection()': 'mysql2p:handle', '.Connection': 'mysql2p:class', '.Pool': 'mysql2p:class', '.PoolConnection': 'mysql2p:class', '.default': 'mysql2p' },
    'mysql2p:class': { new: 'mysql2p:handle' },
    'mysql2p:handle': pool('mysql2p:handle'),
    sqlite3: { '.verbose()': 'sqlite3', '.Database': 'sqlite3:class', '.cached': 'sqlite3', '.default': 'sqlite3' },
    'sqlite3:class': { new: 'sqlite3:handle', '()': 'sqlite3:handle' },
    'sqlite3:handle': { ...pool('sqlite3:handle'), '.run()': 'sqlite3:handle', '.get()': 'sqlite3:handle', '.all()': 'sqlite3:handle', '.each()': 'sqlite3:handle', '.exec()': 'sqlite3:handle' },
    bs3: { new: 'bs3:handle', '()': 'bs3:handle', '.default': 'bs3', '.Database': 'bs3' },
    'bs3:handle': { '.exec()': 'bs3:handle' },
    nodesqlite: { '.DatabaseSync': 'nodesqlite:class', '.default': 'nodesqlite' },
    'nodesqlite:class': { new: 'nodesqlite:handle' },
    libsql: { new: 'libsql:handle', '()': 'libsql:handle', '.default': 'libsql', '.Database': 'libsql' },
    libsqlc: { '.createClient()': 'libsqlc:handle', '.Client': 'libsqlc:class', '.Transaction': 'libsqlc:class' },
    'libsqlc:class': { new: 'libsqlc:handle' },
    'libsqlc:handle': { '.transaction()': 'libsqlc:handle' },
    wasm: { '.Database': 'wasm:class', '.default': 'wasm' },
    'wasm:class': { new: 'wasm:handle' },
    pglite: { '.PGlite': 'pglite:class', '.default': 'pglite' },
    'pglite:class': { new: 'pglite:handle', '.create()': 'pglite:handle' },
    'pglite:handle': { '.transaction(#0)': 'pglite:handle' },
    postgresjs: { '()': 'postgresjs:handle', '.default': 'postgresjs', '.Sql': 'postgresjs:class' },
    'postgresjs:class': { new: 'postgresjs:handle' },
    'postgresjs:handle': { '.begin(#0)': 'postgresjs:handle', '.reserve()': 'postgresjs:handle', '.savepoint(#0)': 'postgresjs:handle' },
    knex: { '()': 'knex:handle', '.default': 'knex', '.knex': 'knex', '.Knex': 'knex:class', new: 'knex:handle' },
    'knex:class': { new: 'knex:handle', '.Transaction': 'knex:class' },
    'knex:handle': { '.transaction(#0)': 'knex:handle', '.transaction()': 'knex:handle', '()': 'knex:builder', '.raw()': 'knex:text', '.destroy()': 'knex:text', '.*()': 'knex:builder' },
    'knex:builder': { '.then()': 'knex:rows', '.then(#0)': 'knex:rows', '.catch(#0)': 'knex:rows', '.map(#0)': 'knex:rows', '.*()': 'knex:builder', '.*(#0)': 'knex:builder' },
    sequelize: { '.Sequelize': 'sequelize:class', '.default': 'sequelize:class', new: 'sequelize:handle', '.QueryTypes': 'sequelize:querytypes' },
    'sequelize:class': { new: 'sequelize:handle', '.QueryTypes': 'sequelize:querytypes', '.Sequelize': 'sequelize:class' },
    typeorm: { '.DataSource': 'typeorm:class', '.EntityManager': 'typeorm:class', '.QueryRunner': 'typeorm:class', '.Repository': 'typeorm:class', '.Connection': 'typeorm:class', '.getConnection()': 'typeorm:handle', '.getManager()': 'typeorm:handle', '.getRepository()': 'typeorm:handle', '.createConnection()': 'typeorm:handle' },
    'typeorm:class': { new: 'typeorm:handle' },
    'typeorm:handle': { '.manager': 'typeorm:handle', '.createQueryRunner()': 'typeorm:handle', '.getRepository()': 'typeorm:handle', '.transaction(#0)': 'typeorm:handle', '.initialize()': 'typeorm:handle', '.createQueryBuilder()': 'typeorm:builder' },
    'typeorm:builder': { '.getMany()': 'typeorm:rows', '.getOne()': 'typeorm:rows', '.then()': 'typeorm:rows', '.then(#0)': 'typeorm:rows', '.*()': 'typeorm:builder' },
    prisma: { '.PrismaClient': 'prisma:class', '.Prisma': 'prisma:namespace', '.default': 'prisma' },
    'prisma:class': { new: 'prisma:handle' },
    'prisma:handle': { '.$transaction(#0)': 'prisma:handle', '.$extends()': 'prisma:handle' },
    drizzle: { '.sql': 'drizzle:sql' },
    sqlitew: { '.open()': 'sqlitew:handle', '.Database': 'sqlitew:class' },
    'sqlitew:class': { new: 'sqlitew:handle' },
    pgpromise: { '()': 'pgpromise:factory' },
    'pgpromise:factory': { '()': 'pgpromise:handle' },
    'pgpromise:handle': { '.task(#0)': 'pgpromise:handle', '.tx(#0)': 'pgpromise:handle' },
  },
}

const primitive = (id: string, target: Target, dialect: Dialect, binds: Primitive['binds'], more: Partial<Primitive> = {}): Primitive => ({ id, target, dialect, binds, ...more })

/** Methods of knex's builders that take a part of a statement, and what comes before that part. */
const KNEX_HEADS: Readonly<Record<string, string>> = {
  whereRaw: 'select * from x where ', orWhereRaw: 'select * from x where ', andWhereRaw: 'select * from x where ', havingRaw: 'select * from x group by y having ', orHavingRaw: 'select * from x group by y having ',
  orderByRaw: 'select * from x order by ', groupByRaw: 'select * from x group by ', joinRaw: 'select * from x ', fromRaw: 'select * from ',
}

/** The risky methods by type of handle. */
export const primitives: Readonly<Record<string, Readonly<Record<string, Primitive>>>> = {
  'pg:handle': { query: primitive('sql/pg-query', 'query', 'postgres', 'list') },
  'mysql:handle': { query: primitive('sql/mysql-query', 'query', 'mysql', 'list', { moves: true }) },
  'mysql2:handle': {
    query: primitive('sql/mysql2-query', 'query', 'mysql', 'list'),
    execute: primitive('sql/mysql2-execute', 'driver', 'mysql', 'list'),
  },
  'mysql2p:handle': {
    query: primitive('sql/mysql2-query', 'query', 'mysql', 'list'),
    execute: primitive('sql/mysql2-execute', 'driver', 'mysql', 'list'),
  },
  'sqlite3:handle': Object.fromEntries(['run', 'get', 'all', 'each', 'exec'].map(name => [name, primitive(`sql/sqlite3-${name}`, 'driver', 'sqlite', name === 'exec' ? 'none' : 'named')]).concat([['prepare', primitive('sql/sqlite3-prepare', 'manual', 'sqlite', 'rest', { reason: 'PREPARED' })]])) as Record<string, Primitive>,
  ...Object.fromEntries([['bs3', 'better-sqlite3'], ['nodesqlite', 'node-sqlite'], ['libsql', 'libsql']].map(([type, id]) => [`${type}:handle`, {
    prepare: primitive(`sql/${id}-prepare`, 'prepare', 'sqlite', 'rest'),
    exec: primitive(`sql/${id}-exec`, 'driver', 'sqlite', 'none'),
    ...(type === 'nodesqlite' ? {} : { pragma: primitive(`sql/${id}-pragma`, 'manual', 'sqlite', 'none', { reason: 'PRAGMA' }) }),
  }])) as Record<string, Record<string, Primitive>>,
  'wasm:handle': Object.fromEntries(['run', 'get', 'all', 'exec'].map(name => [name, primitive(`sql/node-sqlite3-wasm-${name}`, 'driver', 'sqlite', name === 'exec' ? 'none' : 'named')]).concat([['prepare', primitive('sql/node-sqlite3-wasm-prepare', 'prepare', 'sqlite', 'rest')]])) as Record<string, Primitive>,
  'libsqlc:handle': { execute: primitive('sql/libsql-client-execute', 'driver', 'sqlite', 'named') },
  'pglite:handle': { query: primitive('sql/pglite-query', 'query', 'postgres', 'list'), exec: primitive('sql/pglite-exec', 'driver', 'postgres', 'none') },
  'postgresjs:handle': { unsafe: primitive('sql/postgres-unsafe', 'postgres', 'postgres', 'list') },
  'knex:handle': { raw: primitive('sql/knex-raw', 'knex', 'postgres', 'named') },
  'knex:builder': Object.fromEntries(Object.entries(KNEX_HEADS).map(([name, head]) => [name, primitive(`sql/knex-${name.toLowerCase()}`, 'knex', 'postgres', 'named', { head })])),
  'sequelize:handle': { query: primitive('sql/sequelize-query', 'sequelize', 'postgres', 'options') },
  'typeorm:handle': { query: primitive('sql/typeorm-query', 'typeorm', 'postgres', 'list') },
  'typeorm:builder': Object.fromEntries(['where', 'andWhere', 'orWhere', 'having', 'andHaving', 'orHaving'].map(name => [name, primitive('sql/typeorm-where', 'manual', 'postgres', 'named', { reason: 'TYPEORM_BUILDER' })])),
  'prisma:handle': { $queryRawUnsafe: primitive('sql/prisma-queryrawunsafe', 'prisma', 'postgres', 'rest'), $executeRawUnsafe: primitive('sql/prisma-executerawunsafe', 'prisma', 'postgres', 'rest') },
  'drizzle:sql': { raw: primitive('sql/drizzle-sql-raw', 'drizzle', 'postgres', 'none') },
  'sqlitew:handle': Object.fromEntries(['run', 'get', 'all', 'each', 'exec'].map(name => [name, primitive(`sql/sqlite-${name}`, 'manual', 'sqlite', 'named', { reason: 'SQLITE_WRAPPER' })])),
  'pgpromise:handle': Object.fromEntries(['query', 'any', 'one', 'oneOrNone', 'many', 'manyOrNone', 'none', 'result'].map(name => [name, primitive('sql/pg-promise', 'manual', 'postgres', 'list', { reason: 'DRIVER_UNSUPPORTED' })])),
}

/** Methods that no other library has. */
export const knexMethods: ReadonlySet<string> = new Set(Object.keys(KNEX_HEADS))

/** Every method name that may be a sink. */
export const methodNames: ReadonlySet<string> = new Set(Object.values(primitives).flatMap(methods => Object.keys(methods)))

/** The npm package of a type of handle, and the handle type that a package stands for where it is the only driver of a project. */
export const driverOfPackage: Readonly<Record<string, string>> = {
  pg: 'pg:handle', mysql2: 'mysql2:handle', sqlite3: 'sqlite3:handle', 'better-sqlite3': 'bs3:handle', '@electric-sql/pglite': 'pglite:handle', 'node-sqlite3-wasm': 'wasm:handle', libsql: 'libsql:handle',
  '@libsql/client': 'libsqlc:handle', mysql: 'mysql:handle', postgres: 'postgresjs:handle', knex: 'knex:handle', sequelize: 'sequelize:handle', typeorm: 'typeorm:handle', '@prisma/client': 'prisma:handle', 'pg-promise': 'pgpromise:handle', sqlite: 'sqlitew:handle',
}
