import type { Family } from './family.ts'
import { fetch } from './fetch.ts'
import { files } from './files.ts'
import { shell } from './shell.ts'
import { sql } from './sql.ts'

/** Every family, in the order of their rules. */
export const families: readonly Family[] = [sql, shell, files, fetch]
