import type { SkippedFile } from '../project/walk.ts'

/** How a site ends. In a run that does not write, `migrated` says what would become of it. */
export type SiteOutcome = 'migrated' | 'migrated-check' | 'manual' | 'skipped'

/**
 * Why a site was skipped: it was not asked for (`only`, `since`, `paths`), there was a limit (`max-changes`), a person declined it, the tests fell (`verify`),
 * its group reaches a site that stays (`group`), or its file or its neighbours stand in the way.
 */
export type SkipCause = 'only' | 'since' | 'paths' | 'max-changes' | 'declined' | 'verify' | 'group' | 'read-only' | 'overlap' | 'import' | 'syntax'

/** One place where something is to be said. Lines and columns count from 1, in UTF-16 units; `range` holds UTF-16 offsets after a BOM. */
export interface Site {
  /** Stays the same when lines above it change. */
  readonly fingerprint: string
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly range: readonly [start: number, end: number]
  readonly rule: string
  readonly sink: string
  readonly message: string
  readonly strength: 'recommended' | 'strict'
  readonly outcome: SiteOutcome
  /** `manual`: the code of the reason, and what to do. */
  readonly reason?: string
  readonly hint?: string
  /** `migrated-check`: what may behave differently. */
  readonly differs?: string
  /** `skipped`: why, in a word and in a sentence. */
  readonly cause?: SkipCause
  readonly why?: string
  /** Replacements that make the change of this site alone, the import included; none where it is tied to other sites. */
  readonly edits?: readonly { readonly range: readonly [start: number, end: number]; readonly text: string }[]
}

/** A file that is or would be changed. */
export interface ChangedFile {
  readonly path: string
  readonly before: string
  readonly after: string
}

/** A package.json and what it needs. */
export interface PackageNeed {
  /** Relative to the root; undefined where a file has no package.json. */
  readonly path?: string
  readonly dependency: string
  readonly range: string
  readonly state: 'added' | 'present' | 'unreadable' | 'missing'
  /** What to run. */
  readonly install: string
}

/** What the verify command said. */
export interface VerifyReport {
  readonly command: string
  readonly runs: number
  readonly failingBefore: readonly string[]
  readonly flaky: readonly string[]
  /** Failures that the whole change added, before anything was rolled back. */
  readonly added: readonly string[]
  readonly rolledBack: number
}

/** What a run found and did. */
export interface Report {
  readonly version: 1
  readonly tool: { readonly name: 'breakwater'; readonly version: string }
  readonly command: 'migrate' | 'check'
  /** Absolute. */
  readonly root: string
  readonly written: boolean
  readonly files: { readonly found: number; readonly parsed: number; readonly changed: number }
  readonly counts: Readonly<Record<SiteOutcome, number>>
  readonly sites: readonly Site[]
  readonly changes: readonly ChangedFile[]
  readonly skippedFiles: readonly SkippedFile[]
  readonly packages: readonly PackageNeed[]
  readonly verify?: VerifyReport
  /** Whether something is left to do: exit code 1. */
  readonly pending: boolean
}
