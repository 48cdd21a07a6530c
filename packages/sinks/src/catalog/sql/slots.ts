import { bare, isPure, methodCall, propertyName, stringOf } from '../../analysis/syntax.ts'
import { isFunction } from '../../analysis/bindings.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Builder } from './builder.ts'
import { choicesOf, isChoice, oneOf } from './choices.ts'
import { columnsFor } from './columns.ts'
import { isLibraryEscape, withoutEscaping } from './escaping.ts'
import type { Role } from './position.ts'
import { comparand, roleAt, takesValues } from './position.ts'
import { wholeList } from './quoted.ts'
import { TEXT_SLOT } from './flavor.ts'
import { refuse } from './refusal.ts'
import { riskOf } from './risk.ts'
import { isSqlText, listIsText } from './sql-text.ts'

type Slot = readonly (string | Range)[] | 'inlined'

/** What goes into the template where an expression stood. */
export const slotFor = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const role = roleAt(builder.scanner, builder.rest)
  switch (role) {
    case 'value': case 'limit': return valueSlot(builder, hole, isLeaf)
    case 'in-list': return listSlot(builder, hole, isLeaf)
    case 'placeholder': return numberedSlot(builder, hole)
    case 'glued': return constant(builder, hole) ?? gluedSlot(builder, hole, isLeaf)
    case 'rows': case 'assignments': case 'syntax': return textSlot(builder, hole, isLeaf)
    default: return nameSlot(builder, hole, role, isLeaf)
  }
}

/** `$${index}`: the value that the call binds to it. */
const numberedSlot = (builder: Builder, hole: SourceNode): Slot => {
  const value = builder.bound?.numbered?.(hole) ?? refuse('PLACEHOLDERS_DYNAMIC', hole)
  builder.out.pop()
  builder.scanner.level.tokens.pop()
  return builder.boundSlot(value)
}

/** What touches a word: text of the program that goes on, or a part of a name. */
const gluedSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const { conversion, scanner } = builder
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

/** A value outside quotes: a number, null, a boolean. */
const valueSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const { conversion, scanner } = builder
  const { analysis } = conversion
  if (!takesValues(scanner)) return constant(builder, hole) ?? refuse('STATEMENT_UNBINDABLE', hole)
  const node = bare(hole)
  if (node.type === 'CallExpression' && isLibraryEscape(conversion, node)) return ['${', rangeOf(withoutEscaping(conversion, hole, 'plain')), '}']
  const folded = analysis.provenance.fold(hole)
  if (folded !== undefined && /^\s*-?\d+(?:\.\d+)?\s*$/.test(folded)) return ['${', rangeOf(hole), '}']
  if (node.type === 'LogicalExpression' && (stringOf(bare(child(node, 'right')!)) ?? '').toUpperCase() === 'NULL') {
    conversion.edit(rangeOf(child(node, 'right')!), 'null')
    return ['${', rangeOf(hole), '}']
  }
  if (!isLeaf && isSqlText(analysis, hole)) return constantOrText(builder, hole)
  const joined = methodCall(node)
  if (joined?.name === 'join' && isComma(builder, joined.args[0])) {
    const list = placeholderList(builder, joined.object)
    return ['${', ...conversion.flavor().join(list ?? [rangeOf(joined.object)], ', '), '}']
  }
  const needsNumber = scanner.dialect === 'sqlite' && comparand(scanner) === 'expression' && !analysis.provenance.isNumber(hole) && node.type !== 'Literal'
  return needsNumber ? ['${Number(', rangeOf(hole), ')}'] : ['${', rangeOf(hole), '}']
}

const isComma = (builder: Builder, separator: SourceNode | undefined): boolean =>
  separator === undefined || /^\s*,\s*$/.test(builder.conversion.analysis.provenance.fold(separator) ?? '')

/** The list behind `in (${…})`. */
const listSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const { conversion, scanner } = builder
  const isOpen = scanner.level.tokens.length === 0 && scanner.level.before.at(-1)?.text === 'in'
  const isAlone = isOpen && /^\s*\)/.test(builder.rest)
  if (!isOpen) return isSqlText(conversion.analysis, hole) ? textSlot(builder, hole, isLeaf) : refuse('LIST_UNKNOWN', hole)
  if (!isAlone) return valueSlot(builder, hole, isLeaf)
  const isNot = scanner.level.before.at(-2)?.text === 'not'
  const list = listOf(builder, hole)
  if (list !== undefined) return wholeList(builder, list, isNot)
  if (isSqlText(conversion.analysis, hole)) return textSlot(builder, hole, isLeaf)
  const { provenance } = conversion.analysis
  if (provenance.isNumber(hole)) return ['${', rangeOf(hole), '}']
  conversion.differs.add('The text of the list is now cut at its commas; blanks around the items stay.')
  return wholeList(builder, ['String(', rangeOf(hole), ").split(',')"], isNot)
}

/** The array behind a joined list, as an expression. */
const listOf = (builder: Builder, hole: SourceNode): (string | Range)[] | undefined => {
  const { conversion } = builder
  const { analysis } = conversion
  let node = bare(hole)
  if (node.type === 'Identifier') {
    const variable = analysis.bindings.variableOf(node)
    const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
    if (value === undefined) return undefined
    const inner = bare(value)
    if (inner.type === 'ArrayExpression') return [rangeOf(hole)]
    const joined = methodCall(inner)
    if (joined?.name === 'split' || joined?.name === 'map' || joined?.name === 'filter') return listIsText(analysis, node) ? undefined : [rangeOf(hole)]
    if (joined?.name !== 'join' || !isStable(builder, joined.object)) return undefined
    node = inner
  }
  if (node.type === 'ArrayExpression') return [rangeOf(node)]
  if (node.type === 'CallExpression' && isLibraryEscape(conversion, node)) return [rangeOf(withoutEscaping(conversion, node, 'plain'))]
  const call = methodCall(node)
  if (call?.name === 'split' || call?.name === 'map') return listIsText(analysis, node) ? quotedItems(builder, node) : [rangeOf(node)]
  if (call?.name !== 'join' || !isComma(builder, call.args[0])) return undefined
  const placeholders = placeholderList(builder, call.object)
  if (placeholders !== undefined) return placeholders
  const items = quotedItems(builder, call.object)
  if (items !== undefined) return items
  const mapped = methodCall(bare(call.object))
  const by = mapped?.name === 'map' ? mapped.args[0] : undefined
  if (by !== undefined && !isFunction(by) && !/^(?:Number|String|parseInt|parseFloat)$/.test(String(bare(by)['name'] ?? ''))) return refuse('LIST_UNKNOWN', by)
  return listIsText(analysis, call.object) ? undefined : [rangeOf(call.object)]
}

/** What a joined list is made of can be read again where the statement is built. */
const isStable = (builder: Builder, expression: SourceNode): boolean => {
  const node = bare(expression)
  if (node.type === 'Identifier') return true
  const call = methodCall(node)
  return call !== undefined && bare(call.object).type === 'Identifier' && (call.name === 'map' || call.name === 'fill') && listOfPlaceholders(builder, node)
}

/** `list.map(x => `'${x}'`)`, `list.map(x => escape(x))`: the list itself. */
const quotedItems = (builder: Builder, expression: SourceNode): (string | Range)[] | undefined => {
  const call = methodCall(bare(expression))
  const fn = call?.name === 'map' ? call.args[0] : undefined
  if (fn !== undefined && isEscapeReference(builder, fn)) return [rangeOf(call!.object)]
  if (!isFunction(fn)) return undefined
  const body = child(fn, 'body')!
  const parameter = children(fn, 'params')[0]
  if (body.type === 'BlockStatement' || parameter?.type !== 'Identifier') return undefined
  const inner = bare(body)
  const isSame = (value: SourceNode): boolean => bare(value).type === 'Identifier' && bare(value)['name'] === parameter['name']
  if (inner.type === 'CallExpression' && isLibraryEscape(builder.conversion, inner)) return isSame(children(inner, 'arguments')[0]!) ? [rangeOf(call!.object)] : undefined
  const parts = builder.conversion.analysis.shapes.partsOf(inner)
  if (parts === undefined) return undefined
  const text = parts.map(part => (part.kind === 'text' ? part.units.map(unit => unit.cooked).join('') : '\u0001')).join('')
  const hole = parts.find(part => part.kind === 'hole')
  if (text !== "'\u0001'" && !(text === '"\u0001"' && builder.scanner.dialect !== 'postgres')) return undefined
  if (hole?.kind !== 'hole') return undefined
  return isSame(withoutEscaping(builder.conversion, hole.node, 'quoted')) ? [rangeOf(call!.object), '.map(String)'] : undefined
}

/** `list.map(db.escape)`. */
const isEscapeReference = (builder: Builder, expression: SourceNode): boolean => {
  const node = bare(expression)
  if (node.type !== 'MemberExpression') return false
  const type = builder.conversion.analysis.origins.typeOf(child(node, 'object')!)
  return propertyName(node) === 'escape' && type !== undefined && /^mysql/.test(type)
}

/** `ids.map(() => '?')`, `Array(n).fill('?')`: the values come with the call. */
const placeholderList = (builder: Builder, expression: SourceNode): (string | Range)[] | undefined => {
  if (!listOfPlaceholders(builder, expression)) return undefined
  const list = builder.bound?.list()
  return list === undefined ? refuse('PLACEHOLDERS_DYNAMIC', expression) : [rangeOf(list)]
}

const listOfPlaceholders = (builder: Builder, expression: SourceNode): boolean => {
  const call = methodCall(bare(expression))
  if (call?.name === 'fill') return stringOf(bare(call.args[0] ?? expression)) === '?'
  const fn = call?.name === 'map' ? call.args[0] : undefined
  if (!isFunction(fn)) return false
  const body = bare(child(fn, 'body')!)
  if (stringOf(body) === '?') return true
  const parts = builder.conversion.analysis.shapes.partsOf(body)
  return parts?.length !== undefined && parts.length > 1 && parts[0]!.kind === 'text' && parts[0]!.units.map(unit => unit.cooked).join('') === '$'
}

/** Conditions, clauses, tuples: only text of the program may stand there. */
const textSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const { conversion, scanner } = builder
  const { analysis } = conversion
  const node = bare(hole)
  const isParameter = node.type === 'Identifier' && analysis.bindings.variableOf(node)?.defs[0]?.type === 'Parameter'
  const isTouched = node.type === 'Identifier' && analysis.bindings.variableOf(node) !== undefined && conversion.touched.has(analysis.bindings.variableOf(node)!)
  if (!isLeaf && (isSqlText(analysis, hole) || isParameter || isTouched)) return constantOrText(builder, hole)
  const direction = scanner.level.clause === 'order' ? choicesOf(conversion, hole) : undefined
  return direction === undefined ? refuse('TEXT_FROM_OUTSIDE', hole) : oneOf(builder, hole, direction)
}

/** Text of the program: a nested fragment, or, where that cannot be had and the text is known, the text itself. */
const constantOrText = (builder: Builder, hole: SourceNode): Slot => {
  const { conversion } = builder
  const folded = conversion.analysis.provenance.fold(hole)
  if (conversion.flavor().isPositional) {
    if (riskOf(conversion.analysis, hole) !== 'none') return refuse('TEXT_FROM_OUTSIDE', hole)
    return ['${', TEXT_SLOT, rangeOf(hole), '}']
  }
  const asFragment = (): void => void conversion.toFragment(hole, { ...builder.context, scanner: builder.scanner.clone() })
  if (folded === undefined) {
    asFragment()
    return ['${', rangeOf(hole), '}']
  }
  const isName = bare(hole).type === 'Identifier' || bare(hole).type === 'MemberExpression'
  if (isName && conversion.attempt(asFragment) === undefined) return ['${', rangeOf(hole), '}']
  builder.inline(folded)
  return 'inlined'
}

const constant = (builder: Builder, hole: SourceNode): Slot | undefined => {
  const folded = builder.conversion.analysis.provenance.fold(hole)
  if (folded === undefined) return undefined
  builder.inline(folded)
  return 'inlined'
}

/** A table, a column, a direction. */
const nameSlot = (builder: Builder, hole: SourceNode, role: Role, isLeaf: boolean): Slot => {
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
  if (role === 'direction') return directionSlot(builder, hole)
  const names = namesOf(builder, hole)
  if (names !== undefined) {
    conversion.differs.add('Column names that come from the data are now quoted; any column of the table can still be named, so check them against a list.')
    return ['${', ...conversion.flavor().join([...names, '.map(name => ', ...conversion.flavor().id(['name']), ')'], ', '), '}']
  }
  if (role === 'columns') return refuse('COLUMNS_FROM_OUTSIDE', hole)
  const fallback = openDefault(builder, hole)
  const columns = role === 'order' ? [...new Set([...columnsFor(builder), ...(fallback !== undefined && isChoice(fallback) ? [fallback] : [])])] : []
  if (columns.length > (fallback === undefined ? 0 : 1)) {
    conversion.differs.add('Only the listed columns are accepted for sorting; complete the list.')
    const [open, ...rest] = oneOf(builder, hole, columns)
    return [open!, ...rest.map(piece => (typeof piece === 'string' ? piece.replace('{ ', '{ /* TODO: the columns to sort by */ ') : piece))]
  }
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
