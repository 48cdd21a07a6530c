import { isLogCall } from '../../analysis/logs.ts'
import { bare, keyName, propertyName } from '../../analysis/syntax.ts'
import { refuse } from '../../edit/refusal.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, walk } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import type { State } from './state.ts'

/** What a property is given in this file: in an object literal or class, and by assignments. */
export const valuesOf = (conversion: Conversion, member: SourceNode): readonly SourceNode[] => {
  const name = propertyName(member)
  if (name === undefined) return []
  const value = conversion.analysis.calls.memberValue(member)
  const assigned = conversion.analysis.calls.assignedTo(name).filter(node => node['operator'] === '=').map(node => child(node, 'right')!)
  return [...new Set([...(value === undefined ? [] : [value]), ...assigned])]
}

/** A property holds a command: everything given to a property of that name in the file, and every use of one, changes. */
export const holdProperty = (conversion: Conversion, member: SourceNode, state: State): void => {
  const name = propertyName(member)!
  const values = valuesOf(conversion, member)
  conversion.isLocal = false
  if (conversion.analysis.calls.assignedTo(name).some(node => node['operator'] !== '=')) return refuse('COMMAND_FROM_OUTSIDE', member)
  for (const value of values) conversion.toCommand(value, { ...state })
  walk(conversion.host.program, node => {
    if (node.type !== 'MemberExpression' || propertyName(node) !== name) return
    const up = conversion.host.parentOf(node)!
    if (up.type === 'AssignmentExpression' && child(up, 'left') === node) return
    if (up.type !== 'CallExpression') return refuse('COMMAND_ESCAPES', node)
    const site = conversion.sites.of(up)
    if (site !== undefined && site.texts.length === 1 && bare(site.texts[0]!) === node) return conversion.site(site)
    if (!isLogCall(up) || !children(up, 'arguments').includes(node)) refuse('COMMAND_ESCAPES', node)
  })
  conversion.differs.add('The command is kept in a property: code elsewhere that reads it finds no text.')
}

/** The commands of a table that is written out: `const commands = { a: 'tool -a ' + f }`, read as `commands[name]` and nothing else. */
export const tableOf = (conversion: Conversion, member: SourceNode): readonly SourceNode[] | undefined => {
  const object = bare(child(member, 'object')!)
  const variable = object.type === 'Identifier' ? conversion.analysis.bindings.variableOf(object) : undefined
  const value = variable === undefined ? undefined : conversion.analysis.provenance.constant(variable)
  if (variable === undefined || value === undefined || bare(value).type !== 'ObjectExpression') return undefined
  const properties = children(bare(value), 'properties')
  if (!properties.every(property => property.type === 'Property' && keyName(property) !== undefined)) return undefined
  const isTable = conversion.analysis.bindings.readsOf(variable).every(read => {
    const up = conversion.host.parentOf(read)
    const call = up?.type === 'MemberExpression' && child(up, 'object') === read ? conversion.host.parentOf(up) : undefined
    return call?.type === 'CallExpression' && conversion.sites.of(call)?.texts.some(text => bare(text) === up) === true
  })
  return isTable ? properties.map(property => child(property, 'value')!) : undefined
}
