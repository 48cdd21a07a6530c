import { createHash } from 'node:crypto'
import type { Finding, Plan } from '@breakwater/sinks'
import { families } from '@breakwater/sinks'
import { LineTable } from '../host/lines.ts'
import type { Site, SkipCause } from '../report/report.ts'
import type { OpenFile } from './open-file.ts'

/** A finding on its way to an outcome. */
export interface Candidate {
  readonly file: OpenFile
  readonly finding: Finding
  readonly plan: Plan
  readonly place: Omit<Site, 'outcome'>
  /** Set once it is known that the site is left as it is, for a reason that is not the analysis's. */
  skip?: { readonly cause: SkipCause; readonly why: string }
}

/** Turns the findings of a file into candidates, in the order of the text. */
export function candidatesOf(file: OpenFile): Candidate[] {
  const lines = new LineTable(file.source.text)
  const seen = new Map<string, number>()
  const sorted = [...file.findings].sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1])
  return sorted.map(finding => {
    const start = lines.positionOf(finding.range[0])
    const end = lines.positionOf(finding.range[1])
    const key = `${finding.rule}\0${finding.sink}\0${file.source.text.slice(finding.range[0], finding.range[1]).replace(/\s+/g, ' ')}`
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return {
      file,
      finding,
      plan: finding.plan,
      place: {
        fingerprint: createHash('sha256').update(`${file.source.path}\0${key}\0${count}`).digest('hex').slice(0, 32),
        path: file.source.path,
        line: start.line, column: start.column, endLine: end.line, endColumn: end.column,
        range: finding.range,
        rule: finding.rule,
        sink: finding.sink,
        message: messageOf(finding),
        strength: finding.strength,
      },
    }
  })
}

// The catalog's message with the facts of the finding put in.
function messageOf(finding: Finding): string {
  const message = families.find(family => family.id === finding.rule)?.messages[finding.messageId] ?? finding.messageId
  return message.replace(/\{\{\s*([\w-]+)\s*\}\}/g, (whole, name: string) => (Object.hasOwn(finding.data, name) ? finding.data[name]! : whole))
}

/** The site that a candidate became. */
export function siteOf({ place, plan, skip, file }: Candidate): Site {
  const alone = file.editsAlone(plan)
  const edits = alone ? { edits: alone } : {}
  const differs = plan.outcome === 'check' ? { differs: plan.differs } : {}
  if (skip) return { ...place, outcome: 'skipped', cause: skip.cause, why: skip.why, ...differs, ...edits }
  if (plan.outcome === 'manual') return { ...place, outcome: 'manual', reason: plan.reason, hint: plan.hint }
  return { ...place, outcome: plan.outcome === 'check' ? 'migrated-check' : 'migrated', ...differs, ...edits }
}
