import { codes } from '../codes.ts'
import { check, migrate } from '../engine/migrate.ts'
import type { CheckOptions } from '../engine/options.ts'
import { families } from '@breakwater/sinks'
import { toJson } from '../report/json.ts'
import type { Report } from '../report/report.ts'
import { toSarif } from '../report/sarif.ts'
import type { TextStyle } from '../report/text.ts'
import { diffText, sitesText, skippedText, summaryText } from '../report/text.ts'
import { palette } from '../terminal/colour.ts'
import { ProgressBar } from '../terminal/progress-bar.ts'
import { visible, visibleJson } from '../terminal/visible.ts'
import { undoLast } from '../write/undo.ts'
import { locate } from '../project/locate.ts'
import type { Arguments } from './arguments.ts'
import type { Environment, ExitCode } from './environment.ts'
import { askOnTerminal } from './interactive.ts'

/** `breakwater check`. */
export async function checkCommand(args: Arguments, environment: Environment): Promise<ExitCode> {
  const bar = new ProgressBar(environment.stderr)
  const report = await check({ ...sharedOptions(args, environment), onProgress: bar.update }).finally(() => bar.clear())
  return print(report, args, environment)
}

/** `breakwater migrate`. */
export async function migrateCommand(args: Arguments, environment: Environment): Promise<ExitCode> {
  if (args.on('undo')) return undoCommand(args, environment)
  const interactive = args.on('interactive')
  const verify = args.text('verify')
  const write = args.on('write') || interactive
  if (verify && !write) throw codes.error('CLI_USAGE', { at: 'migrate', got: '--verify without --write', todo: 'Add --write: only a change that was made can be tested.' })
  if (interactive && (args.on('json') || args.on('sarif'))) throw codes.error('CLI_USAGE', { at: 'migrate', got: '--interactive with --json or --sarif', todo: 'Leave one of them out.' })
  const seconds = args.count('verify-timeout')
  const maxChanges = args.count('max-changes')
  const bar = new ProgressBar(environment.stderr)
  const asking = interactive ? askOnTerminal(environment, styleOf(args, environment), () => bar.clear()) : undefined
  try {
    const report = await migrate({
      ...sharedOptions(args, environment),
      write,
      allowDirty: args.on('allow-dirty'),
      onProgress: bar.update,
      ...(maxChanges !== undefined && { maxChanges }),
      ...(verify !== undefined && { verify }),
      ...(seconds !== undefined && { verifyTimeoutMs: Math.min(seconds * 1000, 24 * 3_600_000) }),
      ...(asking && { confirm: asking.confirm }),
    })
    bar.clear()
    return print(report, args, environment)
  } finally {
    bar.clear()
    asking?.close()
  }
}

function sharedOptions(args: Arguments, { cwd, signal }: Environment): CheckOptions {
  const since = args.text('since')
  const rules = args.list('rule')
  const only = args.list('only')
  checkNames('--rule', rules, families.map(family => family.id))
  checkNames('--only', only, ['migrated', 'migrated-check', 'manual', ...families.flatMap(family => family.sinks.map(sink => sink.id))])
  return { cwd, paths: args.paths, strict: args.on('strict'), rules, only, ...(since !== undefined && { since }), ...(signal && { signal }) }
}

function checkNames(flag: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw codes.error('CLI_USAGE', { at: flag, got: 'a name that is not known', todo: `Known: ${known.join(', ')}.` })
}

const styleOf = (args: Arguments, { cwd, env, stdout }: Environment): TextStyle => ({ paint: palette(stdout, env), cwd, terminal: stdout.isTTY === true, verbose: args.on('verbose') })

function print(report: Report, args: Arguments, environment: Environment): ExitCode {
  const { stdout } = environment
  if (args.on('sarif')) stdout.write(jsonText(toSarif(report)))
  else if (args.on('json')) stdout.write(jsonText(toJson(report)))
  else {
    const style = styleOf(args, environment)
    if (report.command === 'migrate' && !report.written) stdout.write(diffText(report.changes, style))
    const told = report.sites.filter(site => site.cause !== 'since' && site.cause !== 'only' && (report.command === 'check' || site.outcome !== 'migrated' || args.on('verbose')))
    stdout.write(sitesText(told, report, style) + skippedText(report, style) + summaryText(report, style))
  }
  return report.pending ? 1 : 0
}

const jsonText = (value: object): string => `${visibleJson(JSON.stringify(value, null, 2))}\n`

async function undoCommand(args: Arguments, { cwd, stdout, env }: Environment): Promise<ExitCode> {
  const { root } = locate(cwd, args.paths)
  const restored = await undoLast(root)
  const paint = palette(stdout, env)
  if (args.on('json')) stdout.write(jsonText({ version: 1, command: 'undo', root, restored }))
  else stdout.write(`${restored.map(path => `  ${visible(path)}\n`).join('')}${paint.green(`${restored.length} ${restored.length === 1 ? 'file' : 'files'} put back as they were`)}\n`)
  return 0
}
