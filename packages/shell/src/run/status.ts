import type { Prepared } from '../prepare.ts'
import { rowOf } from '../policy/table.ts'
import type { Exit } from './start-one.ts'

/** How a pipeline ended. */
export interface Status {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  /** The name of the program that failed, where one did. */
  readonly failed: string | undefined
  /** It failed as a producer: its exit code is not that of the last program. */
  readonly isProducer?: boolean
}

/** What a shell gives where there is no such program (XCU 2.8.2). */
export const NOT_FOUND = 127
const SIGPIPE_STATUS = 141
const BROKEN_PIPE = /broken pipe|EPIPE|connection reset|ECONNRESET|failed writing|failure writing/i

/**
 * The status of a pipeline: the last program's, or the last one's that failed before it. A producer that its reader stopped has not failed,
 * nor has one whose exit code means that it found nothing (grep, diff).
 */
export function statusOf(commands: readonly Prepared[], exits: readonly Exit[], errors: readonly Buffer[]): Status {
  for (let at = exits.length - 1; at >= 0; at--) {
    const { code, signal } = exits[at]!
    if (code === 0) continue
    const isProducer = at < exits.length - 1
    const { name, args } = commands[at]!
    if (isProducer && (signal === 'SIGPIPE' || code === SIGPIPE_STATUS || code === nothing(name, args) || BROKEN_PIPE.test(errors[at]!.toString('latin1')))) continue
    return { exitCode: code, signal, failed: name, isProducer }
  }
  return { exitCode: 0, signal: null, failed: undefined }
}

const nothing = (name: string, [subcommand]: readonly string[]) => {
  const row = rowOf(name)
  return row?.nothing ?? row?.sub?.[subcommand ?? '']?.nothing
}
