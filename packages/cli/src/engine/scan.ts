import { setImmediate } from 'node:timers/promises'
import { gitTopLevel, trackedThoughIgnored } from '../git/git.ts'
import type { Place } from '../project/locate.ts'
import type { SkippedFile } from '../project/walk.ts'
import { walk } from '../project/walk.ts'
import type { Progress } from './options.ts'
import type { Project } from './project.ts'
import type { Candidate } from './sites.ts'
import { candidatesOf } from './sites.ts'

/** What a scan found. */
export interface Scan {
  readonly found: number
  readonly candidates: readonly Candidate[]
  readonly skippedFiles: readonly SkippedFile[]
}

/** What a scan needs to know. */
export interface ScanOptions {
  readonly strict: boolean
  readonly rules: readonly string[]
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

const YIELD_EVERY_MS = 40

/**
 * Judges every file below the paths. Where a change is tied to other files and the paths are only a part of the project, the rest is judged too and its
 * sites are marked `paths`, so that a change that reaches there is held back and not torn apart.
 */
export async function scan(place: Place, project: Project, options: ScanOptions): Promise<Scan> {
  const tracked = gitTopLevel(place.root) ? trackedThoughIgnored(place.root) : new Set<string>()
  const files = new Set<string>()
  const skippedFiles: SkippedFile[] = []
  const context = { root: place.root, tracked }
  walk(place.paths, context, { file: path => files.add(path), skipped: file => skippedFiles.push(file) })
  project.know(files)
  const candidates = await judgeAll([...files], project, options, skippedFiles)
  const whole = place.paths.includes(place.root)
  if (!whole && candidates.some(candidate => candidate.plan.group !== undefined)) {
    const rest: string[] = []
    walk([place.root], context, { file: path => void (files.has(path) || rest.push(path)), skipped: () => undefined })
    const groups = new Set(candidates.map(candidate => candidate.plan.group))
    const others = await judgeAll(rest, project, options, [])
    for (const candidate of others) candidate.skip = { cause: 'paths', why: 'it lies outside the paths that were named' }
    candidates.push(...others.filter(candidate => candidate.plan.group !== undefined && groups.has(candidate.plan.group)))
  }
  return { found: files.size, candidates, skippedFiles }
}

async function judgeAll(files: readonly string[], project: Project, options: ScanOptions, skippedFiles: SkippedFile[]): Promise<Candidate[]> {
  const candidates: Candidate[] = []
  let breath = performance.now()
  for (const [index, path] of files.entries()) {
    if (performance.now() - breath > YIELD_EVERY_MS) {
      options.onProgress?.({ stage: 'judge', done: index, total: files.length })
      await setImmediate()
      options.signal?.throwIfAborted()
      breath = performance.now()
    }
    const judged = project.judge(path)
    if (!judged) continue
    if ('reason' in judged) skippedFiles.push(judged)
    else {
      const wanted = candidatesOf(judged).filter(({ finding }) => (options.strict || finding.strength === 'recommended') && (!options.rules.length || options.rules.includes(finding.rule)))
      candidates.push(...wanted)
    }
  }
  options.onProgress?.({ stage: 'judge', done: files.length, total: files.length })
  return candidates
}
