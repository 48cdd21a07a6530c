#!/usr/bin/env node
import { main } from './commands/main.ts'

const stop = new AbortController()
// The first signal lets the run put its files back; the second ends it at once.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())

// A reader that went away (`| head`) is no error.
process.stdout.on('error', error => (error as NodeJS.ErrnoException).code === 'EPIPE' && process.exit(1))

void main(process.argv.slice(2), { cwd: process.cwd(), env: process.env, stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, signal: stop.signal })
  .then(code => {
    process.exitCode = stop.signal.aborted ? 130 : code
  })
