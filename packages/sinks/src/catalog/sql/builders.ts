import { bare, keyName, requiredModule, stringOf } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import { boundFor } from './binding.ts'
import { Builder } from './builder.ts'
import type { Conversion } from './conversion.ts'
import { TEXT_SLOT, drizzle, positional, postgresJs, prisma } from './flavor.ts'
import { refuse } from '../../edit/refusal.ts'
import { Scanner } from './scanner.ts'
import type { Site } from './sites.ts'

/** Rewrites a call of a query builder or ORM to its own parameterised form. */
export const convertBuilder = (conversion: Conversion, site: Site): void => {
  const { target } = site.primitive
  if (site.options !== undefined) return refuse('OPTIONS_KEPT', site.options)
  if (target === 'prisma') return convertPrisma(conversion, site)
  if (target === 'drizzle' || target === 'postgres') return convertTagged(conversion, site)
  return convertPositional(conversion, site, target as 'knex' | 'sequelize' | 'typeorm')
}

/** `prisma.$queryRawUnsafe(text, …values)` becomes `prisma.$queryRaw(Prisma.sql`…`)`. */
const convertPrisma = (conversion: Conversion, site: Site): void => {
  conversion.target(prisma())
  conversion.differs.add('Prisma binds by the type in JavaScript: where a string is compared with a number, date or uuid column of PostgreSQL, write Number(value) or a cast.')
  convertText(conversion, site)
  const property = child(bare(child(site.call, 'callee')!), 'property')!
  conversion.edit(rangeOf(property), site.method.replace('Unsafe', ''))
  if (!importsPrisma(conversion)) conversion.needs.push({ module: '@prisma/client', names: ['Prisma'] })
}

const importsPrisma = (conversion: Conversion): boolean =>
  children(conversion.host.program, 'body').some(statement => {
    if (statement.type === 'ImportDeclaration') return stringOf(child(statement, 'source')) === '@prisma/client' && children(statement, 'specifiers').some(item => child(item, 'local')?.['name'] === 'Prisma')
    if (statement.type !== 'VariableDeclaration') return false
    return children(statement, 'declarations').some(item => {
      const init = child(item, 'init')
      const pattern = child(item, 'id')!
      return init !== undefined && requiredModule(init) === '@prisma/client' && pattern.type === 'ObjectPattern' && children(pattern, 'properties').some(property => keyName(property) === 'Prisma')
    })
  })

/** `sql.raw(text)` of drizzle and `client.unsafe(text, values)` of postgres.js become the tag itself. */
const convertTagged = (conversion: Conversion, site: Site): void => {
  const object = bare(site.object)
  if (object.type !== 'Identifier') return refuse('RECEIVER_UNKNOWN', site.object)
  const tag = object['name'] as string
  const text = bare(site.text)
  // Where a piece stands that comes from elsewhere is not known here: a bound value in place of a name would be another statement.
  if (text.type !== 'Identifier' ? conversion.analysis.shapes.partsOf(text) === undefined && text.type !== 'ConditionalExpression' : conversion.analysis.bindings.variableOf(text)?.defs[0]?.type !== 'Variable') return refuse('TEXT_FROM_OUTSIDE', text)
  conversion.target(site.primitive.target === 'drizzle' ? drizzle(tag) : postgresJs(tag))
  if (bare(site.text).type === 'Identifier' && site.primitive.target === 'postgres') return refuse('TEXT_IN_VARIABLE', site.text)
  if (children(site.call, 'arguments').length > 2) return refuse('OPTIONS_KEPT', children(site.call, 'arguments')[2])
  convertText(conversion, site, true)
  conversion.edit(rangeOf(site.call), rangeOf(site.text))
}

const convertText = (conversion: Conversion, site: Site, keepsArguments = false): void => {
  if (site.isOptional) refuse('OPTIONAL_CHAIN', site.call)
  const bound = boundFor(conversion, site)
  conversion.toFragment(site.text, { scanner: new Scanner(dialectOf(conversion, site)), bound })
  if (!keepsArguments) bound?.finish(conversion)
  else if (bound !== undefined) {
    const before = conversion.edits.length
    bound.finish(conversion)
    conversion.edits.length = before
  }
}

const dialectOf = (conversion: Conversion, site: Site): Site['primitive']['dialect'] => {
  const { dependencies } = conversion.host.project
  const known = new Set([...(dependencies.has('pg') ? ['postgres'] : []), ...(dependencies.has('mysql2') || dependencies.has('mysql') ? ['mysql'] : []), ...(dependencies.has('sqlite3') || dependencies.has('better-sqlite3') ? ['sqlite'] : [])])
  return known.size === 1 ? ([...known][0] as Site['primitive']['dialect']) : site.primitive.dialect
}

/** Text with placeholders and a list of values: knex.raw, sequelize.query, TypeORM's query. */
const convertPositional = (conversion: Conversion, site: Site, kind: 'knex' | 'sequelize' | 'typeorm'): void => {
  conversion.target(positional(kind))
  if (site.isOptional) refuse('OPTIONAL_CHAIN', site.call)
  const { analysis } = conversion
  let text = bare(site.text)
  if (text.type === 'Identifier') {
    const variable = analysis.bindings.variableOf(text)
    const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
    if (value === undefined || analysis.bindings.readsOf(variable!).length > 1) return refuse('TEXT_IN_VARIABLE', text)
    conversion.isLocal = false
    text = bare(value)
  }
  const parts = analysis.shapes.partsOf(text) ?? refuse('TEXT_FROM_OUTSIDE', text)
  const dialect = dialectOf(conversion, site)
  const isNumbered = kind === 'sequelize' || (kind === 'typeorm' && dialect === 'postgres')
  if (kind === 'typeorm' && ![...conversion.host.project.dependencies].some(name => /^(?:pg|mysql2?|sqlite3|better-sqlite3)$/.test(name))) refuse('DIALECT_UNKNOWN', site.call)
  const args = children(site.call, 'arguments')
  const bound = kind === 'sequelize' ? undefined : boundFor(conversion, site)
  const builder = new Builder(conversion, { scanner: primed(dialect, site.primitive.head ?? ''), bound })
  builder.positional(text, parts)
  const out: (string | Range)[] = []
  const values: (string | Range)[][] = []
  let at = 0
  for (const { from, to } of builder.slots) {
    out.push(...literal(builder.out.slice(at, from), kind))
    const slot = builder.out.slice(from, to)
    const open = slot.findIndex(piece => typeof piece === 'string' && piece.endsWith('${'))
    const head = slot.slice(0, open + 1).map(piece => (typeof piece === 'string' ? piece.replace('${', '') : piece))
    const close = slot.findLastIndex(piece => typeof piece === 'string' && piece.startsWith('}'))
    const inner = slot.slice(open + 1, close)
    const tail = (slot[close] as string).slice(1)
    if (inner[0] === TEXT_SLOT) out.push('${', ...inner.slice(1), '}')
    else if (inner[0] === '\u0003') {
      out.push(...head, '${', ...inner.slice(1), ".map(() => '?').join(', ')}", tail)
      values.push(['...', ...inner.slice(1)])
    }
    else if (inner[0] === '\u0004') {
      out.push(...head, '??', tail)
      values.push(inner.slice(1))
    }
    else {
      values.push(inner)
      out.push(...head, isNumbered ? `$${values.length}` : '?', tail)
    }
    at = to
  }
  out.push(...literal(builder.out.slice(at), kind))
  conversion.edit(rangeOf(text), '`', ...out, '`')
  if (kind === 'sequelize') return addBind(conversion, site, args[1], values)
  const existing = args[1]
  const list = ['[', ...values.flatMap((value, index) => (index === 0 ? value : [', ', ...value])), ']']
  const before = conversion.edits.length
  bound?.finish(conversion)
  conversion.edits.length = before
  if (existing !== undefined) {
    if (bound === undefined) return refuse('ARGUMENT_UNKNOWN', existing)
    if (values.length > 0) conversion.edit(rangeOf(existing), ...list)
  }
  else if (values.length > 0) conversion.edit([rangeOf(site.text)[1], rangeOf(site.text)[1]], ', ', ...list)
}

/** A scanner that has read what comes before a part of a statement. */
const primed = (dialect: Site['primitive']['dialect'], head: string): Scanner => {
  const scanner = new Scanner(dialect)
  for (let at = 0; at < head.length;) at += scanner.step(head, at)
  return scanner
}

/** Static text must not hold what the target would read as a placeholder. */
const literal = (pieces: readonly (string | Range)[], kind: string): readonly (string | Range)[] => {
  const text = pieces.join('')
  if (kind === 'knex' && text.includes('?')) return refuse('PLACEHOLDER_UNBOUND')
  if (kind === 'sequelize' && /\$[\w]/.test(text)) return refuse('PLACEHOLDER_UNBOUND')
  return pieces
}

/** `sequelize.query(text, { bind: […], … })`. */
const addBind = (conversion: Conversion, site: Site, options: SourceNode | undefined, values: readonly (string | Range)[][]): void => {
  if (values.length === 0) return
  const list = ['bind: [', ...values.flatMap((value, index) => (index === 0 ? value : [', ', ...value])), ']']
  if (options === undefined) return conversion.edit([rangeOf(site.text)[1], rangeOf(site.text)[1]], ', { ', ...list, ' }')
  const node = bare(options)
  if (node.type !== 'ObjectExpression') return refuse('OPTIONS_KEPT', options)
  const names = children(node, 'properties').map(property => (property.type === 'Property' ? keyName(property) : undefined))
  if (names.some(name => name === undefined || name === 'bind' || name === 'replacements')) return refuse('OPTIONS_KEPT', options)
  const at = rangeOf(node)[0] + 1
  conversion.edit([at, at], ' ', ...list, ...(names.length > 0 ? [','] : [' ']))
}
