import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import ts from 'typescript'
import { packages } from '../workspace.mjs'

// What a package may need at run time, of ours; a wrapper needs core and no other wrapper. Tests may use more.
const WRAPPER = ['core']
const TOOL = ['core', 'sinks']
const DIRECTIONS = { core: [], sinks: [], 'eslint-plugin': TOOL, cli: TOOL, model: ['core', 'fetch', 'files'] }
const PRIVATE = new Set(['testkit', 'house'])

/** Directions between packages; and sources import only what their package declares for run time. */
export const boundaries = () => packages().filter(({ short }) => !PRIVATE.has(short)).flatMap(item => [...directions(item), ...undeclared(item)])

const runtimeNeeds = manifest => Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies })

function directions({ short, manifest }) {
  const allowed = Object.hasOwn(DIRECTIONS, short) ? DIRECTIONS[short] : WRAPPER
  return runtimeNeeds(manifest)
    // A command of the CLI may load its package where it is installed.
    .filter(name => !(short === 'cli' && manifest.peerDependenciesMeta?.[name]?.optional))
    .filter(name => name.startsWith('@breakwater/') && !allowed.includes(name.slice('@breakwater/'.length)))
    .map(name => `${short} may not need ${name} at run time (allowed: ${allowed.join(', ') || 'none of ours'})`)
}

function undeclared({ folder, short, manifest }) {
  const declared = new Set(runtimeNeeds(manifest))
  const files = readdirSync(join(folder, 'src'), { recursive: true }).filter(file => file.endsWith('.ts'))
  return files.flatMap(file =>
    ts.preProcessFile(readFileSync(join(folder, 'src', file), 'utf8'), true, true).importedFiles
      .map(({ fileName }) => fileName)
      .filter(name => !name.startsWith('.') && !isBuiltin(name) && !declared.has(packageOf(name)))
      .map(name => `${short}/src/${file} imports ${name}, which package.json does not declare for run time`),
  )
}

const packageOf = name => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')
