import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { changedSince } from '../src/git/since.ts'
import { git } from '../src/git/git.ts'
import { check, migrate, undo } from '../src/index.ts'
import { readArguments } from '../src/commands/arguments.ts'
import { explainCommand } from '../src/commands/explain-command.ts'
import { flagsOf } from '../src/commands/flags.ts'
import { openStateFolder, withLock } from '../src/write/state-folder.ts'
import { ProjectWriter } from '../src/write/writer.ts'
import { commitAll, project, vulnerable } from './project.ts'

const files = { 'a.js': vulnerable, 'package.json': '{}\n' }
const installed = { ...files, 'node_modules/@breakwater/sql/package.json': '{}' }
const node = (source: string) => `"${process.execPath}" -e "${source}"`

function dirty(): string {
  const root = project(files)
  commitAll(root)
  writeFileSync(join(root, 'a.js'), `${vulnerable}\n`)
  return root
}

async function edited(): Promise<unknown> {
  const root = project(files)
  await migrate({ cwd: root, write: true })
  writeFileSync(join(root, 'a.js'), 'mine')
  return undo({ cwd: root })
}

function damaged(): Promise<unknown> {
  const root = project(files)
  mkdirSync(join(openStateFolder(root), 'undo'))
  writeFileSync(join(root, '.breakwater/undo/000001.json'), '{}')
  return undo({ cwd: root })
}

function withoutGit(): unknown {
  const { PATH } = process.env
  process.env['PATH'] = '/nonexistent'
  try {
    return git(project({}), ['status'])
  } finally {
    process.env['PATH'] = PATH
  }
}

function changed(mode: number, disturb: (root: string) => void): void {
  const root = project({ a: 'old' })
  disturb(root)
  new ProjectWriter(root, [{ path: 'a', before: Buffer.from('old'), mode }]).write(new Map([['a', Buffer.from('new')]]))
}

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  CLI_USAGE: () => readArguments('check', ['--wat'], flagsOf.check),
  CLI_PATH_UNREADABLE: () => check({ cwd: project({}), paths: ['missing'] }),
  CLI_PATH_OUTSIDE_PROJECT: () => check({ cwd: project({ 'package.json': '{}' }), paths: [project(files), '.'].reverse() }),
  CLI_GIT_DIRTY: () => migrate({ cwd: dirty(), write: true }),
  CLI_GIT_REF_UNKNOWN: () => changedSince(project({}), 'HEAD'),
  CLI_GIT_FAILED: withoutGit,
  CLI_BUSY: () => {
    const root = project(files)
    return withLock(root, () => migrate({ cwd: root, write: true }))
  },
  CLI_FILE_CHANGED: () => changed(0o644, root => rmSync(join(root, 'a'))),
  CLI_WRITE_FAILED: () => changed(Number.NaN, root => chmodSync(join(root, 'a'), 0o644)),
  CLI_UNDO_NOTHING: () => undo({ cwd: project({}) }),
  CLI_UNDO_EDITED: edited,
  CLI_UNDO_JOURNAL_REFUSED: damaged,
  CLI_VERIFY_BASELINE: () => migrate({ cwd: project(installed), write: true, verify: node('process.exit(1)') }),
  CLI_VERIFY_TIMEOUT: () => migrate({ cwd: project(installed), write: true, verify: node('setInterval(() => {}, 1000)'), verifyTimeoutMs: 300 }),
  CLI_VERIFY_NOT_INSTALLED: () => migrate({ cwd: project(files), write: true, verify: node('0') }),
  CLI_ABORTED: () => migrate({ cwd: project(files), signal: AbortSignal.abort() }),
  CLI_TOPIC_UNKNOWN: () => explainCommand(readArguments('explain', ['nothing'], flagsOf.explain), { cwd: '.', env: {}, stdin: process.stdin, stdout: { write: () => undefined }, stderr: { write: () => undefined } }),
}
