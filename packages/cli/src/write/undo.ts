import { join } from 'node:path'
import { codes } from '../codes.ts'
import { readRegular } from './atomic.ts'
import { hashOf, Journal } from './journal.ts'
import { withLock } from './state-folder.ts'
import { ProjectWriter } from './writer.ts'

/** Puts back what the last run that wrote replaced, every file or none. Codes: CLI_UNDO_NOTHING, CLI_UNDO_EDITED, CLI_UNDO_JOURNAL_REFUSED, CLI_BUSY. */
export async function undoLast(root: string): Promise<readonly string[]> {
  return withLock(root, async folder => {
    const { journal, files } = Journal.newest(folder)
    const now = files.map(file => ({ ...file, current: readRegular(join(root, file.path)) }))
    for (const { path, current, before, written } of now) {
      const known = current && (written.includes(hashOf(current)) || current.equals(before))
      if (!known) throw codes.error('CLI_UNDO_EDITED', { at: path })
    }
    const writer = new ProjectWriter(root, now.map(({ path, mode, current }) => ({ path, mode, before: current! })))
    writer.write(new Map(now.map(({ path, before }) => [path, before])))
    const restored = writer.finish()
    journal.remove()
    return restored
  })
}
