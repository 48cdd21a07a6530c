import type { FileFacts, Finding, SinkHost, SourceNode } from './model.ts'
import { child, children, rangeOf, walk } from './tree.ts'

/** Everything that is to be said about a file. */
export const analyze = (host: SinkHost): readonly Finding[] => {
  const findings: Finding[] = []
  walk(host.program, node => {
    if (node.type !== 'CallExpression') return
    const callee = child(node, 'callee')
    const text = children(node, 'arguments')[0]
    if (callee?.type !== 'MemberExpression' || child(callee, 'property')?.['name'] !== 'query' || text?.type !== 'BinaryExpression') return
    const left = child(text, 'left')!
    const right = child(text, 'right')!
    if (left.type !== 'Literal' || typeof left['value'] !== 'string') return
    const object = rangeOf(child(callee, 'object')!)
    findings.push({
      rule: 'sql', sink: 'sql/pg-query', messageId: 'built', data: { primitive: 'pg query' }, range: rangeOf(text), strength: 'recommended',
      plan: {
        outcome: 'same', reach: 'local', dependency: '@breakwater/sql', imports: [{ module: '@breakwater/sql', names: ['sql', 'connect'] }],
        edits: [
          { range: [object[0], object[0]], text: 'connect(' },
          { range: [object[1], object[1]], text: ')' },
          { range: [rangeOf(left)[0], rangeOf(right)[0]], text: `sql\`${left['value']}\${` },
          { range: [rangeOf(right)[1], rangeOf(text)[1]], text: '}`' },
        ],
      },
    })
  })
  return findings
}

/** What other files need to know of a file. */
export const collectFacts = (_host: SinkHost): FileFacts => ({ exports: {} })

export type { SourceNode }
