import type { PackageNeed, Report, Site, SiteOutcome, SkipCause, VerifyReport } from '../report/report.ts'
import { ownVersion } from '../version.ts'
import type { OpenFile } from './open-file.ts'
import type { Scan } from './scan.ts'
import { siteOf } from './sites.ts'

/** What a report is made from. */
export interface Outcome {
  readonly command: 'migrate' | 'check'
  readonly root: string
  readonly parsed: number
  readonly strict: boolean
  readonly scan: Scan
  readonly written: boolean
  readonly texts: ReadonlyMap<OpenFile, string>
  readonly needs: readonly PackageNeed[]
  readonly verify?: VerifyReport | undefined
}

const notAskedFor: ReadonlySet<SkipCause> = new Set(['only', 'since', 'paths'])

/** Puts the result of a run together. */
export function reportOf(outcome: Outcome): Report {
  const { scan, written, texts } = outcome
  // `recommended` speaks of a constant text only where it really changes with its neighbours.
  const changes = outcome.command === 'migrate'
  const isTold = ({ strength, outcome: end }: Site) => outcome.strict || strength === 'recommended' || (changes && (end === 'migrated' || end === 'migrated-check'))
  const sites = scan.candidates.filter(({ skip }) => skip?.cause !== 'paths').map(siteOf).filter(isTold)
  const counts: Record<SiteOutcome, number> = { migrated: 0, 'migrated-check': 0, manual: 0, skipped: 0 }
  for (const site of sites) counts[site.outcome]++
  const open = sites.some(site => (site.outcome === 'skipped' ? !notAskedFor.has(site.cause!) : site.outcome === 'manual' || !written))
  return {
    version: 1,
    tool: { name: 'breakwater', version: ownVersion() },
    command: outcome.command,
    root: outcome.root,
    written,
    files: { found: scan.found, parsed: outcome.parsed, changed: texts.size },
    counts,
    sites,
    changes: [...texts].map(([file, after]) => ({ path: file.source.path, before: file.source.text, after })),
    skippedFiles: scan.skippedFiles,
    packages: outcome.needs,
    ...(outcome.verify && { verify: outcome.verify }),
    pending: open || scan.skippedFiles.some(file => file.pending),
  }
}

/** Whether a site was left because nobody asked for it. */
export const isNotAskedFor = (cause: SkipCause | undefined): boolean => cause !== undefined && notAskedFor.has(cause)
