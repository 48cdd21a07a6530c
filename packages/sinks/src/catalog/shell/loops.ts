import { isFunction } from '../../analysis/bindings.ts'
import { bare, methodCall } from '../../analysis/syntax.ts'
import { refuse } from '../../edit/refusal.ts'
import type { SinkHost, SourceNode, VariableLike } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { start } from './state.ts'

const EACH = /^(?:forEach|map|some|every|flatMap)$/

/** The list that a variable goes through: `for (const command of list)`, `list.forEach(command => …)`. */
export const listBehind = (host: SinkHost, variable: VariableLike): SourceNode | undefined => {
  const def = variable.defs[0]
  if (def === undefined) return undefined
  if (def.type === 'Variable') {
    const loop = host.parentOf(host.parentOf(def.node) ?? def.node)
    return loop?.type === 'ForOfStatement' && child(loop, 'left') === host.parentOf(def.node) ? child(loop, 'right') : undefined
  }
  if (def.type !== 'Parameter' || !isFunction(def.node) || children(def.node, 'params')[0] !== def.name) return undefined
  const call = host.parentOf(def.node)
  const method = call?.type === 'CallExpression' ? methodCall(call) : undefined
  return method !== undefined && EACH.test(method.name) && method.args[0] === def.node ? method.object : undefined
}

/** The whole commands of a list that can be seen. */
export const commandsOf = (conversion: Conversion, list: SourceNode): readonly SourceNode[] | undefined => {
  const node = bare(list)
  if (node.type === 'ArrayExpression') return children(node, 'elements').some(element => element.type === 'SpreadElement') ? undefined : children(node, 'elements')
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  const value = variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)
  if (variable === undefined || value === undefined || bare(value).type !== 'ArrayExpression') return undefined
  const pushed: SourceNode[] = []
  for (const read of conversion.analysis.bindings.readsOf(variable)) {
    const up = conversion.host.parentOf(read)
    if (up?.type === 'ForOfStatement' && child(up, 'right') === read) continue
    const call = up?.type === 'MemberExpression' ? conversion.host.parentOf(up) : undefined
    const method = call?.type === 'CallExpression' ? methodCall(call) : undefined
    if (method === undefined ? child(up!, 'property')?.['name'] === 'length' : EACH.test(method.name)) continue
    if (method?.name !== 'push' || method.args.some(arg => arg.type === 'SpreadElement')) return undefined
    pushed.push(...method.args)
  }
  const first = commandsOf(conversion, value)
  return first === undefined ? undefined : [...first, ...pushed]
}

/** Makes every command of a list one of ours. The other loops over it are found by their own reads. */
export const holdCommands = (conversion: Conversion, list: SourceNode): void => {
  const commands = commandsOf(conversion, list)
  if (commands === undefined) return refuse('COMMAND_FROM_OUTSIDE', list)
  conversion.isLocal = false
  for (const command of commands) conversion.toCommand(command, start(), true)
  const variable = bare(list).type === 'Identifier' ? conversion.analysis.bindings.variableOf(bare(list)) : undefined
  if (variable === undefined || conversion.touched.has(variable)) return
  conversion.touched.add(variable)
  for (const read of conversion.analysis.bindings.readsOf(variable)) conversion.holdLoop(read)
}
