import { isFunction } from '../../analysis/bindings.ts'
import { bare, isNamed, methodCall, returnsOf, stringOf } from '../../analysis/syntax.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Conversion, TextContext } from './conversion.ts'
import { isExported } from './held.ts'
import { refuse } from '../../edit/refusal.ts'
import { annotateList } from './types.ts'
import { useText } from './uses.ts'

/** An array holds pieces of text that are joined later. */
export const holdPieces = (conversion: Conversion, variable: VariableLike, context: TextContext, keepsEmpty: boolean): void => {
  if (conversion.touched.has(variable)) return
  conversion.touched.add(variable)
  conversion.isLocal = false
  const { bindings } = conversion.analysis
  if (variable.defs[0]?.type !== 'Variable' || isExported(conversion, variable)) refuse('TEXT_FROM_OUTSIDE', variable.defs[0]?.name)
  annotateList(conversion, variable.defs[0]!.name)
  for (const write of bindings.writesOf(variable)) {
    const value = write.value === undefined ? undefined : bare(write.value)
    if (write.kind === 'init' && value?.type === 'ArrayExpression') convertElements(conversion, value, context, keepsEmpty)
    else if (write.kind === 'init' && value !== undefined && convertMapped(conversion, value, context, keepsEmpty)) continue
    else refuse('TEXT_FROM_OUTSIDE', write.identifier)
  }
  for (const read of bindings.readsOf(variable)) useList(conversion, read, context, keepsEmpty)
}

/** The elements of an array literal of text. */
const convertElements = (conversion: Conversion, array: SourceNode, context: TextContext, keepsEmpty: boolean): void => {
  for (const element of array['elements'] as readonly (SourceNode | null)[]) {
    if (element === null || element.type === 'SpreadElement') return refuse('TEXT_FROM_OUTSIDE', array)
    convertElement(conversion, element, context, keepsEmpty)
  }
}

/** One piece of a list; where falsy pieces are filtered out they stay what they are. */
export const convertElement = (conversion: Conversion, expression: SourceNode, context: TextContext, keepsEmpty: boolean): void => {
  const node = bare(expression)
  if (keepsEmpty && (stringOf(node) === '' || (node.type === 'Literal' && !node['value']) || isNamed(node, 'undefined'))) return
  if (keepsEmpty && node.type === 'LogicalExpression' && node['operator'] === '&&') return convertElement(conversion, child(node, 'right')!, context, true)
  if (keepsEmpty && node.type === 'ConditionalExpression') {
    convertElement(conversion, child(node, 'consequent')!, context, true)
    return convertElement(conversion, child(node, 'alternate')!, context, true)
  }
  conversion.toFragment(expression, { ...context, scanner: context.scanner.clone() })
}

/** `list.map(x => text)`, also after `.filter(Boolean)`: what the function gives becomes a fragment. */
const convertMapped = (conversion: Conversion, expression: SourceNode, context: TextContext, keepsEmpty: boolean): boolean => {
  const call = methodCall(bare(expression))
  if (call === undefined) return false
  if (call.name === 'filter' && isNamed(call.args[0], 'Boolean')) return convertPieces(conversion, call.object, context, true)
  if (call.name !== 'map' && call.name !== 'flatMap') return false
  const fn = call.args[0]
  if (!isFunction(fn) || fn['async'] === true) return false
  for (const value of returnsOf(fn)) convertElement(conversion, value, context, keepsEmpty)
  return true
}

/** An array of pieces, however it is written; false where it is no such array. */
export const convertPieces = (conversion: Conversion, expression: SourceNode, context: TextContext, keepsEmpty: boolean): boolean => {
  const node = bare(expression)
  if (node.type === 'ArrayExpression') {
    convertElements(conversion, node, context, keepsEmpty)
    return true
  }
  if (node.type === 'Identifier') {
    const variable = conversion.analysis.bindings.variableOf(node)
    if (variable === undefined) return false
    holdPieces(conversion, variable, context, keepsEmpty)
    return true
  }
  return convertMapped(conversion, node, context, keepsEmpty)
}

const useList = (conversion: Conversion, read: SourceNode, context: TextContext, keepsEmpty: boolean): void => {
  const member = conversion.host.parentOf(read)
  if (member?.type !== 'MemberExpression' || child(member, 'object') !== read) return refuse('TEXT_ESCAPES', read)
  const name = child(member, 'property')!['name']
  const call = conversion.host.parentOf(member)
  const isCall = call?.type === 'CallExpression' && child(call, 'callee') === member
  if (name === 'length' && !isCall) return
  if (!isCall) return refuse('TEXT_ESCAPES', read)
  if (name === 'push' || name === 'unshift') {
    for (const piece of children(call, 'arguments')) {
      if (piece.type === 'SpreadElement') return refuse('TEXT_FROM_OUTSIDE', piece)
      convertElement(conversion, piece, context, keepsEmpty)
    }
    return
  }
  if (name === 'join') return useText(conversion, call)
  if (name === 'filter' && isNamed(children(call, 'arguments')[0], 'Boolean')) return
  return refuse('TEXT_ESCAPES', read)
}
