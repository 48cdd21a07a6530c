import { promisify } from 'node:util'
import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import { exec, execSync, spawn } from '../src/child-process.ts'
import { cmd, opt, optional, path, secret, sh, words } from '../src/index.ts'
import type { Plan, Result, Running, Shell, ShellCommand, ShellValue } from '../src/index.ts'

const equal = <Want>(value: Want): Want => value

export async function types(): Promise<void> {
  equal<ShellCommand>(cmd`ls ${'a'} ${1} ${1n} ${['a', 1]} ${path('x')} ${cmd`-l`}`)
  equal<Running>(sh`ls`)
  equal<Result>(await sh`ls`)
  equal<string>(await sh`ls`.text())
  equal<string[]>(await sh`ls`.lines())
  equal<{ a: number }>(await sh`ls`.json(z.object({ a: z.number() })))
  equal<{ a: string }>(await sh`ls`.json(Type.Object({ a: Type.String() })))
  equal<unknown>(await sh`ls`.json())
  equal<Buffer>(await sh`ls`.bytes())
  equal<readonly Plan[]>(await sh`ls`.plan())
  equal<Shell>(sh.with({ cwd: '/', timeoutMs: 5, exitCodes: [0, 1] }).with({ exitCodes: 'any' }))
  for await (const line of sh`ls`) equal<string>(line)
  equal<ShellValue>(opt('a', ['a', 'b']))
  equal<ShellValue>(optional(undefined))
  equal<ShellValue>(secret('x'))
  equal<ShellValue>(words(undefined))
  equal<string>((await promisify(exec)(cmd`ls`)).stdout)
  equal<Buffer>(execSync(cmd`ls`))
  equal<string>(execSync(cmd`ls`, { encoding: 'utf8' }))
  exec(cmd`ls`, { cwd: '/' }, (error, stdout) => equal<[number | string | null | undefined, string]>([error?.code, stdout]))
  exec(cmd`ls`, { encoding: 'buffer' }, (_, stdout) => equal<Buffer>(stdout))
  spawn(cmd`ls`).stdout.on('data', () => undefined)

  // @ts-expect-error a runtime string is not a command
  exec('ls')
  // @ts-expect-error nor is a list
  spawn(['ls'])
  // @ts-expect-error arguments stand in slots
  spawn(cmd`ls`, ['-l'])
  // @ts-expect-error there is no shell
  exec(cmd`ls`, { shell: true })
  // @ts-expect-error undefined is not a value
  void cmd`ls ${undefined}`
  // @ts-expect-error a boolean is not a value
  void sh`ls ${true}`
  // @ts-expect-error there is no such option
  sh.with({ timeout: 5 })
  // @ts-expect-error a secret is text
  secret(5)
}
