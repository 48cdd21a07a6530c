import { BreakwaterError } from '@breakwater/core'
import { codes } from '../codes.ts'
import { palette } from '../terminal/colour.ts'
import { visible } from '../terminal/visible.ts'
import { ownVersion } from '../version.ts'
import { readArguments, suggestion } from './arguments.ts'
import type { Environment, ExitCode } from './environment.ts'
import type { Command } from './flags.ts'
import { flagsOf } from './flags.ts'
import { commandHelp, generalHelp } from './help.ts'

/** Runs the command line and gives its exit code; every error becomes a message and 2. */
export async function main(argv: readonly string[], environment: Environment): Promise<ExitCode> {
  try {
    return await dispatch(argv, environment)
  } catch (error) {
    environment.stderr.write(`${palette(environment.stderr, environment.env).red('breakwater:')} ${explainError(error)}\n`)
    return 2
  }
}

async function dispatch([command = '', ...args]: readonly string[], environment: Environment): Promise<ExitCode> {
  if (command === '--version' || command === '-v') return say(`${ownVersion()}\n`, environment)
  if (command === '' || command === '--help' || command === '-h') return say(generalHelp(), environment, command === '' ? 2 : 0)
  if (command === 'help') return args[0] && isCommand(args[0]) ? say(commandHelp(args[0]), environment) : say(generalHelp(), environment)
  if (!isCommand(command)) throw codes.error('CLI_USAGE', { got: 'an unknown command', todo: suggestion(command, Object.keys(flagsOf), '') })
  const given = readArguments(command, args, flagsOf[command])
  if (given.on('help')) return say(commandHelp(command), environment)
  // The parser is loaded only where it is needed: help answers at once.
  if (command === 'explain') return (await import('./explain-command.ts')).explainCommand(given, environment)
  const { checkCommand, migrateCommand } = await import('./judge-command.ts')
  return command === 'check' ? checkCommand(given, environment) : migrateCommand(given, environment)
}

const isCommand = (name: string): name is Command => Object.hasOwn(flagsOf, name)

function say(text: string, { stdout }: Environment, code: ExitCode = 0): ExitCode {
  stdout.write(text)
  return code
}

function explainError(error: unknown): string {
  if (!BreakwaterError.is(error)) return visible(error instanceof Error ? error.message : String(error))
  const { paths, dependencies } = error.details
  const list = [paths, dependencies].flat().filter(item => typeof item === 'string').map(item => `\n  ${visible(item)}`)
  const cause = error.cause instanceof Error ? ` (${visible(error.cause.message)})` : ''
  return `${visible(error.message)}${cause}${list.join('')}`
}
