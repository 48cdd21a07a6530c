import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { PassThrough } from 'node:stream'
import { afterAll } from 'vitest'
import { main } from '../src/commands/main.ts'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A site that every version of the catalog migrates. */
export const vulnerable = `const { Pool } = require('pg')
const pool = new Pool()
exports.byId = id => pool.query('select * from users where id = ' + id)
`

export const migrated = `const { Pool } = require('pg')
const { sql, connect } = require('@breakwater/sql/drop-in')
const pool = new Pool()
exports.byId = id => connect(pool).query(sql\`select * from users where id = \${id}\`)
`

/** The same code, in the style that the name says. */
export const variant = (name: string): string => vulnerable.replaceAll('byId', name)

export const manifest = '{\n  "name": "app",\n  "dependencies": {\n    "pg": "^8.0.0"\n  }\n}\n'

/** A real folder with these files, gone after the tests. */
export function project(files: Readonly<Record<string, string | Buffer>>, name = 'breakwater test ünï'): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), `${name} `)))
  folders.push(root)
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  return root
}

/** Runs git in a folder as a user of its own, whatever the machine is set to. */
export function git(root: string, ...args: string[]): string {
  const result = spawnSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', '-c', 'init.defaultBranch=main', '-c', 'commit.gpgsign=false', ...args], { cwd: root, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`git ${args.join(' ')}: ${result.stderr}`)
  return result.stdout
}

/** Makes the folder a git repository with everything committed. */
export function commitAll(root: string): void {
  if (!existsSync(join(root, '.git'))) git(root, 'init', '--quiet')
  git(root, 'add', '--all')
  git(root, 'commit', '--quiet', '--allow-empty', '-m', 'all')
}

export const read = (root: string, path: string): string => readFileSync(join(root, path), 'utf8')

/** Every file below a folder with its content, without .git and .breakwater. */
export function snapshot(root: string): Record<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter(path => !/^\.(?:git|breakwater)\//.test(path))
    .sort()
  return Object.fromEntries(files.map(path => [path, readFileSync(join(root, path)).toString('latin1')]))
}

/** Runs the command line inside this process. */
export async function run(root: string, args: readonly string[], { input, env = {}, isTTY = false, signal }: { input?: string; env?: NodeJS.ProcessEnv; isTTY?: boolean; signal?: AbortSignal } = {}) {
  let out = ''
  let err = ''
  const stdin = new PassThrough()
  stdin.end(input ?? '')
  const code = await main(args, {
    cwd: root, env, stdin, ...(signal && { signal }),
    stdout: { isTTY, write: text => void (out += text) },
    stderr: { isTTY, write: text => void (err += text) },
  })
  return { code, out, err }
}

/** A program that stands in for a test command. */
export function program(root: string, path: string, source: string): string {
  writeFileSync(join(root, path), source)
  chmodSync(join(root, path), 0o755)
  return `"${process.execPath}" "${join(root, path)}"`
}
