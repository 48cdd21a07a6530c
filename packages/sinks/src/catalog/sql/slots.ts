import { bare, methodCall, stringOf } from '../../analysis/syntax.ts'
import type { Range, SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Builder } from './builder.ts'
import { choicesOf, oneOf } from './choices.ts'
import { isLibraryEscape, isQuoter, mayQuote, withoutEscaping } from './escaping.ts'
import { TEXT_SLOT } from './flavor.ts'
import { itemsOf, listSlot, placeholderList } from './list-slots.ts'
import { gluedSlot, nameSlot } from './name-slots.ts'
import { boundSlot, keyedSlot } from './placeholders.ts'
import { comparand, roleAt, takesValues } from './position.ts'
import { refuse } from '../../edit/refusal.ts'
import { riskOf } from './risk.ts'
import { isSqlText } from './sql-text.ts'
import { asString } from './values.ts'

/** The pieces of a slot; `inlined` where known text took its place. */
export type Slot = readonly (string | Range)[] | 'inlined'

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
  const keyed = keyedSlot(builder)
  const value = keyed === undefined ? (builder.bound?.numbered?.(hole) ?? refuse('PLACEHOLDERS_DYNAMIC', hole)) : undefined
  builder.out.pop()
  builder.scanner.level.tokens.pop()
  return value === undefined ? keyed! : boundSlot(builder, value)
}

/** A value outside quotes: a number, null, a boolean. */
export const valueSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
  const { conversion, scanner } = builder
  const { analysis } = conversion
  if (!takesValues(scanner)) return constant(builder, hole) ?? refuse('STATEMENT_UNBINDABLE', hole)
  const node = bare(hole)
  if (node.type === 'CallExpression' && isLibraryEscape(conversion, node)) return ['${', rangeOf(withoutEscaping(conversion, hole, 'plain')), '}']
  if (node.type === 'CallExpression' && children(node, 'arguments').length === 1 && isQuoter(conversion, child(node, 'callee')!)) return ['${', ...asString(conversion, children(node, 'arguments')[0]!), '}']
  if (mayQuote(conversion, node)) return refuse('ESCAPE_UNKNOWN', hole)
  const folded = analysis.provenance.fold(hole)
  if (folded !== undefined && /^\s*-?\d+(?:\.\d+)?\s*$/.test(folded)) return ['${', rangeOf(hole), '}']
  if (node.type === 'LogicalExpression' && (stringOf(bare(child(node, 'right')!)) ?? '').toUpperCase() === 'NULL') {
    conversion.edit(rangeOf(child(node, 'right')!), 'null')
    return ['${', rangeOf(hole), '}']
  }
  if (!isLeaf && isSqlText(analysis, hole)) return constantOrText(builder, hole)
  const joined = methodCall(node)
  if (joined?.name === 'join' && isComma(builder, joined.args[0])) {
    return ['${', ...conversion.flavor().join(placeholderList(builder, joined.object) ?? itemsOf(builder, joined.object), ', '), '}']
  }
  const needsNumber = scanner.dialect === 'sqlite' && comparand(scanner) === 'expression' && !analysis.provenance.isNumber(hole) && node.type !== 'Literal'
  return needsNumber ? ['${Number(', rangeOf(hole), ')}'] : ['${', rangeOf(hole), '}']
}

export const isComma = (builder: Builder, separator: SourceNode | undefined): boolean =>
  separator === undefined || /^\s*,\s*$/.test(builder.conversion.analysis.provenance.fold(separator) ?? '')

/** Conditions, clauses, tuples: only text of the program may stand there. */
export const textSlot = (builder: Builder, hole: SourceNode, isLeaf: boolean): Slot => {
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
export const constantOrText = (builder: Builder, hole: SourceNode): Slot => {
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
