import type { ChildProcess } from 'node:child_process'
import { closeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import type { Prepared } from '../prepare.ts'
import { openRedirect } from './files.ts'
import { takePipe } from './pipes.ts'
import type { Pipe } from './pipes.ts'
import { pipesOf } from './processes.ts'
import type { Root } from './processes.ts'
import { exitOf, startOne } from './start-one.ts'
import type { Exit } from './start-one.ts'

/** Where the ends of a pipeline lead: to us, to our own descriptors, or nowhere. */
export interface Ends {
  readonly stdin: 'ignore' | 'pipe' | 'inherit'
  readonly output: 'pipe' | 'inherit'
  /** Each command gets a session of its own, so that its family can be ended. */
  readonly isDetached: boolean
}

/** A command of a running pipeline. */
export interface Stage {
  readonly prepared: Prepared
  readonly exit: Promise<Exit>
  /** What it prints to standard error, where that comes to us. */
  readonly errors: readonly Readable[]
}

export interface Pipeline {
  readonly stages: readonly Stage[]
  readonly roots: readonly Root[]
  readonly stdin: Writable | undefined
  readonly outputs: readonly Readable[]
}

/** A descriptor of a child: our standard output or error pipe, nothing, one of our own descriptors, or the input of the next command. */
type Source = 'out' | 'err' | 'in' | 'ignore' | number | Writable
type Sources = [Source, Source, Source]

/**
 * Starts a pipeline from right to left. Descriptors are connected with each other: data does not pass through this process, and our copies are closed at once,
 * so that a producer learns when its reader ends. Codes: SHELL_SPAWN_FAILED, SHELL_REDIRECT_REFUSED, SHELL_REDIRECT_FAILED.
 */
export function startPipeline(commands: readonly Prepared[], ends: Ends): Pipeline {
  const starter = new Starter(ends)
  try {
    let next: Source = ends.output === 'pipe' ? 'out' : 1
    for (let at = commands.length - 1; at >= 0; at--) next = starter.start(commands[at]!, at === 0, next)
    return starter
  } catch (error) {
    starter.abandon()
    throw error
  } finally {
    starter.close()
  }
}

class Starter implements Pipeline {
  readonly stages: Stage[] = []
  readonly roots: Root[] = []
  readonly outputs: Readable[] = []
  stdin: Writable | undefined
  readonly #ends: Ends
  readonly #children: ChildProcess[] = []
  readonly #opened: number[] = []

  constructor(ends: Ends) {
    this.#ends = ends
  }

  /** Starts one command; gives where the one before has to write. */
  start(prepared: Prepared, isFirst: boolean, next: Source): Source {
    const { stdin, output } = this.#ends
    const pipe = isFirst ? undefined : this.#pipe()
    const sources: Sources = [pipe ? pipe.read : !isFirst || stdin === 'pipe' ? 'in' : stdin === 'inherit' ? 0 : 'ignore', next, output === 'pipe' ? 'err' : 2]
    this.#redirect(prepared, sources)
    if (sources[1] === 'out' && sources[2] === 'out') this.#join(sources)
    const child = this.#launch(prepared, sources)
    if (typeof next === 'object') next.destroy()
    const errors: Readable[] = []
    for (const [source, stream] of [[sources[1], child.stdout], [sources[2], child.stderr]] as const) {
      if (stream && source === 'out') this.outputs.push(stream)
      else if (stream && source === 'err') errors.push(stream)
    }
    this.stages.unshift({ prepared, errors, exit: exitOf(child, prepared) })
    if (isFirst) this.stdin = child.stdin ?? undefined
    return pipe ? pipe.write : (child.stdin ?? 'ignore')
  }

  #pipe(): Pipe | undefined {
    const pipe = takePipe()
    if (pipe) this.#opened.push(pipe.read, pipe.write)
    return pipe
  }

  /** Both outputs in one pipe, in the order of writing; without a pipe they are joined as they arrive. */
  #join(sources: Sources): void {
    const pipe = takePipe()
    if (!pipe) return
    this.#opened.push(pipe.write)
    sources[1] = sources[2] = pipe.write
    this.outputs.push(new Socket({ fd: pipe.read, readable: true, writable: false }))
  }

  #redirect(prepared: Prepared, sources: Sources): void {
    for (const redirect of prepared.redirects) {
      if ('to' in redirect) sources[redirect.fd] = sources[redirect.to]
      else {
        const fd = openRedirect(redirect, prepared.cwd)
        this.#opened.push(fd)
        sources[redirect.fd] = fd
      }
    }
  }

  #launch(prepared: Prepared, sources: readonly Source[]): ChildProcess {
    const { isDetached } = this.#ends
    const child = startOne(prepared, sources.map(source => (source === 'out' || source === 'err' || source === 'in' ? 'pipe' : source)), isDetached)
    this.#children.push(child)
    if (child.pid !== undefined) this.roots.push({ pid: child.pid, isLeader: isDetached, pipes: isDetached ? pipesOf(child.pid) : [] })
    return child
  }

  abandon(): void {
    for (const output of this.outputs) output.destroy()
    for (const child of this.#children) {
      child.on('error', () => undefined)
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy()
      child.kill('SIGKILL')
    }
  }

  close(): void {
    for (const fd of this.#opened) closeSync(fd)
  }
}
