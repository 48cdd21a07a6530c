import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, isAbsolute, join } from 'node:path'
import type { ProjectFacts, SourceNode } from '@breakwater/sinks'

interface Manifest {
  readonly module: boolean
  readonly dependencies: ReadonlySet<string>
}

// An editor keeps the linter running for days: what is missing or was read is looked at again after this time.
const FRESH_MS = 10_000

const manifests = new Map<string, { readonly at: number; readonly manifest: Manifest | undefined }>()
const resolvable = new Map<string, { readonly at: number; readonly found: boolean }>()

const none: Manifest = { module: false, dependencies: new Set() }

/** The facts about the project of a file: its package, its module kind, and what can be imported from it. Other files are not looked at. */
export function projectFacts(filename: string, cwd: string, program: SourceNode): ProjectFacts {
  const folder = isAbsolute(filename) ? dirname(filename) : cwd
  const manifest = nearestManifest(folder)
  return {
    moduleKind: isModule(filename, program, manifest) ? 'esm' : 'commonjs',
    dependencies: manifest.dependencies,
    canImport: name => canResolve(folder, name),
    exportsOf: () => undefined,
  }
}

function isModule(filename: string, program: SourceNode, manifest: Manifest): boolean {
  if (/\.m[jt]s$/.test(filename)) return true
  const body = program['body'] as readonly SourceNode[]
  if (body.some(({ type }) => type === 'ImportDeclaration' || /^Export(?:Named|Default|All)Declaration$/.test(type))) return true
  return manifest.module && !/\.c[jt]s$/.test(filename)
}

function nearestManifest(folder: string): Manifest {
  const now = Date.now()
  const known = manifests.get(folder)
  if (known && now - known.at < FRESH_MS) return known.manifest ?? none
  const above = dirname(folder)
  const manifest = readManifest(folder) ?? (above === folder ? none : nearestManifest(above))
  manifests.set(folder, { at: now, manifest })
  return manifest
}

function readManifest(folder: string): Manifest | undefined {
  try {
    const parsed = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8').replace(/^\uFEFF/, '')) as Record<string, unknown>
    const fields = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].map(field => parsed[field])
    return { module: parsed['type'] === 'module', dependencies: new Set(fields.flatMap(field => (typeof field === 'object' && field !== null ? Object.keys(field) : []))) }
  } catch {
    return undefined
  }
}

function canResolve(folder: string, name: string): boolean {
  const key = `${folder}\0${name}`
  const known = resolvable.get(key)
  if (known && (known.found || Date.now() - known.at < FRESH_MS)) return known.found
  const found = resolves(folder, name)
  resolvable.set(key, { at: Date.now(), found })
  return found
}

function resolves(folder: string, name: string): boolean {
  return process.versions['pnp'] ? resolvesByRequire(folder, name) : isInstalled(folder, name)
}

// Not `require.resolve`: under `pnpm exec` NODE_PATH names packages that the file itself cannot import.
function isInstalled(folder: string, name: string): boolean {
  if (existsSync(join(folder, 'node_modules', name, 'package.json'))) return true
  return folder !== dirname(folder) && isInstalled(dirname(folder), name)
}

function resolvesByRequire(folder: string, name: string): boolean {
  try {
    createRequire(join(folder, 'x.js')).resolve(name)
    return true
  } catch {
    return false
  }
}
