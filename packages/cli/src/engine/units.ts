import { together } from '@breakwater/sinks'
import type { Candidate } from './sites.ts'

/** Sites that change together or not at all. */
export interface Unit {
  readonly members: readonly Candidate[]
}

/** Gathers candidates into units: a group is one, wherever its sites are; every other rewrite is its own. Manual sites come to a unit only with their group. */
export function unitsOf(candidates: readonly Candidate[]): Unit[] {
  const alone = (candidate: Candidate): boolean => candidate.plan.outcome === 'manual' && candidate.plan.group === undefined
  return together(candidates.filter(candidate => !alone(candidate)), candidate => candidate.plan).map(members => ({ members }))
}

/** The units that can be applied whole; the rewrites of the others are marked `group`. */
export function applicable(units: readonly Unit[]): Unit[] {
  return units.filter(({ members }) => {
    const held = members.find(member => member.skip || member.plan.outcome === 'manual')
    if (!held) return true
    const where = `${held.place.path}:${held.place.line}`
    for (const member of members) {
      if (member.plan.outcome !== 'manual') member.skip ??= { cause: 'group', why: `it can only change together with ${where}, which stays as it is` }
    }
    return false
  })
}

/** Leaves a unit as it is. */
export function skipUnit(unit: Unit, skip: NonNullable<Candidate['skip']>): void {
  for (const member of unit.members) member.skip ??= skip
}
