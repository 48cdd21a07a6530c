import { requiredModule, stringOf } from '../analysis/syntax.ts'
import type { Edit, ImportNeed, SinkHost, SourceNode } from '../model.ts'
import { child, children, rangeOf } from '../tree.ts'

/** Edits that bring the needed names into the file, in its own style: merged into an import of the module, else after the last import or require. */
export const importEdits = (host: SinkHost, needs: readonly ImportNeed[], edits: readonly Edit[] = []): Edit[] => {
  const byModule = new Map<string, Set<string>>()
  for (const need of needs) {
    const names = byModule.get(need.module) ?? new Set<string>()
    for (const name of need.names) names.add(name)
    byModule.set(need.module, names)
  }
  return [...byModule].map(([module, names]) => merged(host, module, [...names]) ?? added(host, module, [...names], firstUse(edits, [...names])))
}

/** Where the edits first use one of the names: a `require` must stand before it. */
const firstUse = (edits: readonly Edit[], names: readonly string[]): number => {
  const locals = names.map(name => name.split(' ').at(-1)!)
  return Math.min(Infinity, ...edits.filter(edit => edit.text.split(/[^\w$]+/).some(word => locals.includes(word))).map(edit => edit.range[0]))
}

/** `const` declarations at the top that hold `require('…')`. */
const isRequire = (node: SourceNode): boolean => {
  if (node.type === 'ExpressionStatement') return requiredFrom(child(node, 'expression')!) !== undefined
  return node.type === 'VariableDeclaration' && children(node, 'declarations').some(item => {
    const init = child(item, 'init')
    return init !== undefined && requiredFrom(init) !== undefined
  })
}

/** The require at the root of `require('x').y(…)`, `require('x')(…)`. */
const requiredFrom = (expression: SourceNode): string | undefined => {
  let node: SourceNode | undefined = expression
  while (node !== undefined) {
    const module = requiredModule(node)
    if (module !== undefined) return module
    node = node.type === 'CallExpression' || node.type === 'NewExpression' ? child(node, 'callee') : node.type === 'MemberExpression' ? child(node, 'object') : undefined
  }
  return undefined
}

/** Whether the file is written with import and export. */
const isEsm = (host: SinkHost): boolean => {
  const body = children(host.program, 'body')
  if (body.some(node => node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration' || /^Export(?:Named|Default|All)Declaration$/.test(node.type))) return true
  return !body.some(isRequire) && !/\b(?:module\.exports|require\s*\()/.test(host.text) && (host.project.moduleKind === 'esm' || /\.(?:mjs|mts)$/.test(host.filename))
}

const merged = (host: SinkHost, module: string, names: readonly string[]): Edit | undefined => {
  for (const statement of children(host.program, 'body')) {
    if (statement.type === 'ImportDeclaration' && stringOf(child(statement, 'source')) === module && statement['importKind'] !== 'type') {
      const last = children(statement, 'specifiers').at(-1)
      if (last?.type !== 'ImportSpecifier') continue
      return { range: [rangeOf(last)[1], rangeOf(last)[1]], text: `, ${names.join(', ')}` }
    }
    if (statement.type !== 'VariableDeclaration') continue
    for (const item of children(statement, 'declarations')) {
      const init = child(item, 'init')
      const last = child(item, 'id')?.type === 'ObjectPattern' ? children(child(item, 'id')!, 'properties').at(-1) : undefined
      if (init === undefined || last === undefined || requiredModule(init) !== module) continue
      return { range: [rangeOf(last)[1], rangeOf(last)[1]], text: `, ${names.filter(name => !name.startsWith('type ')).map(inPattern).join(', ')}` }
    }
  }
  return undefined
}

const inPattern = (name: string): string => name.replace(' as ', ': ')

const added = (host: SinkHost, module: string, names: readonly string[], before: number): Edit => {
  const esm = isEsm(host)
  const body = children(host.program, 'body')
  const last = body.filter(node => (esm ? node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration' : (isRequire(node) && rangeOf(node)[1] <= before) || node.type === 'ImportDeclaration' || node.type === 'TSImportEqualsDeclaration')).at(-1)
  const eol = host.text.includes('\r\n') ? '\r\n' : '\n'
  const quote = quoteOf(host)
  const end = usesSemicolons(host) ? ';' : ''
  const keyword = !esm && last?.type === 'VariableDeclaration' && last['kind'] === 'var' ? 'var' : 'const'
  const values = names.filter(name => !name.startsWith('type '))
  const text = esm ? `import { ${names.join(', ')} } from ${quote}${module}${quote}${end}` : `${keyword} { ${values.map(inPattern).join(', ')} } = require(${quote}${module}${quote})${end}`
  if (last !== undefined) {
    const at = lineEnd(host, rangeOf(last)[1])
    // Code that goes on in the same line goes to the next one.
    const rest = /^[^\r\n]*/.exec(host.text.slice(at))![0].trim()
    return { range: [at, at], text: `${eol}${text}${rest === '' ? '' : `${end === '' ? ';' : ''}${eol}`}` }
  }
  const at = afterHead(host, body)
  return { range: [at, at], text: at > 0 && !/[\r\n]/.test(host.text[at - 1] ?? '\n') ? `${eol}${text}` : `${text}${eol}` }
}

/** Past a comment that trails on the same line. */
const lineEnd = (host: SinkHost, at: number): number => {
  const trailing = host.comments.find(comment => comment.range[0] >= at && /^[ \t]*$/.test(host.text.slice(at, comment.range[0])))
  return trailing !== undefined && trailing.type === 'Line' ? trailing.range[1] : at
}

/** After a shebang, the directives and the header comment. */
const afterHead = (host: SinkHost, body: readonly SourceNode[]): number => {
  const directives = body.filter(node => node.type === 'ExpressionStatement' && typeof node['directive'] === 'string')
  const lastDirective = directives.at(-1)
  if (lastDirective !== undefined) return rangeOf(lastDirective)[1]
  const shebang = /^#!.*(?:\r\n|\n|$)/.exec(host.text)?.[0].length ?? 0
  const header = host.comments.find(comment => comment.type !== 'Shebang' && comment.range[0] >= shebang && /^\s*$/.test(host.text.slice(shebang, comment.range[0])))
  const isHeader = header !== undefined && /^(?:\r\n|\n){2}/.test(host.text.slice(header.range[1]))
  if (!isHeader) return shebang
  return header.range[1] + (/^(?:\r\n|\n)/.exec(host.text.slice(header.range[1]))?.[0].length ?? 0)
}

/** The quote that the file's own imports or strings use more. */
const quoteOf = (host: SinkHost): string => {
  const single = host.text.match(/(?:require\(|from |import )'/g)?.length ?? 0
  const double = host.text.match(/(?:require\(|from |import )"/g)?.length ?? 0
  if (single !== double) return single > double ? "'" : '"'
  return (host.text.match(/'/g)?.length ?? 0) >= (host.text.match(/"/g)?.length ?? 0) ? "'" : '"'
}

const usesSemicolons = (host: SinkHost): boolean => {
  const statements = children(host.program, 'body').filter(node => /^(?:ImportDeclaration|VariableDeclaration|ExpressionStatement)$/.test(node.type))
  const ended = statements.filter(node => host.text[rangeOf(node)[1] - 1] === ';').length
  return ended * 2 > statements.length
}
