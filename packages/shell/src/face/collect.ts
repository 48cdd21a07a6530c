import type { ChildProcess } from 'node:child_process'
import type { Readable } from 'node:stream'
import { escapeLines } from '../escape.ts'
import type { NodeOptions } from './options.ts'
import type { Target } from './target.ts'

/** The error that exec and execFile of Node.js give, with its properties. */
export interface ExecException extends Error {
  cmd?: string
  killed?: boolean
  code?: number | string | null
  signal?: NodeJS.Signals | null
  stdout?: string | Buffer
  stderr?: string | Buffer
}
type Done = (error: ExecException | null, stdout: string | Buffer, stderr: string | Buffer) => void

const DEFAULT_MAX_BUFFER = 1024 * 1024

/** Collects the output of a child and calls back as exec does: maxBuffer, timeout, killSignal, encoding, and an error with code, signal, killed and cmd. */
export function collect(child: ChildProcess, target: Target, options: NodeOptions, done: Done): void {
  const encoding = options['encoding'] === undefined ? 'utf8' : options['encoding']
  const isText = typeof encoding === 'string' && Buffer.isEncoding(encoding)
  const maxBuffer = typeof options['maxBuffer'] === 'number' ? options['maxBuffer'] : DEFAULT_MAX_BUFFER
  const killSignal = (options['killSignal'] ?? 'SIGTERM') as NodeJS.Signals
  let failure: ExecException | undefined
  let isKilled = false
  let isDone = false
  const out = gather(child.stdout, maxBuffer, isText ? encoding : undefined, () => overflow('stdout'))
  const err = gather(child.stderr, maxBuffer, isText ? encoding : undefined, () => overflow('stderr'))
  const timeout = options['timeout']
  const timer = typeof timeout === 'number' && timeout > 0 ? setTimeout(kill, timeout) : undefined

  function kill(): void {
    child.stdout?.destroy()
    child.stderr?.destroy()
    isKilled = true
    child.kill(killSignal)
  }
  function overflow(name: string): void {
    failure ??= Object.assign(new RangeError(`${name} maxBuffer length exceeded`), { code: 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER' })
    kill()
  }
  function finish(code: number | null, signal: NodeJS.Signals | null): void {
    if (isDone) return
    isDone = true
    clearTimeout(timer)
    const stdout = out()
    const stderr = err()
    if (!failure && code === 0 && signal === null) return done(null, stdout, stderr)
    failure ??= Object.assign(new Error(`Command failed: ${target.label}\n${escapeLines(target.redact(String(stderr)))}`), { code, killed: child.killed || isKilled, signal })
    failure.cmd = target.label
    done(failure, stdout, stderr)
  }
  child.on('close', finish)
  child.on('error', error => {
    failure ??= error
    child.stdout?.destroy()
    child.stderr?.destroy()
    finish(null, null)
  })
}

function gather(stream: Readable | null, maxBuffer: number, encoding: BufferEncoding | undefined, overflow: () => void): () => string | Buffer {
  const chunks: Buffer[] = []
  let size = 0
  stream?.on('data', (chunk: Buffer | string) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
    const kept = bytes.subarray(0, Math.max(0, maxBuffer - size))
    chunks.push(kept)
    size += bytes.length
    if (size > maxBuffer) overflow()
  })
  return () => (encoding ? Buffer.concat(chunks).toString(encoding) : Buffer.concat(chunks))
}
