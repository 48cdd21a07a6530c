import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expectRefusal } from '@breakwater/core/testing'
import { Type } from '@sinclair/typebox'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { cmd, opt, optional, path, secret, sh } from '../src/index.ts'
import type { RunEvent } from '../src/index.ts'
import { workshop } from './workshop.ts'

const folder = workshop({ 'a.txt': 'b\na\nc\n', 'b.txt': 'x\n', '-x.txt': 'dash\n', '.hidden.txt': '', 'sub/c.txt': 'c\n', 'a:b.txt': '', 'two words.txt': 'w\n' })
const here = sh.with({ cwd: folder })
const there = sh.with({ cwd: workshop({ 'a.txt': '', 'b.txt': '', '-x.txt': '', '.hidden.txt': '', 'a:b.txt': '', 'two words.txt': '' }) })
const isLinux = process.platform === 'linux'

describe('results', () => {
  test('awaiting gives exit code, signal and both outputs', async () => {
    expect(await sh`sh -c 'echo out; echo err >&2'`).toEqual({ exitCode: 0, signal: null, stdout: 'out\n', stderr: 'err\n' })
  })
  test('text, lines, bytes, json', async () => {
    expect(await sh`printf 'a\\r\\nb\\n\\nc'`.text()).toBe('a\r\nb\n\nc')
    expect(await sh`printf 'a\\r\\nb\\n\\nc'`.lines()).toEqual(['a', 'b', '', 'c'])
    expect(await sh`printf ''`.lines()).toEqual([])
    expect([...(await sh`printf '\\000\\377'`.bytes())]).toEqual([0, 255])
    expect(await sh`echo ${'{"a":1}'}`.json()).toEqual({ a: 1 })
    expect(await sh`echo ${'{"a":1}'}`.json(z.object({ a: z.number() }))).toEqual({ a: 1 })
    expect(await sh`echo ${'{"a":1}'}`.json(Type.Object({ a: Type.Integer() }))).toEqual({ a: 1 })
  })
  test.each([
    ['JSON_INVALID', 'no JSON', () => sh`echo x`.json()],
    ['JSON_KEY_REFUSED', 'a __proto__', () => sh`echo ${'{"__proto__":{}}'}`.json()],
    ['SCHEMA_MISMATCH', 'other JSON than the schema says', () => sh`echo ${'{"a":"1"}'}`.json(z.object({ a: z.number() }))],
    ['SHELL_OUTPUT_TAKEN', 'awaiting what is streamed', () => { const run = sh`echo x`; run.stream().resume(); return run }],
    ['SHELL_EXIT', 'a stream of a program that fails', async () => { for await (const _ of sh`false`.stream()) void _ }],
    ['SHELL_OPTION_SMUGGLED', 'a stream of what is refused', async () => { for await (const _ of sh`git log ${'--output=x'}`.stream()) void _ }],
    ['SHELL_OUTPUT_LIMIT', 'a line without an end', async () => { for await (const _ of sh.with({ maxOutputBytes: 1000 })`cat /dev/zero`) void _ }],
  ])('%s: %s', async (code, _, action) => void (await expectRefusal(action, code)))
  test('a command runs once, whatever is asked of it, and not before', async () => {
    const running = here`sh -c 'echo x >> once; cat once'`
    expect(existsSync(join(folder, 'once'))).toBe(false)
    expect([await running.text(), (await running).stdout, await running.lines()]).toEqual(['x\n', 'x\n', ['x']])
    await running.finally(() => undefined)
  })
  test('catch and finally', async () => {
    expect(await sh`false`.catch(error => (error as { code: string }).code)).toBe('SHELL_EXIT')
  })
  test('lines one by one; leaving the loop ends the programs', async () => {
    const seen: string[] = []
    for await (const line of sh`yes | cat -n`) if (seen.push(line.trim()) === 3) break
    expect(seen).toEqual(['1\ty', '2\ty', '3\ty'])
    const all: string[] = []
    for await (const line of sh`printf 'ä\\nb'`) all.push(line)
    expect(all).toEqual(['ä', 'b'])
  })
  test('a stream holds the producer back and loses nothing', async () => {
    let bytes = 0
    for await (const chunk of sh`head -c ${3_000_000} /dev/zero | cat`.stream()) {
      bytes += (chunk as Buffer).length
      if (bytes < 300_000) await new Promise(resolve => setTimeout(resolve, 150))
    }
    expect(bytes).toBe(3_000_000)
  })
  test('a stream that is destroyed ends the programs', async () => {
    const stream = here`sh -c 'echo $$ > pid; exec yes'`.stream()
    await new Promise(resolve => stream.once('data', resolve))
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    stream.destroy()
    await expect.poll(() => isAlive(pid)).toBe(false)
  })
  test('what is run is told, without values', async () => {
    const events: RunEvent[] = []
    const watched = sh.with({ onRun: event => events.push(event) })
    await watched`echo ${'secret'}`
    await watched`false`.catch(() => undefined)
    expect(events.map(({ command, exitCode, error }) => [command, exitCode, error])).toEqual([['echo «arg 1»', 0, undefined], ['false', 1, 'SHELL_EXIT']])
    expect(events[0]!.durationMs).toBeGreaterThan(0)
  })
  test('dryRun and plan run nothing', async () => {
    const { plan } = await here.with({ dryRun: true })`rm -rf ${'-x'} > ${'out'} && ${opt('cat', ['cat'])} a*.txt`
    expect(plan).toEqual(await here`rm -rf ${'-x'} > ${'out'} && ${opt('cat', ['cat'])} a*.txt`.plan())
    expect(plan!.flatMap(step => step.commands.map(({ argv }) => argv))).toEqual([['rm', '-rf', '--', '-x'], ['cat', 'a.txt', './a:b.txt']])
    expect(plan![0]!.commands[0]).toMatchObject({ cwd: folder, redirects: [{ fd: 1, mode: '>', file: join(folder, 'out') }] })
    expect(plan![0]!.commands[0]!.program).toMatch(/^\/.*\/rm$/)
    expect(existsSync(join(folder, 'out'))).toBe(false)
  })
})

describe('lines of commands', () => {
  test.each([
    ['a pipeline', () => here`sort a.txt | head -n ${2} | tr a-z A-Z`.text(), 'A\nB\n'],
    ['&& and ||', () => here`true && echo a || echo b`.text(), 'a\n'],
    ['|| after a failure', () => here`false && echo a || echo b`.text(), 'b\n'],
    ['|| after a program that is not there', () => here`no-such-program x || echo b`.text(), 'b\n'],
    ['cd', () => here`cd ${'sub'} && pwd && ls`.text(), `${folder}/sub\nc.txt\n`],
    ['cd to nowhere', () => here`cd ${'nowhere'} && ls || echo no`.text(), 'no\n'],
    ['command -v', () => here`command -v ${'no-such-program'} || echo none`.text(), 'none\n'],
    ['a variable', () => here`A=${'x y'} sh -c 'echo "$A"'`.text(), 'x y\n'],
    ['2>&1 in the order of writing', () => here`sh -c 'echo a; echo b >&2; echo c' 2>&1`.text(), 'a\nb\nc\n'],
    ['2>&1 into a pipe', () => here`sh -c 'echo a; echo b >&2' 2>&1 | sort -r`.text(), 'b\na\n'],
    ['2>&1 before >', () => here`sh -c 'echo a; echo b >&2' 2>&1 > /dev/null`.text(), 'b\n'],
    ['> before 2>&1', () => here`sh -c 'echo a; echo b >&2' > both 2>&1 && cat both`.text(), 'a\nb\n'],
    ['2>/dev/null', () => here`sh -c 'echo a; echo b >&2' 2>/dev/null`.text(), 'a\n'],
    ['>> and <', () => here`echo a > app && echo b >> app && cat < app`.text(), 'a\nb\n'],
    ['> a name chosen at run time', () => here`echo a > ${'named.txt'} && cat < ${'named.txt'}`.text(), 'a\n'],
    ['> empties a file', () => here`echo long line > over && echo a > ${'over'} && cat over`.text(), 'a\n'],
    ['a redirect before the program', () => here`< a.txt sort`.text(), 'a\nb\nc\n'],
    ['a pattern', () => there`echo *.txt`.text(), './-x.txt a.txt ./a:b.txt b.txt two words.txt\n'],
    ['a pattern with a value in it', () => here`echo ${'sub'}/*.txt ${'*'}*.txt`.text(), 'sub/c.txt **.txt\n'],
    ['a pattern without a match', () => here`echo *.nothing`.text(), '*.nothing\n'],
    ['sets', () => there`echo [ab].txt [!ab]*.txt`.text(), 'a.txt b.txt ./-x.txt two words.txt\n'],
    ['a quoted pattern', () => here`echo '*.txt' "*.txt" \\*.txt`.text(), '*.txt *.txt *.txt\n'],
    ['~', () => sh.with({ env: { HOME: '/h' } })`echo ~ ~/x '~' a~`.text(), '/h /h/x ~ a~\n'],
    ['a pattern that a command before it made', () => here`mkdir -p made && cp a.txt made/n.txt && echo made/*.txt`.text(), 'made/n.txt\n'],
    ['grep that finds nothing before another program', () => here`grep ${'nothing'} a.txt | wc -l`.text().then(text => text.trim()), '0'],
    ['a producer stopped by its reader', () => here`yes | head -n 1`.text(), 'y\n'],
    ['a program that opens /dev/stdin again', () => here`echo a | cat /dev/stdin`.text(), 'a\n'],
    ['producers that notice the broken pipe themselves', () => here`python3 -c 'while True: print("y")' | head -n 1`.text(), 'y\n'],
  ])('%s', async (_, run, text) => {
    expect(await run()).toBe(text)
  })
  test('a producer stopped by its reader says nothing about it', async () => {
    for (let round = 0; round < 10; round++) expect((await sh`yes | head -n 1`).stderr).toBe('')
  })
  test.each([
    ['SHELL_EXIT', 'a failing program', () => sh`false`],
    ['SHELL_EXIT', 'a program that a signal ends', () => sh`sh -c 'kill -9 $$'`],
    ['SHELL_EXIT', 'a failing producer', () => sh`sh -c 'echo a; exit 3' | cat`],
    ['SHELL_EXIT', 'an exit code that is not allowed', () => sh.with({ exitCodes: [1] })`sh -c 'exit 2'`],
    ['SHELL_EXIT', '0 where it is not allowed', () => sh.with({ exitCodes: [1] })`true`],
    ['SHELL_EXIT', 'cd to nowhere', () => here`cd nowhere`],
    ['SHELL_PROGRAM_NOT_FOUND', 'no such program', () => sh`no-such-program`],
    ['SHELL_PROGRAM_NOT_FOUND', 'no such program in a pipeline', () => sh`echo a | no-such-program`],
    ['SHELL_REDIRECT_FAILED', 'no such file', () => here`cat < nowhere`],
    ['SHELL_REDIRECT_REFUSED', 'a file outside', () => here`echo a > ${'../x'}`],
    ['SHELL_REDIRECT_REFUSED', 'an absolute file outside', () => here`echo a > ${'/tmp/breakwater-x'}`],
    ['SHELL_REDIRECT_REFUSED', 'the folder itself', () => here`cat < ${'.'}`],
    ['SHELL_REDIRECT_REFUSED', 'a part of a name outside', () => here`echo a > sub/${'../../x'}`],
    ['SHELL_REDIRECT_REFUSED', 'a wrapped path outside', () => here`echo a > ${path('/etc/breakwater-x')}`],
    ['SHELL_OPTION_SMUGGLED', 'a refusal in the second command, before the first runs', () => here`touch ran && git log ${'--output=x'}`],
  ])('%s: %s', async (code, _, action) => void (await expectRefusal(action, code)))
  test('a refused line has run nothing', () => {
    expect(existsSync(join(folder, 'ran'))).toBe(false)
  })
  test('a link does not lead a redirect out', async () => {
    symlinkSync('/tmp', join(folder, 'out-folder'))
    symlinkSync('/tmp/breakwater-y', join(folder, 'out-link'))
    await here`mkfifo fifo`
    await expectRefusal(() => here`echo a > ${'out-folder/breakwater-y'}`, 'SHELL_REDIRECT_REFUSED')
    await expectRefusal(() => here`echo a > ${'out-link'}`, 'SHELL_REDIRECT_REFUSED')
    await expectRefusal(() => here`cat < ${'fifo'}`, 'SHELL_REDIRECT_REFUSED')
    expect(existsSync('/tmp/breakwater-y')).toBe(false)
    expect(await here`echo a > ${opt('/dev/null', ['/dev/null'])}`.text()).toBe('')
  })
  test('exit codes that are allowed', async () => {
    expect((await sh.with({ exitCodes: [0, 1] })`grep x /dev/null`).exitCode).toBe(1)
    expect((await sh.with({ exitCodes: 'any' })`sh -c 'exit 7'`).exitCode).toBe(7)
    expect((await sh.with({ exitCodes: 'any' })`sh -c 'kill -9 $$'`).signal).toBe('SIGKILL')
  })
})

describe('input', () => {
  test.each([
    ['text', 'abc ä'],
    ['bytes', Buffer.from('abc ä')],
    ['a stream', () => Readable.from([Buffer.from('abc '), Buffer.from('ä')])],
    ['a web stream', () => new Blob(['abc ä']).stream()],
  ])('%s', async (_, input) => {
    expect(await sh.with({ stdin: (typeof input === 'function' ? input() : input) as string })`cat | cat`.text()).toBe('abc ä')
  })
  test('none, so that a program that reads does not wait', async () => {
    expect(await sh`cat`.text()).toBe('')
  })
  test('a program that does not read it is no failure', async () => {
    expect(await sh.with({ stdin: 'x'.repeat(5_000_000) })`true`.text()).toBe('')
  })
})

describe('limits', () => {
  test.each([
    ['SHELL_TIMEOUT', 'time', () => sh.with({ timeoutMs: 50 })`sleep 60`],
    ['SHELL_TIMEOUT', 'time of a program that ignores TERM', () => sh.with({ timeoutMs: 50, killAfterMs: 50 })`sh -c 'trap "" TERM; while :; do sleep 1; done'`],
    ['SHELL_TIMEOUT', 'time of a program that has stopped itself', () => sh.with({ timeoutMs: 100, killAfterMs: 50 })`sh -c 'kill -STOP $$'`],
    ['SHELL_OUTPUT_LIMIT', 'output', () => sh.with({ maxOutputBytes: 100_000 })`yes`],
    ['SHELL_OUTPUT_LIMIT', 'NUL bytes', () => sh.with({ maxOutputBytes: 100_000 })`cat /dev/zero`],
    ['SHELL_OUTPUT_LIMIT', 'standard error', () => sh.with({ maxOutputBytes: 100_000 })`sh -c 'yes >&2'`],
    ['SHELL_OUTPUT_LIMIT', 'standard error beside a stream', async () => { for await (const _ of sh.with({ maxOutputBytes: 100_000 })`sh -c 'yes >&2'`.stream()) void _ }],
  ])('%s: %s', async (code, _, action) => void (await expectRefusal(action, code)))
  test('an abort signal', async () => {
    const controller = new AbortController()
    setTimeout(() => controller.abort(new Error('enough')), 50)
    const error = await expectRefusal(() => sh.with({ signal: controller.signal })`sleep 60`, 'SHELL_ABORTED')
    expect((error.cause as Error).message).toBe('enough')
  })
  test('a grandchild that holds the output is not waited for, nor is its output lost that came before', async () => {
    const start = Date.now()
    expect(await sh`sh -c 'sleep 30 & echo $!; echo done'`.lines().then(async ([pid, done]) => { process.kill(Number(pid)); return done })).toBe('done')
    expect(await sh`sh -c 'sleep 30 2>&1 & echo $!; echo done' 2>&1`.lines().then(async ([pid, done]) => { process.kill(Number(pid)); return done })).toBe('done')
    expect(Date.now() - start).toBeLessThan(20_000)
  })
  test('the end of output is not cut off while this process is busy', async () => {
    const running = sh`sh -c 'head -c 2000000 /dev/zero'`.bytes()
    for (let round = 0; round < 6; round++) {
      await new Promise(resolve => setTimeout(resolve, 5))
      const until = Date.now() + 80
      while (Date.now() < until);
    }
    expect((await running).length).toBe(2_000_000)
  })
  test.runIf(isLinux)('the whole family is ended, also what left the session', async () => {
    const names = ['plain', 'session', 'orphan']
    const script = 'sleep 300 & echo $! > plain; setsid sh -c "echo \\$\\$ > session; exec sleep 300" & sh -c "setsid sh -c \\"echo \\\\\\$\\\\\\$ > orphan; exec sleep 300\\" &" ; sleep 300'
    await expectRefusal(() => here.with({ timeoutMs: 700, killAfterMs: 200 })`sh -c ${opt('x', { x: script })}`, 'SHELL_TIMEOUT')
    const pids = names.map(name => Number(readFileSync(join(folder, name), 'utf8')))
    expect(pids.every(pid => pid > 1)).toBe(true)
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
  })
})

describe('errors', () => {
  test('a failure shows the text, not the values, and the end of standard error', async () => {
    const error = await expectRefusal(() => sh`sh -c 'echo "bad: $1" >&2; exit 3' sh ${'val ue'} ${secret('hunter2')}`, 'SHELL_EXIT')
    expect(error.message).toContain('exit code 3: bad: val ue')
    expect(error.message).toContain('«arg 1» «arg 2»')
    expect(error.details).toMatchObject({ exitCode: 3, signal: '', program: 'sh', stderr: 'bad: val ue' })
  })
  test('control characters are escaped', async () => {
    const error = await expectRefusal(() => sh`sh -c 'printf "\\033[2J\\r\\u202e\\nok" >&2; exit 1'`, 'SHELL_EXIT')
    expect(error.message).not.toMatch(/[\x1b\r\u202e]/)
    expect(error.message).toContain('\\u{1b}[2J')
    const inText = await expectRefusal(() => sh`false 'a\u202eb\u001b'`, 'SHELL_EXIT')
    expect(inText.message).not.toMatch(/[\x1b\u202e]/)
  })
  test('secrets are in no error and no standard error, also in part or encoded', async () => {
    const value = 'pass word/1\nsecond line'
    const print = sh.with({ exitCodes: 'any' })`sh -c 'echo "$1" "$2" >&2; exit 1' sh ${secret(value)} ${secret(encodeURIComponent(value))}`
    expect((await print).stderr).not.toMatch(/pass word|second line|pass%20word/)
    const error = await expectRefusal(() => sh`sh -c 'echo "$1" | head -n 1 >&2; exit 1' sh ${secret(value)}`, 'SHELL_EXIT')
    expect(JSON.stringify([error, error.message, String(error.stack)])).not.toMatch(/pass word/)
    const inUrl = await expectRefusal(() => sh`sh -c 'echo "fatal: $1" >&2; exit 1' sh https://user:${secret('tok3n')}@host`, 'SHELL_EXIT')
    expect(inUrl.message).toContain('https://user:«secret»@host')
  })
  test('neither environment nor input is shown', async () => {
    const error = await expectRefusal(() => sh.with({ env: { TOKEN: 'tok3n' }, stdin: 'inp0t' })`false`, 'SHELL_EXIT')
    expect(JSON.stringify([error, error.message])).not.toMatch(/tok3n|inp0t/)
  })
})

describe('interactive programs', () => {
  test('inherit our own input and outputs', () => {
    const script = "import('@breakwater/shell').then(async ({ sh }) => { await sh.with({ stdio: 'inherit' })`cat`; await sh.with({ stdio: 'inherit' })`sh -c 'echo err >&2'` })"
    const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', script], { cwd: join(import.meta.dirname, '..'), input: 'typed', encoding: 'utf8' })
    expect({ stdout, stderr, status }).toEqual({ stdout: 'typed', stderr: 'err\n', status: 0 })
  })
})

// Containers without user namespaces have bubblewrap and cannot use it.
const works = await sh`bwrap --ro-bind / / --unshare-all -- /bin/true`.then(() => true, () => false)

describe('sandbox', () => {
  test.runIf(works)('only the working folder can be written, and there is no network', async () => {
    const boxed = here.with({ sandbox: 'bwrap', exitCodes: 'any' })
    expect((await boxed`touch inside`).exitCode).toBe(0)
    expect(existsSync(join(folder, 'inside'))).toBe(true)
    expect((await boxed`touch /usr/breakwater-x`).exitCode).toBe(1)
    expect((await boxed`ls ${'-x.txt'}`).stdout).toBe('-x.txt\n')
    expect((await boxed`cat /proc/net/dev`).stdout.trim().split('\n').length).toBe(3)
    expect((await boxed.with({ sandbox: 'auto' })`touch /usr/breakwater-x`).exitCode).toBe(1)
  })
  test('auto goes without where it is missing', async () => {
    expect(await sh.with({ sandbox: 'auto' })`echo a`.text()).toBe('a\n')
  })
})

test('nothing is left open or running', async () => {
  const count = () => (isLinux ? Number(execFileSync('sh', ['-c', `ls /proc/${process.pid}/fd | wc -l`], { encoding: 'utf8' })) : 0)
  await sh`echo a | cat | cat`
  const before = count()
  // Pipes are kept in store by eights.
  for (let round = 0; round < 8; round++) await here`sort < a.txt 2>&1 | head -n 1 > ${'sorted'}`
  await sh`echo a > /dev/null ${optional(undefined)}`
  await sh`no-such-program`.catch(() => undefined)
  await sh`${cmd`false`}`.catch(() => undefined)
  await new Promise(resolve => setTimeout(resolve, 50))
  expect(count()).toBeLessThanOrEqual(before)
  expect(process.listenerCount('exit')).toBeLessThan(10)
  writeFileSync(join(folder, 'end'), '')
})

/** A zombie has ended. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}
