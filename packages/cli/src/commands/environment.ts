import type { Readable } from 'node:stream'
import type { Screen } from '../terminal/colour.ts'

/** What a command touches of the process; tests give their own. */
export interface Environment {
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Screen & { write(text: string): unknown }
  readonly stderr: Screen & { write(text: string): unknown }
  readonly signal?: AbortSignal
}

/** 0 clean, 1 something pending, 2 error. */
export type ExitCode = 0 | 1 | 2
