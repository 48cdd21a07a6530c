import { existsSync, statSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { addDependency } from '../project/manifest.ts'
import { mayWrite } from '../project/read-source.ts'
import type { Packages } from '../project/packages.ts'
import { packageManagerOf } from '../project/packages.ts'
import { decodeSource, encodeSource } from '../project/source-text.ts'
import type { PackageNeed } from '../report/report.ts'
import { ownVersion } from '../version.ts'
import { readRegular } from '../write/atomic.ts'
import type { Original } from '../write/writer.ts'
import type { Unit } from './units.ts'

/** A package.json that gets dependencies. */
export interface ManifestChange extends Original {
  readonly after: Buffer
}

/** The version range that a dependency is added with: our own release for our own packages. */
const rangeOf = (dependency: string): string => (dependency.startsWith('@breakwater/') ? `^${ownVersion()}` : (otherRanges[dependency] ?? '*'))

const otherRanges: Readonly<Record<string, string>> = { mysql2: '^3.24.6' }

/** What the package.json files of the changed files need for these units. */
export function packageNeeds(root: string, packages: Packages, units: readonly Unit[], known: readonly ManifestChange[] = []): { needs: PackageNeed[]; changes: ManifestChange[] } {
  const wanted = new Map<string, { path: string | undefined; dependency: string }>()
  for (const { file, plan } of units.flatMap(unit => unit.members)) {
    if (plan.outcome === 'manual' || !plan.dependency) continue
    const { path } = packages.of(file.source.path)
    wanted.set(`${path ?? ''}\0${plan.dependency}`, { path, dependency: plan.dependency })
  }
  const needs: PackageNeed[] = []
  const changes = new Map<string, ManifestChange>()
  for (const { path, dependency } of wanted.values()) needs.push(needOf(root, path, dependency, changes, known))
  return { needs, changes: [...changes.values()] }
}

function needOf(root: string, path: string | undefined, dependency: string, changes: Map<string, ManifestChange>, known: readonly ManifestChange[]): PackageNeed {
  const range = rangeOf(dependency)
  const manager = packageManagerOf(path ? join(root, posix.dirname(path)) : root)
  const add = `${manager} ${manager === 'npm' ? 'install' : 'add'} ${dependency}@${range}`
  if (!path) return { dependency, range, state: 'missing', install: add }
  const full = join(root, path)
  // What is on disk may be our own change by now.
  const original = known.find(change => change.path === path)?.before
  const bytes = changes.get(path)?.after ?? original ?? (mayWrite(root, path) ? readRegular(full) : undefined)
  const source = bytes && decodeSource(bytes)
  const text = source && addDependency(source.text, dependency, range)
  if (!source || text === undefined) return { path, dependency, range, state: 'unreadable', install: add }
  if (text === source.text) return { path, dependency, range, state: 'present', install: `${manager} install` }
  const before = changes.get(path)?.before ?? bytes!
  changes.set(path, { path, before, mode: statSync(full).mode & 0o7777, after: encodeSource(text, source.bom) })
  return { path, dependency, range, state: 'added', install: `${manager} install` }
}

/** The dependencies that do not resolve from their package yet, so that the tests cannot pass. */
export function notInstalled(root: string, needs: readonly PackageNeed[]): PackageNeed[] {
  // Yarn's Plug'n'Play has no folders to look in.
  if (existsSync(join(root, '.pnp.cjs'))) return []
  return needs.filter(({ path, dependency }) => !isInstalled(join(root, path ? dirname(path) : '.'), dependency))
}

// Not `require.resolve`: under `pnpm exec` NODE_PATH names packages that the project itself cannot import.
function isInstalled(folder: string, name: string): boolean {
  if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true
  return folder !== dirname(folder) && isInstalled(dirname(folder), name)
}
