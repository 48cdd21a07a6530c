import { codes } from '../codes.ts'
import { encodeSource } from '../project/source-text.ts'
import type { PackageNeed, VerifyReport } from '../report/report.ts'
import { verify } from '../verify/verify.ts'
import { Journal } from '../write/journal.ts'
import { ProjectWriter } from '../write/writer.ts'
import type { Progress } from './options.ts'
import type { ManifestChange } from './package-needs.ts'
import { notInstalled, packageNeeds } from './package-needs.ts'
import type { Project } from './project.ts'
import { render } from './render.ts'
import type { Unit } from './units.ts'
import { skipUnit } from './units.ts'

/** What is to be written. */
export interface WriteOptions {
  readonly root: string
  readonly stateFolder: string
  readonly units: readonly Unit[]
  readonly manifests: readonly ManifestChange[]
  readonly needs: readonly PackageNeed[]
  readonly project: Project
  readonly verify?: string | undefined
  readonly verifyTimeoutMs?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

/** What was written. */
export interface Written {
  readonly kept: readonly Unit[]
  readonly needs: readonly PackageNeed[]
  readonly verify?: VerifyReport
}

/** Writes the units, verified where a command was given; on any failure every file is as it was. */
export async function writeUnits(options: WriteOptions): Promise<Written> {
  const { root, units, project } = options
  const files = new Set(units.flatMap(unit => unit.members.map(member => member.file)))
  const originals = [...[...files].map(({ source }) => ({ path: source.path, before: source.bytes, mode: source.mode })), ...options.manifests]
  const writer = new ProjectWriter(root, originals, originals.length ? new Journal(options.stateFolder) : undefined)
  const apply = (chosen: readonly Unit[]) => {
    const target = new Map<string, Buffer>()
    for (const [file, text] of render(chosen).texts) target.set(file.source.path, encodeSource(text, file.source.bom))
    if (chosen.length) for (const { path, after } of packageNeeds(root, project.packages, chosen, options.manifests).changes) target.set(path, after)
    writer.write(target)
  }
  try {
    const result = options.verify === undefined || units.length === 0 ? write(options, apply) : await writeVerified(options, options.verify, apply)
    options.signal?.throwIfAborted()
    writer.finish()
    return result
  } catch (error) {
    writer.putBack()
    writer.finish()
    throw error
  }
}

function write(options: WriteOptions, apply: (units: readonly Unit[]) => void): Written {
  options.onProgress?.({ stage: 'write', done: 0, total: options.units.length })
  apply(options.units)
  return { kept: options.units, needs: options.needs }
}

// The command may install what is missing.
const installs = /\b(?:install|ci|add|i)\b/

async function writeVerified(options: WriteOptions, command: string, apply: (units: readonly Unit[]) => void): Promise<Written> {
  const { root, units, needs, project, signal, onProgress } = options
  const missing = notInstalled(root, needs)
  if (missing.length && !installs.test(command)) throw codes.error('CLI_VERIFY_NOT_INSTALLED', { details: { dependencies: [...new Set(missing.map(need => `${need.dependency}@${need.range}`))] } })
  const { kept, rolledBack, report } = await verify({
    command, cwd: root, timeoutMs: options.verifyTimeoutMs ?? 600_000, signal, units, apply,
    onRun: run => onProgress?.({ stage: 'verify', done: run }),
  })
  for (const [unit, failures] of rolledBack) skipUnit(unit, { cause: 'verify', why: `rolled back: with it fails ${failures.slice(0, 3).join('; ')}` })
  return { kept, needs: packageNeeds(root, project.packages, kept, options.manifests).needs, verify: report }
}
