import type { Analysis } from '../../analysis/analysis.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, identifiersIn, isPure } from '../../analysis/syntax.ts'
import type { Edit, Plan, SourceNode, VariableLike } from '../../model.ts'
import { reasons } from '../../reasons.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { PathShape } from './path-shape.ts'
import type { Site } from './sites.ts'

const PACKAGE = '@breakwater/files'
const FACE = `${PACKAGE}/fs`
const CONFINED = 'Only what is inside of the folder is reached; names with .. and names that begin with a dot are refused.'
const BARE = 'The code names no folder: the one that the program runs in is taken.'

/** What to do about one call. */
export const planFor = (analysis: Analysis, site: Site, shape: PathShape, other: PathShape | undefined): Plan => {
  if (site.kind === 'module') return manual('FILES_MODULE')
  if (site.kind === 'archive') return manual('FILES_ARCHIVE')
  if (site.kind === 'library') return manual('FILES_LIBRARY')
  if (site.call['optional'] === true) return manual('OPTIONAL_CHAIN')
  if (site.kind === 'send') return planSend(analysis, site, shape)
  if (other !== undefined && other.root !== shape.root) return manual('FILES_TWO_FOLDERS')
  if (!isVisible(analysis, shape, site.call)) return manual('FILES_FOLDER_UNKNOWN')
  const local = nameFor(analysis)
  const callee = child(site.call, 'callee')!
  const edits: Edit[] = [{ range: rangeOf(callee), text: `${local}(${shape.root})${site.isPromise ? '.promises' : ''}.${site.method}` }]
  return {
    outcome: 'check', differs: shape.isBare ? `${BARE} ${CONFINED}` : CONFINED, edits,
    imports: [{ module: FACE, names: [local === 'inFolder' ? local : `inFolder as ${local}`] }], dependency: PACKAGE, reach: 'local',
  }
}

/** `res.sendFile(path.join(root, name))` becomes `res.sendFile(name, { root })`, which refuses what leads out of the root. */
const planSend = (analysis: Analysis, site: Site, shape: PathShape): Plan => {
  if (site.method === 'sendfile') return manual('FILES_LIBRARY')
  if (!isVisible(analysis, shape, site.call)) return manual('FILES_FOLDER_UNKNOWN')
  const { name: rest } = shape
  if (rest === undefined || shape.isBare || !isPure(rest) || !isInSight(analysis, rest, site.call)) return manual('FILES_FOLDER_UNKNOWN')
  const args = children(site.call, 'arguments')
  const text = analysis.host.text
  const options = args.slice(1).find(arg => !isFunction(arg))
  if (options !== undefined && bare(options).type !== 'ObjectExpression') return manual('OPTIONS_KEPT')
  const name = text.slice(...rangeOf(rest))
  const edits: Edit[] = [{ range: rangeOf(site.path), text: name }]
  const root = `root: ${shape.root}`
  if (options === undefined) edits.push({ range: [rangeOf(site.path)[1], rangeOf(site.path)[1]], text: `, { ${root} }` })
  else {
    const [first] = children(bare(options), 'properties')
    const at = rangeOf(bare(options))[0] + 1
    edits.push({ range: [at, at], text: ` ${root}${first === undefined ? ' ' : ','}` })
  }
  const merged = options === undefined ? [{ range: rangeOf(site.path), text: `${name}, { ${root} }` }] : edits
  return { outcome: 'check', differs: 'What leads out of the root, and hidden files, are answered with an error.', edits: merged, imports: [], reach: 'local' }
}

/** Whether every name that an expression reads is in sight of the call, and is never written again. */
const isInSight = (analysis: Analysis, expression: SourceNode, call: SourceNode): boolean => identifiersIn(expression).every(name => {
  const variable = analysis.bindings.variableOf(name)
  return variable === undefined || holds(analysis, variable, call)
})

/** Whether the folder means the same where the call stands: what it reads is in sight, and is never written again. */
const isVisible = (analysis: Analysis, shape: PathShape, call: SourceNode): boolean => shape.reads.every(variable => holds(analysis, variable, call))

const holds = (analysis: Analysis, variable: VariableLike, call: SourceNode): boolean => {
  if (analysis.bindings.writesOf(variable).length > 1) return false
  const block = variable.scope.block
  return block.type === 'Program' || (rangeOf(block)[0] <= rangeOf(call)[0] && rangeOf(call)[1] <= rangeOf(block)[1])
}

/** The name of our function in the file. */
const nameFor = (analysis: Analysis): string => {
  const isOurs = (variable: VariableLike): boolean => /@breakwater\/files/.test(analysis.host.text) && variable.name === 'inFolder'
  return analysis.bindings.isTaken('inFolder', isOurs) ? 'inSafeFolder' : 'inFolder'
}

const manual = (reason: string): Plan => ({ outcome: 'manual', reason, hint: reasons[reason]?.hint ?? '' })

