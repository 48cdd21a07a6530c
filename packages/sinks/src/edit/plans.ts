import type { Edit, ImportNeed, Plan, SinkHost } from '../model.ts'
import { importEdits } from './imports.ts'

/** Edits of the chosen plans, merged; what was left out, and why. */
export interface AppliedPlans {
  /** Sorted, non-overlapping; insertions at one place keep their order. */
  readonly edits: readonly Edit[]
  readonly applied: readonly Plan[]
  readonly skipped: readonly { readonly plan: Plan; readonly why: 'manual' | 'overlap' | 'import' }[]
}

/** Merges the edits and import needs of the chosen plans of one file, in the file's own style; plans of one group are taken together or not at all. */
export const applyPlans = (host: SinkHost, plans: readonly Plan[]): AppliedPlans => {
  const applied: Plan[] = []
  const skipped: { plan: Plan; why: 'manual' | 'overlap' | 'import' }[] = []
  const needs: ImportNeed[] = []
  let edits: Edit[] = []
  for (const members of together(plans, plan => plan)) {
    const manual = members.some(plan => plan.outcome === 'manual')
    const wanted = manual ? [] : dedupe(members.flatMap(plan => (plan.outcome === 'manual' ? [] : plan.edits)))
    const clash = wanted.some(edit => edits.some(other => overlaps(edit, other)))
    if (manual || clash) {
      for (const plan of members) skipped.push({ plan, why: manual ? 'manual' : 'overlap' })
      continue
    }
    edits = [...edits, ...wanted]
    for (const plan of members) {
      applied.push(plan)
      if (plan.outcome !== 'manual') needs.push(...plan.imports)
    }
  }
  if (needs.length > 0) edits = [...importEdits(host, needs, edits), ...edits]
  return { edits: edits.map((edit, index) => ({ edit, index })).sort((a, b) => a.edit.range[0] - b.edit.range[0] || a.edit.range[1] - b.edit.range[1] || a.index - b.index).map(item => item.edit), applied, skipped }
}

/** The text after non-overlapping edits. */
export const applyEdits = (text: string, edits: readonly Edit[]): string => {
  let out = ''
  let at = 0
  for (const edit of edits) {
    out += text.slice(at, edit.range[0]) + edit.text
    at = edit.range[1]
  }
  return out + text.slice(at)
}

/** The groups that a plan belongs to; whatever shares one of them changes together. */
export const groupsOf = (plan: Plan): readonly string[] => (plan.group === undefined ? [] : [plan.group, ...(plan.joins ?? [])])

/** What changes together or not at all, in the order of the first of each; a thing without a plan's group stands alone. */
export const together = <T>(things: readonly T[], planOf: (thing: T) => Plan): T[][] => {
  const byGroup = new Map<string, T[]>()
  const sets: T[][] = []
  for (const thing of things) {
    const groups = groupsOf(planOf(thing))
    const met = [...new Set(groups.map(group => byGroup.get(group)).filter(set => set !== undefined))]
    const set = met[0] ?? []
    if (met.length === 0) sets.push(set)
    for (const other of met.slice(1)) {
      set.push(...other)
      sets.splice(sets.indexOf(other), 1)
      for (const [group, owner] of byGroup) if (owner === other) byGroup.set(group, set)
    }
    set.push(thing)
    for (const group of groups) byGroup.set(group, set)
  }
  return sets
}

const dedupe = (edits: readonly Edit[]): Edit[] => {
  const seen = new Set<string>()
  return edits.filter(edit => {
    const key = `${edit.range[0]}:${edit.range[1]}:${edit.text}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

const overlaps = (a: Edit, b: Edit): boolean => a.range[0] < b.range[1] && b.range[0] < a.range[1]
