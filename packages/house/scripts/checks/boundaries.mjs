import { complaints } from '../tool.mjs'
import { packages } from '../workspace.mjs'

// What a package may need at run time, of ours. Tests may use more: turbo counts devDependencies too, so the directions are checked here.
const WRAPPER = ['core']
const TOOL = ['core', 'sinks']
const DIRECTIONS = {
  core: [],
  sinks: [],
  'eslint-plugin': TOOL,
  cli: TOOL,
  model: ['core', 'fetch', 'files'],
  testkit: undefined,
  house: undefined,
}

/** Directions between packages, and no import of what a package does not declare or of another package's inner files. */
export const boundaries = () => [...packages().flatMap(directions), ...complaints('turbo', ['boundaries'])]

function directions({ short, manifest }) {
  const allowed = Object.hasOwn(DIRECTIONS, short) ? DIRECTIONS[short] : WRAPPER
  if (allowed === undefined) return []
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies })
  return needed
    .filter(name => name.startsWith('@breakwater/') && !allowed.includes(name.slice('@breakwater/'.length)))
    .map(name => `${short} may not need ${name} at run time (allowed: ${allowed.join(', ') || 'none of ours'})`)
}
