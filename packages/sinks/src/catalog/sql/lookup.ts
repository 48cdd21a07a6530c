import { bare, propertyName } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Conversion, TextContext } from './conversion.ts'
import { refuse } from '../../edit/refusal.ts'
import type { Scanner } from './scanner.ts'
import { isSqlText, lookupTable } from './sql-text.ts'
import { useText } from './uses.ts'

/** `SORTS[key]`: the texts of the table become fragments, where the table serves nothing else. Undefined where there is no such table. */
export const convertLookup = (conversion: Conversion, member: SourceNode, context: TextContext): Scanner | undefined => {
  const { analysis } = conversion
  const table = lookupTable(analysis, member)
  if (table === undefined || !isSqlText(analysis, member)) return undefined
  const object = bare(child(member, 'object')!)
  const variable = object.type === 'Identifier' ? analysis.bindings.variableOf(object) : undefined
  if (variable === undefined) return convertTable(conversion, table, context)
  if (conversion.touched.has(variable)) return context.scanner
  conversion.touched.add(variable)
  conversion.isLocal = false
  const end = convertTable(conversion, table, context)
  for (const read of analysis.bindings.readsOf(variable)) {
    const up = analysis.host.parentOf(read)
    if (up?.type === 'MemberExpression' && child(up, 'object') === read) {
      if (/^(?:hasOwnProperty)$/.test(propertyName(up) ?? '')) continue
      const name = propertyName(up)
      if (isTested(conversion, up)) continue
      if (name === undefined || isSqlText(analysis, up)) useText(conversion, up)
      continue
    }
    if (up?.type === 'BinaryExpression' && up['operator'] === 'in') continue
    if (up?.type === 'CallExpression' && /^(?:Object\.keys|Object\.hasOwn|Object\.prototype\.hasOwnProperty\.call)\(/.test(conversion.host.text.slice(start(up)))) continue
    return refuse('TEXT_ESCAPES', read)
  }
  return end
}

const start = (node: SourceNode): number => ((node['range'] as readonly number[] | undefined)?.[0] ?? node['start']) as number

/** `if (!SORTS[key])`: a fragment is as true as a text that is not empty. */
const isTested = (conversion: Conversion, member: SourceNode): boolean => {
  const up = conversion.host.parentOf(member)
  return up !== undefined && ((up.type === 'UnaryExpression' && up['operator'] === '!') || (up.type === 'IfStatement' && child(up, 'test') === member) || (up.type === 'ConditionalExpression' && child(up, 'test') === member))
}

const convertTable = (conversion: Conversion, table: SourceNode, context: TextContext): Scanner => {
  let end = context.scanner
  for (const property of children(table, 'properties')) {
    if (property.type !== 'Property') return refuse('TEXT_FROM_OUTSIDE', property)
    const value = child(property, 'value')!
    if (isSqlText(conversion.analysis, value)) end = conversion.toFragment(value, { ...context, scanner: context.scanner.clone() })
  }
  return end
}
