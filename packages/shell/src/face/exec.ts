import { spawn as nodeSpawn } from 'node:child_process'
import type { ChildProcess, ExecFileOptions, ExecOptions, SpawnOptions } from 'node:child_process'
import { promisify } from 'node:util'
import { BreakwaterError } from '@breakwater/core'
import { codes } from '../codes.ts'
import { requireCommand } from '../command.ts'
import type { ShellCommand } from '../command.ts'
import { collect } from './collect.ts'
import type { ExecException } from './collect.ts'
import { ownOptions } from './options.ts'
import type { NodeOptions } from './options.ts'
import { refusedChild } from './refused-child.ts'
import { targetOf } from './target.ts'
import type { Target } from './target.ts'

type Callback<Output> = (error: ExecException | null, stdout: Output, stderr: Output) => void
type Started = { readonly child: ChildProcess; readonly target: Target | undefined; readonly refusal: Error | undefined }

/** Options of exec without shell, and the kind of output that their encoding gives. */
export type ExecChoices = Omit<ExecOptions & ExecFileOptions, 'shell' | 'encoding'> & { encoding?: BufferEncoding | 'buffer' | null }
type BufferChoice = { encoding: 'buffer' | null }

/** The exec and execFile of this face. */
export interface Exec {
  (command: ShellCommand, callback?: Callback<string>): ChildProcess
  (command: ShellCommand, options: ExecChoices & BufferChoice, callback?: Callback<Buffer>): ChildProcess
  (command: ShellCommand, options: (ExecChoices & { encoding?: BufferEncoding }) | null | undefined, callback?: Callback<string>): ChildProcess
  (command: ShellCommand, options: ExecChoices | null | undefined, callback?: Callback<string | Buffer>): ChildProcess
  (command: ShellCommand, args: readonly [], options?: ExecChoices | null, callback?: Callback<string>): ChildProcess
  __promisify__(command: ShellCommand, options: ExecChoices & BufferChoice): PromiseWithChild<Buffer>
  __promisify__(command: ShellCommand, options?: (ExecChoices & { encoding?: BufferEncoding }) | null): PromiseWithChild<string>
}
type PromiseWithChild<Output> = Promise<{ stdout: Output; stderr: Output }> & { child: ChildProcess }

/** Takes (command, [args], options, callback) apart as Node.js does; arguments beside the command are refused. */
export function takeApart(name: string, given: readonly unknown[]) {
  const [command, ...rest] = given
  requireCommand(command, name)
  if (Array.isArray(rest[0])) {
    if (rest[0].length > 0) throw codes.error('SHELL_COMMAND_REQUIRED', { at: name, got: 'arguments beside the command', todo: 'Put them into a slot of the template: cmd`git log ${list}`.' })
    rest.shift()
  }
  const callback = rest.find(item => typeof item === 'function') as Callback<string | Buffer> | undefined
  return { command, options: ownOptions(typeof rest[0] === 'object' ? rest[0] : undefined), callback }
}

/** Starts a command; where it is refused, a handle whose 'error' event says so. */
export function start(name: string, command: unknown, options: NodeOptions): Started {
  let target: Target
  try {
    target = targetOf(command, options, name)
  } catch (error) {
    if (!BreakwaterError.is(error)) throw error
    return { child: refusedChild(error, options['stdio']), target: undefined, refusal: error }
  }
  try {
    return { child: nodeSpawn(target.file, [...target.args], target.options as SpawnOptions), target, refusal: undefined }
  } catch (error) {
    // E2BIG, say, for a list that is too long; a caller that gave bad options is told at once, as by Node.js.
    if (typeof (error as { errno?: unknown }).errno !== 'number') throw error
    return { child: refusedChild(error as Error, options['stdio']), target, refusal: error as Error }
  } finally {
    target.close()
  }
}

function makeExec(name: string): Exec {
  const run = (...given: unknown[]): ChildProcess => {
    const { command, options, callback } = takeApart(name, given)
    // exec has its own time limit, which ends with the output thrown away.
    const { child, target, refusal } = start(name, command, Object.assign(Object.create(null) as NodeOptions, options, { stdio: undefined, timeout: undefined, detached: undefined }))
    if (refusal) {
      // Without a callback nobody listens, as with exec of Node.js.
      child.on('error', () => callback?.(refusal, '', ''))
    } else collect(child, target!, options, (error, stdout, stderr) => callback?.(error, stdout, stderr))
    return child
  }
  const promised = (command: unknown, options?: unknown) => {
    let child!: ChildProcess
    const promise = new Promise((resolve, reject) => {
      child = run(command, options, (error: ExecException | null, stdout: string | Buffer, stderr: string | Buffer) => {
        if (error) reject(Object.assign(error, { stdout, stderr }))
        else resolve({ stdout, stderr })
      })
    })
    return Object.assign(promise, { child })
  }
  Object.defineProperty(run, promisify.custom, { value: promised })
  return run as Exec
}

/** `exec` of node:child_process for cmd`…`: callback, promisified form, child handle and errors are the same; there is no shell. A refusal reaches the callback or promise. */
export const exec: Exec = makeExec('exec')
/** `execFile` of node:child_process for cmd`…`: the same as exec here. */
export const execFile: Exec = makeExec('execFile')
