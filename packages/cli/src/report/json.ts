import type { Report } from './report.ts'

/** The report as JSON: everything but the whole texts of changed files, which a diff or git shows. */
export function toJson(report: Report): object {
  const { changes, ...rest } = report
  return { ...rest, changes: changes.map(({ path }) => ({ path })) }
}
