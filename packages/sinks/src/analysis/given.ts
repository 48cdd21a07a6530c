import type { SinkHost, SourceNode } from '../model.ts'
import { child, children } from '../tree.ts'
import type { Bindings } from './bindings.ts'

/** What a function passes, in one place, to the function that is one of its arguments: the parameter of the written type, and the values of its calls. */
export const givenBy = (host: SinkHost, bindings: Bindings, fn: SourceNode, argument: number, index: number): { readonly written: SourceNode | undefined; readonly values: readonly SourceNode[] } => {
  const param = children(fn, 'params')[argument]
  const variable = param?.type === 'Identifier' ? bindings.variableOf(param) : undefined
  if (variable === undefined) return { written: undefined, values: [] }
  const annotation = child(param!, 'typeAnnotation')
  const type = annotation === undefined ? undefined : child(annotation, 'typeAnnotation')
  const values = bindings.readsOf(variable).flatMap(read => {
    const up = host.parentOf(read)
    const value = up?.type === 'CallExpression' && child(up, 'callee') === read ? children(up, 'arguments')[index] : undefined
    return value === undefined || value.type === 'SpreadElement' ? [] : [value]
  })
  return { written: type?.type === 'TSFunctionType' ? children(type, 'params')[index] : undefined, values }
}
