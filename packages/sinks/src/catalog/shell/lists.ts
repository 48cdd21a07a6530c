import { bare, methodCall, stringOf } from '../../analysis/syntax.ts'
import { refuse } from '../../edit/refusal.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Pieces } from './command-text.ts'
import type { Conversion } from './conversion.ts'
import { isLogCall } from '../../analysis/logs.ts'
import type { State } from './state.ts'
import { within } from './state.ts'

/** The list of `list.join(' ')`. */
export const joinedList = (expression: SourceNode): SourceNode | undefined => {
  const call = methodCall(bare(expression))
  return call?.name === 'join' && call.args.length === 1 && /^\s+$/.test(stringOf(call.args[0]) ?? '') && !call.optional ? bare(call.object) : undefined
}

/** Whether every word that a list holds can be seen: a literal, what is added to it, and such lists one after the other. */
export const isVisibleList = (conversion: Conversion, expression: SourceNode, depth = 0): boolean => {
  const node = bare(expression)
  if (depth > 4) return false
  if (node.type === 'ArrayExpression') return children(node, 'elements').every(element => element.type !== 'SpreadElement' || isVisibleList(conversion, child(element, 'argument')!, depth + 1))
  const call = methodCall(node)
  if (call?.name === 'concat') return isVisibleList(conversion, call.object, depth + 1)
  if (call?.name === 'filter' && call.args[0]?.['name'] === 'Boolean') return isVisibleList(conversion, call.object, depth + 1)
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  if (variable?.defs[0]?.type !== 'Variable') return false
  const { bindings } = conversion.analysis
  const writes = bindings.writesOf(variable)
  return writes.length === 1 && writes[0]!.kind === 'init' && isVisibleList(conversion, writes[0]!.value!, depth + 1) && bindings.readsOf(variable).every(read => useOf(conversion, read) !== undefined)
}

/** Makes each word of a visible list a command or a value, and gives the list as a slot. */
export const listSlot = (conversion: Conversion, list: SourceNode, state: State): Pieces => {
  const isFirst = state.isCommand && state.isWordStart
  convertList(conversion, list, isFirst)
  Object.assign(state, within(), { isWordStart: false })
  return ['${', rangeOf(list), '}']
}

const convertList = (conversion: Conversion, expression: SourceNode, isFirst: boolean): void => {
  const node = bare(expression)
  if (node.type === 'ArrayExpression') {
    if (conversion.done.has(node)) return
    conversion.done.add(node)
    children(node, 'elements').forEach((element, index) => {
      if (element.type === 'SpreadElement') convertList(conversion, child(element, 'argument')!, isFirst && index === 0)
      else convertWord(conversion, element, isFirst && index === 0)
    })
    return
  }
  const call = methodCall(node)
  if (call?.name === 'filter') return convertList(conversion, call.object, isFirst)
  if (call?.name === 'concat') {
    const isEmpty = bare(call.object).type === 'ArrayExpression' && children(bare(call.object), 'elements').length === 0
    convertList(conversion, call.object, isFirst)
    call.args.forEach((arg, index) => {
      const first = isFirst && isEmpty && index === 0
      if (arg.type === 'SpreadElement') return refuse('COMMAND_FROM_OUTSIDE', arg)
      if (isVisibleList(conversion, arg)) convertList(conversion, arg, first)
      else convertWord(conversion, arg, first)
    })
    return
  }
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  if (variable === undefined) return refuse('COMMAND_FROM_OUTSIDE', node)
  holdList(conversion, variable, isFirst)
}

const convertWord = (conversion: Conversion, element: SourceNode, isFirst: boolean): void => {
  const node = bare(element)
  if (conversion.analysis.provenance.isNumber(node)) return
  if (node.type === 'LogicalExpression' && node['operator'] === '&&' && isFiltered(conversion, element)) return convertWord(conversion, child(node, 'right')!, isFirst)
  conversion.toCommand(element, isFirst ? { isCommand: true, isRedirect: false, isWordStart: true, isEmpty: false } : within())
}

/** Whether what is false is taken out of the list before it is joined. */
const isFiltered = (conversion: Conversion, element: SourceNode): boolean => {
  const array = conversion.host.parentOf(element)
  const member = array === undefined ? undefined : conversion.host.parentOf(array)
  return member?.type === 'MemberExpression' && child(member, 'property')?.['name'] === 'filter'
}

/** A variable holds the words of a command. */
const holdList = (conversion: Conversion, variable: VariableLike, isFirst: boolean): void => {
  if (conversion.touched.has(variable)) return
  conversion.touched.add(variable)
  conversion.isLocal = false
  const { bindings } = conversion.analysis
  const annotation = child(variable.defs[0]!.name, 'typeAnnotation')
  if (annotation !== undefined) {
    if (!/^:?\s*(?:string\[\]|Array<string>)$/.test(conversion.host.text.slice(...rangeOf(annotation)))) return refuse('COMMAND_TYPE', variable.defs[0]!.name)
    conversion.uses.add('type Slot')
    conversion.edit(rangeOf(annotation), ': Slot[]')
  }
  convertList(conversion, bindings.writesOf(variable)[0]!.value!, isFirst)
  for (const read of bindings.readsOf(variable)) {
    const use = useOf(conversion, read)
    if (use === undefined) return refuse('COMMAND_ESCAPES', read)
    for (const word of use.words) convertWord(conversion, word, false)
    if (use.text !== undefined) useJoined(conversion, use.text)
  }
}

/** A list that is joined here becomes a slot; where that is in a message, the message stays. */
const useJoined = (conversion: Conversion, call: SourceNode): void => {
  if (conversion.done.has(call)) return
  let node = call
  let up = conversion.host.parentOf(node)
  while (up !== undefined && (up.type === 'BinaryExpression' || up.type === 'TemplateLiteral')) {
    if (conversion.done.has(up)) return
    node = up
    up = conversion.host.parentOf(node)
  }
  if (up?.type === 'CallExpression' && isLogCall(up)) return
  conversion.pending.add(call)
}

/** What is done with a list: words that are added, or the text that it is joined into; undefined where it is anything else. */
const useOf = (conversion: Conversion, read: SourceNode): { readonly words: readonly SourceNode[]; readonly text: SourceNode | undefined } | undefined => {
  const { host } = conversion
  const up = host.parentOf(read)
  if (up?.type === 'SpreadElement') {
    const array = host.parentOf(up)
    return array?.type === 'ArrayExpression' ? { words: [], text: undefined } : undefined
  }
  if (up?.type === 'CallExpression' && children(up, 'arguments').includes(read)) return methodCall(up)?.name === 'concat' ? { words: [], text: undefined } : undefined
  const call = up?.type === 'MemberExpression' && child(up, 'object') === read ? host.parentOf(up) : undefined
  if (up !== undefined && call?.type !== 'CallExpression') return child(up, 'property')?.['name'] === 'length' ? { words: [], text: undefined } : undefined
  const method = call === undefined ? undefined : methodCall(call)
  if (method === undefined) return undefined
  if (method.name === 'push' || method.name === 'unshift') return method.args.some(arg => arg.type === 'SpreadElement') ? undefined : { words: method.args, text: undefined }
  if (method.name === 'concat' || method.name === 'filter') return { words: [], text: undefined }
  return joinedList(call!) === undefined ? undefined : { words: [], text: call }
}
