import { spawnSync } from 'node:child_process'
import { codes } from '../codes.ts'
import { lookup } from '../lookup.ts'
import type { Prepared } from '../prepare.ts'
import type { Settings } from './settings.ts'

const FIXED = ['--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc', '--tmpfs', '/tmp', '--tmpfs', '/run']
let works: boolean | undefined

/** The same command inside bubblewrap: everything read-only but the working folder, no network, no other processes. Codes: SHELL_SANDBOX_UNAVAILABLE. */
export function inSandbox(prepared: Prepared, { sandbox, sandboxNetwork }: Pick<Settings, 'sandbox' | 'sandboxNetwork'>): Prepared {
  if (sandbox === 'none' || prepared.builtin || prepared.file === undefined) return prepared
  const file = lookup('bwrap', { path: prepared.env['PATH'] ?? '', cwd: '/', local: false })
  works ??= file !== undefined && spawnSync(file, [...FIXED, '--unshare-all', '--', '/bin/true'], { env: {}, stdio: 'ignore', timeout: 10_000 }).status === 0
  if (file === undefined || !works) {
    if (sandbox === 'auto') return prepared
    throw codes.error('SHELL_SANDBOX_UNAVAILABLE')
  }
  const { cwd } = prepared
  const home = cwd === '/' ? [] : ['--bind', cwd, cwd]
  return { ...prepared, name: 'bwrap', file, args: [...FIXED, ...home, '--unshare-all', ...(sandboxNetwork ? ['--share-net'] : []), '--die-with-parent', '--new-session', '--chdir', cwd, '--', prepared.file, ...prepared.args] }
}
