import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codes } from '../codes.ts'

const MAX_OUTPUT_BYTES = 512 * 1024 * 1024

// A repository's own configuration can name programs that git would run: fsmonitor, hooks, external diffs, pagers (CVE-2022-24765, CVE-2024-32002).
const guarded = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'diff.external=', '--no-pager', '--no-optional-locks', '--literal-pathspecs']

/** Runs git in a folder without a shell, and gives its output, or undefined where git says no. Code: CLI_GIT_FAILED where it cannot be run. */
export function git(folder: string, args: readonly string[]): string | undefined {
  const result = spawnSync('git', [...guarded, '-C', folder, ...args], { encoding: 'utf8', maxBuffer: MAX_OUTPUT_BYTES, stdio: ['ignore', 'pipe', 'ignore'] })
  if (result.error) throw codes.error('CLI_GIT_FAILED', { cause: result.error })
  return result.status === 0 ? result.stdout : undefined
}

/** The top folder of the git tree that a folder is in, or undefined: none, or no git. */
export function gitTopLevel(folder: string): string | undefined {
  if (!mayBeInTree(folder)) return undefined
  try {
    return git(folder, ['rev-parse', '--show-toplevel'])?.replace(/\r?\n$/, '')
  } catch {
    return undefined
  }
}

/** Whether a folder looks like a part of a git tree: most cheaply told without a process; a tree of another shape (GIT_DIR) is asked for. */
export const mayBeInTree = (folder: string): boolean =>
  process.env['GIT_DIR'] !== undefined || existsSync(join(folder, '.git')) || (folder !== dirname(folder) && mayBeInTree(dirname(folder)))

/** The paths below `root` that are changed and not committed, or new. */
export function uncommittedPaths(root: string): readonly string[] {
  const output = git(root, ['status', '--porcelain=v1', '-z', '--untracked-files=normal', '--ignore-submodules=all', '--', '.'])
  if (output === undefined) throw codes.error('CLI_GIT_FAILED')
  const paths: string[] = []
  const fields = output.split('\0')
  for (let at = 0; at < fields.length; at++) {
    const field = fields[at]!
    if (!field) continue
    paths.push(field.slice(3))
    // A rename is followed by the path it came from.
    if (/^[RC]|^.[RC]/.test(field)) at++
  }
  return paths.filter(path => !/(?:^|\/)\.breakwater\//.test(path))
}

/** Paths below `root`, and the folders above them, that git tracks although .gitignore names them. */
export function trackedThoughIgnored(root: string): ReadonlySet<string> {
  const output = git(root, ['ls-files', '-z', '--cached', '--ignored', '--exclude-standard'])
  const paths = new Set<string>()
  for (const path of output?.split('\0') ?? []) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) paths.add(path.slice(0, end))
  }
  return paths
}
