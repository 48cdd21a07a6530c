import { posix } from 'node:path'
import { analyze, collectFacts } from '../../src/analyze.ts'
import { applyEdits, applyPlans, together } from '../../src/edit/plans.ts'
import type { FileFacts, Finding, SinkHost } from '../../src/model.ts'
import { oxcHost } from './hosts.ts'

export interface MigratedProject {
  readonly files: Readonly<Record<string, string>>
  readonly outcomes: Readonly<Record<string, readonly string[]>>
}

/** What `breakwater migrate` does to several files: facts first (twice, for what is passed through a file), then plans, then groups as a whole. */
export const migrateProject = (files: Readonly<Record<string, string>>, dependencies: readonly string[] = []): MigratedProject => {
  let facts = new Map<string, FileFacts>()
  const hostOf = (filename: string): SinkHost => oxcHost(files[filename]!, { filename, dependencies, exportsOf: specifier => facts.get(resolve(files, filename, specifier) ?? '') })
  for (let round = 0; round < 2; round++) facts = new Map(Object.keys(files).map(filename => [filename, collectFacts(hostOf(filename))]))
  const hosts = new Map(Object.keys(files).map(filename => [filename, hostOf(filename)]))
  const findings = new Map<string, readonly Finding[]>([...hosts].map(([filename, host]) => [filename, analyze(host)]))
  const all = [...findings.values()].flat()
  const sets = together(all, finding => finding.plan)
  const spoken = new Set(sets.filter(set => set.some(finding => finding.strength === 'recommended')).flat())
  const chosen = (finding: Finding): boolean => spoken.has(finding)
  const held = new Set(sets.filter(set => set.some(finding => finding.plan.outcome === 'manual')).flat())
  const out: Record<string, string> = {}
  const outcomes: Record<string, string[]> = {}
  for (const [filename, host] of hosts) {
    const list = findings.get(filename)!.filter(chosen)
    outcomes[filename] = list.map(({ plan }, index) => (plan.outcome === 'manual' ? `manual ${plan.reason}` : held.has(list[index]!) ? 'held' : plan.outcome))
    const { edits } = applyPlans(host, list.filter(finding => finding.plan.outcome !== 'manual' && !held.has(finding)).map(finding => finding.plan))
    out[filename] = applyEdits(host.text, edits)
  }
  return { files: out, outcomes }
}

const resolve = (files: Readonly<Record<string, string>>, from: string, specifier: string): string | undefined => {
  const base = posix.join(posix.dirname(from), specifier)
  return [base, `${base}.js`, `${base}.ts`, `${base}/index.js`].find(name => Object.hasOwn(files, name))
}
