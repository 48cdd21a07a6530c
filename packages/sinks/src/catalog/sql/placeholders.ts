import { bare, identifiersIn, keyName, methodCall, propertyName } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { children, rangeOf } from '../../tree.ts'
import { keysOf } from './bound.ts'
import type { Builder } from './builder.ts'
import { HOLE } from './builder.ts'
import type { Conversion } from './conversion.ts'
import { wholeList } from './quoted.ts'
import { refuse } from '../../edit/refusal.ts'

/** Names of values that drivers may have turned into JSON or an array. */
const COMPOUND = /(?:json|data|meta|metadata|payload|settings|config|options|preferences|tags|items|list|array|ids|details|attributes|props)$/i
const PLACEHOLDER = /^(?:\?(\d*)|\$(\d+)|[:@$]([A-Za-z_]\w*))/

/** A hand-written placeholder whose value the call passes. */
export const placeholderAt = (builder: Builder): boolean => {
  const bound = builder.bound
  const unit = builder.flat[builder.at]!
  if (unit !== '?' && unit !== '$' && unit !== ':' && unit !== '@') return false
  if (unit === ':' && (builder.flat[builder.at - 1] === ':' || builder.flat[builder.at + 1] === ':')) return false
  if (builder.scanner.openWord !== '') return false
  const match = PLACEHOLDER.exec(builder.flat.slice(builder.at, builder.at + 64).replaceAll(HOLE, ' '))
  if (match === null) return false
  const isKnex = builder.conversion.flavor().kind === 'knex'
  const dialect = isKnex ? 'sqlite' : builder.scanner.dialect
  if (isKnex && (match[2] !== undefined || unit === '@' || unit === '$')) return false
  if (dialect === 'postgres' && match[2] === undefined) return false
  if (dialect === 'mysql' && (match[2] !== undefined || (match[3] !== undefined && unit !== ':'))) return false
  if (dialect === 'mysql' && unit === ':' && bound === undefined) return false
  if (bound === undefined) return refuse('PLACEHOLDER_UNBOUND')
  if (dialect === 'mysql' && builder.flat[builder.at + 1] === '?') return refuse('MYSQL_IDENTIFIER_PLACEHOLDER')
  const keyed = keyedSlot(builder)
  if (keyed !== undefined) {
    builder.slot(keyed)
    builder.at += match[0].length
    return true
  }
  const number = match[1] === undefined || match[1] === '' ? match[2] : match[1]
  const value = match[3] !== undefined ? bound.named(match[3]) : number !== undefined && number !== '' ? bound.at(Number(number)) : bound.next()
  if (dialect === 'mysql' && builder.scanner.level.tokens.at(-1)?.text === 'set') {
    const object = bare(value)
    const names = object.type === 'ObjectExpression' ? children(object, 'properties').map(property => (property.type === 'Property' ? keyName(property) : undefined)) : []
    if (names.length === 0 || names.some(name => name === undefined || !/^\w+$/.test(name)) || builder.conversion.flavor().kind !== 'breakwater') return refuse('MYSQL_OBJECT_PLACEHOLDER', value)
    builder.slot(['${', `${builder.conversion.tag()}.set(`, rangeOf(value), `, [${names.map(name => `'${name!}'`).join(', ')}])`, '}'])
    builder.at += match[0].length
    return true
  }
  if (dialect === 'mysql' && unit === '?' && isWholeList(builder, match[0].length)) {
    // mysql2 spreads an array over one ?.
    const isNot = builder.scanner.level.before.at(-2)?.text === 'not'
    boundSlot(builder, value)
    builder.slot(wholeList(builder, ['[', rangeOf(value), '].flat()'], isNot))
    builder.at++
    return true
  }
  builder.slot(boundSlot(builder, value))
  builder.at += match[0].length
  return true
}

/** In `Object.keys(row).map(key => `${key} = ?`)`, with the values of the row bound in that order: `row[key]`. */
export const keyedSlot = (builder: Builder): (string | Range)[] | undefined => {
  const { host } = builder.conversion
  const fn = builder.conversion.analysis.bindings.functionOf(builder.root!)
  const call = fn === undefined ? undefined : host.parentOf(fn)
  const map = call?.type === 'CallExpression' ? methodCall(call) : undefined
  const key = map?.name === 'map' && map.args[0] === fn ? children(fn!, 'params')[0] : undefined
  const object = key?.type === 'Identifier' ? keysOf(builder.conversion, map!.object) : undefined
  if (object === undefined || builder.bound?.perKey?.(builder.conversion, object) !== true) return undefined
  return ['${', `${host.text.slice(...rangeOf(object))}[${key!['name'] as string}] ?? null`, '}']
}

/** `in (?)`. */
const isWholeList = (builder: Builder, length: number): boolean => {
  const { level } = builder.scanner
  return level.tokens.length === 0 && level.before.at(-1)?.text === 'in' && /^\s*\)/.test(builder.flat.slice(builder.at + length)) && builder.conversion.flavor().kind === 'breakwater'
}

/** A value that was bound to a placeholder, moved to where the placeholder stood. */
export const boundSlot = (builder: Builder, value: SourceNode): (string | Range)[] => {
  if (!canMove(builder.conversion, value, builder.root!)) return refuse('PLACEHOLDER_SCOPE', value)
  const { provenance } = builder.conversion.analysis
  const mayBeMissing = /^(?:MemberExpression|Identifier)$/.test(bare(value).type) && !provenance.isString(value) && !provenance.isNumber(value)
  const node = bare(value)
  if (node.type === 'ObjectExpression' && builder.conversion.flavor().kind === 'breakwater') return ['${', `${builder.conversion.tag()}.json(`, rangeOf(value), ')}']
  if (node.type === 'ArrayExpression' && builder.conversion.flavor().kind === 'breakwater' && builder.scanner.dialect === 'postgres') return ['${', `${builder.conversion.tag()}.array(`, rangeOf(value), ')}']
  const name = node.type === 'Identifier' ? (node['name'] as string) : node.type === 'MemberExpression' ? (propertyName(node) ?? '') : ''
  if (COMPOUND.test(name) && builder.scanner.dialect !== 'sqlite') builder.conversion.differs.add('An object or array is no longer bound as it is: write sql.json(value) or sql.array(list).')
  return ['${', rangeOf(value), ...(mayBeMissing ? [' ?? null'] : []), '}']
}

/** Whether every name in a value means the same where its placeholder stands. */
const canMove = (conversion: Conversion, value: SourceNode, place: SourceNode): boolean => {
  const from = rangeOf(value)[0]
  const to = rangeOf(place)[0]
  return identifiersIn(value).every(identifier => {
    const variable = conversion.analysis.bindings.variableOf(identifier)
    if (variable === undefined) return true
    const [start, end] = rangeOf(variable.scope.block)
    const isInside = rangeOf(value)[0] <= rangeOf(variable.defs[0]!.name)[0] && rangeOf(variable.defs[0]!.name)[1] <= rangeOf(value)[1]
    if (isInside) return true
    if (to < start || to >= end) return false
    const isHoisted = variable.defs[0]!.type !== 'Variable'
    if (!isHoisted && rangeOf(variable.defs[0]!.name)[0] > to) return false
    return !conversion.analysis.bindings.writesOf(variable).some(write => {
      const at = rangeOf(write.node)[0]
      return write.kind !== 'init' && write.kind !== 'default' && at > Math.min(from, to) && at < Math.max(from, to)
    })
  })
}
