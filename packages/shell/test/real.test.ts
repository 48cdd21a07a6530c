import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { expectRefusal } from '@breakwater/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lookup } from '../src/lookup.ts'
import { cmd, optional, path, secret, sh, words } from '../src/index.ts'
import { workshop } from './workshop.ts'

const folder = workshop({ 'a.txt': 'one\ntwo\n', '--help': 'a file\n', '-rf': 'dash\n', 'sub/b.txt': 'b\n', 'sub/c d.txt': 'c\n', 'x=1': 'awk\n', 'a:b': 'colon\n', 'list.json': '{"a":{"b":1}}\n' })
const here = sh.with({ cwd: folder, env: { GIT_AUTHOR_NAME: 'A', GIT_AUTHOR_EMAIL: 'a@b.test', GIT_COMMITTER_NAME: 'A', GIT_COMMITTER_EMAIL: 'a@b.test', HOME: folder } })
const has = (name: string) => lookup(name, { path: process.env['PATH'] ?? '', cwd: '/', local: false }) !== undefined

/** What programs make of what they get; skipped where one is missing. */
const table: readonly (readonly [string, string, () => PromiseLike<unknown>, unknown])[] = [
  ['cat', 'a file that looks like an option', () => here`cat ${'--help'}`.text(), 'a file\n'],
  ['cat', 'the same, wrapped', () => here`cat ${path('--help')}`.text(), 'a file\n'],
  ['ls', 'a file that looks like an option', () => here`ls ${'-rf'}`.lines(), ['-rf']],
  ['grep', 'a pattern that looks like an option', () => here`grep -c ${'-x'} a.txt`.then(() => 0, error => (error as { details: { exitCode: number } }).details.exitCode), 1],
  ['grep', 'flags from words', () => here`grep ${words('-i -n')} ${'TWO'} ${'a.txt'}`.text(), '2:two\n'],
  ['sed', 'a line by number', () => here`sed -n ${2}p ${'a.txt'}`.text(), 'two\n'],
  ['sed', 'a file that looks like a script', () => here`sed -n p ${'-rf'}`.text(), 'dash\n'],
  ['awk', 'a file that looks like an assignment', () => here`awk '{print x $1}' ${path('x=1')}`.text(), 'awk\n'],
  ['awk', 'a variable', () => here`awk -v n=${'o n e'} 'NR == 1 {print n}' a.txt`.text(), 'o n e\n'],
  ['awk', 'a value with backslashes in the environment', () => here`N=${'a\\nb'} awk 'NR == 1 {print ENVIRON["N"]}' a.txt`.text(), 'a\\nb\n'],
  ['find', 'a pattern', () => here`find ${'sub'} -name ${'*.txt'} | sort`.lines(), ['sub/b.txt', 'sub/c d.txt']],
  ['find', '-exec', () => here`find sub -name ${'b*'} -exec cat {} +`.text(), 'b\n'],
  ['find', '-exec sh with a static script', () => here`find sub -name ${'c*'} -exec sh -c 'basename "$1"' sh {} \\;`.text(), 'c d.txt\n'],
  ['xargs', 'names with blanks', () => here`find sub -type f -print0 | xargs -0 cat | sort`.lines(), ['b', 'c']],
  ['xargs', '-I', () => here`ls sub | xargs -I {} echo ${'<'}{}${'>'}`.lines(), ['<b.txt>', '<c d.txt>']],
  ['sort', 'keys', () => here`sort -r -k ${1} ${'a.txt'}`.lines(), ['two', 'one']],
  ['tar', 'a name with a colon', () => here`tar cf ${path('t:1.tar')} ${path(['--help', 'a:b'])} && tar tf ${path('t:1.tar')}`.lines(), ['./--help', './a:b']],
  ['tar', 'into a folder', () => here`mkdir -p out && tar czf o.tgz -C sub . && tar xzf ${'o.tgz'} -C ${'out'} && ls out`.lines(), ['b.txt', 'c d.txt']],
  ['zip', 'names with dashes', () => here`zip -q z.zip ${'-rf'} ${'a.txt'} && unzip -Z1 ${'z.zip'}`.lines(), ['-rf', 'a.txt']],
  ['rsync', 'local folders', () => here`rsync -a ${'sub/'} ${'copy'} && ls copy`.lines(), ['b.txt', 'c d.txt']],
  ['rsync', 'a name with a colon', () => here`rsync -a ${path('a:b')} ${'copied'} && cat copied`.text(), 'colon\n'],
  ['git', 'a commit and its log', () => here`git init -q repo && cd repo && git commit -q --allow-empty -m ${'-m "x" $(id)'} && git log -n ${1} --format=%s`.text(), '-m "x" $(id)\n'],
  ['git', 'a clone from a folder', () => here`git clone -q ${path('repo')} ${'clone'} && ls -A clone`.text(), '.git\n'],
  ['git', 'a file that looks like an option', () => here`cd repo && touch -- -x && git add ${'-x'} && git status --porcelain -- ${'-x'}`.text(), 'A  -x\n'],
  ['git', 'config', () => here`cd repo && git config user.name ${'B C'} && git config user.name`.text(), 'B C\n'],
  ['python3', 'arguments', () => here`python3 -c 'import sys; print(sys.argv[1:])' ${'-x'} ${'a b'}`.text(), "['-x', 'a b']\n"],
  ['node', 'arguments', () => here`node -p 'process.argv.slice(1)' ${'--eval=1'} ${'a b'}`.text(), "[ '--eval=1', 'a b' ]\n"],
  ['perl', 'arguments', () => here`perl -e 'print "@ARGV"' ${'-e1'} ${'b'}`.text(), '-e1 b'],
  ['jq', 'a value', () => here`jq --arg k ${'a'} '.[$k].b' ${'list.json'}`.text(), '1\n'],
  ['man', 'a page that is not there', () => here`man -w ${'no-such-page'}`.then(() => 'found', () => 'none'), 'none'],
  ['dd', 'files', () => here`dd if=${'a.txt'} of=${path('dd.out')} status=none && cat dd.out`.lines(), ['one', 'two']],
  ['make', 'a target', () => here`make -s -f ${cmd`rules.mk`} ${'greet'}`.text(), 'hello\n'],
  ['env', 'variables', () => here`env -i A=${'x y'} sh -c 'echo "$A"'`.text(), 'x y\n'],
  ['timeout', 'a wrapped program', () => here`timeout ${10} cat ${'-rf'}`.text(), 'dash\n'],
  ['df', 'an optional operand that vanishes', () => here`df -P ${optional('')} | head -n ${1} | wc -l`.text().then(text => text.trim()), '1'],
  ['ssh', 'its version', () => here`ssh -V 2>&1`.text().then(text => text.startsWith('OpenSSH')), true],
  ['wc', 'from standard input', () => here.with({ stdin: 'a b c' })`wc -w`.text().then(text => text.trim()), '3'],
]
writeFileSync(join(folder, 'rules.mk'), 'greet:\n\t@echo hello\n')

describe('real programs', () => {
  for (const [program, name, run, expected] of table) {
    test.skipIf(!has(program))(`${program}: ${name}`, async () => {
      expect(await run()).toEqual(expected)
    })
  }
})

describe.skipIf(!has('curl'))('curl against a server', () => {
  const seen: { url?: string; method?: string; body: string; header: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += String(chunk)))
    request.on('end', () => {
      seen.push({ url: request.url!, method: request.method!, body, header: String(request.headers['x-a']) })
      response.end('ok')
    })
  })
  let port = 0
  beforeAll(() => new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => { port = (server.address() as AddressInfo).port; resolve() })))
  afterAll(() => void server.close())
  test('values arrive as they are', async () => {
    expect(await here`curl -sS -X ${'PUT'} -H ${'X-A: b;c'} --data-raw ${'@a.txt & more'} ${`http://127.0.0.1:${port}/x?y=${encodeURIComponent('z&w')}`}`.text()).toBe('ok')
    expect(await here`curl -sS --data-urlencode q=${'a@b'} --oauth2-bearer ${secret('t')} http://127.0.0.1:${port}/`.text()).toBe('ok')
    expect(await here`curl -sS -d @${path('a.txt')} ${`127.0.0.1:${port}`}`.text()).toBe('ok')
    expect(seen).toMatchObject([{ method: 'PUT', url: '/x?y=z%26w', body: '@a.txt & more', header: 'b;c' }, { body: 'q=a%40b' }, { body: 'onetwo' }])
  })
})

describe('exploits leave no mark', () => {
  const mark = join(folder, 'mark')
  const touch = `touch ${mark}`
  mkdirSync(join(folder, 'evil'), { recursive: true })
  writeFileSync(join(folder, 'evil/run.sh'), `#!/bin/sh\n${touch}\n`, { mode: 0o755 })
  const script = join(folder, 'evil/run.sh')
  /** Each runs the script on a shell or with an array of arguments. */
  test.each([
    ['a command after a semicolon', () => here`ls ${`; ${touch}`}`],
    ['a substitution', () => here`ls ${`$(${touch})`} ${`\`${touch}\``}`],
    ['tar checkpoint', () => here`tar cf x.tar ${['--checkpoint=1', `--checkpoint-action=exec=${touch}`]} a.txt`],
    ['tar to a host', () => here`tar cf ${`${script}:x`} a.txt --rsh-command=${script}`],
    ['find -exec', () => here`find ${['.', '-exec', script, ';']}`],
    ['sort', () => here`sort ${[`--compress-program=${script}`, '-S1k']} a.txt`],
    ['git upload-pack', () => here`git ls-remote ${`--upload-pack=${script}`} repo`],
    ['git ext', () => here`git -c protocol.ext.allow=always clone ${`ext::${script}`} cloned`],
    ['git clone -c', () => here`git clone ${`-ccore.fsmonitor=${script}`} repo cloned2`],
    ['git pager', () => here`git grep ${`-O${script}`} x`],
    ['rsync', () => here`rsync ${['-e', script]} a.txt ${'h:x'}`],
    ['ssh', () => here`ssh ${`-oProxyCommand=${script}`} x`],
    ['zip', () => here`zip y.zip a.txt ${['-T', '-TT', script]}`],
    ['man', () => here`man ${`-P${script}`} ls`],
    ['awk', () => here`awk ${`BEGIN { system("${touch}") }`}`],
    ['sed', () => here`sed ${`1e ${touch}`} a.txt`],
    ['sed in a file position', () => here`sed -n p ${[`-e1e ${touch}`, 'a.txt']}`],
    ['xargs', () => here`echo a | xargs ${script}`],
    ['env', () => here`env ${script}`],
    ['python', () => here`python3 ${`-cimport os; os.system('${touch}')`}`],
    ['node', () => here`node ${`--eval=require('child_process').execSync('${touch}')`} a`],
    ['make', () => here`make ${`--eval=$(shell ${touch})`} -f rules.mk`],
    ['make, a target', () => here`make -f rules.mk greet ${`X=$(shell ${touch})`}`],
    ['a name of a program', () => here`${script}`],
    ['an own PATH', () => here`PATH=${join(folder, 'evil')} run.sh`],
    ['an own BASH_ENV', () => here`BASH_ENV=${script} bash -c true`],
    ['a wildcard', () => sh.with({ cwd: join(folder, 'wild') })`tar cf x.tar *`],
    ['curl -K', () => here`curl ${['-K', script]}`],
    ['curl to a file', () => here`curl -s ${`file://${script}`} ${['-o', mark]}`],
    ['a redirect', () => here`echo x > ${'../mark'}`],
    ['input to sh', () => here`xargs -I {} sh -c 'echo {}' < ${'names'}`],
    ['names of files in sh', () => sh.with({ cwd: join(folder, 'names.d') })`find . -type f -exec sh -c 'echo {}' \\;`],
  ])('%s', async (_, attack) => {
    mkdirSync(join(folder, 'wild'), { recursive: true })
    for (const name of ['--checkpoint=1', `--checkpoint-action=exec=touch ..${''}`, 'z']) writeFileSync(join(folder, 'wild', name), '')
    writeFileSync(join(folder, 'names'), `$(${touch})\n`)
    mkdirSync(join(folder, 'names.d'), { recursive: true })
    writeFileSync(join(folder, 'names.d', '$(touch ..$PWD-mark)'.replace('..$PWD-mark', 'mark')), '')
    await Promise.resolve(attack()).then(() => undefined, () => undefined)
    expect(existsSync(mark) || existsSync(join(folder, 'names.d/mark'))).toBe(false)
    expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('one\ntwo\n')
  })
})

test('a program that is refused has not run', async () => {
  await expectRefusal(() => here`touch marked | git log ${'--output=x'}`, 'SHELL_OPTION_SMUGGLED')
  expect(existsSync(join(folder, 'marked'))).toBe(false)
})
