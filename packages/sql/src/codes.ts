import { defineCodes } from '@breakwater/core'

/** The codes of `@breakwater/sql`. */
export const codes = defineCodes('sql', {
  // The template
  SQL_FRAGMENT_REQUIRED: {
    kind: 'refused',
    what: 'SQL must be a template literal tagged with sql',
    todo: 'Write sql`select … where id = ${id}`; a runtime string, an array or parsed JSON never becomes SQL.',
  },
  DUPLICATE_COPY: {
    kind: 'misuse',
    what: 'the SQL fragment was made by another copy of @breakwater/sql',
    todo: 'Run `npm ls @breakwater/sql` and keep one version; a bundler must not bundle it twice.',
  },
  SQL_SLOT_IN_QUOTES: {
    kind: 'refused',
    what: 'a slot stands inside quotes or a comment',
    todo: 'Drop the quotes: write name = ${name}, not name = \'${name}\'; for a pattern write like ${sql.like.contains(text)}.',
  },
  SQL_SLOT_GLUED: {
    kind: 'refused',
    what: 'a slot is glued to a word, so that it would be part of a name or number',
    todo: 'Put a space around a value; for a name use sql.id(`prefix_${name}`) or, better, sql.oneOf.',
  },
  SQL_SECOND_STATEMENT: {
    kind: 'refused',
    what: 'the text holds a second statement',
    todo: 'Run each statement by itself, in db.transaction(…) where they belong together; a script without slots can go to db.driver.exec.',
  },
  SQL_TEXT_UNCLOSED: {
    kind: 'invalid',
    what: 'a quote, quoted name or comment is not closed within its template',
    todo: 'Close it in the template in which it is opened.',
  },
  SQL_TEXT_AMBIGUOUS: {
    kind: 'refused',
    what: 'a backslash before a quote reads differently under another server mode, beside a name given at run time',
    todo: "Write '' for a quote inside a string, or choose the name with sql.oneOf.",
  },
  SQL_PLACEHOLDER_REFUSED: {
    kind: 'refused',
    what: 'the text holds a hand-written placeholder',
    todo: 'Put the value into a ${slot} instead of $1, ? or :name.',
  },

  // Values
  SQL_VALUE_REFUSED: {
    kind: 'refused',
    what: 'this kind of value cannot be bound',
    todo: 'Give a string, finite number, bigint, boolean, null, Date or bytes; for an object use sql.json(value), for a list sql.in(list) or sql.array(list).',
  },
  SQL_UNDEFINED: {
    kind: 'refused',
    what: 'the value is undefined',
    todo: 'Give null if SQL NULL is meant; otherwise find out why the value is missing.',
  },
  SQL_TEXT_MALFORMED: {
    kind: 'refused',
    what: 'the string holds a lone surrogate, or a NUL character that PostgreSQL cannot store',
    todo: 'Clean the text (String.prototype.toWellFormed) or send it as bytes.',
  },
  SQL_TEXT_UNREPRESENTABLE: {
    kind: 'refused',
    what: 'the string holds a character that the character set of the connection lacks, and that would be stored as a question mark',
    todo: "Connect with charset: 'utf8mb4'.",
  },
  SQL_NUMBER_RANGE: {
    kind: 'refused',
    what: 'the number is not finite or does not fit the database',
    todo: 'NaN and Infinity cannot be bound; a bigint must fit 64 bits.',
  },
  SQL_LIMIT_REFUSED: {
    kind: 'refused',
    what: 'LIMIT and OFFSET take a whole number that is not negative',
    todo: 'Give a number such as 20, or its digits as a string.',
  },
  SQL_TOO_MANY_VALUES: {
    kind: 'limit',
    what: 'the statement binds more values than the database allows',
    todo: 'Send the rows in several statements (PostgreSQL and MySQL take 65535 values, SQLite 32766).',
  },

  // Helpers
  SQL_IDENTIFIER_REFUSED: {
    kind: 'refused',
    what: 'the identifier cannot be used',
    todo: 'Give a non-empty string without NUL, not *, at most 63 bytes on PostgreSQL and 64 ASCII characters on MySQL; choose among known names with sql.oneOf.',
  },
  SQL_CHOICE_REFUSED: {
    kind: 'refused',
    what: 'the value is not one of the choices',
    todo: 'Check the value against the keys given to sql.oneOf; pass a default key as third argument if the value may be missing.',
  },
  SQL_LIST_REFUSED: {
    kind: 'refused',
    what: 'the list cannot be used here',
    todo: 'Write id in ${sql.in(ids)} or id not in ${sql.notIn(ids)} with an array of values; an empty or NULL-holding NOT IN would match everything or nothing.',
  },
  SQL_KEYS_REQUIRED: {
    kind: 'misuse',
    what: 'the list of allowed keys is missing',
    todo: "Name the columns that may be used: sql.where(req.query, ['team', 'role']).",
  },
  SQL_OBJECT_REFUSED: {
    kind: 'refused',
    what: 'the object cannot be read as columns',
    todo: 'Give an object with plain data properties; for several rows every object needs the same keys.',
  },
  SQL_NOTHING_LEFT: {
    kind: 'refused',
    what: 'none of the allowed keys is present, so the statement would touch nothing or every row',
    todo: 'Check the input first; if all rows are meant in a SELECT, write where true and ${sql.where(…)}.',
  },
  SQL_JSON_REFUSED: {
    kind: 'refused',
    what: 'the value cannot be written as JSON',
    todo: 'Give plain data without cycles, bigints or undefined at the top.',
  },
  SQL_DIALECT_REFUSED: {
    kind: 'refused',
    what: 'this helper does not exist for this database',
    todo: 'sql.array is for PostgreSQL; elsewhere use sql.in(list) or sql.json(list).',
  },

  // Drivers
  SQL_DRIVER_UNKNOWN: {
    kind: 'misuse',
    what: 'connect was given something that is not a database connection it knows',
    todo: 'Give a pool, client, connection or database of pg, postgres, mysql2, sqlite3, better-sqlite3, node:sqlite, node-sqlite3-wasm, libsql, @libsql/client or PGlite.',
  },
  SQL_DRIVER_REFUSED: {
    kind: 'refused',
    what: 'this driver cannot bind values on the server',
    todo: 'The package mysql pastes values into the text itself; use mysql2, whose API is the same.',
  },
  SQL_DRIVER_VALUES_REFUSED: {
    kind: 'refused',
    what: 'values were given beside the SQL',
    todo: 'Put each value into a ${slot} of the template.',
  },
  SQL_OPTION_UNSUPPORTED: {
    kind: 'misuse',
    what: 'this database cannot do what the option asks',
    todo: 'Leave the option out; the README lists what each driver can do.',
  },

  // Running
  SQL_ROW_MISSING: {
    kind: 'invalid',
    what: 'the statement gave no row where one is needed',
    todo: 'Use db.maybeOne where the row may be missing.',
  },
  SQL_ROW_SURPLUS: {
    kind: 'invalid',
    what: 'the statement gave more than one row',
    todo: 'Narrow the WHERE clause to a unique key, or use db.many.',
  },
  SQL_MAX_ROWS: {
    kind: 'limit',
    what: 'the statement gave more rows than maxRows',
    todo: 'Add a LIMIT, read the rows with db.stream, or raise maxRows in connect(…).',
  },
  SQL_TIMEOUT: {
    kind: 'limit',
    what: 'the statement did not finish within timeoutMs',
    todo: 'Make it faster, or raise timeoutMs in connect(…) if such statements are expected.',
  },
  SQL_ABORTED: {
    kind: 'unavailable',
    what: 'the statement was aborted by its signal',
    todo: 'cause holds the reason of the signal.',
  },
  SQL_INTEGER_LOST: {
    kind: 'unavailable',
    what: 'the driver gave an integer beyond 2^53 that it has already rounded',
    todo: 'Select cast(column as text), or use a driver that reads 64-bit integers (better-sqlite3, node:sqlite, node-sqlite3-wasm).',
  },
  SQL_FUNCTION_REQUIRED: {
    kind: 'misuse',
    what: 'a transaction was given something that is not a function',
    todo: 'Write db.transaction(async tx => { await tx.run(sql`…`) }).',
  },
  SQL_TRANSACTION_ENDED: {
    kind: 'misuse',
    what: 'the transaction has ended',
    todo: 'Await every statement inside the function given to db.transaction.',
  },
  SQL_TRANSACTION_ABORTED: {
    kind: 'unavailable',
    what: 'the database rolled the transaction back where it was to be committed',
    todo: 'A statement in it failed and the error was swallowed: let errors leave the function, or use a nested tx.transaction around what may fail.',
  },
})
