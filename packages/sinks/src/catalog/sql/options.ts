import type { Analysis } from '../../analysis/analysis.ts'
import { bare, keyName, returnsOf } from '../../analysis/syntax.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { refuse } from '../../edit/refusal.ts'

const TEXT = /^(?:text|sql|query)$/

/** The text of `{ text, values }`, and the literal that holds it: in the call, in a constant, or returned by a function of the file. */
export const heldOptions = (analysis: Analysis, argument: SourceNode, depth = 0): { readonly text: SourceNode; readonly literal: SourceNode } | undefined => {
  const node = bare(argument)
  if (depth > 4) return undefined
  if (node.type === 'ObjectExpression') {
    const property = children(node, 'properties').find(item => item.type === 'Property' && TEXT.test(keyName(item) ?? ''))
    const text = property === undefined ? undefined : child(property, 'value')
    return text === undefined ? undefined : { text, literal: node }
  }
  // `new QueryStream(text, values)`, `new Cursor(text)`
  if (node.type === 'NewExpression') {
    const text = children(node, 'arguments')[0]
    return text !== undefined && text.type !== 'SpreadElement' && /(?:Query|QueryStream|Cursor)$/.test(analysis.host.text.slice(...rangeOf(child(node, 'callee')!))) && analysis.calls.classNamed(child(node, 'callee')!) === undefined ? { text, literal: node } : undefined
  }
  if (node.type === 'Identifier') {
    const variable = analysis.bindings.variableOf(node)
    const value = variable === undefined ? undefined : analysis.provenance.constant(variable)
    if (value === undefined) return undefined
    const held = heldOptions(analysis, value, depth + 1)
    return held ?? assignedLater(analysis, variable!, bare(value))
  }
  if (node.type !== 'CallExpression') return undefined
  const fn = analysis.calls.functionOf(child(node, 'callee')!)
  const returns = fn === undefined || fn['async'] === true ? [] : returnsOf(fn)
  return returns.length === 1 ? heldOptions(analysis, returns[0]!, depth + 1) : undefined
}

/** `const query = { values }` and `query.text = …`. */
const assignedLater = (analysis: Analysis, variable: VariableLike, literal: SourceNode): { text: SourceNode; literal: SourceNode } | undefined => {
  if (literal.type !== 'ObjectExpression') return undefined
  const [assignment] = assignmentsTo(analysis, variable)
  return assignment === undefined ? undefined : { text: child(assignment, 'right')!, literal }
}

/** `query.text = …` and `query.text += …`, of the variable that holds the options. */
const assignmentsTo = (analysis: Analysis, variable: VariableLike): readonly SourceNode[] =>
  ['text', 'sql', 'query'].flatMap(name => analysis.calls.assignedTo(name)).filter(assignment => {
    const object = bare(child(child(assignment, 'left')!, 'object')!)
    return object.type === 'Identifier' && analysis.bindings.variableOf(object) === variable
  })

/** What is added to the text of options that a constant holds, after the literal. */
export const addedLater = (analysis: Analysis, call: SourceNode): readonly SourceNode[] => {
  const node = bare(children(call, 'arguments')[0] ?? call)
  const variable = node.type === 'Identifier' ? analysis.bindings.variableOf(node) : undefined
  return variable === undefined ? [] : assignmentsTo(analysis, variable)
}

/** The calls that take the options, where they go nowhere else. */
export const callsTaking = (conversion: Conversion, literal: SourceNode): readonly SourceNode[] => usesOf(conversion, literal)

const usesOf = (conversion: Conversion, node: SourceNode): readonly SourceNode[] => {
  const { bindings, calls, exports, provenance } = conversion.analysis
  const up = conversion.host.parentOf(node)
  if (up?.type === 'CallExpression' && children(up, 'arguments')[0] === node) return [up]
  if (up?.type === 'VariableDeclarator') {
    const name = child(up, 'id')!
    const variable = name.type === 'Identifier' ? bindings.variableOf(name) : undefined
    if (variable === undefined || provenance.constant(variable) === undefined || conversion.host.parentOf(conversion.host.parentOf(up)!)?.type === 'ExportNamedDeclaration') return refuse('TEXT_IN_PROPERTY', node)
    annotate(conversion, child(name, 'typeAnnotation'))
    return bindings.readsOf(variable).flatMap(read => usesOf(conversion, read))
  }
  const fn = up?.type === 'ReturnStatement' ? bindings.functionOf(up) : up?.type === 'ArrowFunctionExpression' && child(up, 'body') === node ? up : undefined
  if (fn === undefined) return refuse('TEXT_IN_PROPERTY', node)
  const callers = calls.callersOf(fn)
  if (exports.pathOf(fn) !== undefined || callers.escapes.length > 0) return refuse('FUNCTION_ESCAPES', callers.escapes[0] ?? fn)
  if (callers.doubtful.length > 0) return refuse('CALLER_UNKNOWN', callers.doubtful[0])
  annotate(conversion, child(fn, 'returnType'))
  return callers.calls.flatMap(call => usesOf(conversion, call))
}

/** A type of options becomes the type of a fragment. */
const annotate = (conversion: Conversion, annotation: SourceNode | undefined): void => {
  const type = annotation === undefined ? undefined : child(annotation, 'typeAnnotation')
  if (type === undefined || type.type === 'TSAnyKeyword') return
  conversion.uses.add('Fragment')
  conversion.edit(rangeOf(type), 'Fragment')
}
