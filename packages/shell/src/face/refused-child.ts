import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'

// No process has the number 0, so that nothing can stand there and be started.
const NOWHERE = process.platform === 'win32' ? '\\\\.\\refused\\refused.exe' : '/proc/0/refused'

/** The handle of a program that was refused: it has its streams, never starts, and its 'error' event carries the refusal. */
export function refusedChild(refusal: Error, stdio: unknown): ChildProcess {
  const options = Object.assign(Object.create(null) as object, { stdio: stdio ?? 'pipe', shell: false, env: Object.create(null) as NodeJS.ProcessEnv, detached: false, cwd: undefined, argv0: undefined, uid: undefined, gid: undefined, signal: undefined, timeout: undefined })
  const child = spawn(NOWHERE, [], options as { stdio: 'pipe' })
  const emit = child.emit.bind(child) as (event: string, ...args: unknown[]) => boolean
  child.emit = (event: string, ...args: unknown[]) => emit(event, ...(event === 'error' ? [refusal] : args))
  return child
}
