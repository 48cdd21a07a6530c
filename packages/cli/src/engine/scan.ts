import { setImmediate } from 'node:timers/promises'
import { gitTopLevel, trackedThoughIgnored } from '../git/git.ts'
import { groupsOf } from '@breakwater/sinks'
import type { Place } from '../project/locate.ts'
import type { SkippedFile, SkipReason, WalkContext } from '../project/walk.ts'
import { walk } from '../project/walk.ts'
import { importersOf } from './importers.ts'
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
 * Judges every file below the paths. What only `strict` speaks of is taken along where it is tied to what `recommended` speaks of. Where a change is tied to other files and the paths are only a part of the project, the rest is judged too and its
 * sites are marked `paths`, so that a change that reaches there is held back and not torn apart.
 */
export async function scan(place: Place, project: Project, options: ScanOptions): Promise<Scan> {
  const tracked = gitTopLevel(place.root) ? trackedThoughIgnored(place.root) : new Set<string>()
  const files = new Set<string>()
  const skippedFiles: SkippedFile[] = []
  const context = { root: place.root, tracked }
  walk(place.paths, context, { file: path => files.add(path), skipped: file => skippedFiles.push(file) })
  project.know(files)
  const judged = await judgeAll([...files], project, options, skippedFiles)
  judged.push(...judgeCallers(place, project, files, options, judged))
  const spoken = (candidate: Candidate) => options.strict || candidate.finding.strength === 'recommended'
  const groups = new Set(judged.filter(spoken).flatMap(({ plan }) => groupsOf(plan)))
  // What joins two groups ties them: a change of one is a change of both.
  for (let before = -1; before !== groups.size;) {
    before = groups.size
    for (const { plan } of judged) if (plan.joins && groupsOf(plan).some(group => groups.has(group))) for (const group of groupsOf(plan)) groups.add(group)
  }
  const isTied = ({ plan }: Candidate) => groupsOf(plan).some(group => groups.has(group))
  const candidates = judged.filter(candidate => spoken(candidate) || isTied(candidate))
  if (groups.size) {
    const unread: SkippedFile[] = [...skippedFiles]
    if (!place.paths.includes(place.root)) candidates.push(...(await judgeRest(place, files, context, project, options, unread)).filter(isTied))
    await holdUnseen(place, project, files, candidates, unread)
  }
  return { found: files.size, candidates, skippedFiles }
}

/** Files that give no cause to be read, but import a function that gives its text on to a sink. */
function judgeCallers(place: Place, project: Project, files: ReadonlySet<string>, { rules }: ScanOptions, judged: readonly Candidate[]): Candidate[] {
  const targets = new Set(judged.filter(({ finding }) => finding.takesText === true).map(({ place: { path } }) => path))
  const found: Candidate[] = []
  for (const path of targets.size ? importersOf(place.root, targets, [...project.passedOver].filter(name => files.has(name)), project.maxFileBytes) : []) {
    const file = project.judge(path, true)
    if (file && !('reason' in file)) found.push(...candidatesOf(file).filter(({ finding }) => !rules.length || rules.includes(finding.rule)))
  }
  return found
}

async function judgeRest(place: Place, files: ReadonlySet<string>, context: WalkContext, project: Project, options: ScanOptions, unread: SkippedFile[]): Promise<Candidate[]> {
  const rest: string[] = []
  walk([place.root], context, { file: path => void (files.has(path) || rest.push(path)), skipped: () => undefined })
  const others = await judgeAll(rest, project, options, unread)
  for (const candidate of others) candidate.skip = outside
  return others
}

/** A function that is exported may be called from files that gave no cause to be read, which are read now, or that cannot be, which hold the change back. */
async function holdUnseen(place: Place, project: Project, named: ReadonlySet<string>, candidates: Candidate[], unread: readonly SkippedFile[]): Promise<void> {
  const tied = candidates.filter(({ plan }) => plan.group !== undefined)
  const targets = new Set(tied.map(({ place: { path } }) => path))
  const callers = importersOf(place.root, targets, [...project.passedOver], project.maxFileBytes)
  const groups = new Set(tied.flatMap(({ plan }) => groupsOf(plan)))
  for (const path of callers) {
    const judged = project.judge(path, true)
    if (!judged || 'reason' in judged) continue
    const found = candidatesOf(judged).filter(({ plan }) => groupsOf(plan).some(group => groups.has(group)))
    if (!named.has(path)) for (const candidate of found) candidate.skip = outside
    candidates.push(...found)
  }
  const closed = unread.filter(({ reason }) => !notCode.has(reason)).map(({ path }) => path)
  for (const target of targets) {
    const [caller] = importersOf(place.root, [target], closed, project.maxFileBytes)
    if (caller === undefined) continue
    for (const candidate of tied) if (candidate.place.path === target) candidate.skip ??= { cause: 'group', why: `${caller} imports this file and could not be read` }
  }
}

const outside = { cause: 'paths', why: 'it lies outside the paths that were named' } as const

// Links, folders of others' code and type declarations call nothing.
const notCode: ReadonlySet<SkipReason> = new Set(['symlink', 'ignored', 'folder', 'declarations'])

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
      candidates.push(...candidatesOf(judged).filter(({ finding }) => !options.rules.length || options.rules.includes(finding.rule)))
    }
  }
  options.onProgress?.({ stage: 'judge', done: files.length, total: files.length })
  return candidates
}
