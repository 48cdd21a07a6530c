const VERB = /\b(?:select|insert|update|delete|replace|merge|with|create|alter|drop|truncate|call|exec|execute|pragma|where)\b/i
const DRIVER = /['"`](?:pg|mysql2?|mysql2\/promise|sqlite3?|better-sqlite3|node:sqlite|libsql|@libsql\/client|node-sqlite3-wasm|@electric-sql\/pglite|postgres|knex|sequelize|typeorm|@prisma\/client|drizzle-orm)\b/

/** Whether a file may hold anything of interest: a cheap look at the text before parsing. Never false for a file with a finding. */
export const prefilter = (text: string): boolean => VERB.test(text) || DRIVER.test(text)
