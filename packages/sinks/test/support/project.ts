import { posix } from 'node:path'
import { analyze, collectFacts } from '../../src/analyze.ts'
import { applyEdits, applyPlans } from '../../src/edit/plans.ts'
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
  const wanted = new Set(all.filter(finding => finding.strength === 'recommended').map(finding => finding.plan.group).filter(group => group !== undefined))
  const chosen = (finding: Finding): boolean => finding.strength === 'recommended' || (finding.plan.group !== undefined && wanted.has(finding.plan.group))
  const held = new Set(all.filter(finding => chosen(finding) && finding.plan.outcome === 'manual').map(finding => finding.plan.group))
  const out: Record<string, string> = {}
  const outcomes: Record<string, string[]> = {}
  for (const [filename, host] of hosts) {
    const list = findings.get(filename)!.filter(chosen)
    outcomes[filename] = list.map(({ plan }) => (plan.outcome === 'manual' ? `manual ${plan.reason}` : plan.group !== undefined && held.has(plan.group) ? 'held' : plan.outcome))
    const { edits } = applyPlans(host, list.map(finding => finding.plan).filter(plan => plan.outcome !== 'manual' && !(plan.group !== undefined && held.has(plan.group))))
    out[filename] = applyEdits(host.text, edits)
  }
  return { files: out, outcomes }
}

const resolve = (files: Readonly<Record<string, string>>, from: string, specifier: string): string | undefined => {
  const base = posix.join(posix.dirname(from), specifier)
  return [base, `${base}.js`, `${base}.ts`, `${base}/index.js`].find(name => Object.hasOwn(files, name))
}
