import { spawnSync as nodeSpawnSync } from 'node:child_process'
import type { ChildProcess, ChildProcessWithoutNullStreams, ExecSyncOptions, SpawnOptions, SpawnOptionsWithoutStdio, SpawnSyncOptions, SpawnSyncReturns } from 'node:child_process'
import { BreakwaterError } from '@breakwater/core'
import type { ShellCommand } from '../command.ts'
import { escapeLines } from '../escape.ts'
import { start, takeApart } from './exec.ts'
import type { NodeOptions } from './options.ts'
import { targetOf } from './target.ts'

type NoShell<Options> = Omit<Options, 'shell'>

/** The spawn of this face. */
export interface Spawn {
  (command: ShellCommand, options?: NoShell<SpawnOptionsWithoutStdio>): ChildProcessWithoutNullStreams
  (command: ShellCommand, options: NoShell<SpawnOptions>): ChildProcess
  (command: ShellCommand, args: readonly [], options?: NoShell<SpawnOptions>): ChildProcess
}

/** `spawn` of node:child_process for cmd`…`; a line of several programs has one handle as well. A refusal is an 'error' event. */
export const spawn: Spawn = ((...given: unknown[]) => {
  const { command, options } = takeApart('spawn', given)
  return start('spawn', command, options).child
}) as Spawn

/** The spawnSync of this face. */
export interface SpawnSync {
  (command: ShellCommand, options: NoShell<SpawnSyncOptions> & { encoding: BufferEncoding }): SpawnSyncReturns<string>
  (command: ShellCommand, options?: NoShell<SpawnSyncOptions> & { encoding?: 'buffer' | null }): SpawnSyncReturns<Buffer>
  (command: ShellCommand, options?: NoShell<SpawnSyncOptions>): SpawnSyncReturns<string | Buffer>
}

/** `spawnSync` of node:child_process for cmd`…`. A refusal is the `error` of the result. */
export const spawnSync: SpawnSync = ((...given: unknown[]) => {
  const { command, options } = takeApart('spawnSync', given)
  try {
    return runSync(command, options, 'spawnSync').result
  } catch (error) {
    if (!BreakwaterError.is(error)) throw error
    return { pid: 0, output: null, stdout: null, stderr: null, status: null, signal: null, error }
  }
}) as unknown as SpawnSync

/** The execSync of this face. */
export interface ExecSync {
  (command: ShellCommand, options: NoShell<ExecSyncOptions> & { encoding: BufferEncoding }): string
  (command: ShellCommand, options?: NoShell<ExecSyncOptions> & { encoding?: 'buffer' | null }): Buffer
  (command: ShellCommand, options?: NoShell<ExecSyncOptions>): string | Buffer
}

function makeExecSync(name: string): ExecSync {
  return ((...given: unknown[]) => {
    const { command, options } = takeApart(name, given)
    const { result, label, redact } = runSync(command, options, name)
    if (options['stdio'] === undefined && result.stderr) process.stderr.write(result.stderr)
    if (result.error) throw Object.assign(result.error, result)
    if (result.status !== 0) throw Object.assign(new Error(`Command failed: ${label}${result.stderr?.length ? `\n${escapeLines(redact(String(result.stderr)))}` : ''}`), result)
    return result.stdout
  }) as ExecSync
}

/** `execSync` of node:child_process for cmd`…`: gives standard output, throws with status, signal, stdout and stderr. A refusal is thrown. */
export const execSync: ExecSync = makeExecSync('execSync')
/** `execFileSync` of node:child_process for cmd`…`: the same as execSync here. */
export const execFileSync: ExecSync = makeExecSync('execFileSync')

function runSync(command: unknown, options: NodeOptions, name: string) {
  const { file, args, options: made, label, redact, close } = targetOf(command, options, name)
  try {
    const result = nodeSpawnSync(file, [...args], made as SpawnSyncOptions)
    // The runner's own descriptor is none of the caller's.
    if (result.output && made['stdio'] !== options['stdio']) result.output = result.output.slice(0, -1)
    return { result, label, redact }
  } finally {
    close()
  }
}
