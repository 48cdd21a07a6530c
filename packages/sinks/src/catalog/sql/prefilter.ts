// The words of a statement may stand in different literals, with values between them.
const STATEMENT = new RegExp([
  'select\\b[\\s\\S]{1,600}?\\bfrom\\b', 'insert\\b[\\s\\S]{1,40}?\\binto\\b', 'replace\\s+into\\b', 'update\\b[^;]{1,160}?\\bset\\b', 'delete\\b[\\s\\S]{1,20}?\\bfrom\\b', 'merge\\s+into\\b',
  '(?:create|alter|drop|truncate)\\s+(?:\\w+\\s+){0,2}(?:table|index|view|database|user|role|schema)\\b', 'pragma\\s', 'with\\s+\\w+\\s+as\\s*\\(', '\\$(?:query|execute)RawUnsafe', '(?:(?:or|and)?(?:where|having)|orderBy|groupBy|join|from)Raw\\b',
].map(form => `\\b${form}`).join('|').replace('\\b\\$', '\\$'), 'i')
const DRIVER = /['"`](?:pg|mysql2?|mysql2\/promise|sqlite3?|better-sqlite3|node:sqlite|libsql|@libsql\/client|node-sqlite3-wasm|@electric-sql\/pglite|postgres|knex|sequelize|typeorm|@prisma\/client|drizzle-orm)\b/

/** `db.query(queries.byName(name))`: handle and statement may both come from other files. */
const RUN = /\.query\s*\(\s*[\w$]/

/** False only where no driver is named, no statement is written and nothing is given to a `query`. */
export const mayHoldSql = (text: string): boolean => DRIVER.test(text) || STATEMENT.test(text) || RUN.test(text)
