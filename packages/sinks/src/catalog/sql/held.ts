import type { Analysis } from '../../analysis/analysis.ts'
import type { Write } from '../../analysis/bindings.ts'
import { isFunction } from '../../analysis/bindings.ts'
import { bare, returnsOf } from '../../analysis/syntax.ts'
import type { SourceNode, VariableLike } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import { Builder } from './builder.ts'
import type { Conversion, TextContext } from './conversion.ts'
import { groupOf, isBuilder } from './facts.ts'
import { convertElement } from './lists.ts'
import { lineOf } from './paired.ts'
import { refuse } from '../../edit/refusal.ts'
import type { Scanner } from './scanner.ts'
import { isShownText, isSqlText } from './sql-text.ts'
import { emptyTest } from './tested.ts'
import { placeSeparator, trimmedText } from './trimmed.ts'
import { annotateReturn, annotateText } from './types.ts'
import { useText } from './uses.ts'

/** A variable holds text: everything written to it and every use of it changes. */
export const holdText = (conversion: Conversion, variable: VariableLike, context: TextContext): Scanner => {
  const known = conversion.lastScanner.get(variable)
  if (conversion.touched.has(variable)) return known ?? context.scanner
  conversion.touched.add(variable)
  conversion.isLocal = false
  const def = variable.defs[0]
  if (def === undefined) return refuse('TEXT_FROM_OUTSIDE')
  let end = context.scanner
  if (def.type === 'Parameter') end = takeText(conversion, variable, context)
  else if (def.type !== 'Variable') return refuse('TEXT_FROM_OUTSIDE', def.name)
  const isText = !conversion.analysis.bindings.readsOf(variable).some(read => trimmedText(conversion, variable, conversion.analysis.bindings.writesOf(variable))?.reads.has(read) !== true && emptyTest(conversion.host, read) !== undefined)
  annotateText(conversion, def.name, isText)
  if (isExported(conversion, variable)) refuse('TEXT_EXPORTED', def.name)
  const { bindings } = conversion.analysis
  const reads = bindings.readsOf(variable)
  const cut = trimmedText(conversion, variable, bindings.writesOf(variable))?.reads
  const isTested = reads.some(read => cut?.has(read) !== true && emptyTest(conversion.host, read) !== undefined)
  if (isTested) conversion.maybeEmpty.add(variable)
  const writes = bindings.writesOf(variable)
  const trimmed = trimmedText(conversion, variable, writes)
  if (trimmed !== undefined) placeSeparator(conversion, trimmed, writes, statement => conversion.edit(lineOf(conversion, statement)))
  for (let index = 0; index < writes.length; index++) {
    if (trimmed !== undefined && index === trimmed.at) continue
    if (trimmed !== undefined && index > 0 && index < trimmed.at) {
      end = new Builder(conversion, { ...context, scanner: end.clone() }).append([writes[index]!.node], trimmed)
      continue
    }
    const goesOn = writes[index]!.kind === 'append' || continues(conversion, writes[index]!.value, variable)
    const scanner = index > 0 && goesOn ? end : context.scanner
    // A quote may open in one statement and close in the next: those are written as one.
    for (let count = 1; ; count++) {
      const run = writes.slice(index, index + count)
      const refusal = conversion.attempt(() => {
        end = writeText(conversion, variable, run, { ...context, scanner: scanner.clone() }, isTested)
      })
      if (refusal === undefined) {
        index += count - 1
        break
      }
      const next = writes[index + count]
      if (refusal.reason !== 'QUOTE_OPEN' || next?.kind !== 'append' || !follows(conversion.host, run.at(-1)!.node, next.node)) throw refusal
    }
    conversion.lastScanner.set(variable, end)
  }
  conversion.lastScanner.set(variable, end)
  for (const read of reads) if (trimmed?.reads.has(read) !== true) readText(conversion, read, isTested)
  return end
}

const writeText = (conversion: Conversion, variable: VariableLike, run: readonly Write[], context: TextContext, isTested: boolean): Scanner => {
  const write = run[0]!
  if (write.kind === 'append') return new Builder(conversion, context).append(run.map(item => item.node))
  if (write.kind === 'pattern' && variable.defs[0]!.type === 'Parameter') return context.scanner
  if (write.kind !== 'init' && write.kind !== 'assign' && write.kind !== 'default') return refuse('TEXT_FROM_OUTSIDE', write.identifier)
  if (write.kind === 'assign') checkAssignment(conversion, write.node)
  if (run.length > 1) return new Builder(conversion, context).convertRun(write.value!, run.slice(1).map(item => item.node))
  // A lookup that finds nothing stays undefined, and so false.
  if (!isTested || (bare(write.value!).type === 'MemberExpression' && isSqlText(conversion.analysis, write.value!))) return conversion.toFragment(write.value!, context)
  if (!isShownText(conversion.analysis, write.value!)) return refuse('TEXT_TESTED', write.value)
  convertElement(conversion, write.value!, context, true)
  return context.scanner
}

/** A text that may be '' is asked about as before, and written as an empty fragment. */
const readText = (conversion: Conversion, read: SourceNode, isTested: boolean): void => {
  const test = isTested ? emptyTest(conversion.host, read) : undefined
  if (test === 'length') {
    const member = conversion.host.parentOf(read)!
    return conversion.edit(rangeOf(member), '(', rangeOf(read), ' ? 1 : 0)')
  }
  if (test !== undefined) return
  if (isTested) {
    const inSlot = conversion.host.parentOf(read)?.type === 'TemplateLiteral'
    conversion.edit(rangeOf(read), ...(inSlot ? [] : ['(']), rangeOf(read), ` || ${conversion.tag()}\`\``, ...(inSlot ? [] : [')']))
  }
  useText(conversion, read)
}

const takeText = (conversion: Conversion, variable: VariableLike, context: TextContext): Scanner => {
  const def = variable.defs[0]!
  const fn = def.node
  const params = children(fn, 'params')
  const index = params.findIndex(param => param === def.name || (param.type === 'AssignmentPattern' && child(param, 'left') === def.name))
  if (index === -1) return refuse('TEXT_FROM_OUTSIDE', def.name)
  const parent = conversion.host.parentOf(fn)
  if (parent?.type === 'CallExpression' && children(parent, 'arguments').includes(fn)) return refuse('TEXT_FROM_OUTSIDE', def.name)
  const callers = callersOf(conversion, fn, index)
  if (callers.calls.length === 0 && conversion.analysis.exports.pathOf(fn) === undefined) return refuse('TEXT_FROM_OUTSIDE', def.name)
  if (params[index]!.type === 'AssignmentPattern') conversion.toFragment(child(params[index]!, 'right')!, { ...context, scanner: context.scanner.clone() })
  let end = context.scanner
  for (const call of callers.calls) {
    const args = children(call, 'arguments')
    if (args.slice(0, index + 1).some(arg => arg.type === 'SpreadElement')) return refuse('CALLER_UNKNOWN', call)
    const refusal = conversion.attempt(() => {
      const bound = context.bound?.forCaller?.(call, conversion)
      if (args[index] !== undefined) end = conversion.toFragment(args[index], { scanner: context.scanner.clone(), bound: bound ?? context.bound })
      bound?.finish(conversion)
    })
    if (refusal === undefined) continue
    // One caller that cannot change must not keep the others from it: the function then takes both.
    if (callers.calls.length === 1 || !conversion.mayTakeBoth(fn, index) || args[index] === undefined) throw refusal
    conversion.either.add(variable)
    conversion.left.set(args[index], refusal)
  }
  if (conversion.either.has(variable) && callers.calls.every(call => conversion.left.has(children(call, 'arguments')[index]!))) refuse([...conversion.left.values()][0]!.reason, [...conversion.left.values()][0]!.node)
  return end
}

/** A function returns text: all its returns and all its callers change. */
export const giveText = (conversion: Conversion, fn: SourceNode, context: TextContext): Scanner => {
  if (conversion.touched.has(fn)) return context.scanner
  conversion.touched.add(fn)
  conversion.isLocal = false
  if (fn['generator'] === true) return refuse('TEXT_ESCAPES', fn)
  const returns = returnsOf(fn)
  if (returns.length === 0) return refuse('TEXT_FROM_OUTSIDE', fn)
  const callers = callersOf(conversion, fn, -1)
  let end = context.scanner
  for (const value of returns) end = conversion.toFragment(value, { ...context, scanner: context.scanner.clone() })
  annotateReturn(conversion, fn)
  for (const call of callers.calls) useText(conversion, call)
  return end
}

/** Callers that are all known; otherwise refuses. */
const callersOf = (conversion: Conversion, fn: SourceNode, parameter: number): { readonly calls: readonly SourceNode[] } => {
  const callers = conversion.analysis.calls.callersOf(fn)
  const path = conversion.analysis.exports.pathOf(fn)
  if (path !== undefined) {
    // Other files know a function only as one that runs the text it is given as a whole.
    if (!conversion.isWrapper(fn, parameter) && !(parameter === -1 && isBuilder(conversion.analysis, fn))) return refuse('FUNCTION_ESCAPES', fn)
    const group = groupOf(conversion.host.filename, path)
    conversion.groups.add(group)
    conversion.isLocal = false
    conversion.differs.add('The function is exported: callers that this run does not see must pass sql`…` too.')
  }
  const escapes = path === undefined ? callers.escapes : callers.escapes.filter(node => !isExporting(conversion, node))
  if (escapes.length > 0) return refuse('FUNCTION_ESCAPES', escapes[0])
  if (callers.doubtful.length > 0) return refuse('CALLER_UNKNOWN', callers.doubtful[0])
  return callers
}

/** `module.exports = f`, `exports.f = f`, `export { f }`, and a property of such an object. */
const isExporting = (conversion: Conversion, read: SourceNode): boolean => {
  let node = read
  let up = conversion.host.parentOf(node)
  if (isFunction(read)) return true
  if (up?.type === 'ExportSpecifier' || up?.type === 'ExportDefaultDeclaration') return true
  if (up?.type === 'Property') {
    node = conversion.host.parentOf(up)!
    up = conversion.host.parentOf(node)
  }
  if (up?.type === 'ExportDefaultDeclaration' || (up?.type === 'VariableDeclarator' && conversion.analysis.exports.values().size > 0)) return true
  return up?.type === 'AssignmentExpression' && child(up, 'right') === node && child(up, 'left')!.type === 'MemberExpression'
}

export const isExported = (conversion: Conversion, variable: VariableLike): boolean => {
  const def = variable.defs[0]!
  const statement = def.parent ?? conversion.host.parentOf(def.node)
  if (statement === undefined || statement === null) return false
  return conversion.host.parentOf(statement)?.type === 'ExportNamedDeclaration'
}

/** An assignment used for its value still gives the text. */
const checkAssignment = (conversion: Conversion, assignment: SourceNode): void => {
  if (conversion.host.parentOf(assignment)?.type !== 'ExpressionStatement') refuse('TEXT_ESCAPES', assignment)
}

/** `text = text + more` and `text = `${text}more``: what comes is read after what is there. */
const continues = (conversion: Conversion, value: SourceNode | undefined, variable: VariableLike): boolean => {
  const parts = value === undefined ? undefined : conversion.analysis.shapes.partsOf(value)
  const first = parts?.find(part => part.kind === 'hole' || part.units.length > 0)
  if (first?.kind !== 'hole') return false
  const node = bare(first.node)
  return node.type === 'Identifier' && conversion.analysis.bindings.variableOf(node) === variable
}

/** Whether a statement stands right after another. */
const follows = (host: Analysis['host'], node: SourceNode, next: SourceNode): boolean => {
  const statement = (at: SourceNode): SourceNode => {
    const up = host.parentOf(at)!
    return up.type === 'VariableDeclaration' || up.type === 'ExpressionStatement' ? up : at
  }
  const [first, second] = [statement(node), statement(next)]
  const block = host.parentOf(second)
  const body = block === undefined ? [] : children(block, 'body')
  return body.indexOf(first) !== -1 && body.indexOf(second) === body.indexOf(first) + 1 && (first.type !== 'VariableDeclaration' || children(first, 'declarations').length === 1)
}
