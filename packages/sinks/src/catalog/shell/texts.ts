import { bare, returnsOf } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { commandsOf, listBehind } from './loops.ts'
import { isVisibleList, joinedList } from './lists.ts'
import { valuesOf } from './properties.ts'
import { partsOf } from './parts.ts'

const MAX_DEPTH = 5

/** Whether an expression gives a piece of a command that the code writes out, rather than a value: it has words, options or parts of its own. */
export const isCommandText = (conversion: Conversion, expression: SourceNode, depth = 0): boolean => {
  const node = bare(expression)
  const { analysis } = conversion
  if (depth > MAX_DEPTH) return false
  const again = (below: SourceNode | undefined): boolean => below !== undefined && isCommandText(conversion, below, depth + 1)
  const parts = partsOf(analysis, node)
  if (parts !== undefined) return parts.some(part => part.kind === 'text' && /^-|\s/.test(part.units.map(unit => unit.cooked).join('')))
  switch (node.type) {
    case 'ConditionalExpression': return again(child(node, 'consequent')) || again(child(node, 'alternate'))
    // `flags || '-e'` is a value with a default: an object in place of the value would hide the default.
    case 'LogicalExpression': return again(child(node, 'left'))
    case 'AwaitExpression': return again(child(node, 'argument'))
    case 'TaggedTemplateExpression': return child(node, 'tag')?.['name'] === conversion.names.local('cmd')
    case 'CallExpression': {
      const list = joinedList(node)
      if (list !== undefined) return isVisibleList(conversion, list)
      const fn = analysis.calls.functionOf(child(node, 'callee')!)
      return fn !== undefined && returnsOf(fn).some(again)
    }
    case 'MemberExpression': {
      const values = valuesOf(conversion, node)
      return values.length > 0 && values.every(again)
    }
    case 'Identifier': {
      const variable = analysis.bindings.variableOf(node)
      const def = variable?.defs[0]
      if (variable === undefined || def === undefined) return false
      const list = listBehind(conversion.host, variable)
      if (list !== undefined) return commandsOf(conversion, list)?.some(again) === true
      const writes = analysis.bindings.writesOf(variable)
      if (writes.some(write => write.kind === 'append')) return true
      if (def.type === 'Variable') return writes.some(write => (write.kind === 'init' || write.kind === 'assign') && again(write.value))
      if (def.type !== 'Parameter') return false
      const index = children(def.node, 'params').findIndex(param => param === def.name || child(param, 'left') === def.name)
      const callers = analysis.calls.callersOf(def.node)
      return index !== -1 && callers.calls.some(call => again(children(call, 'arguments')[index]))
    }
    default: return false
  }
}
