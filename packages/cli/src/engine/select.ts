import type { ChangedLines } from '../git/since.ts'
import { mayWrite } from '../project/read-source.ts'
import type { Answer, Proposal } from './options.ts'
import type { Rendered } from './render.ts'
import { render } from './render.ts'
import type { Candidate } from './sites.ts'
import { siteOf } from './sites.ts'
import type { Unit } from './units.ts'
import { applicable, skipUnit, unitsOf } from './units.ts'

/** What a run keeps to. */
export interface Selection {
  readonly root: string
  readonly only: readonly string[]
  readonly since?: ChangedLines | undefined
  readonly sinceRef?: string | undefined
  readonly maxChanges?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly confirm?: ((proposal: Proposal) => Promise<Answer>) | undefined
}

const outcomes: Readonly<Record<string, string>> = { same: 'migrated', check: 'migrated-check', manual: 'manual' }

/** Chooses the units to apply and renders them, marking on every other candidate why it is left. */
export async function select(candidates: readonly Candidate[], selection: Selection): Promise<Rendered> {
  for (const candidate of candidates) candidate.skip ??= leftOut(candidate, selection)
  const units = withinLimit(applicable(unitsOf(candidates)), selection.maxChanges)
  // Fitted together once before a person is asked, so that nothing is offered that cannot be had.
  const fitting = render(units)
  return selection.confirm ? render(await confirmed(fitting.applied, selection.confirm, selection.signal)) : fitting
}

function leftOut({ place, plan }: Candidate, { root, only, since, sinceRef }: Selection): Candidate['skip'] {
  if (only.length && !only.includes(place.sink) && !only.includes(outcomes[plan.outcome]!) && !only.includes(plan.outcome)) return { cause: 'only', why: `it is not among --only ${only.join(',')}` }
  if (since && !touches(since.get(place.path), place)) return { cause: 'since', why: `its lines are unchanged since ${sinceRef}` }
  if (plan.outcome !== 'manual' && !mayWrite(root, place.path)) return { cause: 'read-only', why: 'the file may not be written by this user' }
  return undefined
}

function touches(lines: ReturnType<ChangedLines['get']>, { line, endLine }: Candidate['place']): boolean {
  return lines === 'all' || (lines?.some(([first, last]) => first <= endLine && last >= line) ?? false)
}

function withinLimit(units: readonly Unit[], maxChanges: number | undefined): Unit[] {
  let room = maxChanges ?? Number.POSITIVE_INFINITY
  return units.filter(unit => {
    room -= unit.members.length
    if (room >= 0) return true
    room = 0
    skipUnit(unit, { cause: 'max-changes', why: `--max-changes ${maxChanges} was reached` })
    return false
  })
}

async function confirmed(units: readonly Unit[], confirm: (proposal: Proposal) => Promise<Answer>, signal: AbortSignal | undefined): Promise<readonly Unit[]> {
  const taken: Unit[] = []
  let rest: Answer | undefined
  for (const unit of units) {
    const answer = rest ?? (await confirm(proposalOf(unit)))
    signal?.throwIfAborted()
    if (answer === 'all' || answer === 'stop') rest = answer
    if (answer === 'yes' || answer === 'all') taken.push(unit)
    else skipUnit(unit, { cause: 'declined', why: 'it was declined' })
  }
  return taken
}

function proposalOf(unit: Unit): Proposal {
  const { texts } = render([unit])
  return { sites: unit.members.map(siteOf), changes: [...texts].map(([file, after]) => ({ path: file.source.path, before: file.source.text, after })) }
}
