import type { Readable, Writable } from 'node:stream'
import { Readable as NodeReadable } from 'node:stream'
import type { BreakwaterError } from '@breakwater/core'
import type { BoundStep } from '../bind.ts'
import { codes } from '../codes.ts'
import { folderOf, prepareStep, requireFolder } from '../prepare.ts'
import type { Prepared, Surroundings } from '../prepare.ts'
import { asProgram } from './builtins.ts'
import { endTree, track, untrack } from './end.ts'
import { Reader } from './output.ts'
import { startPipeline } from './pipeline.ts'
import type { Pipeline } from './pipeline.ts'
import { inSandbox } from './sandbox.ts'
import { surroundingsOf } from './settings.ts'
import type { Input, Settings } from './settings.ts'
import { NOT_FOUND, statusOf } from './status.ts'
import type { Status } from './status.ts'

/** Takes standard output; `source` may be paused. */
export type Take = (chunk: Buffer, source: Readable) => void

export interface Outcome extends Status {
  readonly stderr: Buffer
}

const DEFAULT_TIMEOUT_MS = 60_000

/** Runs one command line within its limits. */
export class Run {
  readonly #steps: readonly BoundStep[]
  readonly #settings: Settings
  readonly #take: Take
  readonly #isCounted: boolean
  readonly #errors: Buffer[] = []
  #bytes = 0
  #pipeline: Pipeline | undefined
  #reader: Reader | undefined
  #stopped: BreakwaterError | true | undefined
  #signalStop!: () => void
  readonly #stop = new Promise<void>(resolve => (this.#signalStop = resolve))

  /** `isCounted`: standard output counts against maxOutputBytes, because it is kept. */
  constructor(steps: readonly BoundStep[], settings: Settings, take: Take, isCounted: boolean) {
    this.#steps = steps
    this.#settings = settings
    this.#take = take
    this.#isCounted = isCounted
  }

  /** Codes: those of preparing, SHELL_TIMEOUT, SHELL_ABORTED, SHELL_OUTPUT_LIMIT, SHELL_SPAWN_FAILED. */
  async outcome(): Promise<Outcome> {
    const { signal, stdio } = this.#settings
    const aborted = () => this.end(codes.error('SHELL_ABORTED', { cause: signal?.reason as unknown }))
    if (signal?.aborted) throw codes.error('SHELL_ABORTED', { cause: signal.reason as unknown })
    signal?.addEventListener('abort', aborted, { once: true })
    const timeoutMs = this.#settings.timeoutMs ?? (stdio === 'inherit' ? undefined : DEFAULT_TIMEOUT_MS)
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.end(codes.error('SHELL_TIMEOUT', { details: { timeoutMs } })), timeoutMs)
    try {
      const status = await this.#runSteps()
      if (typeof this.#stopped === 'object') throw this.#stopped
      return { ...status, stderr: Buffer.concat(this.#errors) }
    } finally {
      clearTimeout(timer)
      signal?.removeEventListener('abort', aborted)
    }
  }

  /** Ends everything, with an error or because nobody reads any more. */
  end(why: BreakwaterError | true): void {
    if (this.#stopped) return
    this.#stopped = why
    this.#reader?.stop()
    const { roots } = this.#pipeline ?? { roots: [] }
    void endTree(roots, this.#settings.killAfterMs).then(this.#signalStop, this.#signalStop)
  }

  get stderr(): Buffer {
    return Buffer.concat(this.#errors)
  }

  async #runSteps(): Promise<Status> {
    let around: Surroundings = surroundingsOf(this.#settings)
    requireFolder(around.cwd, 'cwd')
    // All is judged before anything runs.
    const first = this.#steps.map(step => prepareStep(step, around))
    let status: Status = { exitCode: 0, signal: null, failed: undefined }
    for (const [index, step] of this.#steps.entries()) {
      if ((step.when === '&&' && status.failed) || (step.when === '||' && !status.failed)) continue
      if (this.#stopped) break
      const commands = index === 0 ? first[0]! : prepareStep(step, around)
      if (commands[0]!.builtin === 'cd') {
        const { args, env } = commands[0]!
        try {
          around = { ...around, cwd: folderOf(around.cwd, env, args) }
          status = { exitCode: 0, signal: null, failed: undefined }
        } catch {
          status = this.#fail(1, 'cd', 'cd: no such folder\n')
        }
      } else status = await this.#runStep(commands, index === 0)
    }
    return status
  }

  async #runStep(given: readonly Prepared[], isFirst: boolean): Promise<Status> {
    const commands = given.map(asProgram).map(command => inSandbox(command, this.#settings))
    const missing = commands.find(({ file }) => file === undefined)
    if (missing) return this.#fail(NOT_FOUND, missing.name, `${missing.name}: not found\n`)
    const { stdin, stdio } = this.#settings
    const isInherited = stdio === 'inherit'
    const input = isFirst ? stdin : undefined
    const pipeline = startPipeline(commands, { stdin: input !== undefined ? 'pipe' : isInherited ? 'inherit' : 'ignore', output: isInherited ? 'inherit' : 'pipe', isDetached: !isInherited })
    this.#pipeline = pipeline
    pipeline.roots.forEach(track)
    if (input !== undefined && pipeline.stdin) feed(pipeline.stdin, input)
    const errors = pipeline.stages.map(() => [] as Buffer[])
    const stageOf = new Map(pipeline.stages.flatMap((stage, index) => stage.errors.map(stream => [stream, index] as const)))
    const reader = new Reader([...pipeline.outputs, ...stageOf.keys()], (chunk, source) => {
      const stage = stageOf.get(source)
      if (stage !== undefined) errors[stage]!.push(chunk)
      this.#receive(chunk, source, stage !== undefined)
    })
    this.#reader = reader
    try {
      const exits = await Promise.race([Promise.all(pipeline.stages.map(stage => stage.exit)), this.#stop])
      reader.cut()
      await reader.done
      if (!exits) return { exitCode: null, signal: 'SIGKILL', failed: commands.at(-1)!.name }
      return statusOf(given, exits, errors.map(chunks => Buffer.concat(chunks)))
    } catch (error) {
      reader.stop()
      await endTree(pipeline.roots, 0)
      throw error
    } finally {
      pipeline.roots.forEach(untrack)
      this.#pipeline = undefined
    }
  }

  #receive(chunk: Buffer, source: Readable, isError: boolean): void {
    if (this.#stopped) return
    if (isError || this.#isCounted) {
      this.#bytes += chunk.length
      const { maxOutputBytes } = this.#settings
      if (this.#bytes > maxOutputBytes) return this.end(codes.error('SHELL_OUTPUT_LIMIT', { details: { maxOutputBytes } }))
    }
    if (isError) this.#errors.push(chunk)
    else this.#take(chunk, source)
  }

  #fail(exitCode: number, failed: string, text: string): Status {
    this.#errors.push(Buffer.from(text))
    return { exitCode, signal: null, failed }
  }
}

function feed(into: Writable, input: Input): void {
  // A program that does not read its input ends the pipe; that is no failure.
  into.on('error', () => undefined)
  if (typeof input === 'string' || input instanceof Uint8Array) into.end(input)
  else {
    const source = input instanceof NodeReadable ? input : NodeReadable.fromWeb(input as Parameters<typeof NodeReadable.fromWeb>[0])
    source.on('error', () => into.destroy())
    into.on('close', () => source.destroy())
    source.pipe(into)
  }
}
