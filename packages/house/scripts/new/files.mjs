import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../workspace.mjs'

/** Writes new files, path below the root -> text; refuses to overwrite any. Gives their names. */
export function writeNew(files) {
  for (const file of Object.keys(files)) if (existsSync(join(root, file))) throw new Error(`${file} is already there`)
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return Object.keys(files).map(file => `new: ${file}`)
}

/** A changeset for one package. */
export const changeset = (id, packageName, bump, text) => ({ [`.changeset/${id}.md`]: `---\n'${packageName}': ${bump}\n---\n\n${text}\n` })
