import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'
import { TestLines } from './test-lines.ts'

/** What one run of the verify command said. */
export interface TestRun {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined
  readonly timedOut: boolean
  /** How often each name was reported. */
  readonly passed: ReadonlyMap<string, number>
  readonly failed: ReadonlyMap<string, number>
}

const MAX_LINE_LENGTH = 10_000
const CLOSE_GRACE_MS = 2_000

/** Runs the user's own command in a shell, reading its output as it comes and keeping test names only; the whole process group ends with it or at the time limit. */
export async function runCommand(command: string, cwd: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<TestRun> {
  signal?.throwIfAborted()
  const lines = new TestLines()
  // A group of its own, so that what the command started ends with it.
  const child = spawn(command, { shell: true, cwd, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] })
  const end = () => endGroup(child.pid)
  let timedOut = false
  const timer = setTimeout(() => ((timedOut = true), end()), timeoutMs)
  signal?.addEventListener('abort', end, { once: true })
  feed(child.stdout, line => lines.push(line))
  feed(child.stderr, line => lines.push(line))
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject)
      // A process left behind may hold the pipes open for ever.
      child.on('exit', exit => setTimeout(() => (end(), resolve(exit)), CLOSE_GRACE_MS).unref())
      child.on('close', resolve)
    })
    signal?.throwIfAborted()
    return { code: code ?? undefined, timedOut, passed: lines.passed, failed: lines.failed }
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', end)
    end()
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // It has ended.
  }
}

/** Splits a stream into lines, dropping what is beyond the length limit: output may flood. */
function feed(stream: Readable, take: (line: string) => void): void {
  let open = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk: string) => {
    let at = 0
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', at)) {
      take((open + chunk.slice(at, Math.min(end, at + MAX_LINE_LENGTH))).slice(0, MAX_LINE_LENGTH))
      open = ''
      at = end + 1
    }
    if (open.length < MAX_LINE_LENGTH) open += chunk.slice(at, at + MAX_LINE_LENGTH)
  })
  stream.on('end', () => open && take(open))
  stream.on('error', () => undefined)
}
