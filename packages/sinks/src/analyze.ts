import { isSqlCandidate, judgeSql, sqlFactsOf } from './catalog/sql/judge.ts'
import type { FileFacts, Finding, SinkHost, SourceNode } from './model.ts'
import { walkCalls } from './tree.ts'

const known = new WeakMap<SourceNode, readonly Finding[]>()

/** Everything that is to be said about a file, in source order; one traversal for all families, remembered for the program node. */
export const analyze = (host: SinkHost): readonly Finding[] => {
  const before = known.get(host.program)
  if (before !== undefined) return before
  const calls = candidatesOf(host)
  const findings = calls.length === 0 && !mayGiveSql(host.text) && !/['"]mysql['"]/.test(host.text) ? [] : judgeSql(host, calls)
  known.set(host.program, findings)
  return findings
}

/** A file that only exports functions that build statements has no call of interest. */
const mayGiveSql = (text: string): boolean => /\bexports?\b/.test(text) && /\b(?:select|insert|update|delete|replace)\s/i.test(text)

/** What other files need to know of a file: handles it exports, functions that run the text they are given, constant texts. Reads `exportsOf` where it answers. */
export const collectFacts = (host: SinkHost): FileFacts => (/\bexports?\b/.test(host.text) ? sqlFactsOf(host, candidatesOf(host)) : { exports: {} })

const candidatesOf = (host: SinkHost): readonly SourceNode[] => {
  const calls: SourceNode[] = []
  walkCalls(host.program, node => {
    if (isSqlCandidate(node)) calls.push(node)
  })
  return calls
}
