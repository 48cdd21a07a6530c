import type { Range } from '../../model.ts'
import { refuse } from '../../edit/refusal.ts'

type Pieces = readonly (string | Range)[]

/** Begins the pieces of a slot that stays text of the program: a choice among literals. */
export const TEXT_SLOT = '\u0002'

/** How the helpers of a target are written; each gives what stands inside a slot. */
export interface Flavor {
  readonly kind: 'breakwater' | 'prisma' | 'drizzle' | 'postgres' | 'knex' | 'sequelize' | 'typeorm'
  /** The tag of a fragment; `` for targets that take text and values apart. */
  readonly tag: string
  readonly isPositional: boolean
  in(list: Pieces, isNot: boolean): Pieces
  like(kind: 'contains' | 'startsWith' | 'endsWith', value: Pieces): Pieces
  id(name: Pieces): Pieces
  /** One of known texts; `fallback` is for a missing value. */
  choose(value: Pieces, choices: readonly string[], fallback?: string): Pieces
  join(list: Pieces, separator: string): Pieces
  /** Whether LIKE keeps the wildcards of the value. */
  readonly keepsWildcards: boolean
  /** The list helper writes a list without its parentheses. */
  readonly listIsBare?: boolean
}

const template = (text: string): string => text.replace(/[\\`]|\$(?=\{)/g, '\\$&')

const isName = (text: string): boolean => /^[A-Za-z_$][\w$]*$/.test(text)

/** @breakwater/sql under the name that the file gives its tag. */
export const breakwater = (tag: string): Flavor => ({
  kind: 'breakwater', tag, isPositional: false, keepsWildcards: false,
  in: (list, isNot) => [`${tag}.${isNot ? 'notIn' : 'in'}(`, ...list, ')'],
  like: (place, value) => [`${tag}.like.${place}(`, ...value, ')'],
  id: name => [`${tag}.id(`, ...name, ')'],
  choose: (value, choices, fallback) => [`${tag}.oneOf(`, ...value, `, { ${choices.map(text => `${isName(text) ? text : `'${text}'`}: ${tag}\`${text}\``).join(', ')} }${fallback === undefined ? '' : `, '${fallback}'`})`],
  join: (list, separator) => [`${tag}.join(`, ...list, ...(separator.trim() === ',' ? [] : [`, ${tag}\`${template(separator)}\``]), ')'],
})

const pattern = (kind: 'contains' | 'startsWith' | 'endsWith', value: Pieces): Pieces => ['`', ...(kind === 'startsWith' ? [] : ['%']), '${', ...value, '}', ...(kind === 'endsWith' ? [] : ['%']), '`']

/** A chain of comparisons: anything else is the last choice, as nothing outside the list may reach the text. */
const ternary = (value: Pieces, choices: readonly string[], fallback: string | undefined, write: (text: string) => string): Pieces => {
  const last = fallback ?? choices.at(-1)!
  return [...choices.filter(text => text !== last).flatMap((text): Pieces => [...value, ` === '${text}' ? ${write(text)} : `]), write(last)]
}

const fragments = (kind: Flavor['kind'], tag: string, helpers: Partial<Flavor>): Flavor => ({
  kind, tag, isPositional: false, keepsWildcards: true,
  in: () => refuse('LIST_UNKNOWN'),
  like: pattern,
  id: () => refuse('NAME_FROM_OUTSIDE'),
  choose: (value, choices, fallback) => ternary(value, choices, fallback, text => `${tag}\`${text}\``),
  join: () => refuse('TEXT_FROM_OUTSIDE'),
  ...helpers,
})

/** Prisma.sql`…` for $queryRaw and $executeRaw. */
export const prisma = (): Flavor => fragments('prisma', 'Prisma.sql', {
  listIsBare: true,
  in: list => ['Prisma.join(', ...list, ')'],
  join: (list, separator) => ['Prisma.join(', ...list, ...(separator.trim() === ',' ? [] : [`, '${separator}'`]), ')'],
})

/** drizzle's sql`…`. */
export const drizzle = (tag: string): Flavor => fragments('drizzle', tag, {
  in: list => list,
  id: name => [`${tag}.identifier(`, ...name, ')'],
  join: (list, separator) => [`${tag}.join(`, ...list, `, ${tag}\`${template(separator)}\`)`],
})

/** The tag that a postgres.js client is. */
export const postgresJs = (tag: string): Flavor => fragments('postgres', tag, {
  in: list => [`${tag}(`, ...list, ')'],
  id: name => [`${tag}(`, ...name, ')'],
})

/** Text with placeholders, and a list of values. */
export const positional = (kind: 'knex' | 'sequelize' | 'typeorm'): Flavor => ({
  kind, tag: '', isPositional: true, keepsWildcards: true,
  in: list => (kind === 'knex' ? ['\u0003', ...list] : refuse('LIST_UNKNOWN')),
  like: pattern,
  id: name => (kind === 'knex' ? ['\u0004', ...name] : refuse('NAME_FROM_OUTSIDE')),
  choose: (value, choices, fallback) => [TEXT_SLOT, ...ternary(value, choices, fallback, text => `'${text}'`)],
  join: () => refuse('TEXT_FROM_OUTSIDE'),
})
