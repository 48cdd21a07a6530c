/** The three families of SQL that drivers speak. */
export type Dialect = 'postgres' | 'mysql' | 'sqlite'

/** How a dialect's text is cut into tokens. */
export interface Lexicon {
  /** Backslash escapes inside '…' (MySQL unless NO_BACKSLASH_ESCAPES; PostgreSQL only with standard_conforming_strings = off). */
  readonly backslash: boolean
  /** Backslash escapes inside "…" (MySQL, where "…" is a string unless ANSI_QUOTES). */
  readonly backslashInDouble: boolean
  /** E'…' always takes backslash escapes (PostgreSQL). */
  readonly eStrings: boolean
  /** $tag$ … $tag$ (PostgreSQL). */
  readonly dollarQuotes: boolean
  readonly backticks: boolean
  /** [name] (SQLite). */
  readonly brackets: boolean
  readonly hashComments: boolean
  /** `--` starts a comment only before white space (MySQL). */
  readonly dashNeedsSpace: boolean
  readonly nestedComments: boolean
  /** Placeholders that must not be written by hand. */
  readonly placeholder: RegExp
  /** The same text under the other server mode. */
  readonly otherMode?: Lexicon
}

const none: Lexicon = {
  backslash: false, backslashInDouble: false, eStrings: false, dollarQuotes: false, backticks: false, brackets: false,
  hashComments: false, dashNeedsSpace: false, nestedComments: false, placeholder: /(?!)/y,
}

const postgres: Lexicon = { ...none, eStrings: true, dollarQuotes: true, nestedComments: true, placeholder: /\$\d+/y }
const mysql: Lexicon = { ...none, backslash: true, backslashInDouble: true, backticks: true, hashComments: true, dashNeedsSpace: true, placeholder: /\?/y }
const sqlite: Lexicon = { ...none, backticks: true, brackets: true, placeholder: /\?\d*|[:@$][A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*/y }

export const lexicons: Readonly<Record<Dialect, Lexicon>> = {
  postgres: { ...postgres, otherMode: { ...postgres, backslash: true } },
  mysql: { ...mysql, otherMode: { ...mysql, backslash: false, backslashInDouble: false } },
  sqlite,
}
