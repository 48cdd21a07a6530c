import type { Edit, ImportNeed, SinkHost, SourceNode } from '../model.ts'
import { child, children, rangeOf } from '../tree.ts'

/** Edits that bring the needed names into the file. */
export const importEdits = (host: SinkHost, needs: readonly ImportNeed[]): Edit[] => {
  const byModule = new Map<string, Set<string>>()
  for (const need of needs) {
    const names = byModule.get(need.module) ?? new Set<string>()
    for (const name of need.names) names.add(name)
    byModule.set(need.module, names)
  }
  const body = children(host.program, 'body')
  const edits: Edit[] = []
  for (const [module, names] of byModule) {
    const esm = body.some(node => node.type === 'ImportDeclaration' || node.type.startsWith('Export'))
    const list = [...names].join(', ')
    const last = body.filter(node => (esm ? node.type === 'ImportDeclaration' : isRequire(node))).at(-1)
    const semicolon = last === undefined || host.text.slice(...rangeOf(last)).endsWith(';') ? ';' : ''
    const text = esm ? `import { ${list} } from '${module}'${semicolon}` : `const { ${list} } = require('${module}')${semicolon}`
    const at = last === undefined ? 0 : rangeOf(last)[1]
    edits.push({ range: [at, at], text: last === undefined ? `${text}\n` : `\n${text}` })
  }
  return edits
}

const isRequire = (node: SourceNode): boolean =>
  node.type === 'VariableDeclaration' && children(node, 'declarations').some(item => {
    const init = child(item, 'init')
    return init?.type === 'CallExpression' && child(init, 'callee')?.['name'] === 'require'
  })
