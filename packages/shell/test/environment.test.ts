import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { isDangerousName } from '../src/environment.ts'
import { cmd, sh } from '../src/index.ts'
import { batchArguments, isBatchFile, lookupOnWindows } from '../src/lookup-windows.ts'
import { lookup } from '../src/lookup.ts'
import { argvOf } from './argv.ts'
import { workshop } from './workshop.ts'

const variables = async (tag = sh) => Object.fromEntries((await tag`env -0`.text()).split('\0').filter(Boolean).map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
const withOwn = async (own: Readonly<Record<string, string>>, run: () => Promise<void>) => {
  const before = Object.fromEntries(Object.keys(own).map(name => [name, process.env[name]]))
  Object.assign(process.env, own)
  try {
    await run()
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name]
      else process.env[name] = value
    }
  }
}

describe('environment', () => {
  test('a child gets a small set, and what the author names', async () => {
    await withOwn({ MY_TOKEN: 'secret', MY_NAME: 'me', LANG: 'C.UTF-8', LC_TIME: 'C', TZ: 'UTC', LD_PRELOAD: '', NODE_OPTIONS: '', GIT_DIR: '/x', EDITOR: 'vi' }, async () => {
      expect(Object.keys(await variables()).filter(name => !/^(?:PATH|HOME|TMPDIR|TERM|LANG|LC_\w+|TZ|NODE_V8_COVERAGE)$/.test(name))).toEqual([])
      expect(await variables(sh.with({ inheritEnv: ['MY_NAME'], env: { A: 'b', TZ: undefined } }))).toMatchObject({ MY_NAME: 'me', A: 'b', LANG: 'C.UTF-8', LC_TIME: 'C' })
      expect(await variables(sh.with({ env: { TZ: undefined } }))).not.toHaveProperty('TZ')
      expect(await variables(sh.with({ inheritEnv: ['GIT_DIR'] }))).toMatchObject({ GIT_DIR: '/x' })
    })
  })
  test('options of tags add up', async () => {
    expect(await variables(sh.with({ env: { A: '1' }, allowEnv: ['PAGER'] }).with({ env: { PAGER: 'cat' } }))).toMatchObject({ PAGER: 'cat' })
  })
  test('a polluted Object.prototype changes nothing', async () => {
    // A polluted `signal` stops the streams of Node.js itself.
    const names = ['NODE_OPTIONS', 'LD_PRELOAD', 'POLLUTED', 'shell', 'env', 'cwd', 'argv0', 'uid', 'detached', 'timeout', 'timeoutMs', 'stdio', 'input', 'PATH', 'HOME', 'kind', 'text', 'bare', 'inner', 'sub', 'file', 'name', 'execPath']
    const prototype = Object.prototype as Record<string, unknown>
    for (const name of names) Object.defineProperty(prototype, name, { value: '/polluted', configurable: true, writable: true, enumerable: name === 'POLLUTED' || name === 'NODE_OPTIONS' })
    let seen!: Record<string, string>
    let lines!: string[]
    try {
      const text = await sh`env -0`.text()
      lines = await sh`echo ${'a b'} | cat`.lines()
      seen = Object.fromEntries(text.split('\0').filter(Boolean).map(line => [line.slice(0, line.indexOf('=')), 'x']))
    } finally {
      for (const name of names) delete prototype[name]
    }
    expect(lines).toEqual(['a b'])
    expect(Object.keys(seen)).not.toContain('POLLUTED')
    expect(Object.keys(seen)).not.toContain('NODE_OPTIONS')
  })
  test.each(
    ('LD_PRELOAD LD_LIBRARY_PATH LD_AUDIT DYLD_INSERT_LIBRARIES NODE_OPTIONS NODE_PATH BASH_ENV ENV PS4 PROMPT_COMMAND IFS GIT_SSH GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_PAGER GIT_DIR GIT_CONFIG_COUNT GIT_CONFIG_GLOBAL ' +
      'GIT_EXEC_PATH GIT_PROXY_COMMAND GIT_TEMPLATE_DIR RSYNC_RSH CVS_RSH PERL5LIB PERL5OPT PERL5DB PYTHONPATH PYTHONSTARTUP PYTHONHOME PYTHONINSPECT RUBYOPT TAR_OPTIONS LESSOPEN LESSCLOSE PAGER MANPAGER EDITOR VISUAL BROWSER JAVA_TOOL_OPTIONS MAKEFLAGS ' +
      'ZIPOPT GREP_OPTIONS SSH_ASKPASS SUDO_ASKPASS GCONV_PATH HOSTALIASES npm_config_script_shell').split(' '),
  )('%s is refused unless the author names it', async name => {
    await expectRefusal(() => sh.with({ env: { [name]: 'x' } }), 'SHELL_ENV_REFUSED')
    await expectRefusal(() => argvOf(cmd`env -u X ls`, { env: { [name]: 'x' } }), 'SHELL_ENV_REFUSED')
    expect(() => sh.with({ env: { [name]: 'x' }, allowEnv: [name] })).not.toThrow()
  })
  test.each('GIT_AUTHOR_NAME GIT_COMMITTER_EMAIL GIT_TERMINAL_PROMPT PYTHONUNBUFFERED PYTHONIOENCODING FOO HTTP_PROXY AWS_REGION DEBUG CI NO_COLOR NODE_ENV FORCE_COLOR PORT TOKEN DATABASE_URL LC_ALL DOCKER_HOST'.split(' '))('%s is data', name => {
    expect(isDangerousName(name)).toBe(false)
    expect(() => sh.with({ env: { [name]: 'x' } })).not.toThrow()
  })
  test.each([
    ['SHELL_ENV_NAME_REFUSED', { 'A=B': 'x' }],
    ['SHELL_ENV_NAME_REFUSED', { '': 'x' }],
    ['SHELL_ENV_NAME_REFUSED', { 'BASH_FUNC_x%%': '() { id; }' }],
    ['SHELL_TEXT_MALFORMED', { A: 'x\0y' }],
    ['SHELL_VALUE_REFUSED', { A: {} }],
    ['SHELL_VALUE_REFUSED', { A: null }],
    ['SHELL_VALUE_REFUSED', 'A=b'],
  ] as const)('%s: %j', async (code, env) => void (await expectRefusal(() => sh.with({ env: env as never }), code)))
  test('a prefix: the author’s own dangerous name with the author’s own value is meant', async () => {
    expect(await sh`GIT_PAGER=cat LESS='' sh -c 'echo "$GIT_PAGER"'`.text()).toBe('cat\n')
    expect(await sh`A=${'x'}${'y'} B=~ sh -c 'echo "$A"'`.text()).toBe('xy\n')
    await expectRefusal(() => argvOf(cmd`GIT_SSH_COMMAND=${'id'} git fetch`), 'SHELL_ENV_REFUSED')
    expect(argvOf(cmd`PYTHONPATH=${'lib'} python3 a.py`, { allowEnv: ['PYTHONPATH'] })).toEqual([['python3', 'a.py']])
  })
})

const TOOL = '#!/bin/sh\necho "$0"\n'

describe('lookup', () => {
  const folder = workshop({ 'bin/tool-a': TOOL, 'open/tool-b': TOOL, 'tool-c': TOOL, 'node_modules/.bin/tool-d': TOOL, 'bin/tool-e': 'no program', 'rel/tool-f': TOOL })
  chmodSync(join(folder, 'open'), 0o777)
  mkdirSync(join(folder, 'bin/tool-g'))
  const at = sh.with({ cwd: folder, env: { PATH: [join(folder, 'bin'), join(folder, 'open'), '', 'rel', folder, join(folder, 'node_modules/.bin'), '/usr/bin', '/bin'].join(':') } })

  test('an absolute folder of PATH', async () => {
    expect(await at`tool-a`.text()).toBe(`${join(folder, 'bin/tool-a')}\n`)
  })
  test.each([
    ['a folder that all may write to', () => at`tool-b`],
    ['the current folder', () => at`tool-c`],
    ['node_modules/.bin', () => at`tool-d`],
    ['a file that is no program', () => at`tool-e`],
    ['a relative folder', () => at`tool-f`],
    ['a folder', () => at`tool-g`],
    ['an empty name in a path', () => at`./nothing`],
  ])('not %s', async (_, run) => void (await expectRefusal(run, 'SHELL_PROGRAM_NOT_FOUND')))
  test('what is asked for', async () => {
    expect(await at.with({ localBin: true })`tool-d`.text()).toContain('tool-d')
    expect(await at`./tool-c`.text()).toContain('tool-c')
    expect(await at`node_modules/.bin/tool-d`.text()).toContain('tool-d')
    expect(await at`${[join(folder, 'x')].length > 0 ? cmd`cd rel` : cmd``} && ./tool-f`.text()).toContain('tool-f')
  })
  test('children get the same folders', async () => {
    expect(await at`sh -c 'echo $PATH'`.text()).toBe(`${join(folder, 'bin')}:/usr/bin:/bin\n`)
  })
  test('a program that has moved is found again', () => {
    const options = { path: join(folder, 'bin'), cwd: '/', local: false }
    expect(lookup('tool-new', options)).toBeUndefined()
    writeFileSync(join(folder, 'bin/tool-new'), TOOL, { mode: 0o755 })
    expect(lookup('tool-new', options)).toBe(join(folder, 'bin/tool-new'))
  })
  test('programs see the name that was written', async () => {
    expect(await sh`bash -c 'exec -a x true' && ${cmd`ls`} /nonexistent`.catch(error => String((error as Error).message))).toContain('ls: cannot access')
  })
})

describe('Windows', () => {
  const there = new Set(['C:\\tools\\git.exe', 'C:\\tools\\npm.cmd', 'C:\\work\\git.exe', 'C:\\work\\sub\\x.exe', 'C:\\tools\\a.b.exe'])
  const find = (name: string, path = 'C:\\work;;.;\\rel;C:rel;"C:\\tools"') => lookupOnWindows(name, { path, cwd: 'C:\\work', pathext: '.COM;.EXE;.BAT;.CMD;bad', isFile: file => there.has(file) })
  test.each([
    ['git', 'C:\\tools\\git.exe'],
    ['git.exe', 'C:\\tools\\git.exe'],
    ['npm', 'C:\\tools\\npm.cmd'],
    ['.\\sub\\x', 'C:\\work\\sub\\x.exe'],
    ['a.b', 'C:\\tools\\a.b.exe'],
    ['nothing', undefined],
  ])('%s is %s: never the current folder, and no relative entry', (name, file) => expect(find(name)).toBe(file))
  test.each([['x.bat', true], ['X.CMD', true], ['x.bat. .', true], ['x.cmd ', true], ['x.exe', false], ['x.bat.exe', false], ['bat', false]])('%s is a batch file: %s', (name, is) => expect(isBatchFile(name)).toBe(is))
  test.each(['"', '%PATH%', '!x!', 'a\rb', 'a\nb', '"&calc.exe'])('a batch file refuses %j', async text => void (await expectRefusal(() => batchArguments('C:\\x.bat', ['a', text]), 'SHELL_BATCH_ARGUMENT_REFUSED')))
  test('and gets the rest in quotes', () => expect(batchArguments('C:\\my tools\\x.bat', ['a b', '&', 'c\\'])).toEqual(['/d', '/s', '/v:off', '/c', '""C:\\my tools\\x.bat" "a b" "&" "c\\\\""']))
})

test.runIf(process.allowedNodeEnvironmentFlags.has('--experimental-permission'))('Node’s permission flags stay alive', () => {
  const script = "import('@breakwater/shell').then(({ sh }) => sh`echo ok`.text()).then(text => console.log(text), error => console.log(error.code))"
  const run = (flags: string[]) => spawnSync(process.execPath, ['--no-warnings', '--experimental-permission', '--allow-fs-read=*', '--allow-fs-write=*', ...flags, '-e', script], { cwd: join(import.meta.dirname, '..'), encoding: 'utf8' }).stdout.trim()
  expect(run(['--allow-child-process'])).toBe('ok')
  expect(run([])).toMatch(/^(?:SHELL_SPAWN_FAILED|ERR_ACCESS_DENIED)$/)
})
