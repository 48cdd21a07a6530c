import { bare, isPure, methodCall, stringOf } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, rangeOf } from '../../tree.ts'
import type { Builder } from './builder.ts'
import { choicesOf, isChoice, oneOf, possibleTexts } from './choices.ts'
import { columnsFor } from './columns.ts'
import type { Role } from './position.ts'
import { roleAt } from './position.ts'
import { refuse } from '../../edit/refusal.ts'
import type { Slot } from './slots.ts'
import { constantOrText, isComma, textSlot } from './slots.ts'
import { isSqlText } from './sql-text.ts'

/** What touches a word: text of the program that goes on, or a part of a name. */
export const gluedSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const { conversion, scanner } = builder
  if (isLeaf) return refuse('TEXT_FROM_OUTSIDE', hole)
  if (isSqlText(conversion.analysis, hole)) return textSlot(builder, hole, isLeaf)
  const prefix = builder.out.slice(builder.wordAt)
  const suffix = /^[\w$]*/.exec(builder.rest)![0]
  if (scanner.openWord !== '' && (/^\d/.test(scanner.openWord) || prefix.some(piece => typeof piece !== 'string'))) return refuse('NAME_GLUED', hole)
  const before = scanner.clone()
  before.forgetWord()
  const role = roleAt(before, builder.rest.slice(suffix.length))
  if (role !== 'table' && role !== 'column' && role !== 'order') return refuse('NAME_GLUED', hole)
  const hadWord = scanner.openWord !== ''
  if (hadWord) builder.dropWord()
  scanner.forgetWord()
  builder.at += suffix.length
  conversion.differs.add('A name that is put together is now quoted as a whole: another case of letters or a dot in it no longer works.')
  return ['${', ...conversion.flavor().id(['`', ...prefix.filter((): boolean => hadWord), '${', rangeOf(hole), `}${suffix}\``]), '}']
}

/** A table, a column, a direction. */
export const nameSlot = (builder: Builder, hole: SourceNode, role: Role, isLeaf: boolean): Slot => {
  const { conversion } = builder
  const { analysis } = conversion
  const node = bare(hole)
  const folded = analysis.provenance.fold(hole)
  if (folded !== undefined) {
    if ((role === 'table' || role === 'column') && node.type !== 'Literal' && /^[a-z_][a-z0-9_]{2,}$/.test(folded)) return ['${', ...conversion.flavor().id([rangeOf(hole)]), '}']
    return constantOrText(builder, hole)
  }
  const known = choicesOf(conversion, hole)
  if (known !== undefined) return oneOf(builder, hole, known)
  if (!isLeaf && isSqlText(analysis, hole) && openDefault(builder, hole) === undefined) {
    const refusal = conversion.attempt(() => void conversion.toFragment(hole, { ...builder.context, scanner: builder.scanner.clone() }))
    if (refusal === undefined) return ['${', rangeOf(hole), '}']
  }
  const possible = possibleTexts(conversion, hole)
  if (possible !== undefined) return oneOf(builder, hole, possible)
  if (role === 'direction') return directionSlot(builder, hole)
  const names = namesOf(builder, hole)
  if (names !== undefined) {
    conversion.differs.add('Column names that come from the data are now quoted; any column of the table can still be named, so check them against a list.')
    return ['${', ...conversion.flavor().join([...names, '.map(name => ', ...conversion.flavor().id(['name']), ')'], ', '), '}']
  }
  if (role === 'columns' && !isRepeated(builder, hole)) return refuse('COLUMNS_FROM_OUTSIDE', hole)
  const fallback = openDefault(builder, hole)
  const columns = role === 'order' ? [...new Set([...columnsFor(builder), ...(fallback !== undefined && isChoice(fallback) ? [fallback] : [])])] : []
  if (columns.length > (fallback === undefined ? 0 : 1)) {
    conversion.differs.add('Only the listed columns are accepted for sorting; complete the list.')
    const [open, ...rest] = oneOf(builder, hole, columns)
    return [open!, ...rest.map(piece => (typeof piece === 'string' ? piece.replace('{ ', '{ /* TODO: the columns to sort by */ ') : piece))]
  }
  // What is the default today must stay one name when it is quoted.
  if (fallback !== undefined && !/^\w+$/.test(fallback)) return refuse('NAME_FROM_OUTSIDE', hole)
  conversion.differs.add(`The ${role === 'table' ? 'table' : 'column'} name is now quoted: a dotted name, an expression or another case of letters no longer works. Better choose it with sql.oneOf.`)
  return ['${', ...conversion.flavor().id([rangeOf(hole)]), '}']
}

/** ASC or DESC, in any case of letters. */
const directionSlot = (builder: Builder, hole: SourceNode): Slot => {
  const isPlain = builder.conversion.analysis.provenance.isString(hole) || hasFallback(builder, hole)
  const value: (string | Range)[] = isPlain ? ['String(', rangeOf(hole), ').toUpperCase()'] : ['String(', rangeOf(hole), " ?? '').toUpperCase()"]
  const flavor = builder.conversion.flavor()
  if (flavor.kind === 'breakwater') return ['${', ...flavor.choose(value, ['ASC', 'DESC'], isPlain ? undefined : 'ASC'), '}']
  if (!isPure(hole)) return refuse('NAME_FROM_OUTSIDE', hole)
  builder.conversion.differs.add('Anything but DESC now sorts upwards.')
  return ['${', ...flavor.choose(value, ['ASC', 'DESC'], 'ASC'), '}']
}

/** The literal of `x || 'name'`, also by a name for it, where x is no text of the program. */
const openDefault = (builder: Builder, hole: SourceNode): string | undefined => {
  const { analysis } = builder.conversion
  let node = bare(hole)
  if (node.type === 'Identifier') {
    const variable = analysis.bindings.variableOf(node)
    node = bare((variable === undefined ? undefined : analysis.provenance.constant(variable)) ?? node)
  }
  if (node.type !== 'LogicalExpression' || node['operator'] === '&&' || isSqlText(analysis, child(node, 'left')!)) return undefined
  return stringOf(bare(child(node, 'right')!))
}

/** A selected expression that the statement also groups or sorts by is one column. */
const isRepeated = (builder: Builder, hole: SourceNode): boolean => {
  const { text } = builder.conversion.host
  const own = text.slice(...rangeOf(hole))
  return builder.items.filter(item => 'hole' in item && text.slice(...rangeOf(item.hole)) === own).length > 1 && /\b(?:group|order)\s+by\b/i.test(builder.rest)
}

/** `x || 'ASC'`, also by a name for it: never missing. */
const hasFallback = (builder: Builder, hole: SourceNode): boolean => {
  const { analysis } = builder.conversion
  const node = bare(hole)
  if (node.type === 'LogicalExpression') return stringOf(bare(child(node, 'right')!)) !== undefined
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
  return value !== undefined && bare(value).type === 'LogicalExpression' && hasFallback(builder, value)
}

/** `Object.keys(row).join(', ')`: a list of names. */
const namesOf = (builder: Builder, hole: SourceNode): (string | Range)[] | undefined => {
  const { analysis } = builder.conversion
  let node = bare(hole)
  if (node.type === 'Identifier') {
    const variable = analysis.bindings.variableOf(node)
    const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
    const call = value === undefined ? undefined : methodCall(bare(value))
    // Read again where the statement is built: only what the names came from.
    if (call?.name !== 'join' || !isRepeatable(call.object)) return undefined
    node = bare(value!)
  }
  const call = methodCall(node)
  if (call?.name !== 'join' || !isComma(builder, call.args[0])) return undefined
  return [rangeOf(call.object)]
}

const isRepeatable = (expression: SourceNode): boolean => {
  const node = bare(expression)
  if (node.type === 'Identifier') return true
  const call = methodCall(node)
  return call !== undefined && /^(?:keys|values)$/.test(call.name) && bare(call.object)['name'] === 'Object' && bare(call.args[0] ?? node).type === 'Identifier'
}
