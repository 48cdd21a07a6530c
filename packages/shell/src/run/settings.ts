import { choice, describeValue, flag, limit, optional, optionalLimit, readOptions } from '@breakwater/core'
import { delimiter, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { types } from 'node:util'
import { codes } from '../codes.ts'
import { readVariables, smallEnvironment } from '../environment.ts'
import type { Environment } from '../environment.ts'
import { usableFolders } from '../lookup.ts'
import { isList, ownItems } from '../slots/text.ts'

/** Told to `onRun` after each command line: no environment, no input, no value. */
export interface RunEvent {
  /** The line with «arg n» in place of values. */
  readonly command: string
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly durationMs: number
  /** The code of the error, where there was one. */
  readonly error?: string
}

/** What a program reads: text, bytes or a stream. */
export type Input = string | Uint8Array | Readable | ReadableStream<Uint8Array>

/** Options of `sh.with`. */
export interface ShellOptions {
  /** Working folder (that of this process). */
  cwd?: string
  /** Variables added to the small inherited set; undefined takes one away. */
  env?: Readonly<Record<string, string | undefined>>
  /** Names of variables of this process that the programs also get. */
  inheritEnv?: readonly string[]
  /** Dangerous names that are meant (LD_PRELOAD, NODE_OPTIONS, GIT_SSH …). */
  allowEnv?: readonly string[]
  /** Also look programs up in node_modules/.bin of the working folder (false). */
  localBin?: boolean
  /** Time for the whole line in milliseconds (60 000; none where stdio is 'inherit'). */
  timeoutMs?: number
  /** Output in bytes, standard output and error together (10 MiB); for .stream() and lines one by one, standard error and the longest line. */
  maxOutputBytes?: number
  /** Time between TERM and KILL in milliseconds (1 000). */
  killAfterMs?: number
  /** Ends the programs. */
  signal?: AbortSignal
  /** Standard input (none). */
  stdin?: Input
  /** 'inherit' gives the programs our own input and outputs, for interactive ones ('pipe'). */
  stdio?: 'pipe' | 'inherit'
  /** Exit codes that are no failure ([0]), or 'any'. */
  exitCodes?: readonly number[] | 'any'
  /** Judge and look up, run nothing (false). */
  dryRun?: boolean
  /** Run in bubblewrap: file system read-only except the working folder, no network, no other processes ('none'); 'auto' goes without where bubblewrap is missing. */
  sandbox?: 'none' | 'bwrap' | 'auto'
  /** The sandbox keeps the network (false). */
  sandboxNetwork?: boolean
  /** Told of each line after it has run. */
  onRun?: (event: RunEvent) => void
}

export type Settings = ReturnType<typeof readSettings>

const names = (value: unknown, where: string): readonly string[] => {
  if (value === undefined) return []
  if (!isList(value)) throw codes.error('SHELL_ENV_NAME_REFUSED', { at: where, got: describeValue(value), todo: "Give a list of names: ['NAME']." })
  return ownItems(value, where).map(name => {
    if (typeof name !== 'string' || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw codes.error('SHELL_ENV_NAME_REFUSED', { at: where, got: describeValue(name), todo: "Give a list of names: ['NAME']." })
    return name
  })
}

const exitCodes = (value: unknown, where: string): readonly number[] | 'any' => {
  if (value === undefined) return [0]
  if (value === 'any') return value
  if (!isList(value)) return optional<never>("a list of exit codes or 'any'", (_): _ is never => false)(value, where) ?? [0]
  return ownItems(value, where).map(code => limit(0, { min: 0, max: 255 })(code, where))
}

const isInput = (value: unknown): value is Input => typeof value === 'string' || types.isUint8Array(value) || value instanceof Readable || (typeof ReadableStream === 'function' && value instanceof ReadableStream)

const spec = {
  cwd: optional('a path', (value): value is string => typeof value === 'string' && value !== '' && !value.includes('\0')),
  env: (value: unknown) => value,
  inheritEnv: names,
  allowEnv: names,
  localBin: flag(false),
  timeoutMs: optionalLimit({ max: 2 ** 31 - 1 }),
  maxOutputBytes: limit(10 * 1024 * 1024),
  killAfterMs: limit(1000, { max: 2 ** 31 - 1 }),
  signal: optional('an AbortSignal', (value): value is AbortSignal => value instanceof AbortSignal),
  stdin: optional('a string, bytes or a stream', isInput),
  stdio: choice(['pipe', 'inherit']),
  exitCodes,
  dryRun: flag(false),
  sandbox: choice(['none', 'bwrap', 'auto']),
  sandboxNetwork: flag(false),
  onRun: optional('a function', (value): value is (event: RunEvent) => void => typeof value === 'function'),
}

/** Reads the options of `sh.with`, on top of those of the tag it is called on. */
export function readSettings(given: unknown, base: Readonly<Record<string, unknown>> = {}) {
  const read = readOptions('sh.with', given, spec)
  const merged: Record<string, unknown> = Object.assign(Object.create(null), base)
  for (const name of Object.keys(spec) as (keyof typeof spec)[]) if (Object.getOwnPropertyDescriptor(given ?? {}, name)?.value !== undefined) merged[name] = read[name]
  const settings = readOptions('sh.with', merged, spec)
  const variables = readVariables(settings.env, 'env', name => settings.allowEnv.includes(name))
  return Object.freeze({ ...settings, variables, given: Object.freeze(merged) })
}

/** Folder and variables as they are when a line runs. */
export function surroundingsOf(settings: Settings) {
  const cwd = resolve(settings.cwd ?? '.')
  const env: Environment = smallEnvironment(settings.inheritEnv)
  for (const [name, value] of settings.variables) {
    if (value === undefined) delete env[name]
    else env[name] = value
  }
  const folders = usableFolders(env['PATH'] ?? (process.platform === 'win32' ? '' : '/usr/local/bin:/usr/bin:/bin'), cwd, false)
  env['PATH'] = (settings.localBin ? [resolve(cwd, 'node_modules/.bin'), ...folders] : folders).join(delimiter)
  return { cwd, env, local: settings.localBin, allowEnv: settings.allowEnv }
}
