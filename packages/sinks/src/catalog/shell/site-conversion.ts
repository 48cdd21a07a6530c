import { bare, keyName } from '../../analysis/syntax.ts'
import type { TextPart } from '../../analysis/text-shape.ts'
import { unitsOf } from '../../analysis/text-shape.ts'
import { refuse } from '../../edit/refusal.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import type { Site } from './sites.ts'
import { start } from './state.ts'
import { partsOf } from './parts.ts'

/** Changes one call: its function, its text, and the option that asked for a shell. */
export const convertSite = (conversion: Conversion, site: Site): void => {
  const { callee, call } = site
  if (callee.raw.reason !== undefined) return refuse(callee.raw.reason, call)
  if (call['optional'] === true) return refuse('OPTIONAL_CHAIN', call)
  if (site.texts.some(text => text.type === 'SpreadElement') || children(call, 'arguments').some(arg => arg.type === 'SpreadElement')) return refuse('ARGUMENT_UNKNOWN', call)
  conversion.hasEnvironment = site.replaced.length < children(call, 'arguments').length && hasEnvironment(call)
  dropShell(conversion, site)
  if (site.texts.length === 1 && site.replaced.length === 1) {
    conversion.toCommand(site.texts[0]!, start(), true)
    if (site.wrapper !== undefined) return void conversion.groups.add(site.wrapper)
    return takesBoth(conversion, site.texts[0]!) ? widenFunction(conversion, site) : replaceFunction(conversion, site)
  }
  replaceFunction(conversion, site)
  if (site.replaced.length === 0) return refuse('ARGUMENT_UNKNOWN', site.texts[1])
  const parts = site.texts.flatMap((text, index): TextPart[] => [
    ...(index === 0 ? [] : [{ kind: 'text' as const, units: unitsOf(' '), onNewLine: false, indent: '' }]),
    ...(partsOf(conversion.analysis, text) ?? [{ kind: 'hole' as const, node: text }]),
  ])
  for (const text of site.texts) conversion.done.add(bare(text))
  if (site.texts.length === 1 && parts.length === 1 && parts[0]!.kind === 'hole') {
    conversion.done.delete(bare(site.texts[0]!))
    conversion.edit([rangeOf(site.replaced[0]!)[0], rangeOf(site.replaced.at(-1)!)[1]], rangeOf(site.texts[0]!))
    return conversion.toCommand(site.texts[0]!, start(), true)
  }
  conversion.edit([rangeOf(site.replaced[0]!)[0], rangeOf(site.replaced.at(-1)!)[1]], ...conversion.template(parts, start(), true))
}

const takesBoth = (conversion: Conversion, text: SourceNode): boolean => {
  const node = bare(text)
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  return variable !== undefined && conversion.either.has(variable)
}

/** The raw function is kept for text, and takes commands beside it. */
const widenFunction = (conversion: Conversion, { callee }: Site): void =>
  conversion.edit(rangeOf(callee.ref), `${conversion.use('withCommands')}(`, rangeOf(callee.ref), ')')

/** The function of the module becomes the one of the face, and with it every call of the names in between. */
const replaceFunction = (conversion: Conversion, { callee }: Site): void => {
  if (!conversion.refs.has(callee.ref)) {
    conversion.refs.add(callee.ref)
    conversion.edit(rangeOf(callee.ref), conversion.use(callee.raw.name))
  }
  for (const variable of callee.through) {
    if (conversion.touched.has(variable)) continue
    conversion.touched.add(variable)
    conversion.isLocal = false
    for (const read of conversion.analysis.bindings.readsOf(variable)) {
      const up = conversion.host.parentOf(read)
      if (up?.type === 'CallExpression' && child(up, 'callee') === read) {
        const site = conversion.sites.of(up)
        if (site === undefined) return refuse('ARGUMENT_UNKNOWN', up)
        conversion.site(site)
      }
      else if (!conversion.refs.has(read) && conversion.sites.calleeOf(up ?? read) === undefined) return refuse('COMMAND_FUNCTION_ESCAPES', read)
    }
  }
}

const hasEnvironment = (call: SourceNode): boolean => children(call, 'arguments').some(arg => {
  const node = bare(arg)
  return node.type !== 'ObjectExpression' ? !/Function/.test(node.type) && node.type !== 'Identifier' && node.type !== 'Literal' && node.type !== 'TemplateLiteral' && node.type !== 'BinaryExpression' : children(node, 'properties').some(property => property.type !== 'Property' || keyName(property) === 'env')
})

const dropShell = (conversion: Conversion, site: Site): void => {
  const property = site.shellOption
  if (property === undefined) return
  const literal = conversion.host.parentOf(property)!
  const properties = children(literal, 'properties')
  if (bare(child(property, 'value')!)['value'] !== true) conversion.differs.add('The option `shell` named a shell of its own; its syntax beyond that of sh is not read.')
  const index = properties.indexOf(property)
  const [begin, end] = rangeOf(property)
  const next = properties[index + 1]
  const before = properties[index - 1]
  if (next !== undefined) conversion.edit([begin, rangeOf(next)[0]])
  else if (before !== undefined) conversion.edit([rangeOf(before)[1], end])
  else conversion.edit([begin, end])
}
