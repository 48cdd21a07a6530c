// Judging and migrating a project
export { check, migrate } from './engine/migrate.ts'
export { undo } from './engine/undo.ts'
export type { Answer, CheckOptions, MigrateOptions, Progress, Proposal } from './engine/options.ts'

// What a run found and did
export { toSarif } from './report/sarif.ts'
export type { ChangedFile, PackageNeed, Report, Site, SiteOutcome, SkipCause, VerifyReport } from './report/report.ts'
export type { SkippedFile, SkipReason } from './project/walk.ts'

export { codes } from './codes.ts'
