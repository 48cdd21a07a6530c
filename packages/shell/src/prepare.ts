import { statSync } from 'node:fs'
import { isAbsolute, resolve } from 'node:path'
import type { BoundCommand, BoundStep } from './bind.ts'
import { codes } from './codes.ts'
import { isDangerousName } from './environment.ts'
import type { Environment } from './environment.ts'
import { expandGlob, hasGlob } from './glob.ts'
import { lookup } from './lookup.ts'
import { Arg } from './policy/arg.ts'
import { judge } from './policy/judge.ts'
import { isTrusted } from './slots/piece.ts'
import type { Piece } from './slots/piece.ts'

/** What a command meets where it runs. */
export interface Surroundings {
  readonly cwd: string
  readonly env: Environment
  /** PATH entries that belong to the project count. */
  readonly local: boolean
  /** Dangerous variables whose values may come from slots. */
  readonly allowEnv: readonly string[]
}

/** A file to which a descriptor is connected; a foreign name must stay inside the working folder. */
export interface PreparedFile {
  readonly fd: 0 | 1 | 2
  readonly mode: '<' | '>' | '>>'
  readonly file: string
  readonly isConfined: boolean
}
export type PreparedRedirect = PreparedFile | { readonly fd: 1 | 2; readonly to: 1 | 2 }

/** A command ready to be started. */
export interface Prepared {
  /** As written. */
  readonly name: string
  /** Where it is, undefined where there is no such program. */
  readonly file: string | undefined
  readonly builtin: 'cd' | 'command' | undefined
  readonly args: readonly string[]
  readonly labels: readonly string[]
  readonly env: Environment
  readonly cwd: string
  readonly redirects: readonly PreparedRedirect[]
}

/** Expands, judges and looks up one command. Codes: those of judging, SHELL_PROGRAM_SLOT, SHELL_ENV_REFUSED, SHELL_TEXT_INCOMPLETE. */
function prepare(command: BoundCommand, surroundings: Surroundings): Prepared {
  const { cwd } = surroundings
  const env = withPrefix(command, surroundings)
  const all: Arg[] = []
  for (const pieces of command.words) expand(pieces, surroundings, all)
  const [program, ...given] = all as [Arg, ...Arg[]]
  if (!program.isTrusted) throw codes.error('SHELL_PROGRAM_SLOT', { at: program.label })
  if (program.text === '') throw codes.error('SHELL_TEXT_INCOMPLETE', { got: 'an empty name of a program' })
  const builtin = program.text === 'cd' ? 'cd' : program.text === 'command' && /^-[vV]$/.test(given[0]?.text ?? '') ? 'command' : undefined
  // `command program …` is the program itself.
  if (builtin === undefined && program.text === 'command' && given[0]) return prepare({ ...command, words: command.words.slice(1) }, surroundings)
  const args = builtin ? judgeBuiltin(program.text, given) : judge(program.text, given)
  return {
    name: program.text,
    file: builtin ? undefined : lookup(program.text, { path: env['PATH'] ?? '', cwd, local: surroundings.local }),
    builtin,
    args: args.map(arg => arg.text),
    labels: [program.label, ...args.map(arg => arg.label)],
    env,
    cwd,
    redirects: command.redirects.map(redirect => ('to' in redirect ? redirect : prepareFile(redirect.fd, redirect.mode, redirect.target, surroundings))),
  }
}

/** Prepares a pipeline. */
export function prepareStep(step: BoundStep, surroundings: Surroundings): readonly Prepared[] {
  const prepared = step.commands.map(command => prepare(command, surroundings))
  if (prepared.length > 1 && prepared.some(({ builtin }) => builtin === 'cd')) throw codes.error('SHELL_SYNTAX_REFUSED', { got: 'cd in a pipeline', todo: 'Write cd before it: cd ${dir} && a | b, or give cwd.' })
  return prepared
}

function expand(pieces: readonly Piece[], { cwd, env }: Surroundings, into: Arg[]): void {
  if (into.length > 0 && hasGlob(pieces)) {
    const found = expandGlob(pieces, cwd)
    if (found) {
      for (const text of found) into.push(new Arg([{ text, kind: 'path' }]))
      return
    }
  }
  into.push(new Arg(withHome(pieces, env)))
}

/** ~ and ~/x at the start of a word, outside of quotes. */
function withHome(pieces: readonly Piece[], env: Environment): readonly Piece[] {
  const [first, ...others] = pieces
  if (first?.bare !== true || !first.text.startsWith('~')) return pieces
  if (first.text === '~' ? others.length === 0 : first.text.startsWith('~/')) return env['HOME'] ? [{ text: env['HOME'], kind: 'static' }, { ...first, text: first.text.slice(1) }, ...others] : pieces
  throw codes.error('SHELL_SYNTAX_REFUSED', { got: 'the home of a user', todo: 'Write ~/file for your own home, or the whole path; a literal ~ is quoted.' })
}

function withPrefix({ env: prefix }: BoundCommand, { env, allowEnv }: Surroundings): Environment {
  if (prefix.length === 0) return env
  const made: Environment = Object.assign(Object.create(null), env)
  for (const { name, value } of prefix) {
    // A name written by the author is meant, with a value written by the author; a foreign value in it is code from outside.
    if ((name === 'PATH' || isDangerousName(name)) && !allowEnv.includes(name) && !value.every(isTrusted)) throw codes.error('SHELL_ENV_REFUSED', { at: `${name}=`, got: 'a value from a slot' })
    made[name] = withHome(value, env).map(piece => piece.text).join('')
  }
  return made
}

function judgeBuiltin(name: string, args: readonly Arg[]): readonly Arg[] {
  const own = args.filter(arg => !(arg.isTrusted && arg.text === '--'))
  const operands = name === 'cd' ? own : own.slice(1)
  for (const arg of operands) if (!arg.isTrusted && arg.text.startsWith('-') && own.length === args.length) throw codes.error('SHELL_OPTION_SMUGGLED', { at: `${name} ${arg.label}` })
  if (name === 'cd' && operands.length > 1) throw codes.error('SHELL_TEXT_INCOMPLETE', { at: 'cd', got: `${operands.length} folders` })
  return own
}

function prepareFile(fd: 0 | 1 | 2, mode: '<' | '>' | '>>', target: readonly Piece[], { cwd, env }: Surroundings): PreparedRedirect {
  if (hasGlob(target)) throw codes.error('SHELL_SYNTAX_REFUSED', { got: 'a pattern as the target of a redirect', todo: 'Write the name; literal * ? [ are quoted.' })
  const isConfined = !target.every(isTrusted)
  const text = withHome(target, env).map(piece => piece.text).join('')
  if (!isConfined && fd !== 0 && /^\/dev\/(?:stdout|stderr|fd\/[12])$/.test(text)) return { fd, to: /stdout|1$/.test(text) ? 1 : 2 }
  return { fd, mode, file: isAbsolute(text) ? text : resolve(cwd, text), isConfined }
}

/** The folder that `cd` leads to. Codes: SHELL_FOLDER_MISSING. */
export function folderOf(cwd: string, env: Environment, [target]: readonly string[]): string {
  const folder = resolve(cwd, target ?? env['HOME'] ?? cwd)
  requireFolder(folder, 'cd')
  return folder
}

export function requireFolder(folder: string, at: string): void {
  if (!isFolder(folder)) throw codes.error('SHELL_FOLDER_MISSING', { at })
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory()
  } catch {
    return false
  }
}
