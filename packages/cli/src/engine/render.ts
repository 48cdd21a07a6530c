import type { Plan } from '@breakwater/sinks'
import { applyEdits } from '@breakwater/sinks'
import { countErrors } from '../host/parse.ts'
import type { SkipCause } from '../report/report.ts'
import type { OpenFile } from './open-file.ts'
import type { Unit } from './units.ts'
import { skipUnit } from './units.ts'

const why: Readonly<Record<'overlap' | 'import' | 'manual', string>> = {
  overlap: 'its change overlaps that of another site; a further run will come to it',
  import: 'the name that it needs could not be imported into this file',
  manual: 'its group holds a site that stays as it is',
}

/** The texts of the changed files, and the units that are in them. */
export interface Rendered {
  readonly texts: ReadonlyMap<OpenFile, string>
  readonly applied: readonly Unit[]
}

/** The text of each changed file when exactly these units are applied. Units that do not fit are marked and left out, in every file. */
export function render(units: readonly Unit[]): Rendered {
  for (let chosen = units; ; ) {
    const texts = new Map<OpenFile, string>()
    const misfits = new Map<Plan, SkipCause>()
    for (const [file, plans] of plansByFile(chosen)) renderFile(file, plans, texts, misfits)
    if (misfits.size === 0) return { texts, applied: chosen }
    chosen = chosen.filter(unit => {
      const misfit = unit.members.find(member => misfits.has(member.plan))
      if (misfit) skipUnit(unit, skipFor(misfits.get(misfit.plan)!))
      return !misfit
    })
  }
}

const skipFor = (cause: SkipCause) => ({ cause, why: cause === 'syntax' ? 'the file would not parse with its change' : why[cause === 'import' ? 'import' : 'overlap'] })

function plansByFile(units: readonly Unit[]): Map<OpenFile, Plan[]> {
  const plans = new Map<OpenFile, Plan[]>()
  for (const unit of units) {
    for (const { file, plan } of unit.members) {
      const list = plans.get(file)
      if (list) list.push(plan)
      else plans.set(file, [plan])
    }
  }
  return plans
}

function renderFile(file: OpenFile, plans: readonly Plan[], texts: Map<OpenFile, string>, misfits: Map<Plan, SkipCause>): void {
  const { edits, skipped } = file.apply(plans)
  for (const { plan, why: cause } of skipped) misfits.set(plan, cause === 'import' ? 'import' : 'overlap')
  if (skipped.length) return
  const text = applyEdits(file.source.text, edits)
  // The last guard against a rewrite of our own that is wrong: it must not bring an error that was not there.
  const errors = countErrors(file.source.path, text)
  if (errors && errors > countErrors(file.source.path, file.source.text)) for (const plan of plans) misfits.set(plan, 'syntax')
  else texts.set(file, text)
}
