import { exec as nodeExec, execSync as nodeExecSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { cmd, execSync, program, withCommands, words } from '../src/child-process.ts'
import { workshop } from './workshop.ts'

const folder = workshop({ 'argv': '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n', 'my tool': '#!/bin/sh\necho "tool $*"\n' })

describe('program', () => {
  test('a path that is known when the code runs', () => {
    expect(execSync(cmd`${program(process.execPath)} -p 1+1`, { encoding: 'utf8' })).toBe('2\n')
    expect(execSync(cmd`${program(`${folder}/my tool`)} ${'a b'}`, { encoding: 'utf8' })).toBe('tool a b\n')
    expect(execSync(cmd`true && ${program('echo')} x | cat`, { encoding: 'utf8' })).toBe('x\n')
  })
  test('is one program, whatever a shell would make of it', () => {
    for (const name of ['echo a; echo b', 'echo $(id)', 'true && id', '`id`']) expect(() => execSync(cmd`${program(name)} x`, { stdio: 'pipe' })).toThrow(expect.objectContaining({ status: 127 }))
  })
  test('is trusted as the first word alone', async () => {
    await expectRefusal(() => execSync(cmd`sort ${program('x')} -o ${program('--compress-program=id')}`.toString() as never), 'SHELL_COMMAND_REQUIRED')
    expect(() => execSync(cmd`sh -c ${program('id')}`)).toThrow(expect.objectContaining({ code: 'SHELL_CODE_POSITION' }))
  })
  test.each([[''], [' '], ['-x'], [undefined], [{}]])('refuses %j', async value => {
    await expectRefusal(() => execSync(cmd`${program(value as never)} x`), 'SHELL_VALUE_REFUSED')
  })
})

describe('withCommands', () => {
  const both = withCommands(nodeExec)
  test('text goes on as before, a command runs without a shell', async () => {
    const answer = (command: unknown) => new Promise<string>((resolve, reject) => both(command as never, (error: Error | null, out: string) => (error ? reject(error) : resolve(out))))
    expect(await answer('echo $((1 + 1))')).toBe('2\n')
    expect(await answer(cmd`echo ${'$((1 + 1))'}`)).toBe('$((1 + 1))\n')
  })
  test('promisified, both give stdout and stderr', async () => {
    const run = promisify(both) as unknown as (command: unknown) => Promise<{ stdout: string; stderr: string }>
    expect(await run('echo a; echo b >&2')).toEqual({ stdout: 'a\n', stderr: 'b\n' })
    expect(await run(cmd`echo ${'a; b'}`)).toEqual({ stdout: 'a; b\n', stderr: '' })
  })
  test('what runs at once', () => expect([String(withCommands(nodeExecSync)('echo a')), String(withCommands(nodeExecSync)(cmd`echo ${'`id`'}`))]).toEqual(['a\n', '`id`\n']))
  test('a function of another module takes no commands', async () => {
    const other = withCommands((text: string) => text.length)
    expect(other('abc')).toBe(3)
    await expectRefusal(() => other(cmd`ls`), 'SHELL_COMMAND_REQUIRED')
  })
})

const seen = (command: ReturnType<typeof cmd>) => execSync(command, { encoding: 'utf8', stdio: 'pipe' })
const argv = program(`${folder}/argv`)

describe('words, as a shell read them', () => {
  test.each<[unknown, string]>([
    ['a b', '<a><b>'], ['  a \t b\n', '<a><b>'], ['', ''], [undefined, ''], [null, ''], [12, '<12>'], [true, '<true>'], [Buffer.from('a b\n'), '<a><b>'], [new URL('http://a.test/x'), '<http://a.test/x>'],
    ['"a b" c', '<a b><c>'], ["'a b'c", '<a bc>'], ['a\\ b', '<a b>'], ['"a\\"b"', '<a"b>'], ['""', '<>'], ["it's", "<it's>"], ['$(id) `id` ; | & > x *', '<$(id)><`id`><;><|><&><>><x><*>'],
  ])('%j', (value, expected) => expect(seen(cmd`${argv} ${words(value as string)}`)).toBe(expected))
  test.each([[{}], [['a']], [() => 'a']])('refuses %j', async value => {
    await expectRefusal(() => seen(cmd`${argv} ${words(value as never)}`), 'SHELL_VALUE_REFUSED')
  })
  test('what concatenation wrote is written in the middle of a word, too', () => expect(seen(cmd`${argv} a=${true} "${Buffer.from('x y')}"`)).toBe('<a=true><x y>'))
})

describe('words that may be options', () => {
  const options = { options: true }
  test.each<[string, () => ReturnType<typeof cmd>, string]>([
    ['of a program that is not known', () => cmd`${argv} ${words('-a --b=c d', options)}`, '<-a><--b=c><d>'],
    ['of one that is', () => cmd`printf ${'%s'} ${words('x', options)}`, 'x'],
    ['before values', () => cmd`sort ${words('-r -n', options)} /dev/null`, ''],
    ['a subcommand', () => cmd`git ${words('--version', options)}`, seen(cmd`git --version`)],
  ])('%s', (_, command, expected) => expect(seen(command())).toBe(expected))
  test.each<[string, () => ReturnType<typeof cmd>, string]>([
    ['an option that runs code', () => cmd`sort ${words('--compress-program=id /dev/null', options)}`, 'SHELL_CODE_POSITION'],
    ['an abbreviated one', () => cmd`sort ${words('--compress-prog=id /dev/null', options)}`, 'SHELL_CODE_POSITION'],
    ['an option of git that runs code', () => cmd`git ${words('clone --upload-pack=id x', options)}`, 'SHELL_CODE_POSITION'],
    ['an address that runs code', () => cmd`git clone ${words('ext::id x', options)}`, 'SHELL_OPERAND_REFUSED'],
    ['settings of git', () => cmd`git ${words('-c core.sshCommand=id fetch', options)}`, 'SHELL_CODE_POSITION'],
    ['an option that writes a file', () => cmd`git log ${words('--output=x', options)}`, 'SHELL_OPTION_SMUGGLED'],
    ['the same in two words', () => cmd`git log ${words('--output x', options)}`, 'SHELL_OPTION_SMUGGLED'],
    ['a subcommand that is not known', () => cmd`git ${words('nothing-known', options)}`, 'SHELL_PROGRAM_SLOT'],
    ['the program behind another', () => cmd`env ${words('id', options)}`, 'SHELL_CODE_POSITION'],
    ['code', () => cmd`sh -c ${words('id', options)}`, 'SHELL_CODE_POSITION'],
    ['a word that is not said to be one', () => cmd`sort ${words('-o x', {})} -n`, 'SHELL_OPTION_SMUGGLED'],
  ])('refuses %s', async (_, command, code) => {
    await expectRefusal(() => seen(command()), code)
  })
})
