import type { OptionValues } from '@breakwater/core'
import { readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'
import { gitTopLevel, mayBeInTree, uncommittedPaths } from '../git/git.ts'
import { changedSince } from '../git/since.ts'
import type { Place } from '../project/locate.ts'
import { locate } from '../project/locate.ts'
import type { Report } from '../report/report.ts'
import { withLock } from '../write/state-folder.ts'
import type { CheckOptions, MigrateOptions } from './options.ts'
import { checkSpec, migrateSpec } from './options.ts'
import { packageNeeds } from './package-needs.ts'
import { Project } from './project.ts'
import { render } from './render.ts'
import { reportOf } from './report-of.ts'
import { scan } from './scan.ts'
import { select } from './select.ts'
import { writeUnits } from './write-units.ts'

type Shared = OptionValues<typeof checkSpec>
type Settings = Shared & Partial<OptionValues<typeof migrateSpec>>

/**
 * Plans the move of a code base onto safe wrappers, and with `write` makes it: every file or none, kept in .breakwater/ for `undo`.
 * Refuses a dirty git tree (CLI_GIT_DIRTY), paths outside the project, files that changed meanwhile (CLI_FILE_CHANGED) and a second run at the same time (CLI_BUSY).
 */
export async function migrate(options?: MigrateOptions): Promise<Report> {
  const settings = readOptions('migrate', options, migrateSpec)
  const place = locate(settings.cwd ?? process.cwd(), settings.paths)
  if (!settings.write) return run('migrate', place, settings)
  if (!settings.allowDirty) refuseDirty(place.root)
  return withLock(place.root, folder => run('migrate', place, settings, folder))
}

/** The judgement of `migrate` without any change to the project. */
export async function check(options?: CheckOptions): Promise<Report> {
  const settings = readOptions('check', options, checkSpec)
  return run('check', locate(settings.cwd ?? process.cwd(), settings.paths), settings)
}

async function run(command: 'migrate' | 'check', place: Place, settings: Settings, stateFolder?: string): Promise<Report> {
  try {
    return await judgeAndWrite(command, place, settings, stateFolder)
  } catch (error) {
    throw settings.signal?.aborted ? codes.error('CLI_ABORTED', { cause: error }) : error
  }
}

async function judgeAndWrite(command: 'migrate' | 'check', place: Place, settings: Settings, stateFolder?: string): Promise<Report> {
  settings.signal?.throwIfAborted()
  const since = settings.since === undefined ? undefined : changedSince(place.root, settings.since)
  const project = new Project(place.root, settings.maxFileBytes, settings.strict)
  const found = await scan(place, project, settings)
  const rendered = await select(found.candidates, { ...settings, root: place.root, since, sinceRef: settings.since })
  const { needs, changes } = packageNeeds(place.root, project.packages, rendered.applied)
  const written = stateFolder === undefined ? undefined : await writeUnits({ ...settings, root: place.root, stateFolder, units: rendered.applied, manifests: changes, needs, project })
  return reportOf({
    command,
    root: place.root,
    parsed: project.parsed,
    strict: settings.strict,
    scan: found,
    written: written !== undefined,
    texts: written && written.kept !== rendered.applied ? render(written.kept).texts : rendered.texts,
    needs: written?.needs ?? needs,
    verify: written?.verify,
  })
}

function refuseDirty(root: string): void {
  if (!gitTopLevel(root)) {
    if (!mayBeInTree(root)) return
    // git is missing, or refuses a tree of another owner: what it does not vouch for is not taken for clean.
    throw codes.error('CLI_GIT_FAILED', { at: root, todo: 'git did not say whether the tree is clean (run git status to see why). Give --allow-dirty to go on without an answer.' })
  }
  const paths = uncommittedPaths(root)
  if (paths.length) throw codes.error('CLI_GIT_DIRTY', { details: { paths: paths.slice(0, 20), count: paths.length } })
}
