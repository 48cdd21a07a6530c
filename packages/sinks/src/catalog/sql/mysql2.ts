import type { Analysis } from '../../analysis/analysis.ts'
import { bare, keyName, propertyName, requiredModule, stringOf } from '../../analysis/syntax.ts'
import type { Edit, Finding, Plan, SinkHost, SourceNode } from '../../model.ts'
import { reasons } from '../../reasons.ts'
import { child, children, rangeOf, walk } from '../../tree.ts'

/** The move of a package from mysql to mysql2: every file that requires mysql, and every statement that is rewritten for it, together or not at all. */
export const moveGroup = (host: SinkHost): string => `mysql becomes mysql2 in ${host.project.manifest ?? ''}`

export const MOVED = 'The driver becomes mysql2. Statements with values are prepared on the server: FLOAT may show more digits, TIME and large BIGINT are read by mysql2\'s rules; an invalid date gives an Invalid Date in place of text. Options that mysql2 does not know (acquireTimeout) are warned of.'

/** What both modules export, with one meaning. */
const MODULE_API = new Set(['createConnection', 'createPool', 'escape', 'escapeId', 'format', 'raw'])
/** What connections and pools of both do alike. */
const HANDLE_API = new Set([
  'query', 'escape', 'escapeId', 'format', 'end', 'destroy', 'on', 'once', 'off', 'removeListener', 'removeAllListeners', 'getConnection', 'release', 'beginTransaction', 'commit', 'rollback', 'connect', 'ping', 'pause', 'resume',
  'threadId', 'then', 'bind', 'call', 'apply', 'promisify',
])
/** mysql reads DECIMAL as a number and JSON as text. */
const SAME_TYPES = 'decimalNumbers: true, jsonStrings: true'

/** What a file says to the move: its edits where everything it does with mysql is the same with mysql2, else what is not. Nothing where it has no part in it. */
export const moveOf = (analysis: Analysis, hasSites: boolean): readonly Finding[] => {
  const { host } = analysis
  const sources: SourceNode[] = []
  const obstacles: SourceNode[] = []
  const edits: Edit[] = []
  walk(host.program, node => {
    if (node.type === 'ImportDeclaration' && stringOf(child(node, 'source')) === 'mysql') {
      sources.push(child(node, 'source')!)
      for (const specifier of children(node, 'specifiers')) note(obstacles, obstacleOfImport(analysis, specifier))
    }
    if (requiredModule(node) === 'mysql' && node.type === 'CallExpression') {
      sources.push(children(node, 'arguments')[0]!)
      note(obstacles, obstacleOfRequire(analysis, node))
    }
    if (node.type === 'CallExpression' && /(?:^|\.)(?:createConnection|createPool)$/.test(host.text.slice(...rangeOf(child(node, 'callee')!))) && analysis.origins.typeOf(node) === 'mysql:handle') {
      const edit = optionsOf(analysis, node)
      if (edit === undefined) obstacles.push(node)
      else edits.push(...edit)
    }
    if (node.type === 'MemberExpression' && !HANDLE_API.has(propertyName(node) ?? '') && analysis.origins.typeOf(child(node, 'object')!) === 'mysql:handle') obstacles.push(node)
    if ((node.type === 'CallExpression' || node.type === 'NewExpression') && isPackage(analysis, child(node, 'callee')!)) note(obstacles, children(node, 'arguments').find(argument => argument.type === 'Identifier' && analysis.origins.typeOf(argument) === 'mysql:handle'))
  })
  if (sources.length === 0 && (!hasSites || obstacles.length === 0)) return []
  if (sources.length > 0 && /\.[cm]?tsx?$/.test(host.filename)) obstacles.push(sources[0]!)
  if (/\b(?:mock|doMock|unstable_mockModule)\(\s*['"]mysql['"]/.test(host.text)) obstacles.push(sources[0] ?? host.program)
  const [obstacle] = obstacles
  const quote = sources[0] === undefined ? "'" : host.text[rangeOf(sources[0])[0]]!
  const plan: Plan = obstacle === undefined
    ? { outcome: 'check', differs: MOVED, edits: [...sources.map(source => ({ range: rangeOf(source), text: `${quote}mysql2${quote}` })), ...edits], imports: [], dependency: 'mysql2', reach: 'file', group: moveGroup(host) }
    : { outcome: 'manual', reason: 'MYSQLJS', hint: `${reasons['MYSQLJS']!.hint} (at \`${host.text.slice(...rangeOf(obstacle)).slice(0, 60)}\`)`, group: moveGroup(host) }
  return [{ rule: 'sql', sink: 'sql/mysql-query', messageId: 'raw', data: { primitive: 'mysql' }, range: rangeOf(sources[0] ?? obstacle!), strength: 'strict', plan }]
}

const note = (list: SourceNode[], node: SourceNode | undefined): void => {
  if (node !== undefined) list.push(node)
}

const obstacleOfImport = (analysis: Analysis, specifier: SourceNode): SourceNode | undefined => {
  if (specifier.type === 'ImportSpecifier') return MODULE_API.has(String(child(specifier, 'imported')?.['name'])) ? undefined : specifier
  return obstacleOfName(analysis, child(specifier, 'local')!)
}

/** `const mysql = require('mysql')`, `const { createPool } = …`, `require('mysql').createPool(…)`. */
const obstacleOfRequire = (analysis: Analysis, call: SourceNode): SourceNode | undefined => {
  const up = analysis.host.parentOf(call)
  if (up?.type === 'MemberExpression') return MODULE_API.has(propertyName(up) ?? '') ? undefined : up
  const target = up?.type === 'VariableDeclarator' ? child(up, 'id')! : up?.type === 'AssignmentExpression' ? child(up, 'left')! : undefined
  if (target?.type === 'Identifier') return obstacleOfName(analysis, target)
  if (target?.type !== 'ObjectPattern') return call
  return children(target, 'properties').find(property => !MODULE_API.has(keyName(property) ?? ''))
}

const obstacleOfName = (analysis: Analysis, name: SourceNode): SourceNode | undefined => {
  const variable = analysis.bindings.variableOf(name)
  if (variable === undefined) return name
  return analysis.bindings.readsOf(variable).find(read => {
    const up = analysis.host.parentOf(read)
    return up?.type !== 'MemberExpression' || child(up, 'object') !== read || !MODULE_API.has(propertyName(up) ?? '')
  })
}

/** The options of a connection, with those that keep the types of the rows. */
const optionsOf = (analysis: Analysis, call: SourceNode): readonly Edit[] | undefined => {
  const { text } = analysis.host
  const [argument, ...others] = children(call, 'arguments')
  if (argument === undefined || others.length > 0) return undefined
  const node = bare(argument)
  const [start, end] = rangeOf(argument)
  if (node.type === 'ObjectExpression') {
    const at = rangeOf(node)[0] + 1
    const first = children(node, 'properties')[0]
    if (first === undefined) return [{ range: rangeOf(node), text: `{ ${SAME_TYPES} }` }]
    const gap = text.slice(at, rangeOf(first)[0])
    return /^\s*$/.test(gap) ? [{ range: [at, at], text: `${gap === '' ? ' ' : gap}${SAME_TYPES},${gap === '' ? ' ' : ''}` }] : [{ range: [at, at], text: ` ${SAME_TYPES},` }]
  }
  const source = text.slice(start, end)
  if (node.type === 'Literal' || node.type === 'TemplateLiteral' || /^process\.env\b/.test(source) || /(?:ur[li]|dsn)$/i.test(source)) return [{ range: [start, end], text: `{ uri: ${source}, ${SAME_TYPES} }` }]
  return node.type === 'Identifier' || node.type === 'MemberExpression' ? [{ range: [start, end], text: `{ ...${source}, ${SAME_TYPES} }` }] : undefined
}

/** Whether a function comes from a package that is given the handle: a session store, a query builder. */
const isPackage = (analysis: Analysis, callee: SourceNode): boolean => {
  let root = bare(callee)
  while (root.type === 'MemberExpression' || root.type === 'CallExpression') root = bare(child(root, root.type === 'CallExpression' ? 'callee' : 'object')!)
  const module = root.type === 'Identifier' ? analysis.origins.moduleOf(root) : undefined
  return module !== undefined && !/^(?:[.~#/]|util$|mysql$|@breakwater\/)/.test(module)
}
