import * as node from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { cmd, exec, execFile, execFileSync, execSync, opt, optional, path, secret, spawn, spawnSync, words } from '../src/child-process.ts'
import { cmd as strictCmd } from '../src/index.ts'
import { unsafeShell } from '../src/unsafe.ts'
import { workshop } from './workshop.ts'

const folder = workshop({ 'a.txt': 'b\na\n', 'tool': '#!/bin/sh\necho tool\n' })
const any = (value: unknown) => value as never
type Called = { error: Record<string, unknown> | null; stdout: unknown; stderr: unknown }
const called = (start: (callback: (error: unknown, stdout: unknown, stderr: unknown) => void) => unknown) =>
  new Promise<Called>(resolve => start((error, stdout, stderr) => resolve({ error: error ? { ...(error as object), name: (error as Error).name, message: (error as Error).message } : null, stdout, stderr })))

/** The same line as a string for node:child_process and as a command for the face: callbacks must be equal. */
const lines: readonly (readonly [string, ReturnType<typeof cmd>, node.ExecOptions?])[] = [
  ['echo "a  b"', cmd`echo "a  b"`],
  ["printf 'a\\nb'", cmd`printf 'a\\nb'`],
  ['cat a.txt', cmd`cat a.txt`, { cwd: folder }],
  ['cat a.txt | sort | head -n 1', cmd`cat a.txt | sort | head -n 1`, { cwd: folder }],
  ['pwd', cmd`pwd`, { cwd: folder }],
  ['cd / && pwd', cmd`cd / && pwd`, { cwd: folder }],
  ['cd nowhere || echo no', cmd`cd nowhere || echo no`, { cwd: folder }],
  ['echo *.txt', cmd`echo *.txt`, { cwd: folder }],
  ["sh -c 'echo a; echo b >&2; echo c' 2>&1", cmd`sh -c 'echo a; echo b >&2; echo c' 2>&1`],
  ["sh -c 'echo a; echo b >&2' 2>/dev/null", cmd`sh -c 'echo a; echo b >&2' 2>/dev/null`],
  ['echo a > made.txt && cat made.txt', cmd`echo a > made.txt && cat made.txt`, { cwd: folder }],
  ['false || echo b', cmd`false || echo b`],
  ['false | echo b', cmd`false | echo b`],
  ['false && echo b', cmd`false && echo b`],
  ["sh -c 'echo a; echo b >&2; exit 3'", cmd`sh -c 'echo a; echo b >&2; exit 3'`],
  ["echo a | sh -c 'cat; exit 3'", cmd`echo a | sh -c 'cat; exit 3'`],
  ["sh -c 'kill -9 $$' | cat", cmd`sh -c 'kill -9 $$' | cat`],
  ["true | sh -c 'kill -9 $$'", cmd`true | sh -c 'kill -9 $$'`],
  ['yes | head -n 2', cmd`yes | head -n 2`],
  ["A='x y' sh -c 'echo $A'", cmd`A='x y' sh -c 'echo $A'`],
  ['sh -c \'echo "$B"\'', cmd`sh -c 'echo "$B"'`, { env: { ...process.env, B: 'own' } }],
  ['grep nothing a.txt', cmd`grep nothing a.txt`, { cwd: folder }],
  ['command -v sh', cmd`command -v sh`, { env: { PATH: '/usr/bin:/bin' } }],
  ['command -v no-such-program-x || echo none', cmd`command -v no-such-program-x || echo none`],
  ['ls /nonexistent', cmd`ls /nonexistent`],
  ['no-such-program-x', cmd`no-such-program-x`],
  ['echo a', cmd`echo a`, { encoding: 'buffer' as never }],
  ['printf ä', cmd`printf ä`, { encoding: 'latin1' }],
  ['echo abcdef', cmd`echo abcdef`, { maxBuffer: 3 }],
  ['sleep 60', cmd`sleep 60`, { timeout: 60 }],
  ['exec sleep 60', cmd`exec sleep 60`, { timeout: 60, killSignal: 'SIGKILL' }],
  ['pwd', cmd`pwd`, { cwd: '/nonexistent' }],
]

describe('exec calls back as node:child_process does', () => {
  test.each(lines.map(([text, command, options]) => ({ text, command, options })))('$text', async ({ text, command, options }) => {
    const [theirs, ours] = [await called(callback => node.exec(text, options, callback)), await called(callback => exec(command, any(options), any(callback)))]
    // cmd and message hold the text; a shell's own complaint begins with its path and line.
    const comparable = ({ error, stdout, stderr }: Called) => ({ stdout, stderr: typeof stderr === 'string' ? stderr.replace(/^(?:Killed|Terminated)\n/, '') : stderr, error: error && { code: error['code'], killed: error['killed'], signal: error['signal'], name: error['name'] } })
    expect(comparable(ours)).toEqual(comparable(theirs))
    if (theirs.error) {
      expect(Object.keys(ours.error!).sort()).toEqual(expect.arrayContaining(['code', 'message', 'name']))
      if (typeof theirs.error['code'] === 'number') expect([ours.error!['cmd'], ours.error!['message']]).toEqual([theirs.error['cmd'], String(theirs.error['message']).replace(/Killed\n$/, '')])
    }
  })
})

const shapes: readonly (readonly [string, () => unknown, () => unknown])[] = [
  ['execSync gives bytes', () => node.execSync('echo a'), () => execSync(cmd`echo a`)],
  ['execSync gives text', () => node.execSync('echo a', { encoding: 'utf8' }), () => execSync(cmd`echo a`, { encoding: 'utf8' })],
  ['execSync of a pipeline', () => node.execSync('cat | sort', { input: 'b\na\n', encoding: 'utf8' }), () => execSync(cmd`cat | sort`, { input: 'b\na\n', encoding: 'utf8' })],
  ['execSync without output', () => node.execSync('echo a', { stdio: 'ignore' }), () => execSync(cmd`echo a`, { stdio: 'ignore' })],
  ['execSync without output of a pipeline', () => node.execSync('echo a | cat', { stdio: 'ignore' }), () => execSync(cmd`echo a | cat`, { stdio: 'ignore' })],
  ['execFileSync', () => node.execFileSync('echo', ['a b'], { encoding: 'utf8' }), () => execFileSync(cmd`echo ${'a b'}`, { encoding: 'utf8' })],
  ['spawnSync', () => node.spawnSync('sh -c "echo a; echo b >&2; exit 3"', { shell: true, encoding: 'utf8' }), () => spawnSync(cmd`sh -c "echo a; echo b >&2; exit 3"`, { encoding: 'utf8' })],
  ['spawnSync of a pipeline', () => node.spawnSync('echo a | cat', { shell: true, encoding: 'utf8' }), () => spawnSync(cmd`echo a | cat`, { encoding: 'utf8' })],
  ['spawnSync with stdio', () => node.spawnSync('echo a | cat', { shell: true, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }), () => spawnSync(cmd`echo a | cat`, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })],
]

describe('synchronous forms', () => {
  const withoutPid = (value: unknown) => (typeof value === 'object' && value !== null && 'pid' in value ? { ...value, pid: 0 } : value)
  test.each(shapes)('%s', (_, theirs, ours) => expect(withoutPid(ours())).toEqual(withoutPid(theirs())))
  test('execSync throws with status, signal, output, stdout and stderr', () => {
    const thrown = (run: () => unknown) => {
      try {
        run()
      } catch (error) {
        return { ...(error as object), pid: 0, message: (error as Error).message }
      }
      return undefined
    }
    expect(thrown(() => execSync(cmd`sh -c 'echo a; echo b >&2; exit 3'`, { stdio: 'pipe' }))).toEqual(thrown(() => node.execSync("sh -c 'echo a; echo b >&2; exit 3'", { stdio: 'pipe' })))
    expect(thrown(() => execSync(cmd`echo a | sh -c 'exit 3'`, { stdio: 'pipe' }))).toMatchObject({ status: 3 })
  })
})

describe('promises', () => {
  test('of exec and execFile', async () => {
    expect(await promisify(exec)(cmd`echo ${'a b'}`)).toEqual({ stdout: 'a b\n', stderr: '' })
    expect(await promisify(execFile)(cmd`echo a | cat`, { encoding: 'buffer' })).toEqual({ stdout: Buffer.from('a\n'), stderr: Buffer.alloc(0) })
    const { child } = promisify(exec)(cmd`true`)
    expect(child.pid).toBeGreaterThan(0)
    await expect(promisify(exec)(cmd`sh -c 'echo a; exit 3'`)).rejects.toMatchObject({ code: 3, stdout: 'a\n', stderr: '' })
  })
})

describe('handles', () => {
  const ended = (child: node.ChildProcess) => new Promise<unknown[]>(resolve => child.on('close', (...args) => resolve(args)))
  test.each([['a program', () => spawn(cmd`cat`)], ['a pipeline', () => spawn(cmd`cat | cat`)]])('%s: input, output, events', async (_, start) => {
    const child = start()
    expect(child.pid).toBeGreaterThan(0)
    let text = ''
    const exit = new Promise(resolve => child.on('exit', resolve))
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    child.stdin.end('typed')
    expect([await ended(child), text, await exit]).toEqual([[0, null], 'typed', 0])
  })
  test.each([['a program', () => spawn(cmd`sleep 60`)], ['a pipeline', () => spawn(cmd`sh -c 'echo up; exec sleep 60' | cat`)]])('%s: kill', async (name, start) => {
    const child = start()
    if (name === 'a pipeline') await new Promise(resolve => child.stdout.once('data', resolve))
    expect(child.kill()).toBe(true)
    expect(await ended(child)).toEqual([null, 'SIGTERM'])
    expect(child.killed).toBe(true)
  })
  test('exec gives a handle with input', async () => {
    const result = called(callback => {
      const child = exec(cmd`cat | tr a-z A-Z`, any(callback))
      child.stdin!.end('typed')
    })
    expect(await result).toEqual({ error: null, stdout: 'TYPED', stderr: '' })
  })
  test('an abort signal', async () => {
    const controller = new AbortController()
    const result = called(callback => exec(cmd`sleep 60`, { signal: controller.signal }, any(callback)))
    controller.abort()
    expect((await result).error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
  })
  test('inherited outputs and a detached child', () => {
    const script = "const { spawn, cmd, execSync } = require('@breakwater/shell/child-process'); execSync(cmd`echo one | cat`, { stdio: 'inherit' }); spawn(cmd`echo two`, { stdio: 'inherit', detached: true }).unref()"
    expect(node.spawnSync(process.execPath, ['-e', script], { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' }).stdout).toBe('one\ntwo\n')
  })
  test('stdio to a descriptor', async () => {
    const child = spawn(cmd`echo a | cat`, { stdio: ['ignore', 'pipe', 2] })
    let text = ''
    child.stdout!.on('data', (chunk: Buffer) => (text += String(chunk)))
    await ended(child)
    expect(text).toBe('a\n')
  })
})

const bad = () => cmd`git log ${'--output=x'}`

describe('a refusal arrives as a failure of the program would', () => {
  const refused = { name: 'BreakwaterError', code: 'SHELL_OPTION_SMUGGLED' }
  test('at the callback, later', async () => {
    let isLater = false
    const result = called(callback => exec(bad(), any((...args: [unknown, unknown, unknown]) => { expect(isLater).toBe(true); callback(...args) })))
    isLater = true
    expect(await result).toMatchObject({ error: refused, stdout: '', stderr: '' })
    expect(await called(callback => execFile(bad(), {}, any(callback)))).toMatchObject({ error: refused })
  })
  test.each([
    ['a value of no kind', () => cmd`ls ${any(undefined)}`, 'SHELL_VALUE_REFUSED'],
    ['a choice', () => cmd`ls ${opt('x', ['a'])}`, 'SHELL_CHOICE_REFUSED'],
    ['a path', () => cmd`ls ${path('')}`, 'SHELL_PATH_REFUSED'],
    ['a secret', () => cmd`ls ${secret('\0')}`, 'SHELL_TEXT_MALFORMED'],
    ['words', () => cmd`ls ${words('\0')}`, 'SHELL_TEXT_MALFORMED'],
    ['an optional value', () => cmd`ls ${optional({})}`, 'SHELL_VALUE_REFUSED'],
    ['in a fragment', () => cmd`ls ${cmd`${any({})}`}`, 'SHELL_VALUE_REFUSED'],
    ['in a list', () => cmd`ls ${[opt('x', ['a'])]}`, 'SHELL_CHOICE_REFUSED'],
    ['in optional', () => cmd`ls ${optional(opt('x', ['a']))}`, 'SHELL_CHOICE_REFUSED'],
  ] as const)('%s is kept until then', async (_, make, code) => {
    const command = make()
    expect(await called(callback => exec(command, any(callback)))).toMatchObject({ error: { code } })
  })
  test('at the promise', async () => void (await expectRefusal(() => promisify(exec)(bad()), 'SHELL_OPTION_SMUGGLED')))
  test('at the error event of a handle that has its streams', async () => {
    const child = spawn(bad())
    child.stdout.on('data', () => undefined)
    child.stdin.end('x')
    expect(await new Promise(resolve => child.on('error', resolve))).toMatchObject(refused)
    expect(child.kill()).toBe(false)
  })
  test('in the result of spawnSync, thrown by execSync', async () => {
    expect(spawnSync(bad())).toMatchObject({ status: null, error: refused })
    await expectRefusal(() => execSync(bad()), 'SHELL_OPTION_SMUGGLED')
  })
  test.each([
    ['SHELL_COMMAND_REQUIRED', 'a string', () => exec(any('ls'))],
    ['SHELL_COMMAND_REQUIRED', 'a string with a callback', () => exec(any('ls'), () => undefined)],
    ['SHELL_COMMAND_REQUIRED', 'a string for spawn', () => spawn(any('ls'), any(['-l']))],
    ['SHELL_COMMAND_REQUIRED', 'a string for execFile', () => execFile(any('ls'), any(['-l']))],
    ['SHELL_COMMAND_REQUIRED', 'a list', () => spawnSync(any(['ls']))],
    ['SHELL_COMMAND_REQUIRED', 'an imitation', () => execSync(any({ template: {}, values: [] }))],
    ['SHELL_COMMAND_REQUIRED', 'arguments beside the command', () => spawn(cmd`ls`, any(['-l']))],
    ['SHELL_OPTION_UNSUPPORTED', 'shell: true', () => exec(cmd`ls`, any({ shell: true }))],
    ['SHELL_OPTION_UNSUPPORTED', 'a shell', () => spawn(cmd`ls`, any({ shell: '/bin/bash' }))],
    ['TEMPLATE_REQUIRED', 'cmd of a string', () => cmd(any('ls'))],
    ['SHELL_SYNTAX_REFUSED', 'text that needs a shell', () => cmd`ls; id`],
  ])('%s: %s is thrown at once', async (code, _, action) => void (await expectRefusal(action, code)))
  test('shell: false and empty arguments are let through', () => {
    expect(String(execFileSync(cmd`echo a`, any({ shell: false })))).toBe('a\n')
    expect((spawnSync as (...given: unknown[]) => { stdout: string })(cmd`echo a`, [], { encoding: 'utf8' }).stdout).toBe('a\n')
  })
  test('a command of the strict tag is the same', () => expect(String(execSync(strictCmd`echo a`))).toBe('a\n'))
})

describe('environment', () => {
  const own = (name: string) => `node -p process.env.${name}`
  test('the whole environment is inherited, dangerous names too', () => {
    process.env['GIT_DIR'] = '/own'
    try {
      expect(execSync(cmd`sh -c 'echo $GIT_DIR'`, { encoding: 'utf8' })).toBe('/own\n')
      expect(execSync(cmd`sh -c 'echo $GIT_DIR $A' | cat`, { encoding: 'utf8', env: { ...process.env, A: 'b' } })).toBe('/own b\n')
      expect(spawnSync(cmd`sh -c 'echo $GIT_DIR'`, { env: { ...process.env, GIT_DIR: '/other' } }).error).toMatchObject({ code: 'SHELL_ENV_REFUSED' })
    } finally {
      delete process.env['GIT_DIR']
    }
    expect(own('x')).toContain('x')
  })
  test.each(['LD_PRELOAD', 'NODE_OPTIONS', 'GIT_SSH_COMMAND', 'BASH_ENV'])('%s is refused in env', async name => {
    await expectRefusal(() => execSync(cmd`true`, { env: { ...process.env, [name]: 'x' } }), 'SHELL_ENV_REFUSED')
    expect(await called(callback => exec(cmd`true`, { env: { [name]: 'x' } }, any(callback)))).toMatchObject({ error: { code: 'SHELL_ENV_REFUSED' } })
  })
  test('PATH keeps absolute entries such as node_modules/.bin; relative and empty ones are skipped', () => {
    mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true })
    writeFileSync(join(folder, 'node_modules/.bin/local-tool'), '#!/bin/sh\necho local\n', { mode: 0o755 })
    chmodSync(join(folder, 'tool'), 0o755)
    const PATH = `:.:${join(folder, 'node_modules/.bin')}:/usr/bin:/bin`
    expect(execSync(cmd`local-tool`, { encoding: 'utf8', cwd: folder, env: { PATH } })).toBe('local\n')
    expect(spawnSync(cmd`tool`, { encoding: 'utf8', cwd: folder, env: { PATH } })).toMatchObject({ status: 127 })
  })
  test('polluted prototypes change nothing', () => {
    const prototype = Object.prototype as Record<string, unknown>
    const names = ['shell', 'env', 'argv0', 'cwd', 'NODE_OPTIONS', 'input', 'stdio', 'timeout']
    for (const name of names) Object.defineProperty(prototype, name, { value: '/polluted', configurable: true, writable: true, enumerable: false })
    let results!: unknown[]
    try {
      results = [String(execSync(cmd`echo a`)), String(execSync(cmd`echo a | cat`, { encoding: 'utf8' }))]
    } finally {
      for (const name of names) delete prototype[name]
    }
    expect(results).toEqual(['a\n', 'a\n'])
  })
})

describe('unsafeShell', () => {
  test('runs text in a shell, with a reason', async () => {
    expect(execSync(unsafeShell('for x in a b; do echo $x; done', { reason: 'a test' }), { encoding: 'utf8' })).toBe('a\nb\n')
    expect(execSync(cmd`${unsafeShell('echo a; echo b', { reason: 'a test' })} | sort -r`, { encoding: 'utf8' })).toBe('b\na\n')
    await expectRefusal(() => unsafeShell('ls', any({})), 'UNSAFE_REASON_REQUIRED')
    await expectRefusal(() => unsafeShell('ls', { reason: ' ' }), 'UNSAFE_REASON_REQUIRED')
    await expectRefusal(() => unsafeShell(any(['ls']), { reason: 'x' }), 'SHELL_COMMAND_REQUIRED')
    await expectRefusal(() => unsafeShell('a\0', { reason: 'x' }), 'SHELL_TEXT_MALFORMED')
  })
})

test('what the system does not start is an error of the callback', async () => {
  const long = 'x'.repeat(3_000_000)
  expect((await called(callback => exec(cmd`echo ${long}`, any(callback)))).error).toMatchObject({ code: 'E2BIG' })
})

test('a plan for the runner leaves no file, and a long one fits', () => {
  const list = Array.from({ length: 20_000 }, (_, index) => `argument-${index}`)
  expect(execSync(cmd`echo ${list} | wc -w`, { encoding: 'utf8' }).trim()).toBe('20000')
  expect(existsSync(join(folder, 'breakwater')) || readFileSync(join(folder, 'a.txt'), 'utf8') === 'b\na\n').toBe(true)
})
