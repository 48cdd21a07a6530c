import { exec as nodeExec, execSync as nodeExecSync } from 'node:child_process'
import { promisify } from 'node:util'
import { expectRefusal } from '@breakwater/core/testing'
import { describe, expect, test } from 'vitest'
import { cmd, execSync, program, withCommands } from '../src/child-process.ts'
import { workshop } from './workshop.ts'

const folder = workshop({ 'my tool': '#!/bin/sh\necho "tool $*"\n' })

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
