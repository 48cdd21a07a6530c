import { analyze } from '../../src/analyze.ts'
import { applyEdits, applyPlans, together } from '../../src/edit/plans.ts'
import type { Finding, SinkHost } from '../../src/model.ts'
import type { HostOptions } from './hosts.ts'
import { oxcHost } from './hosts.ts'

export interface Migrated {
  readonly text: string
  readonly findings: readonly Finding[]
  /** The outcome of every finding, a manual one with its reason. */
  readonly outcomes: readonly string[]
}

/** What `breakwater migrate` makes of one file, by one of the parsers. */
export const migrate = (text: string, options: HostOptions & { readonly strict?: boolean; readonly host?: (text: string, options: HostOptions) => SinkHost } = {}): Migrated => {
  const host = (options.host ?? oxcHost)(text, options)
  const findings = analyze(host).filter(finding => options.strict === true || finding.strength === 'recommended')
  const plans = findings.map(finding => finding.plan)
  const spoken = together(analyze(host), finding => finding.plan).filter(set => set.some(finding => findings.includes(finding)) && (set.length === 1 || set.every(finding => finding.plan.outcome !== 'manual')))
  const { edits } = applyPlans(host, spoken.flat().map(finding => finding.plan).filter(plan => plan.outcome !== 'manual'))
  return { text: applyEdits(host.text, edits), findings, outcomes: plans.map(plan => (plan.outcome === 'manual' ? `manual ${plan.reason}` : plan.outcome)) }
}
