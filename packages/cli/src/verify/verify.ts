import { codes } from '../codes.ts'
import type { VerifyReport } from '../report/report.ts'
import type { TestRuns } from './compare.ts'
import { addedFailures, failsNameless, flakyTests } from './compare.ts'
import { runCommand } from './run-command.ts'

/** What is verified: the command, where it runs, and how a set of changes is put on disk. */
export interface Verification<Unit> {
  readonly command: string
  readonly cwd: string
  readonly timeoutMs: number
  readonly signal?: AbortSignal | undefined
  readonly units: readonly Unit[]
  /** Brings the project to the state with exactly these units applied. */
  readonly apply: (units: readonly Unit[]) => void
  readonly onRun?: ((run: number, units: number) => void) | undefined
}

/** What stood the test. */
export interface Verified<Unit> {
  readonly kept: readonly Unit[]
  readonly rolledBack: ReadonlyMap<Unit, readonly string[]>
  readonly report: VerifyReport
}

/**
 * Runs the tests before and after, twice each, and keeps as many units as add no failure: halves are tried until the guilty ones stand alone.
 * What is kept was itself tested as a whole. Codes: CLI_VERIFY_BASELINE, CLI_VERIFY_TIMEOUT.
 */
export async function verify<Unit>(options: Verification<Unit>): Promise<Verified<Unit>> {
  let runs = 0
  const run = (units: number) => {
    options.onRun?.(++runs, units)
    return runCommand(options.command, options.cwd, options.timeoutMs, options.signal)
  }
  const first = await run(0)
  if (first.timedOut) throw codes.error('CLI_VERIFY_TIMEOUT', { details: { timeoutMs: options.timeoutMs } })
  const before: TestRuns = [first, await run(0)]
  if (failsNameless(before)) throw codes.error('CLI_VERIFY_BASELINE', { details: { exitCode: first.code ?? -1 } })
  const flaky = new Set(flakyTests(before))

  const attempt = async (units: readonly Unit[]): Promise<string[]> => {
    options.apply(units)
    const once = await run(units.length)
    // Bisection asks again only where something fell; the whole change is always run twice.
    if (units.length < options.units.length && addedFailures(before, [once, once]).length === 0) return []
    const after: TestRuns = [once, await run(units.length)]
    for (const name of flakyTests(after)) flaky.add(name)
    return addedFailures(before, after)
  }

  const rolledBack = new Map<Unit, readonly string[]>()
  const added = await attempt(options.units)
  const kept = added.length ? await search([], options.units, added, attempt, rolledBack) : options.units
  options.apply(kept)
  return {
    kept,
    rolledBack,
    report: {
      command: options.command,
      runs,
      failingBefore: [...before[0].failed.keys()].filter(name => before[1].failed.has(name)),
      flaky: [...flaky],
      added,
      rolledBack: rolledBack.size,
    },
  }
}

/** `part` is known to fail on top of `kept`: finds what of it can stay. */
async function search<Unit>(
  kept: readonly Unit[], part: readonly Unit[], failures: readonly string[], attempt: (units: readonly Unit[]) => Promise<string[]>, rolledBack: Map<Unit, readonly string[]>,
): Promise<readonly Unit[]> {
  if (part.length <= 1) {
    for (const unit of part) rolledBack.set(unit, failures)
    return kept
  }
  const middle = part.length >> 1
  for (const half of [part.slice(0, middle), part.slice(middle)]) {
    const added = await attempt([...kept, ...half])
    kept = added.length ? await search(kept, half, added, attempt, rolledBack) : [...kept, ...half]
  }
  return kept
}
