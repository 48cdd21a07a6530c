import { fileURLToPath } from 'node:url'
import { resolve } from 'node:path'
import { codes } from '../codes.ts'
import { ownVariable, readVariables, wholeEnvironment } from '../environment.ts'
import type { Environment } from '../environment.ts'

/** Options of node:child_process, read from own properties only: a polluted Object.prototype changes nothing. */
export type NodeOptions = Record<string, unknown>

/** Copies a caller's options. Codes: SHELL_OPTION_UNSUPPORTED for shell. */
export function ownOptions(given: unknown): NodeOptions {
  const options: NodeOptions = Object.create(null)
  if (typeof given === 'object' && given !== null) for (const name of Object.keys(given)) options[name] = (given as NodeOptions)[name]
  const { shell } = options
  if (shell !== undefined && shell !== null && shell !== false) throw codes.error('SHELL_OPTION_UNSUPPORTED', { got: 'shell' })
  return options
}

/** The folder in which the command runs. */
export function folderIn({ cwd }: NodeOptions): string {
  return resolve(cwd instanceof URL ? fileURLToPath(cwd) : typeof cwd === 'string' ? cwd : '.')
}

/**
 * The variables of the command: all of this process, as git hooks and CI need, or those that the caller gives.
 * Of the latter, dangerous names are refused unless they have the value that this process has. Codes: SHELL_ENV_REFUSED, SHELL_ENV_NAME_REFUSED.
 */
export function environmentIn({ env }: NodeOptions): Environment {
  if (env === undefined || env === null) return wholeEnvironment()
  const found: Environment = Object.create(null)
  const given = env === process.env ? wholeEnvironment() : env
  for (const [name, value] of readVariables(given, 'env', (known, text) => ownVariable(known) === text)) if (value !== undefined) found[name] = value
  return found
}
