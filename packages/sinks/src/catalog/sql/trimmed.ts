import { bare, isNamed, methodCall } from '../../analysis/syntax.ts'
import type { Write } from '../../analysis/bindings.ts'
import type { TextPart } from '../../analysis/text-shape.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { refuse } from '../../edit/refusal.ts'

/** A text whose pieces each end with a comma, the last of which is cut off: `text = text.slice(0, -2)`. */
export interface Trimmed {
  /** Which of the writes cuts. */
  readonly at: number
  /** What is cut, as a pattern for the end of each piece. */
  readonly end: RegExp
  /** The variable that holds the comma instead: empty before the first piece. */
  readonly separator: string
  /** The reads of the text in the cut. */
  readonly reads: ReadonlySet<SourceNode>
}

/** The cut of a text, where there is exactly one and the pieces before it are added in statements. */
export const trimmedText = (conversion: Conversion, variable: VariableLike, writes: readonly Write[]): Trimmed | undefined => {
  const at = writes.findIndex(write => write.kind === 'assign' && cutOf(conversion, variable, write.value!) !== undefined)
  if (at < 1 || writes[0]!.kind !== 'init' || variable.defs[0]!.type !== 'Variable') return undefined
  if (!writes.slice(1, at).every(write => write.kind === 'append') || at < 2) return undefined
  const { end, reads } = cutOf(conversion, variable, writes[at]!.value!)!
  const declaration = conversion.host.parentOf(writes[0]!.node)
  if (declaration?.type !== 'VariableDeclaration' || declaration['kind'] === 'const' || conversion.flavor().kind !== 'breakwater') return undefined
  let separator = `${variable.name}Separator`
  while (conversion.analysis.bindings.isTaken(separator, () => false)) separator += 'Text'
  return { at, end, separator, reads }
}

const cutOf = (conversion: Conversion, variable: VariableLike, value: SourceNode): { readonly end: RegExp; readonly reads: ReadonlySet<SourceNode> } | undefined => {
  const isText = (node: SourceNode | undefined): node is SourceNode => node?.type === 'Identifier' && conversion.analysis.bindings.variableOf(node) === variable
  const call = methodCall(bare(value))
  const object = call === undefined ? undefined : bare(call.object)
  if (call === undefined || !isText(object)) return undefined
  const [from, to] = call.args
  if (/^(?:slice|substring|substr)$/.test(call.name) && from?.['value'] === 0 && to !== undefined) {
    const minus = to.type === 'UnaryExpression' && to['operator'] === '-' && call.name === 'slice' ? child(to, 'argument')!['value'] : undefined
    const length = to.type === 'BinaryExpression' && to['operator'] === '-' ? bare(child(to, 'left')!) : undefined
    const isLength = length?.type === 'MemberExpression' && isText(bare(child(length, 'object')!)) && isNamed(child(length, 'property'), 'length')
    const count = minus ?? (isLength ? child(to, 'right')!['value'] : undefined)
    const reads = new Set([object, ...(isLength ? [bare(child(length, 'object')!)] : [])])
    return count === 1 ? { end: /,$/, reads } : count === 2 ? { end: /,[ \n]$/, reads } : undefined
  }
  const pattern = (from?.['regex'] as { pattern?: string } | undefined)?.pattern
  return call.name === 'replace' && pattern !== undefined && /^,(?:\\s\*|\\s\+| \*| )?\$$/.test(pattern) && to?.['value'] === '' ? { end: /,\s*$/, reads: new Set([object]) } : undefined
}

/** The parts of a piece without its comma; refuses a piece that ends in another way. */
export const withoutComma = (parts: readonly TextPart[], trimmed: Trimmed, piece: SourceNode): readonly TextPart[] => {
  const last = parts.at(-1)
  const text = last?.kind === 'text' ? last.units.map(unit => unit.cooked).join('') : ''
  const found = trimmed.end.exec(text)
  if (last?.kind !== 'text' || found === null) return refuse('TEXT_FROM_OUTSIDE', piece)
  return [...parts.slice(0, -1), { ...last, units: last.units.slice(0, found.index) }]
}

/** Declares the separator beside the text, and takes the cut out. */
export const placeSeparator = (conversion: Conversion, trimmed: Trimmed, writes: readonly Write[], removeLine: (statement: SourceNode) => void): void => {
  const statement = conversion.host.parentOf(writes[trimmed.at]!.node)
  const block = statement === undefined ? undefined : conversion.host.parentOf(statement)
  if (statement?.type !== 'ExpressionStatement' || block === undefined || !children(block, 'body').includes(statement)) return refuse('TEXT_FROM_OUTSIDE', statement)
  const end = rangeOf(writes[0]!.node)[1]
  conversion.edit([end, end], `, ${trimmed.separator} = ${conversion.tag()}\`\``)
  removeLine(statement)
}
