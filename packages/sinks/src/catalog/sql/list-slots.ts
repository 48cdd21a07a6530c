import { isFunction } from '../../analysis/bindings.ts'
import { bare, methodCall, propertyName, stringOf } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Builder } from './builder.ts'
import { isLibraryEscape, isQuoter, mayQuote, withoutEscaping } from './escaping.ts'
import { wholeList } from './quoted.ts'
import { refuse } from '../../edit/refusal.ts'
import type { Slot } from './slots.ts'
import { isComma, textSlot, valueSlot } from './slots.ts'
import { isSqlText, listIsText } from './sql-text.ts'

/** The list behind `in (${…})`. */
export const listSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
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
  return listIsText(analysis, call.object) ? quotedItems(builder, call.object) : itemsOf(builder, call.object)
}

/** The items of a joined list as values; what quotes them is taken out. */
export const itemsOf = (builder: Builder, expression: SourceNode): (string | Range)[] => {
  const items = quotedItems(builder, expression)
  if (items !== undefined) return items
  const mapped = methodCall(bare(expression))
  const by = mapped?.name === 'map' ? mapped.args[0] : undefined
  if (by !== undefined && !isFunction(by) && !/^(?:Number|String|parseInt|parseFloat)$/.test(String(bare(by)['name'] ?? ''))) return refuse('LIST_UNKNOWN', by)
  const body = isFunction(by) ? bare(child(by, 'body')!) : undefined
  if (body !== undefined && mayQuote(builder.conversion, body)) return refuse('ESCAPE_UNKNOWN', body)
  return [rangeOf(expression)]
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
  if (fn !== undefined && !isFunction(fn) && isQuoter(builder.conversion, fn)) return [rangeOf(call!.object), '.map(String)']
  if (!isFunction(fn)) return undefined
  const body = child(fn, 'body')!
  const parameter = children(fn, 'params')[0]
  if (body.type === 'BlockStatement' || parameter?.type !== 'Identifier') return undefined
  const inner = bare(body)
  const isSame = (value: SourceNode): boolean => bare(value).type === 'Identifier' && bare(value)['name'] === parameter['name']
  if (inner.type === 'CallExpression' && children(inner, 'arguments').length === 1 && isQuoter(builder.conversion, child(inner, 'callee')!)) return isSame(children(inner, 'arguments')[0]!) ? [rangeOf(call!.object), '.map(String)'] : undefined
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
export const placeholderList = (builder: Builder, expression: SourceNode): (string | Range)[] | undefined => {
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
