import type { AppliedPlans, Edit, Finding, Plan, SinkHost } from '@breakwater/sinks'
import { analyze, applyPlans } from '@breakwater/sinks'
import type { SourceFile } from '../project/read-source.ts'

/** A parsed file. Its tree is by far the largest thing about it: it is let go once the likely questions are answered, and read again from the same text for others. */
export class OpenFile {
  readonly source: SourceFile
  readonly #parse: () => SinkHost
  #host: SinkHost | undefined
  #remembered: WeakRef<SinkHost> | undefined
  #findings: readonly Finding[] = []
  #likely: { readonly plans: readonly Plan[]; readonly applied: AppliedPlans } | undefined
  readonly #alone = new Map<Plan, readonly Edit[]>()

  constructor(source: SourceFile, host: SinkHost, parse: () => SinkHost) {
    this.source = source
    this.#host = host
    this.#parse = parse
  }

  get host(): SinkHost {
    const known = this.#host ?? this.#remembered?.deref()
    if (known) return known
    const host = this.#parse()
    this.#remembered = new WeakRef(host)
    return host
  }

  get findings(): readonly Finding[] {
    return this.#findings
  }

  /** Judges the file, works out the edits of what will most likely be applied, and lets the tree go. */
  judge(strict: boolean): void {
    this.#findings = analyze(this.host)
    const plans = this.#findings.filter(({ plan, strength }) => plan.outcome !== 'manual' && (strict || strength === 'recommended' || plan.group !== undefined)).map(({ plan }) => plan)
    if (plans.length) this.#likely = { plans, applied: applyPlans(this.host, plans) }
    for (const plan of plans) {
      const own = plan.group === undefined ? applyPlans(this.host, [plan]) : undefined
      if (own?.skipped.length === 0) this.#alone.set(plan, own.edits)
    }
    this.#host = undefined
  }

  /** The edits of these plans together. */
  apply(plans: readonly Plan[]): AppliedPlans {
    const likely = this.#likely
    const same = likely?.plans.length === plans.length && new Set([...likely.plans, ...plans]).size === plans.length
    return same ? likely.applied : applyPlans(this.host, plans)
  }

  /** The edits of a plan by itself; none where it is tied to others. */
  editsAlone(plan: Plan): readonly Edit[] | undefined {
    return this.#alone.get(plan)
  }
}
