import { optional, readOptions } from '@breakwater/core'
import { locate } from '../project/locate.ts'
import { undoLast } from '../write/undo.ts'

const spec = { cwd: optional('a string', (value): value is string => typeof value === 'string' && value !== '') }

/**
 * Puts back exactly what the last run of `migrate` with `write` changed, and gives the paths. Refuses files edited since (UNDO_EDITED).
 * Codes: UNDO_NOTHING, UNDO_JOURNAL_REFUSED, BUSY.
 */
export async function undo(options?: { cwd?: string }): Promise<readonly string[]> {
  const { cwd } = readOptions('undo', options, spec)
  return undoLast(locate(cwd ?? process.cwd(), []).root)
}
