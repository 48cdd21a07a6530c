import { bare, methodCall } from '../../analysis/syntax.ts'
import type { SourceNode } from '../../model.ts'
import { child, children } from '../../tree.ts'
import type { Conversion } from './conversion.ts'
import { giveText, holdText } from './held.ts'
import { holdPieces } from './lists.ts'
import { isLogCall } from '../../analysis/logs.ts'
import { callsTaking } from './options.ts'
import { refuse } from '../../edit/refusal.ts'

/** A text is read here: whatever it flows into changes with it. */
export const useText = (conversion: Conversion, read: SourceNode): void => {
  if (conversion.done.has(read)) return
  const { host } = conversion
  let node = read
  let up = host.parentOf(node)
  while (up !== undefined && (isTextOperand(up, node) || (up.type === 'ArrayExpression' && isJoined(host.parentOf(up), up)))) {
    node = up
    up = host.parentOf(node)
  }
  if (up === undefined) return refuse('TEXT_ESCAPES', read)
  if (conversion.done.has(bare(node))) return
  conversion.isLocal = false
  if (up.type === 'VariableDeclarator' && child(up, 'init') === node && child(up, 'id')!.type === 'Identifier') return useVariable(conversion, child(up, 'id')!)
  if (up.type === 'AssignmentExpression' && child(up, 'right') === node && (up['operator'] === '=' || up['operator'] === '+=')) {
    if (child(up, 'left')!.type === 'Identifier') return useVariable(conversion, child(up, 'left')!)
    return refuse('TEXT_IN_PROPERTY', up)
  }
  if (up.type === 'ReturnStatement' || (up.type === 'ArrowFunctionExpression' && child(up, 'body') === node)) {
    const fn = up.type === 'ReturnStatement' ? conversion.analysis.bindings.functionOf(up) : up
    if (fn === undefined) return refuse('TEXT_ESCAPES', read)
    return void giveText(conversion, fn, conversion.plain())
  }
  if (up.type === 'CallExpression' && children(up, 'arguments').includes(node)) return useAsArgument(conversion, up, node)
  if (up.type === 'ArrayExpression') return useAsElement(conversion, up)
  if (up.type === 'Property') {
    const literal = host.parentOf(up)
    const logged = literal === undefined ? undefined : host.parentOf(literal)
    if (logged?.type === 'CallExpression' && isLogCall(logged)) {
      conversion.differs.add(LOGGED)
      return
    }
    if (literal !== undefined && conversion.touched.has(literal)) return
    const call = literal?.type === 'ObjectExpression' ? callsTaking(conversion, literal)[0] : undefined
    const site = call === undefined ? undefined : conversion.siteOf(call)
    if (site !== undefined) return conversion.site(site)
    return refuse('TEXT_IN_PROPERTY', up)
  }
  if (up.type === 'TemplateLiteral' || up.type === 'TaggedTemplateExpression') return refuse('TEXT_ESCAPES', read)
  if (up.type === 'ExpressionStatement') return
  if (isTest(up, node)) return refuse('TEXT_TESTED', read)
  return refuse('TEXT_ESCAPES', read)
}

const useAsArgument = (conversion: Conversion, call: SourceNode, node: SourceNode): void => {
  const args = children(call, 'arguments')
  const index = args.indexOf(node)
  const site = conversion.siteOf(call)
  if (site !== undefined) return site.text === node || bare(site.text) === bare(node) ? conversion.site(site) : refuse('TEXT_ESCAPES', node)
  const method = methodCall(call)
  if (isLogCall(call)) {
    conversion.differs.add(LOGGED)
    return
  }
  if (method?.name === 'push' || method?.name === 'unshift') {
    const variable = bare(method.object).type === 'Identifier' ? conversion.analysis.bindings.variableOf(bare(method.object)) : undefined
    if (variable !== undefined) return holdPieces(conversion, variable, conversion.plain(), false)
  }
  const fn = conversion.analysis.calls.functionOf(child(call, 'callee')!)
  const target = fn === undefined ? undefined : children(fn, 'params')[index]
  const name = target?.type === 'AssignmentPattern' ? child(target, 'left')! : target
  const variable = name?.type === 'Identifier' ? conversion.analysis.bindings.variableOf(name) : undefined
  if (variable === undefined) return refuse('TEXT_ESCAPES', node)
  holdText(conversion, variable, conversion.plain())
}

const useAsElement = (conversion: Conversion, array: SourceNode): void => {
  const up = conversion.host.parentOf(array)
  if (up?.type === 'VariableDeclarator' && child(up, 'id')!.type === 'Identifier') {
    const variable = conversion.analysis.bindings.variableOf(child(up, 'id')!)
    if (variable !== undefined) return holdPieces(conversion, variable, conversion.plain(), false)
  }
  return refuse('TEXT_ESCAPES', array)
}

const useVariable = (conversion: Conversion, identifier: SourceNode): void => {
  const variable = conversion.analysis.bindings.variableOf(identifier)
  if (variable === undefined) return refuse('TEXT_ESCAPES', identifier)
  holdText(conversion, variable, conversion.plain())
}

/** Whether a text that stands here only becomes part of a larger text. */
const isTextOperand = (parent: SourceNode, node: SourceNode): boolean => {
  switch (parent.type) {
    case 'BinaryExpression': return parent['operator'] === '+'
    case 'TemplateLiteral': case 'AwaitExpression': case 'TSAsExpression': case 'TSNonNullExpression': case 'ParenthesizedExpression': case 'ChainExpression': return true
    case 'ConditionalExpression': return child(parent, 'test') !== node
    case 'LogicalExpression': return parent['operator'] !== '&&' || child(parent, 'right') === node
    case 'MemberExpression': return child(parent, 'object') === node && /^(?:trim|trimEnd|trimStart|concat|toString|join)$/.test(String(child(parent, 'property')?.['name']))
    case 'CallExpression': {
      const callee = child(parent, 'callee')!
      if (callee.type !== 'MemberExpression') return false
      const name = String(child(callee, 'property')?.['name'])
      if (callee === node) return /^(?:trim|trimEnd|trimStart|concat|toString|join)$/.test(name)
      return name === 'concat'
    }
    case 'ArrayExpression': return false
    default: return false
  }
}

const isJoined = (parent: SourceNode | undefined, array: SourceNode): boolean =>
  parent?.type === 'MemberExpression' && child(parent, 'object') === array && child(parent, 'property')?.['name'] === 'join'

const isTest = (parent: SourceNode, node: SourceNode): boolean =>
  child(parent, 'test') === node || parent.type === 'UnaryExpression' || (parent.type === 'BinaryExpression' && parent['operator'] !== '+') || (parent.type === 'LogicalExpression' && child(parent, 'left') === node) || parent.type === 'MemberExpression'

const LOGGED = 'A log line that printed the statement now prints a note in its place.'
