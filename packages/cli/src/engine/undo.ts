import { optional, readOptions } from '@breakwater/core'
import { locate } from '../project/locate.ts'
import { undoLast } from '../write/undo.ts'

const spec = { cwd: optional('a string', (value): value is string => typeof value === 'string' && value !== '') }

/**
 * Puts back exactly what the last run of `migrate` with `write` changed, and gives the paths. Refuses files edited since (CLI_UNDO_EDITED).
 * Codes: CLI_UNDO_NOTHING, CLI_UNDO_JOURNAL_REFUSED, CLI_BUSY.
 */
export async function undo(options?: { cwd?: string }): Promise<readonly string[]> {
  const { cwd } = readOptions('undo', options, spec)
  return undoLast(locate(cwd ?? process.cwd(), []).root)
}
