import { randomUUID } from 'node:crypto'
import { closeSync, existsSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bind } from '../bind.ts'
import type { BoundStep } from '../bind.ts'
import { requireCommand } from '../command.ts'
import type { Environment } from '../environment.ts'
import { batchArguments, isBatchFile } from '../lookup-windows.ts'
import { prepareStep } from '../prepare.ts'
import type { Prepared } from '../prepare.ts'
import { labelOf, redactor } from '../run/label.ts'
import { environmentIn, folderIn } from './options.ts'
import type { NodeOptions } from './options.ts'

/** What node:child_process is to start for a command. */
export interface Target {
  readonly file: string
  readonly args: readonly string[]
  /** For node:child_process, without a prototype. */
  readonly options: NodeOptions
  /** The line with «arg n» in place of values. */
  readonly label: string
  readonly redact: (text: string) => string
  /** Closes what was opened for the start. */
  readonly close: () => void
}

/** What the runner process is given. */
export interface RunnerPlan {
  readonly steps: readonly BoundStep[]
  readonly cwd: string
  readonly env: Environment
}

/**
 * A single program is started itself; a line of several, or with redirects, by a runner process, so that there is one real child with its pid, exit code and descriptors.
 * Throws every refusal before anything starts.
 */
export function targetOf(command: unknown, options: NodeOptions, at: string): Target {
  const steps = bind(requireCommand(command, at))
  const cwd = folderIn(options)
  const env = environmentIn(options)
  const prepared = steps.map(step => prepareStep(step, { cwd, env, local: true, allowEnv: [] }))
  const label = labelOf(steps)
  const redact = redactor(steps)
  const only = prepared.length === 1 && prepared[0]!.length === 1 ? prepared[0]![0]! : undefined
  if (only?.file !== undefined && only.redirects.length === 0) return { ...direct(only, only.file, options), label, redact, close: () => undefined }
  return { ...runner({ steps, cwd, env }, options), label, redact }
}

function direct(prepared: Prepared, file: string, options: NodeOptions): Pick<Target, 'file' | 'args' | 'options'> {
  const env = Object.assign(Object.create(null) as Environment, prepared.env)
  const base: NodeOptions = Object.assign(Object.create(null), options, { env, cwd: options['cwd'] === undefined ? undefined : prepared.cwd, shell: false, argv0: options['argv0'] ?? prepared.name })
  if (process.platform !== 'win32' || !isBatchFile(file)) return { file, args: prepared.args, options: base }
  return { file: `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\cmd.exe`, args: batchArguments(file, prepared.args), options: Object.assign(base, { argv0: undefined, windowsVerbatimArguments: true }) }
}

function runner(plan: RunnerPlan, options: NodeOptions): Pick<Target, 'file' | 'args' | 'options' | 'close'> {
  const fd = asDescriptor(JSON.stringify(plan))
  const stdio = stdioList(options['stdio'])
  const place = Math.max(3, stdio.length)
  while (stdio.length < place) stdio.push('ignore')
  stdio.push(fd)
  const env: Environment = Object.assign(Object.create(null), process.versions['electron'] ? { ELECTRON_RUN_AS_NODE: '1' } : {})
  return {
    file: process.execPath,
    args: [runnerFile(), 'run', String(place)],
    options: Object.assign(Object.create(null) as NodeOptions, options, { stdio, env, cwd: options['cwd'] === undefined ? undefined : plan.cwd, shell: false, argv0: undefined }),
    close: () => closeSync(fd),
  }
}

function stdioList(stdio: unknown): unknown[] {
  if (Array.isArray(stdio)) return [...(stdio as unknown[])].concat(['pipe', 'pipe', 'pipe'].slice(stdio.length))
  return new Array<unknown>(3).fill(stdio ?? 'pipe')
}

/** A file without a name: the plan may be longer than an argument, and is nobody else's business. */
function asDescriptor(text: string): number {
  const file = join(tmpdir(), `breakwater-${randomUUID()}`)
  const fd = openSync(file, 'wx+', 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done, done)
    return fd
  } catch (error) {
    closeSync(fd)
    throw error
  } finally {
    unlinkSync(file)
  }
}

let known: string | undefined

function runnerFile(): string {
  if (known !== undefined) return known
  const here = typeof __dirname === 'string' ? [join(__dirname, 'runner.js'), join(__dirname, '../../dist/runner.js')] : []
  known = here.find(existsSync) ?? join(require.resolve('@breakwater/shell/package.json'), '../dist/runner.js')
  return known
}
