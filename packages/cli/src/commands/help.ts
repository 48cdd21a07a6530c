import type { Flags } from './arguments.ts'
import type { Command } from './flags.ts'
import { flagsOf } from './flags.ts'

const about: Readonly<Record<Command, { usage: string; what: string; more: string }>> = {
  migrate: {
    usage: 'breakwater migrate [paths] [flags]',
    what: 'Moves string-built SQL onto safe wrappers. Shows a diff; --write makes the change.',
    more: 'Exit code: 0 nothing left to do, 1 something pending, 2 error.',
  },
  check: {
    usage: 'breakwater check [paths] [flags]',
    what: 'The same judgement for CI; writes nothing.',
    more: 'Exit code: 0 clean, 1 findings, or files that could not be judged, 2 error.',
  },
  explain: {
    usage: 'breakwater explain [code | reason | rule | sink]',
    what: 'Says what a name in a report means and what to write instead.',
    more: 'Without a name it lists all of them.',
  },
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const { usage, what, more } = about[command]
  return `${what}\n\nUsage: ${usage}\n\n${flagLines(flagsOf[command])}\n\n${more}\n`
}

function flagLines(flags: Flags): string {
  const rows = Object.entries(flags).map(([name, { short, value, what }]) => [`${short ? `-${short}, ` : '    '}--${name}${value ? ` <${value}>` : ''}`, what] as const)
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`).join('\n')
}

/** The help of the whole. */
export function generalHelp(): string {
  const rows = Object.entries(about).map(([name, { what }]) => `  ${name.padEnd(9)} ${what}`)
  return `Breakwater moves a code base onto safe wrappers, and proves that it still works.\n\nUsage: breakwater <command> [flags]\n\n${rows.join('\n')}\n\n  breakwater <command> --help, breakwater --version\n`
}
