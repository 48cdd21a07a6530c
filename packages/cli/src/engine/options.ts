import type { OptionReader } from '@breakwater/core'
import { flag, limit, optional, optionalLimit } from '@breakwater/core'
import type { ChangedFile, Site } from '../report/report.ts'

/** How far a run is. */
export interface Progress {
  readonly stage: 'judge' | 'verify' | 'write'
  readonly done: number
  /** Undefined while it is not known. */
  readonly total?: number
}

/** Sites that change together, shown to a person before they are changed. */
export interface Proposal {
  readonly sites: readonly Site[]
  /** Each file before and after this change alone. */
  readonly changes: readonly ChangedFile[]
}

/** Take it, leave it, take all that follow, or leave all that follow. */
export type Answer = 'yes' | 'no' | 'all' | 'stop'

/** What `check` takes. */
export interface CheckOptions {
  /** Working folder (the process's). */
  cwd?: string
  /** Files and folders to judge, relative to `cwd` (all of it). */
  paths?: readonly string[]
  /** Also every raw driver call whose text is constant (false). */
  strict?: boolean
  /** Outcomes (`migrated`, `migrated-check`, `manual`) and sinks (`sql/pg-query`) to keep to. */
  only?: readonly string[]
  /** Families (`sql`) to keep to. */
  rules?: readonly string[]
  /** Only lines changed since this git commit. */
  since?: string
  /** Files above this size are not read (2 MiB). */
  maxFileBytes?: number
  signal?: AbortSignal
  onProgress?: (progress: Progress) => void
}

/** What `migrate` takes. */
export interface MigrateOptions extends CheckOptions {
  /** Write the changes; without it they are planned (false). */
  write?: boolean
  /** Write even where the git tree has changes that are not committed (false). */
  allowDirty?: boolean
  /** At most this many sites are changed. */
  maxChanges?: number
  /** With `write`: a shell command of yours that runs the tests. */
  verify?: string
  /** Of one run of that command (600 000). */
  verifyTimeoutMs?: number
  /** Asked before each change. */
  confirm?: (proposal: Proposal) => Promise<Answer>
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && !value.includes('\0')
const isTexts = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every(isText)
const isCallback = (value: unknown): value is (...args: never[]) => unknown => typeof value === 'function'

const text = optional('a string', isText)
const texts: OptionReader<readonly string[]> = (value, where) => optional('a list of strings', isTexts)(value, where) ?? []

export const checkSpec = {
  cwd: text,
  paths: texts,
  strict: flag(false),
  only: texts,
  rules: texts,
  since: text,
  maxFileBytes: limit(2 * 1024 * 1024),
  signal: optional('an AbortSignal', (value): value is AbortSignal => value instanceof AbortSignal),
  onProgress: optional('a function', (value): value is (progress: Progress) => void => isCallback(value)),
}

export const migrateSpec = {
  ...checkSpec,
  write: flag(false),
  allowDirty: flag(false),
  maxChanges: optionalLimit(),
  verify: text,
  verifyTimeoutMs: limit(600_000, { max: 24 * 3_600_000 }),
  confirm: optional('a function', (value): value is (proposal: Proposal) => Promise<Answer> => isCallback(value)),
}
