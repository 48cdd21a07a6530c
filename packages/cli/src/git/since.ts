import { relative, sep } from 'node:path'
import { codes } from '../codes.ts'
import { git, gitTopLevel } from './git.ts'

/** The lines of each file, by its path relative to the root, that changed since a commit; `all` for a file that is new. */
export type ChangedLines = ReadonlyMap<string, 'all' | readonly (readonly [first: number, last: number])[]>

/** Asks git what changed since a commit, in the working tree as it stands. Codes: CLI_GIT_REF_UNKNOWN, CLI_GIT_FAILED. */
export function changedSince(root: string, ref: string): ChangedLines {
  const top = gitTopLevel(root)
  // --end-of-options: a ref such as "--upload-pack=…" must never be read as an option.
  const commit = top && git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])?.trim()
  if (!top || !commit || !/^[0-9a-f]{40,64}$/.test(commit)) throw codes.error('CLI_GIT_REF_UNKNOWN')
  const diff = git(root, ['diff', '--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--ignore-submodules=all', '--src-prefix=a/', '--dst-prefix=b/', commit, '--', '.'])
  const fresh = git(root, ['ls-files', '-z', '--others', '--exclude-standard', '--', '.'])
  if (diff === undefined || fresh === undefined) throw codes.error('CLI_GIT_FAILED')
  const prefix = relative(top, root).split(sep).join('/')
  const changed = readDiff(diff, prefix ? `${prefix}/` : '')
  for (const path of fresh.split('\0')) if (path) changed.set(path, 'all')
  return changed
}

function readDiff(diff: string, prefix: string): Map<string, 'all' | (readonly [number, number])[]> {
  const changed = new Map<string, 'all' | (readonly [number, number])[]>()
  let lines: (readonly [number, number])[] | undefined
  let body = 0
  for (const line of diff.split('\n')) {
    // A changed line can look like a header ("+++ b/x"): the hunk header says how many lines to pass over.
    if (body > 0 && /^[-+]/.test(line)) body--
    else if (line.startsWith('+++ ')) {
      const path = unquote(line.slice(4).replace(/\t?\r?$/, ''))
      lines = undefined
      if (path.startsWith(`b/${prefix}`)) changed.set(path.slice(2 + prefix.length), (lines = []))
    } else {
      const hunk = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line)
      if (!hunk) continue
      const first = Number(hunk[2])
      const count = Number(hunk[3] ?? 1)
      body = Number(hunk[1] ?? 1) + count
      // Where lines were only taken away, those beside the gap count as changed.
      lines?.push(count ? [first, first + count - 1] : [first, first + 1])
    }
  }
  return changed
}

const escapes: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }

/** Undoes git's C-style quoting of a path. */
function unquote(path: string): string {
  if (!path.startsWith('"')) return path
  const bytes: number[] = []
  const parts = /\\([0-7]{3})|\\(.)|([^\\]+)/gs
  for (const [, octal, escape, plain] of path.slice(1, -1).matchAll(parts)) {
    if (octal) bytes.push(Number.parseInt(octal, 8))
    else if (escape) bytes.push(escapes[escape] ?? escape.charCodeAt(0))
    else bytes.push(...Buffer.from(plain!, 'utf8'))
  }
  return Buffer.from(bytes).toString('utf8')
}
