import { Analysis } from './analysis/analysis.ts'
import type { Judge } from './catalog/judge.ts'
import { judges, types } from './catalog/judges.ts'
import type { ExportFact, FileFacts, Finding, SinkHost, SourceNode } from './model.ts'
import { walkCalls } from './tree.ts'

/** What is known of one tree. */
interface Known {
  readonly host: SinkHost
  readonly analysis: Analysis
  candidates?: ReadonlyMap<Judge, readonly SourceNode[]>
  findings?: readonly Finding[]
}

const trees = new WeakMap<SourceNode, Known>()

const knownOf = (host: SinkHost): Known => {
  const before = trees.get(host.program)
  if (before !== undefined && before.host === host) return before
  const known: Known = { host, analysis: new Analysis(host, types) }
  trees.set(host.program, known)
  return known
}

/** Everything that is to be said about a file, in source order; one traversal for all families, remembered for the program node. */
export const analyze = (host: SinkHost): readonly Finding[] => {
  const known = knownOf(host)
  return (known.findings ??= [...candidatesOf(known)].flatMap(([judge, calls]) => judge.judge(known.analysis, calls)).sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]))
}

/** What other files need to know of a file: handles it exports, functions that run the text they are given, constant texts. Reads `exportsOf` where it answers. */
export const collectFacts = (host: SinkHost): FileFacts => {
  if (!/\bexports?\b/.test(host.text)) return { exports: {} }
  const known = knownOf(host)
  const facts = [...candidatesOf(known)].flatMap(([judge, calls]) => (judge.facts === undefined ? [] : [judge.facts(known.analysis, calls).exports]))
  return { exports: facts.length === 1 ? facts[0]! : merged(facts) }
}

/** The first family that knows what a value is says so; the members of a value can belong to several. */
const merged = (all: readonly Readonly<Record<string, ExportFact>>[]): Readonly<Record<string, ExportFact>> => {
  const out = Object.create(null) as Record<string, ExportFact>
  for (const facts of all) {
    for (const [name, fact] of Object.entries(facts)) {
      const before = out[name]
      out[name] = before === undefined ? fact : before.members === undefined && fact.members === undefined ? before : { ...fact, ...before, members: merged([before.members ?? {}, fact.members ?? {}]) }
    }
  }
  return out
}

/** The calls that each family wants to see. */
const candidatesOf = (known: Known): ReadonlyMap<Judge, readonly SourceNode[]> => {
  if (known.candidates !== undefined) return known.candidates
  const found = new Map<Judge, SourceNode[]>()
  for (const judge of judges) found.set(judge, [])
  walkCalls(known.host.program, call => {
    for (const [judge, calls] of found) if (judge.isCandidate(call)) calls.push(call)
  })
  return (known.candidates = found)
}
