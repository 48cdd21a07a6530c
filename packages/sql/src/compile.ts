import { codes } from './codes.ts'
import type { Dialect } from './dialect.ts'
import { Fragment, notAFragment } from './fragment.ts'
import type { Walk } from './part.ts'
import type { Template } from './template.ts'
import { TextCache } from './text-cache.ts'
import type { Text } from './text-cache.ts'
import { checkForDialect } from './values.ts'
import type { BoundValue } from './values.ts'
import { checkStatements, slotValue, walkFragment } from './walk.ts'
import { TextWriter } from './write.ts'

/** A statement ready for a driver. */
export interface Compiled {
  /** With $1… on PostgreSQL and ? elsewhere; the same shape gives the same string object. */
  readonly text: string
  readonly values: readonly BoundValue[]
  /** Every value is a string, a finite number or null: a driver needs to convert nothing. */
  readonly plain: boolean
  /** The text has one shape and may be prepared under a name. */
  readonly fixed: boolean
  /** First keyword, in lower case. */
  readonly verb: string
}

const caches: Readonly<Record<Dialect, TextCache>> = { postgres: new TextCache(), mysql: new TextCache(), sqlite: new TextCache() }

/** Text and values of a fragment for one dialect. Refuses whatever is not a fragment of this copy: SQL_FRAGMENT_REQUIRED, DUPLICATE_COPY. */
export function compile(fragment: unknown, dialect: Dialect, where: string): Compiled {
  if (!Fragment.is(fragment)) throw notAFragment(fragment, where)
  if (Fragment.isFlat(fragment)) return compileFlat(fragment, dialect)
  const walk: Walk = { dialect, values: [], key: '', fixed: true, plain: true, writes: false, ambiguous: false, depth: 0 }
  walkFragment(walk, fragment, undefined)
  if (dialect === 'postgres' || !walk.plain) checkForDialect(walk.values, dialect)
  const { text, verb } = caches[dialect].get(walk.key) ?? remember(caches[dialect], walk, fragment)
  return { text, values: walk.values, plain: walk.plain, fixed: walk.fixed, verb }
}

/** The text of a script of several statements; refused where the fragment has slots. */
export function compileScript(fragment: unknown, dialect: Dialect, where: string): string {
  if (!Fragment.is(fragment)) throw notAFragment(fragment, where)
  if (!Fragment.isFlat(fragment) || Fragment.values(fragment).length > 0) return compile(fragment, dialect, where).text
  const template = Fragment.shape(fragment) as Template
  template.scan(dialect)
  return template.parts[0]!
}

function compileFlat(fragment: Fragment, dialect: Dialect): Compiled {
  const template = Fragment.shape(fragment) as Template
  const known = template.flat[dialect] ?? flatText(template, fragment, dialect)
  const plain = Fragment.isPlain(fragment)
  const given = Fragment.values(fragment) as readonly BoundValue[]
  const values = known.hasLimit ? given.map((value, index) => slotValue(template.scan(dialect).slots[index]!, value, { dialect }, index)) : given
  if (dialect === 'postgres' || !plain) checkForDialect(values, dialect)
  return { text: known.text, values, plain, fixed: true, verb: known.verb }
}

function flatText(template: Template, fragment: Fragment, dialect: Dialect) {
  const scan = template.scan(dialect)
  checkStatements(scan, 0)
  const { text, verb } = textOf(fragment, dialect, scan.writes, scan.ambiguous)
  return (template.flat[dialect] = { text, verb, hasLimit: scan.hasLimit })
}

function remember(cache: TextCache, walk: Walk, fragment: Fragment): Text {
  const text = textOf(fragment, walk.dialect, walk.writes, walk.ambiguous)
  cache.set(walk.key, text)
  return text
}

function textOf(fragment: Fragment, dialect: Dialect, writes: boolean, ambiguous: boolean): Text {
  const writer = new TextWriter(dialect, writes, ambiguous)
  writer.fragment(fragment, undefined)
  const text = writer.finish()
  if (text.trim() === '') throw codes.error('SQL_FRAGMENT_REQUIRED', { got: 'an empty fragment' })
  return { text, verb: verbOf(text) }
}

const LEADING = /^(?:\s|\(|--[^\n]*(?:\n|$)|#[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/

const verbOf = (text: string) => /^[a-z]*/i.exec(text.replace(LEADING, ''))![0].toLowerCase()
