import { spawn } from 'node:child_process'
import type { ChildProcess, StdioOptions } from 'node:child_process'
import { codes } from '../codes.ts'
import { batchArguments, isBatchFile } from '../lookup-windows.ts'
import { forgetPrograms } from '../lookup.ts'
import type { Prepared } from '../prepare.ts'

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Starts one program, by its absolute path and under the name that was written. Codes: SHELL_SPAWN_FAILED, SHELL_BATCH_ARGUMENT_REFUSED. */
export function startOne(prepared: Prepared, stdio: StdioOptions, isDetached: boolean): ChildProcess {
  const file = prepared.file!
  const isBatch = process.platform === 'win32' && isBatchFile(file)
  // Without a prototype: Node.js would also take shell, argv0, uid … from a polluted Object.prototype.
  const options = Object.assign(Object.create(null) as object, {
    cwd: prepared.cwd, env: Object.assign(Object.create(null) as object, prepared.env) as NodeJS.ProcessEnv, stdio, detached: isDetached && process.platform !== 'win32', shell: false, windowsHide: true, windowsVerbatimArguments: isBatch,
    argv0: isBatch ? undefined : prepared.name, uid: undefined, gid: undefined, signal: undefined, timeout: undefined, killSignal: undefined, serialization: undefined,
  })
  try {
    return isBatch ? spawn(`${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\cmd.exe`, [...batchArguments(file, prepared.args)], options) : spawn(file, [...prepared.args], options)
  } catch (error) {
    throw spawnFailed(prepared, error)
  }
}

/** Why the system did not start it. */
function spawnFailed({ name }: Prepared, error: unknown) {
  forgetPrograms()
  return codes.error('SHELL_SPAWN_FAILED', { at: /^[\w./+-]{1,80}$/.test(name) ? name : 'the program', details: { reason: String((error as { code?: unknown }).code ?? 'unknown') } })
}

/** How a child ended; rejects where it could not be started. */
export function exitOf(child: ChildProcess, prepared: Prepared): Promise<Exit> {
  const exit = new Promise<Exit>((resolve, reject) => {
    child.once('exit', (code, signal) => resolve({ code, signal }))
    child.once('error', error => reject(spawnFailed(prepared, error)))
  })
  exit.catch(() => undefined)
  return exit
}
