import { bare, isPure } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import { boundFor, boundOfCaller } from './binding.ts'
import { convertBuilder } from './builders.ts'
import type { Conversion } from './conversion.ts'
import { breakwater } from './flavor.ts'
import { MOVED, moveGroup } from './mysql2.ts'
import { callsTaking } from './options.ts'
import { refuse } from '../../edit/refusal.ts'
import { Scanner } from './scanner.ts'
import type { Site } from './sites.ts'

/** Rewrites one call: the receiver becomes `connect(receiver)`, the text a fragment, the bound values slots of it. */
export const convertSite = (conversion: Conversion, site: Site): void => {
  const { primitive } = site
  if (primitive.target === 'manual') refuse(primitive.reason ?? 'RECEIVER_UNKNOWN', site.call)
  if (site.wrapper !== undefined) return convertWrapped(conversion, site, site.wrapper)
  if (primitive.target !== 'query' && primitive.target !== 'driver' && primitive.target !== 'prepare') return convertBuilder(conversion, site)
  conversion.target(breakwater(conversion.names.sql))
  if (primitive.moves === true) {
    // A handle of another package moves with that package, if at all.
    const { manifest, dependencies } = conversion.host.project
    if (!conversion.mayMove() || (manifest !== undefined && dependencies.size > 0 && !dependencies.has('mysql'))) refuse('MYSQLJS', site.call)
    conversion.isLocal = false
    conversion.groups.add(moveGroup(conversion.host))
    conversion.differs.add(MOVED)
  }
  const optional = site.isOptional ? optionalOf(conversion, site) : undefined
  if (site.receiver === 'guessed') conversion.differs.add(`The receiver is taken for a database handle by its name; connect() refuses anything else when it runs.`)
  const bound = boundFor(conversion, site)
  if (site.options !== undefined) convertOptions(conversion, site.options, site.text, () => {
    conversion.toFragment(site.text, { scanner: new Scanner(primitive.dialect), bound })
    bound?.finish(conversion)
  })
  else conversion.toFragment(site.text, { scanner: new Scanner(primitive.dialect), bound })
  const text = bare(site.text)
  const variable = text.type === 'Identifier' ? conversion.analysis.bindings.variableOf(text) : undefined
  if (variable !== undefined && conversion.either.has(variable)) return convertEither(conversion, site, bound !== undefined)
  if (site.options === undefined) bound?.finish(conversion)
  conversion.uses.add('connect')
  const suffix = primitive.target === 'query' ? '' : '.driver'
  if (site.promisified !== undefined) return convertPromisified(conversion, site, site.promisified, suffix)
  const object = rangeOf(site.object)
  const isSequence = bare(site.object).type === 'SequenceExpression'
  if (optional !== undefined) {
    conversion.edit([object[0], optional.property], `${conversion.host.text.slice(...object)} && ${conversion.names.connect}(`, object, `)${suffix}.`)
    if (optional.isAwaited) conversion.edit(rangeOf(site.call), '(', rangeOf(site.call), ')')
    return
  }
  conversion.edit(object, `${conversion.names.connect}(`, ...(isSequence ? ['('] : []), object, ...(isSequence ? [')'] : []), `)${suffix}`)
  if (child(site.call, 'typeArguments') !== undefined && primitive.target !== 'query') conversion.differs.add('The type argument of the call is kept; check that the types still fit.')
}

/** `db?.query(…)` as a statement, awaited or not: nobody sees what it gives where there is no db. */
const optionalOf = (conversion: Conversion, site: Site): { readonly property: number; readonly isAwaited: boolean } => {
  const callee = bare(child(site.call, 'callee')!)
  let up = conversion.host.parentOf(site.call)
  if (up?.type === 'ChainExpression') up = conversion.host.parentOf(up)
  const isAwaited = up?.type === 'AwaitExpression'
  if (isAwaited) up = conversion.host.parentOf(up!)
  const isPlain = callee.type === 'MemberExpression' && callee['optional'] === true && callee['computed'] !== true && site.call['optional'] !== true && !conversion.host.text.slice(...rangeOf(site.object)).includes('?.')
  if (up?.type !== 'ExpressionStatement' || !isPlain || !isPure(site.object) || site.primitive.target === 'prepare' || site.promisified !== undefined) return refuse('OPTIONAL_CHAIN', site.call)
  return { property: rangeOf(child(callee, 'property')!)[0], isAwaited }
}

/** `{ text, values }` becomes the fragment, wherever it stands, with every call that takes it. */
const convertOptions = (conversion: Conversion, literal: SourceNode, text: SourceNode, convertText: () => void): void => {
  if (conversion.touched.has(literal)) return
  conversion.touched.add(literal)
  const calls = callsTaking(conversion, literal)
  if (!calls.some(call => children(call, 'arguments')[0] === literal)) conversion.isLocal = false
  convertText()
  conversion.edit(rangeOf(literal), rangeOf(text))
  for (const call of calls) conversion.siteAt(call)
}

/** A call of a wrapper of another file: only what is passed changes, here and at every other call of it. */
const convertWrapped = (conversion: Conversion, site: Site, wrapper: { readonly group: string; readonly values: number; readonly isRest: boolean }): void => {
  conversion.isLocal = false
  if (!conversion.groups.has(wrapper.group)) {
    conversion.groups.add(wrapper.group)
    conversion.joinGroup(wrapper.group)
  }
  const bound = boundOfCaller(conversion, site.call, wrapper.values, wrapper.isRest)
  conversion.toFragment(site.text, { scanner: new Scanner(site.primitive.dialect), bound })
  bound?.finish(conversion)
}

/** The handle changes where the function is made, and so every call of it. */
const convertPromisified = (conversion: Conversion, site: Site, made: { readonly handles: readonly SourceNode[]; readonly name: SourceNode }, suffix: string): void => {
  if (site.primitive.target === 'prepare') return refuse('PREPARED', site.call)
  conversion.isLocal = false
  for (const handle of made.handles) conversion.edit(rangeOf(handle), `${conversion.names.connect}(`, rangeOf(handle), `)${suffix}`)
  const variable = conversion.analysis.bindings.variableOf(made.name)!
  for (const read of conversion.analysis.bindings.readsOf(variable)) {
    const call = conversion.host.parentOf(read)
    if (call?.type !== 'CallExpression' || child(call, 'callee') !== read) return refuse('FUNCTION_ESCAPES', read)
    conversion.siteAt(call)
  }
}

/** A wrapper with a caller that still gives a string: strings go the way they went, with their values; fragments go through connect. */
const convertEither = (conversion: Conversion, site: Site, hasValues: boolean): void => {
  const { primitive, object } = site
  if (primitive.target === 'prepare' || site.promisified !== undefined || site.options !== undefined || !isPure(object)) return refuse('CALLER_UNKNOWN', site.call)
  const name = conversion.host.text.slice(...rangeOf(site.text))
  conversion.uses.add('connect')
  conversion.differs.add('The function still takes strings, for the calls that could not be rewritten.')
  const suffix = primitive.target === 'query' ? '' : '.driver'
  conversion.edit(rangeOf(object), `${needsSemicolon(conversion, site.call) ? ';' : ''}(typeof ${name} === 'string' ? `, rangeOf(object), ` : ${conversion.names.connect}(`, rangeOf(object), `)${suffix})`)
  const values = children(site.call, 'arguments')[1]
  if (hasValues && values !== undefined) conversion.edit(rangeOf(values), `...(typeof ${name} === 'string' ? [`, rangeOf(values), '] : [])')
}

/** A statement that now begins with a parenthesis must not be taken for the arguments of the line before. */
const needsSemicolon = (conversion: Conversion, call: SourceNode): boolean => {
  const { text } = conversion.host
  const start = rangeOf(call)[0]
  let statement = conversion.host.parentOf(call)
  while (statement !== undefined && rangeOf(statement)[0] === start && !statement.type.endsWith('Statement')) statement = conversion.host.parentOf(statement)
  if (statement?.type !== 'ExpressionStatement' || rangeOf(statement)[0] !== start) return false
  const block = conversion.host.parentOf(statement)
  const body = block === undefined ? [] : children(block, 'body')
  return body.indexOf(statement) > 0 && !text.slice(0, start).trimEnd().endsWith(';')
}
