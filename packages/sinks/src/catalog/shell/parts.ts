import type { Analysis } from '../../analysis/analysis.ts'
import { bare } from '../../analysis/syntax.ts'
import type { TextPart } from '../../analysis/text-shape.ts'
import type { SourceNode } from '../../model.ts'
import { child } from '../../tree.ts'

/** The parts of an expression that builds text; also of a sum of names one of which is text for certain: `command + host`. */
export const partsOf = (analysis: Analysis, expression: SourceNode): readonly TextPart[] | undefined => {
  const node = bare(expression)
  const parts = analysis.shapes.partsOf(node)
  if (parts !== undefined || node.type !== 'BinaryExpression' || node['operator'] !== '+') return parts
  const operands = [child(node, 'left')!, child(node, 'right')!]
  if (!operands.some(operand => analysis.provenance.isString(operand) && !analysis.provenance.isNumber(operand))) return undefined
  return operands.flatMap((operand): readonly TextPart[] => partsOf(analysis, operand) ?? [{ kind: 'hole', node: operand }])
}
