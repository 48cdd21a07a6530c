import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from './workspace.mjs'

/** Runs tasks of turborepo without its telemetry: `house build`, `house build build typecheck`. */
export function run(tasks) {
  const turbo = createRequire(join(root, 'package.json')).resolve('turbo/bin/turbo')
  const { status } = spawnSync(process.execPath, [turbo, 'run', ...(tasks.length > 0 ? tasks : ['build']), '--output-logs=errors-only'], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1', TURBO_NO_UPDATE_NOTIFIER: '1' },
  })
  return status ?? 1
}
