import type { TestRun } from './run-command.ts'

/** Two runs of the same state, which tell a flaky test from a failing one. */
export type TestRuns = readonly [TestRun, TestRun]

const least = (counts: readonly ReadonlyMap<string, number>[], name: string): number => Math.min(...counts.map(count => count.get(name) ?? 0))
const most = (counts: readonly ReadonlyMap<string, number>[], name: string): number => Math.max(...counts.map(count => count.get(name) ?? 0))

const fell = (run: TestRun): boolean => run.code !== 0 || run.timedOut

/** The failures that the second state has in both runs and the first state in neither, by test name; a fall that names no test is told by exit code. */
export function addedFailures(before: TestRuns, after: TestRuns): string[] {
  const added = [...after[0].failed.keys()].filter(name => least(after.map(run => run.failed), name) > most(before.map(run => run.failed), name))
  if (!after.every(fell)) return added
  // A crash ends a run early: what passed before and is not heard of any more.
  const lost = [...before[0].passed.keys()].filter(name => most(after.map(run => run.passed), name) < least(before.map(run => run.passed), name) && !added.includes(name))
  if (added.length + lost.length) return [...added, ...(added.length ? [] : lost)]
  if (before.every(fell)) return []
  return [after.some(run => run.timedOut) ? 'the command did not end in time' : `the command failed (exit code ${after[1].code ?? 'unknown'})`]
}

/** Tests that failed in one of two runs of the same state. */
export function flakyTests(runs: TestRuns): string[] {
  const names = new Set(runs.flatMap(run => [...run.failed.keys()]))
  return [...names].filter(name => runs.some(run => !run.failed.has(name)))
}

/** Whether the state fails in a way that names no test, so that nothing can be compared with it. */
export const failsNameless = (runs: TestRuns): boolean => runs.every(run => fell(run) && run.failed.size === 0)
