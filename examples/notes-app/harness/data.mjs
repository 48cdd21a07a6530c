import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FILES = { 'shopping.txt': 'milk bread and eggs\n', 'plan.txt': 'Monday: call Bob\nTuesday: buy milk\n', 'name with blanks.txt': 'one two three\n' }

/** A folder for the files of the app, with something beside it that is none of its users' business. `reset` puts it back. */
export function makeData() {
  const folder = mkdtempSync(join(tmpdir(), 'notes-data-'))
  const reset = () => {
    rmSync(folder, { recursive: true, force: true })
    mkdirSync(join(folder, 'attachments'), { recursive: true })
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, 'attachments', name), text)
    writeFileSync(join(folder, 'secrets.txt'), 'smtp password: hunter-2\n')
  }
  reset()
  return { folder, reset, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
