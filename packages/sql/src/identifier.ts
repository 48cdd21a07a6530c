import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import type { Dialect } from './dialect.ts'

/**
 * Quotes one identifier for a dialect: "name" on PostgreSQL, `name` on MySQL and SQLite (where a "name" that does not exist silently becomes a string).
 * MySQL: ASCII only, because a connection whose character set was changed behind the driver (SET NAMES gbk) joins a non-ASCII byte with the closing backtick.
 */
export function quoteIdentifier(name: string, dialect: Dialect): string {
  if (dialect === 'postgres') {
    if (Buffer.byteLength(name) > 63) throw codes.error('SQL_IDENTIFIER_REFUSED', { got: 'more than 63 bytes' })
    return `"${name.replaceAll('"', '""')}"`
  }
  if (dialect === 'mysql') {
    if (name.length > 64) throw codes.error('SQL_IDENTIFIER_REFUSED', { got: 'more than 64 characters' })
    if (/[^\u0001-\u007e]/.test(name)) throw codes.error('SQL_IDENTIFIER_REFUSED', { got: 'characters outside ASCII' })
    if (name.endsWith(' ')) throw codes.error('SQL_IDENTIFIER_REFUSED', { got: 'a trailing space' })
  }
  return `\`${name.replaceAll('`', '``')}\``
}

/** Checks what is wrong with an identifier in every dialect. */
export function checkIdentifier(name: unknown, at: string): string {
  if (typeof name !== 'string') throw codes.error('SQL_IDENTIFIER_REFUSED', { at, got: describeValue(name) })
  if (name === '' || name === '*') throw codes.error('SQL_IDENTIFIER_REFUSED', { at, got: name === '' ? 'an empty string' : 'a star' })
  if (name.includes('\0') || !name.isWellFormed()) throw codes.error('SQL_IDENTIFIER_REFUSED', { at, got: 'a NUL character or a lone surrogate' })
  return name
}

/** A key part for the text cache that no other name can imitate. */
export const nameKey = (name: string) => `${name.length}:${name}`
