import type { TypeTable } from '../analysis/origin.ts'
import type { Judge } from './judge.ts'
import { fetchJudge } from './fetch/judge.ts'
import { filesJudge } from './files/judge.ts'
import { shellJudge } from './shell/judge.ts'
import { sqlJudge } from './sql/judge.ts'

/** The judges of all families. */
export const judges: readonly Judge[] = [sqlJudge, shellJudge, filesJudge, fetchJudge]

/** What the modules of all families give, as one table. */
export const types: TypeTable = {
  modules: Object.assign({}, ...judges.map(judge => judge.types.modules)) as TypeTable['modules'],
  steps: Object.assign({}, ...judges.map(judge => judge.types.steps)) as TypeTable['steps'],
}
