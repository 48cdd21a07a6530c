import { bare, methodCall, returnsOf, stringOf } from '../../analysis/syntax.ts'
import { isLogCall } from '../../analysis/logs.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { Refusal, refuse } from '../../edit/refusal.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { holdCommands, listBehind } from './loops.ts'
import type { State } from './state.ts'
import { groupOf } from './wrappers.ts'
import { start } from './state.ts'
import { partsOf } from './parts.ts'

const SHOWN = 'A message that printed the command now prints a note in its place.'

/** A variable holds a command: everything written to it and every use of it changes. */
export const holdText = (conversion: Conversion, variable: VariableLike, state: State): void => {
  if (conversion.touched.has(variable)) return
  conversion.touched.add(variable)
  conversion.isLocal = false
  const { bindings } = conversion.analysis
  const def = variable.defs[0]
  if (def === undefined) return refuse('COMMAND_FROM_OUTSIDE')
  const list = listBehind(conversion.host, variable)
  if (list !== undefined) {
    if (bindings.writesOf(variable).some(write => write.kind !== 'unknown')) return refuse('COMMAND_FROM_OUTSIDE', def.name)
    holdCommands(conversion, list)
    conversion.ends.set(variable, state)
    for (const read of bindings.readsOf(variable)) useText(conversion, read)
    return
  }
  if (def.type === 'Parameter') takeText(conversion, variable, state)
  else if (def.type !== 'Variable') return refuse('COMMAND_FROM_OUTSIDE', def.name)
  if (isExported(conversion, variable)) return refuse('COMMAND_EXPORTED', def.name)
  if (child(def.name, 'typeAnnotation') !== undefined) {
    const annotation = child(def.name, 'typeAnnotation')!
    if (conversion.host.text.slice(...rangeOf(annotation)).replace(/[\s:]/g, '') !== 'string') return refuse('COMMAND_TYPE', def.name)
    conversion.uses.add('type ShellCommand')
    conversion.edit(rangeOf(annotation), ': ShellCommand')
  }
  let end: State | undefined
  for (const write of bindings.writesOf(variable)) {
    if (write.kind === 'append') {
      appendText(conversion, write.node, (end ??= { ...state }))
      continue
    }
    if (write.kind !== 'init' && write.kind !== 'assign' && write.kind !== 'default') return refuse('COMMAND_FROM_OUTSIDE', write.identifier)
    if (write.kind === 'assign' && conversion.host.parentOf(write.node)?.type !== 'ExpressionStatement') return refuse('COMMAND_ESCAPES', write.node)
    const from = isAppended(conversion, write.value!, variable) ? (end ?? { ...state }) : { ...state }
    conversion.toCommand(write.value!, from)
    end = from
  }
  conversion.ends.set(variable, end ?? state)
  const isNeverEmpty = bindings.writesOf(variable).every(write => write.kind === 'append' || write.kind === 'default' || startsWithText(conversion, write.value!))
  for (const read of bindings.readsOf(variable)) if (!(isNeverEmpty && isTested(conversion, read))) useText(conversion, read)
}

/** Whether a text is never empty: asked about, it is true before and after. */
const startsWithText = (conversion: Conversion, value: SourceNode): boolean => {
  const node = bare(value)
  if (node.type === 'ConditionalExpression') return startsWithText(conversion, child(node, 'consequent')!) && startsWithText(conversion, child(node, 'alternate')!)
  return partsOf(conversion.analysis, node)?.some(part => part.kind === 'text' && part.units.length > 0) === true
}

const isTested = (conversion: Conversion, read: SourceNode): boolean => {
  const up = conversion.host.parentOf(read)
  return up !== undefined && (child(up, 'test') === read || (up.type === 'UnaryExpression' && up['operator'] === '!') || (up.type === 'LogicalExpression' && up['operator'] === '&&' && child(up, 'left') === read))
}

/** `text += more` becomes `text = cmd`${text}more``. */
const appendText = (conversion: Conversion, assignment: SourceNode, state: State): void => {
  if (conversion.host.parentOf(assignment)?.type !== 'ExpressionStatement') return refuse('COMMAND_ESCAPES', assignment)
  const left = child(assignment, 'left')!
  const right = bare(child(assignment, 'right')!)
  const parts = partsOf(conversion.analysis, right) ?? [{ kind: 'hole' as const, node: right }]
  const [open, ...rest] = conversion.template(parts, state, false)
  conversion.edit([rangeOf(left)[1], rangeOf(assignment)[1]], ` = ${String(open)}\${${conversion.host.text.slice(...rangeOf(left))}}`, ...rest)
}

/** `text = text + more` and `text = `${text}more``. */
const isAppended = (conversion: Conversion, value: SourceNode, variable: VariableLike): boolean => {
  const first = partsOf(conversion.analysis, value)?.find(part => part.kind === 'hole' || part.units.length > 0)
  const node = first?.kind === 'hole' ? bare(first.node) : undefined
  return node?.type === 'Identifier' && conversion.analysis.bindings.variableOf(node) === variable
}

const takeText = (conversion: Conversion, variable: VariableLike, state: State): void => {
  const def = variable.defs[0]!
  const fn = def.node
  const params = children(fn, 'params')
  const index = params.findIndex(param => param === def.name || (param.type === 'AssignmentPattern' && child(param, 'left') === def.name))
  const parent = conversion.host.parentOf(fn)
  if (index === -1 || (parent?.type === 'CallExpression' && children(parent, 'arguments').includes(fn))) return refuse('COMMAND_FROM_OUTSIDE', def.name)
  const { calls, escapes, doubtful } = conversion.analysis.calls.callersOf(fn)
  const path = conversion.analysis.exports.pathOf(fn)
  const isOpen = path !== undefined || escapes.length > 0 || doubtful.length > 0
  const left: Refusal[] = []
  for (const call of calls) {
    const args = children(call, 'arguments')
    const refusal = conversion.attempt(() => {
      if (args.slice(0, index + 1).some(arg => arg.type === 'SpreadElement')) refuse('CALLER_UNKNOWN', call)
      if (args[index] !== undefined) conversion.toCommand(args[index], { ...state })
    })
    if (refusal !== undefined) left.push(refusal)
  }
  if (calls.length > 0 && left.length === 0 && !isOpen) return
  // Whoever cannot change goes on giving text, as before; what can change no longer does.
  if (calls.length === left.length && path === undefined) throw left[0] ?? new Refusal(escapes.length > 0 ? 'COMMAND_FUNCTION_ESCAPES' : 'COMMAND_FROM_OUTSIDE', def.name)
  if (!conversion.mayTakeBoth(variable)) throw left[0] ?? new Refusal('COMMAND_FUNCTION_ESCAPES', fn)
  conversion.either.add(variable)
  conversion.differs.add('A function goes on taking text from callers that could not change: what they give still reaches a shell.')
  if (path !== undefined) conversion.groups.add(groupOf(conversion.host.filename, path))
}

/** A function gives a command: all its returns and all its callers change. */
export const giveText = (conversion: Conversion, fn: SourceNode, state: State): void => {
  if (conversion.touched.has(fn)) return
  conversion.touched.add(fn)
  conversion.isLocal = false
  const { calls, escapes, doubtful } = conversion.analysis.calls.callersOf(fn)
  const returns = returnsOf(fn)
  if (fn['generator'] === true || returns.length === 0) return refuse('COMMAND_FROM_OUTSIDE', fn)
  if (conversion.analysis.exports.pathOf(fn) !== undefined || escapes.length > 0) return refuse('COMMAND_FUNCTION_ESCAPES', fn)
  if (doubtful.length > 0) return refuse('CALLER_UNKNOWN', doubtful[0])
  if (child(fn, 'returnType') !== undefined) {
    const annotation = child(fn, 'returnType')!
    if (!/^:?\s*(?:Promise<)?string>?$/.test(conversion.host.text.slice(...rangeOf(annotation)))) return refuse('COMMAND_TYPE', fn)
    conversion.uses.add('type ShellCommand')
    conversion.edit(rangeOf(annotation), conversion.host.text.slice(...rangeOf(annotation)).replace('string', 'ShellCommand'))
  }
  for (const value of returns) conversion.toCommand(value, { ...state })
  for (const call of calls) useText(conversion, call)
}

/** A command is read here: whatever it flows into changes with it. */
const useText = (conversion: Conversion, read: SourceNode): void => {
  const { host, analysis } = conversion
  let node = read
  let up = host.parentOf(node)
  let isPart = false
  while (up !== undefined && isOperand(up, node)) {
    if (conversion.done.has(bare(node)) && node !== read) return
    isPart ||= up.type === 'BinaryExpression' || up.type === 'TemplateLiteral'
    node = up
    up = host.parentOf(node)
  }
  if (up === undefined) return refuse('COMMAND_ESCAPES', read)
  if (conversion.done.has(bare(node))) return
  if (up.type === 'AssignmentExpression' && child(up, 'right') === node && child(up, 'left')!.type === 'Identifier' && /^\+?=$/.test(String(up['operator']))) return useVariable(conversion, child(up, 'left')!, isPart)
  if (up.type === 'VariableDeclarator' && child(up, 'init') === node && child(up, 'id')!.type === 'Identifier') return useVariable(conversion, child(up, 'id')!, isPart)
  if (up.type === 'CallExpression' && children(up, 'arguments').includes(node)) {
    const site = conversion.sites.of(up)
    if (site !== undefined) return site.texts.some(text => bare(text) === bare(node)) ? conversion.site(site) : refuse('COMMAND_ESCAPES', read)
    if (isPart || isLogCall(up)) return void conversion.differs.add(SHOWN)
    const fn = analysis.calls.functionOf(child(up, 'callee')!)
    const target = fn === undefined ? undefined : children(fn, 'params')[children(up, 'arguments').indexOf(node)]
    const variable = target?.type === 'Identifier' ? analysis.bindings.variableOf(target) : undefined
    return variable === undefined ? refuse('COMMAND_ESCAPES', read) : holdText(conversion, variable, start())
  }
  if (up.type === 'ReturnStatement' || (up.type === 'ArrowFunctionExpression' && child(up, 'body') === node)) {
    const fn = up.type === 'ReturnStatement' ? analysis.bindings.functionOf(up) : up
    if (fn === undefined || !isFunction(fn)) return refuse('COMMAND_ESCAPES', read)
    return giveText(conversion, fn, start())
  }
  if (up.type === 'ExpressionStatement') return
  if (isPart && (up.type === 'Property' || up.type === 'NewExpression' || up.type === 'ThrowStatement')) return void conversion.differs.add(SHOWN)
  if (up.type === 'NewExpression' && /Error$/.test(String(child(up, 'callee')?.['name']))) return void conversion.differs.add(SHOWN)
  return refuse(isTest(up) ? 'COMMAND_TESTED' : 'COMMAND_ESCAPES', read)
}

/** A list of commands is gone through here: what holds each command changes with it. */
export const holdLoop = (conversion: Conversion, read: SourceNode): void => {
  const up = conversion.host.parentOf(read)!
  if (up.type === 'ForOfStatement') {
    const left = child(up, 'left')!
    const id = left.type === 'VariableDeclaration' ? child(children(left, 'declarations')[0]!, 'id')! : left
    return useVariable(conversion, id, false)
  }
  const call = up.type === 'MemberExpression' ? conversion.host.parentOf(up) : undefined
  const fn = call?.type === 'CallExpression' ? children(call, 'arguments')[0] : undefined
  const param = isFunction(fn) ? children(fn, 'params')[0] : undefined
  if (param?.type === 'Identifier' && child(up, 'property')?.['name'] !== 'push') useVariable(conversion, param, false)
}

/** A variable that is given a command; a larger text that is only shown stays text. */
const useVariable = (conversion: Conversion, identifier: SourceNode, isPart: boolean): void => {
  const variable = conversion.analysis.bindings.variableOf(identifier)
  if (variable === undefined) return refuse('COMMAND_ESCAPES', identifier)
  if (conversion.touched.has(variable)) return
  if (isPart && !runs(conversion, variable)) return void conversion.differs.add(SHOWN)
  holdText(conversion, variable, start())
}

/** Whether a variable is given to a shell. */
const runs = (conversion: Conversion, variable: VariableLike): boolean =>
  conversion.analysis.bindings.readsOf(variable).some(read => {
    const up = conversion.host.parentOf(read)
    return up?.type === 'CallExpression' && conversion.sites.of(up)?.texts.some(text => bare(text) === read) === true
  })

const isOperand = (parent: SourceNode, node: SourceNode): boolean => {
  switch (parent.type) {
    case 'BinaryExpression': return parent['operator'] === '+'
    case 'TemplateLiteral': case 'AwaitExpression': case 'TSAsExpression': case 'TSNonNullExpression': case 'ParenthesizedExpression': case 'ChainExpression': return true
    case 'ConditionalExpression': return child(parent, 'test') !== node
    case 'LogicalExpression': return parent['operator'] !== '&&' || child(parent, 'right') === node
    case 'MemberExpression': return child(parent, 'object') === node && /^(?:trim|toString|concat)$/.test(String(child(parent, 'property')?.['name']))
    case 'CallExpression': return child(parent, 'callee') === node && methodCall(parent) !== undefined && stringOf(child(parent, 'callee')) === undefined && node.type === 'MemberExpression'
    default: return false
  }
}

const isTest = (parent: SourceNode): boolean => /^(?:IfStatement|UnaryExpression|BinaryExpression|LogicalExpression|MemberExpression|WhileStatement|ConditionalExpression)$/.test(parent.type)

const isExported = (conversion: Conversion, variable: VariableLike): boolean => {
  const def = variable.defs[0]!
  const statement = def.parent ?? conversion.host.parentOf(def.node)
  return statement !== undefined && statement !== null && conversion.host.parentOf(statement)?.type === 'ExportNamedDeclaration'
}

