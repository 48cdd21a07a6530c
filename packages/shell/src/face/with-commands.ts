import childProcess from 'node:child_process'
import { promisify } from 'node:util'
import { codes } from '../codes.ts'
import { ShellCommand } from '../command.ts'
import { exec, execFile } from './exec.ts'
import { execFileSync, execSync, spawn, spawnSync } from './spawn.ts'

type AnyFunction = (...args: never[]) => unknown
type Loose = (this: unknown, ...args: unknown[]) => unknown

const faces: Readonly<Record<string, Loose>> = Object.assign(Object.create(null), { exec, execFile, execFileSync, execSync, spawn, spawnSync })

/**
 * A function of node:child_process that takes cmd`…` as well: such a command runs without a shell, as by the function of this face; anything else goes on as before. For a
 * function of one's own whose callers cannot all change. What still comes as text still reaches a shell. Code: SHELL_COMMAND_REQUIRED where the function is of another module.
 */
export function withCommands<Raw extends AnyFunction>(raw: Raw): Raw & ((command: ShellCommand, ...rest: unknown[]) => ReturnType<Raw>) {
  const name = Object.keys(faces).find(each => (childProcess as unknown as Record<string, unknown>)[each] === raw) ?? raw.name
  const face = faces[name]
  const given = raw as unknown as Loose
  const safe = (): Loose => {
    if (face === undefined) throw codes.error('SHELL_COMMAND_REQUIRED', { at: 'withCommands', got: 'a function that is not of node:child_process' })
    return face
  }
  const both: Loose = function (...args) {
    return ShellCommand.is(args[0]) ? safe()(...args) : given.apply(this, args)
  }
  const promised: Loose = (...args) => (promisify(ShellCommand.is(args[0]) ? safe() : given) as Loose)(...args)
  Object.defineProperty(both, promisify.custom, { value: promised })
  return both as unknown as Raw & ((command: ShellCommand, ...rest: unknown[]) => ReturnType<Raw>)
}
