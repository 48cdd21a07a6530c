import { bare, methodCall, returnsOf, stringOf } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children, rangeOf } from '../../tree.ts'
import type { Conversion } from './conversion.ts'

/** Names of functions that quote or escape a value for SQL, by module. */
const ESCAPE_METHODS = new Set(['escape', 'escapeLiteral', 'literal', 'quoteLiteral'])
const ESCAPE_MODULES = new Set(['sqlstring', 'mysql', 'mysql2', 'mysql2/promise', 'pg', 'pg-format', 'pg-escape', 'sqlstring-sqlite'])
const SUSPICIOUS = /^(?:esc|escape|quote|sanitize|sanitise|clean|safe|addslashes|sqlEscape|escapeSql|escapeString|quoteString|toSql|sqlString|literal|str2sql)/i

/** The value below hand-made escaping, which a bound value must not go through. */
export const withoutEscaping = (conversion: Conversion, expression: SourceNode, place: 'quoted' | 'plain'): SourceNode => {
  let node = expression
  for (let below = escaped(conversion, node, place); below !== undefined; below = escaped(conversion, node, place)) node = below
  const call = bare(node)
  if (call.type === 'CallExpression') {
    const callee = bare(child(call, 'callee')!)
    const name = callee.type === 'Identifier' ? (callee['name'] as string) : String(child(callee, 'property')?.['name'] ?? '')
    if (SUSPICIOUS.test(name) && !conversion.analysis.calls.functionOf(callee)) {
      conversion.differs.add(`${name}(…) may escape quotes by hand; a bound value needs none, so take it out if it does.`)
    }
  }
  return node
}

const escaped = (conversion: Conversion, expression: SourceNode, place: 'quoted' | 'plain'): SourceNode | undefined => {
  const node = bare(expression)
  const call = methodCall(node)
  if (call !== undefined && isQuoteReplace(call.name, call.args) && place === 'quoted') return call.object
  if (node.type !== 'CallExpression') return undefined
  const args = children(node, 'arguments')
  if (place === 'plain' && args.length === 1 && isLibraryEscape(conversion, node)) return args[0]
  if (place !== 'quoted' || args.length !== 1 || args[0]!.type === 'SpreadElement') return undefined
  return isEscaper(conversion, child(node, 'callee')!) ? args[0] : undefined
}

/** `.replace(/'/g, "''")`, `.replace(/\\/g, '\\\\')`, `.replaceAll("'", "''")`. */
const isQuoteReplace = (name: string, args: readonly SourceNode[]): boolean => {
  if ((name !== 'replace' && name !== 'replaceAll') || args.length !== 2) return false
  const pattern = args[0]!
  const replacement = stringOf(bare(args[1]!))
  if (replacement === undefined) return false
  const regex = (pattern['regex'] as { pattern?: string } | undefined)?.pattern
  const needle = regex ?? stringOf(bare(pattern))
  if (needle === undefined || !/^(?:\(?\[?(?:\\?['"`\\]|\\0|\\n|\\r|\\x00|\\x1a)+\]?\)?)$/.test(needle)) return false
  return /^(?:''|""|\\'|\\"|\\\\|\\\$&|\\\$1|\$&\$&|\$1\$1|\\\\'|``)$/.test(replacement)
}

/** A function of the file that does nothing but such replaces. */
const isEscaper = (conversion: Conversion, callee: SourceNode): boolean => {
  const fn = conversion.analysis.calls.functionOf(callee)
  if (fn === undefined || fn['async'] === true) return false
  const [parameter, ...others] = children(fn, 'params')
  const returns = returnsOf(fn)
  const body = child(fn, 'body')
  if (parameter?.type !== 'Identifier' || others.length > 0 || returns.length !== 1) return false
  if (body?.type === 'BlockStatement' && children(body, 'body').length !== 1) return false
  let node = bare(returns[0]!)
  let replaces = 0
  for (;;) {
    const call = methodCall(node)
    const isString = node.type === 'CallExpression' && child(node, 'callee')?.['name'] === 'String'
    if (call !== undefined && isQuoteReplace(call.name, call.args)) {
      replaces++
      node = bare(call.object)
    }
    else if (call?.name === 'toString' && call.args.length === 0) node = bare(call.object)
    else if (isString) node = bare(children(node, 'arguments')[0]!)
    else break
  }
  return replaces > 0 && node.type === 'Identifier' && node['name'] === parameter['name']
}

/** A function of the file that puts quotes around a value it has escaped: `quote(x)` outside quotes is x as a string. */
export const isQuoter = (conversion: Conversion, callee: SourceNode): boolean => {
  const fn = conversion.analysis.calls.functionOf(callee)
  const returns = fn === undefined || fn['async'] === true ? [] : returnsOf(fn)
  const [parameter, ...others] = fn === undefined ? [] : children(fn, 'params')
  const body = fn === undefined ? undefined : child(fn, 'body')
  if (returns.length !== 1 || others.length > 0 || parameter?.type !== 'Identifier' || (body?.type === 'BlockStatement' && children(body, 'body').length !== 1)) return false
  const parts = conversion.analysis.shapes.partsOf(returns[0]!) ?? []
  const text = parts.map(part => (part.kind === 'text' ? part.units.map(unit => unit.cooked).join('') : '\u0001')).join('')
  const hole = parts.find(part => part.kind === 'hole')
  if (text !== "'\u0001'" || hole?.kind !== 'hole') return false
  let node = bare(withoutEscaping(conversion, hole.node, 'quoted'))
  if (node.type === 'CallExpression' && child(node, 'callee')!['name'] === 'String') node = bare(children(node, 'arguments')[0]!)
  return node.type === 'Identifier' && node['name'] === parameter['name']
}

/** Whether a call is of a function that seems to quote or escape, and cannot be seen. */
export const mayQuote = (conversion: Conversion, node: SourceNode): boolean => {
  if (node.type !== 'CallExpression') return false
  const callee = bare(child(node, 'callee')!)
  const name = callee.type === 'Identifier' ? (callee['name'] as string) : String(child(callee, 'property')?.['name'] ?? '')
  return SUSPICIOUS.test(name) && conversion.analysis.calls.functionOf(callee) === undefined
}

/** `mysql.escape(x)`, `pool.escape(x)`, `client.escapeLiteral(x)`, `format.literal(x)`. */
export const isLibraryEscape = (conversion: Conversion, node: SourceNode): boolean => {
  const { origins, bindings } = conversion.analysis
  const call = methodCall(node)
  if (call !== undefined && ESCAPE_METHODS.has(call.name)) {
    const type = origins.typeOf(call.object)
    return type !== undefined ? /^(?:mysql|mysql2|mysql2p|pg)(?::handle|:class)?$/.test(type) : isFrom(conversion, call.object)
  }
  const callee = bare(child(node, 'callee')!)
  if (callee.type !== 'Identifier' || bindings.variableOf(callee) === undefined) return false
  return isFrom(conversion, callee) && /^(?:escape|literal|quoteLiteral)/.test(callee['name'] as string)
}

const isFrom = (conversion: Conversion, expression: SourceNode): boolean => {
  const node = bare(expression)
  const variable = node.type === 'Identifier' ? conversion.analysis.bindings.variableOf(node) : undefined
  const def = variable?.defs[0]
  if (def === undefined) return false
  const statement = conversion.host.text.slice(...rangeOf(def.parent ?? def.node))
  return [...ESCAPE_MODULES].some(module => statement.includes(`'${module}'`) || statement.includes(`"${module}"`))
}
