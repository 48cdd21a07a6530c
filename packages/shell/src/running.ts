import { parseJson, validate } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { Readable } from 'node:stream'
import { bind } from './bind.ts'
import type { BoundStep } from './bind.ts'
import { codes } from './codes.ts'
import type { ShellCommand } from './command.ts'
import { prepareStep, requireFolder } from './prepare.ts'
import { errorText, labelOf, redactor } from './run/label.ts'
import { Run } from './run/run.ts'
import type { Outcome } from './run/run.ts'
import { surroundingsOf } from './run/settings.ts'
import type { Settings } from './run/settings.ts'
import { NOT_FOUND } from './run/status.ts'

/** What awaiting a command gives. */
export interface Result {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
  /** With dryRun: what would have run. */
  readonly plan?: readonly Plan[]
}

/** What would run: absolute programs and exact arguments. */
export interface Plan {
  readonly when: '' | '&&' | '||'
  readonly commands: readonly {
    readonly program: string | undefined
    /** The name as written, then the arguments. */
    readonly argv: readonly string[]
    readonly cwd: string
    readonly env: Readonly<Record<string, string>>
    readonly redirects: readonly { readonly fd: number; readonly mode?: string; readonly file?: string; readonly to?: number }[]
  }[]
}

interface Collected extends Result {
  readonly bytes: Buffer
}

/**
 * A command line that starts when it is first awaited, read or iterated, and runs once. An exit code that is not allowed rejects with SHELL_EXIT, a missing program with
 * SHELL_PROGRAM_NOT_FOUND, a limit with SHELL_TIMEOUT or SHELL_OUTPUT_LIMIT.
 */
export class Running implements PromiseLike<Result> {
  readonly #command: ShellCommand
  readonly #settings: Settings
  #collected: Promise<Collected> | undefined
  #isStreamed = false

  constructor(command: ShellCommand, settings: Settings) {
    this.#command = command
    this.#settings = settings
  }

  then<A = Result, B = never>(onResult?: ((result: Result) => A | PromiseLike<A>) | null, onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
    return this.#collect().then(({ bytes: _, ...result }) => result).then(onResult, onError)
  }
  catch<B = never>(onError?: ((error: unknown) => B | PromiseLike<B>) | null): Promise<Result | B> {
    return this.then(undefined, onError)
  }
  finally(onEnd?: (() => void) | null): Promise<Result> {
    return this.then().finally(onEnd)
  }

  /** Standard output as text (UTF-8), as it is. */
  async text(): Promise<string> {
    return (await this.#collect()).stdout
  }
  /** Standard output by lines, without their ends. */
  async lines(): Promise<string[]> {
    return linesOf((await this.#collect()).stdout)
  }
  /** Standard output as JSON within limits, checked by a zod, TypeBox or Standard Schema where one is given. Codes: JSON_INVALID, JSON_TOO_DEEP, JSON_KEY_REFUSED, SCHEMA_MISMATCH. */
  json(): Promise<unknown>
  json<S extends Schema>(schema: S): Promise<Infer<S>>
  async json(schema?: Schema): Promise<unknown> {
    const value = parseJson((await this.#collect()).stdout, { maxBytes: this.#settings.maxOutputBytes * 3 })
    return schema === undefined ? value : validate(schema, value, `the output of ${this.#label()}`)
  }
  /** Standard output as bytes. */
  async bytes(): Promise<Buffer> {
    return (await this.#collect()).bytes
  }

  /** Standard output as a stream, without a limit of its length; fails as awaiting does. Destroying it ends the programs. */
  stream(): Readable {
    this.#take()
    let held: Readable | undefined
    let run: Run | undefined
    const out: Readable = new Readable({
      read() {
        held?.resume()
        held = undefined
      },
      destroy(error, done) {
        run?.end(true)
        done(error)
      },
    })
    const start = async () => {
      const steps = bind(this.#command)
      run = new Run(steps, this.#settings, (chunk, source) => {
        if (out.push(chunk)) return
        held = source
        source.pause()
      }, false)
      return this.#watch(steps, run)
    }
    start().then(() => out.push(null), error => out.destroy(error as Error))
    return out
  }

  /** The lines of standard output, one by one as they come. Leaving the loop ends the programs. Codes: SHELL_OUTPUT_LIMIT for a line longer than maxOutputBytes. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    const { maxOutputBytes } = this.#settings
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    let open = ''
    for await (const chunk of this.stream()) {
      const parts = (open + decoder.decode(chunk as Buffer, { stream: true })).split('\n')
      open = parts.pop()!
      for (const line of parts) yield line.replace(/\r$/, '')
      if (open.length > maxOutputBytes) throw codes.error('SHELL_OUTPUT_LIMIT', { got: 'a line without an end', details: { maxOutputBytes } })
    }
    open += decoder.decode()
    if (open !== '') yield open
  }

  /** What would run, judged and looked up; nothing is run. Codes: all refusals, SHELL_PROGRAM_NOT_FOUND. */
  async plan(): Promise<readonly Plan[]> {
    const around = surroundingsOf(this.#settings)
    requireFolder(around.cwd, 'cwd')
    return bind(this.#command).map(step => ({
      when: step.when,
      commands: prepareStep(step, around).map(({ file, name, args, cwd, env, redirects, builtin }) => {
        if (file === undefined && !builtin) throw codes.error('SHELL_PROGRAM_NOT_FOUND', { at: this.#label() })
        return { program: file, argv: [name, ...args], cwd, env: { ...env }, redirects: redirects.map(redirect => ('to' in redirect ? { fd: redirect.fd, to: redirect.to } : { fd: redirect.fd, mode: redirect.mode, file: redirect.file })) }
      }),
    }))
  }

  #take(): void {
    if (this.#isStreamed || this.#collected) throw codes.error('SHELL_OUTPUT_TAKEN', { at: this.#label() })
    this.#isStreamed = true
  }

  #collect(): Promise<Collected> {
    return (this.#collected ??= this.#start())
  }

  async #start(): Promise<Collected> {
    if (this.#isStreamed) throw codes.error('SHELL_OUTPUT_TAKEN', { at: this.#label() })
    if (this.#settings.dryRun) {
      return { exitCode: 0, signal: null, stdout: '', stderr: '', plan: await this.plan(), bytes: Buffer.alloc(0) }
    }
    const steps = bind(this.#command)
    const chunks: Buffer[] = []
    const { exitCode, signal, stderr } = await this.#watch(steps, new Run(steps, this.#settings, chunk => void chunks.push(chunk), true))
    const bytes = Buffer.concat(chunks)
    return { exitCode, signal, stdout: bytes.toString('utf8'), stderr: redactor(steps)(stderr.toString('utf8')), bytes }
  }

  /** Runs, tells onRun, and turns a failure into its error. */
  async #watch(steps: readonly BoundStep[], run: Run): Promise<Outcome> {
    const { onRun, exitCodes } = this.#settings
    const start = performance.now()
    let outcome: Outcome | undefined
    let failure: unknown
    try {
      outcome = await run.outcome()
      failure = this.#failure(steps, outcome, exitCodes)
    } catch (error) {
      failure = error
    }
    if (onRun) {
      const error = (failure as { code?: string } | undefined)?.code
      onRun({ command: labelOf(steps), exitCode: outcome?.exitCode ?? null, signal: outcome?.signal ?? null, durationMs: performance.now() - start, ...(error === undefined ? {} : { error }) })
    }
    if (failure !== undefined) throw failure
    return outcome!
  }

  #failure(steps: readonly BoundStep[], { exitCode, signal, stderr, failed, isProducer }: Outcome, allowed: readonly number[] | 'any') {
    if (exitCode === NOT_FOUND && failed !== undefined && stderr.toString('latin1').endsWith(`${failed}: not found\n`) && allowed !== 'any' && !allowed.includes(NOT_FOUND)) return codes.error('SHELL_PROGRAM_NOT_FOUND', { at: labelOf(steps) })
    if (allowed === 'any' || (exitCode !== null && (exitCode === 0 || !isProducer) && allowed.includes(exitCode))) return undefined
    const text = errorText(redactor(steps)(stderr.toString('utf8')))
    const how = signal ? `signal ${signal}` : `exit code ${exitCode}`
    return codes.error('SHELL_EXIT', {
      at: labelOf(steps), got: `${how}${steps.length > 1 || steps[0]!.commands.length > 1 ? ` from ${failed}` : ''}${text === '' ? '' : `: ${text}`}`,
      details: { command: labelOf(steps), program: failed ?? '', exitCode: exitCode ?? -1, signal: signal ?? '', stderr: text },
    })
  }

  #label(): string {
    return labelOf(bind(this.#command))
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines.map(line => line.replace(/\r$/, ''))
}
