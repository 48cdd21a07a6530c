import { code } from './data/code.ts'
import { files } from './data/files.ts'
import { git } from './data/git.ts'
import { net } from './data/net.ts'
import { system } from './data/system.ts'
import { text } from './data/text.ts'
import { readRow } from './row.ts'
import type { Row, RowText } from './row.ts'

/** What is believed of a program that the tables do not know: its operands are data, and whether it honours `--` is unknown. */
export const UNKNOWN: Row = readRow({})

const texts = new Map<string, RowText>()
for (const table of [files, text, git, net, code, system]) for (const names of Object.keys(table)) for (const name of names.split(' ')) texts.set(name, table[names]!)

const rows = new Map<string, Row>()
// python3.11, gcc-12, ruby3.1 are the same programs.
const VERSION = /^(python|ruby|perl|php|lua|node|gcc|g\+\+|clang|clang\+\+|pip|java)-?\d+(?:\.\d+)*$/

/** What is known of a program, by the last part of its path. */
export function rowOf(name: string): Row | undefined {
  const base = name.replace(/^.*[\\/]/, '').replace(/\.(?:exe|cmd|bat|com)$/i, '')
  const known = rows.get(base)
  if (known) return known
  // GNU programs are gtar, gsed, gfind … on other systems.
  const found = texts.get(base) ?? texts.get(base.toLowerCase()) ?? texts.get(VERSION.exec(base)?.[1] ?? '') ?? texts.get(base.replace(/^(?:g|bsd)(?=[a-z]{2})/, ''))
  if (!found) return undefined
  const row = readRow(found)
  rows.set(base, row)
  return row
}
