import { spawnSync } from 'node:child_process'
import { root } from './workspace.mjs'

/** Runs a tool of this package; gives its output, as lines, where it fails, and nothing where it does not. */
export function complaints(command, args, cwd = root) {
  const path = `${root}/packages/house/node_modules/.bin:${root}/node_modules/.bin:${process.env.PATH}`
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', env: { ...process.env, PATH: path, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', NO_COLOR: '1', FORCE_COLOR: '0' } })
  if (error) return [`${command}: ${error.message}`]
  return status === 0 ? [] : `${stdout}\n${stderr}`.split('\n').filter(line => line.trim() !== '')
}
