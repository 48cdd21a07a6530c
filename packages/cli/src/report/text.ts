import { relative, resolve } from 'node:path'
import { isNotAskedFor } from '../engine/report-of.ts'
import type { SkippedFile, SkipReason } from '../project/walk.ts'
import type { Palette } from '../terminal/colour.ts'
import { visible, visibleCode } from '../terminal/visible.ts'
import { hunksOf } from './diff.ts'
import type { ChangedFile, PackageNeed, Report, Site } from './report.ts'

/** How a report is shown. */
export interface TextStyle {
  readonly paint: Palette
  /** Paths are shown relative to this folder. */
  readonly cwd: string
  /** A terminal shows no carriage returns; a patch needs them. */
  readonly terminal: boolean
  readonly verbose: boolean
}

const skipWords: Readonly<Record<SkipReason, string>> = {
  symlink: 'a link', ignored: 'ignored by git', folder: 'a folder of installed or built files', 'too-large': 'too large', 'not-utf8': 'not UTF-8 text', minified: 'minified',
  generated: 'generated', declarations: 'type declarations', unreadable: 'cannot be read', 'does-not-parse': 'does not parse', failed: 'the analysis failed on it: please report this', component: 'component files are not read yet',
}

/** A unified diff of the changed files, which `git apply` takes as long as no text holds control characters: those are shown as escapes. */
export function diffText(changes: readonly ChangedFile[], style: TextStyle): string {
  const { paint } = style
  return changes.map(({ path, before, after }) => {
    const head = [paint.bold(`--- a/${visible(path)}`), paint.bold(`+++ b/${visible(path)}`)]
    const body = hunksOf(before, after).flatMap(hunk => [paint.cyan(hunk.header), ...hunk.lines.map(line => diffLine(line, style))])
    return [...head, ...body, ''].join('\n')
  }).join('')
}

function diffLine(line: string, { paint, terminal }: TextStyle): string {
  const cut = line.endsWith('\r')
  const shown = visibleCode(cut ? line.slice(0, -1) : line) + (cut && !terminal ? '\r' : '')
  return line.startsWith('+') ? paint.green(shown) : line.startsWith('-') ? paint.red(shown) : line.startsWith('\\') ? paint.dim(shown) : shown
}

/** The sites that are not simply migrated, or all of them, file by file. */
export function sitesText(sites: readonly Site[], report: Report, style: TextStyle): string {
  const { paint } = style
  const lines: string[] = []
  let file: string | undefined
  for (const site of sites) {
    if (site.path !== file) lines.push('', paint.bold(shownPath(site.path, report, style)))
    file = site.path
    const place = `${site.line}:${site.column}`.padEnd(8)
    lines.push(`  ${paint.dim(place)} ${word(site, report.written, paint)}  ${visible(site.message)}  ${paint.dim(site.sink)}`)
    if (site.reason) lines.push(`           ${site.reason}: ${visible(site.hint ?? '')}`)
    if (site.differs) lines.push(`           may differ: ${visible(site.differs)}`)
    if (site.why) lines.push(`           ${visible(site.why)}`)
  }
  return lines.length ? `${lines.join('\n')}\n` : ''
}

function word({ outcome }: Site, written: boolean, paint: Palette): string {
  if (outcome === 'manual') return paint.red('by hand ')
  if (outcome === 'skipped') return paint.yellow('skipped ')
  if (outcome === 'migrated-check') return paint.yellow(written ? 'check   ' : 'fix+look')
  return paint.green(written ? 'migrated' : 'fix     ')
}

/** What could not be judged, and with --verbose all that was passed over. */
export function skippedText(report: Report, style: TextStyle): string {
  const shown = style.verbose ? report.skippedFiles : report.skippedFiles.filter(isTold)
  const lines = shown.map(file => `  ${shownPath(file.path, report, style)}${position(file)}: ${skipWords[file.reason]}${file.detail ? ` (${visible(file.detail)})` : ''}`)
  return lines.length ? `\n${style.paint.bold('Not judged')}\n${lines.join('\n')}\n` : ''
}

// A guess that a text is nobody's work is told where the text holds a statement.
const isTold = (file: SkippedFile): boolean => file.pending || file.reason === 'minified' || file.reason === 'generated' || file.reason === 'too-large'

const position = ({ line, column }: SkippedFile): string => (line === undefined ? '' : `:${line}:${column}`)

/** The last lines: counts, what is installed, what to do next. */
export function summaryText(report: Report, style: TextStyle): string {
  const { paint } = style
  const { counts, files, written } = report
  const unasked = report.sites.filter(site => isNotAskedFor(site.cause)).length
  const hidden = report.skippedFiles.filter(file => !isTold(file)).length
  const verb = written ? 'migrated' : 'to migrate'
  const lines = [
    '',
    [
      paint.green(`${counts.migrated} ${verb}`),
      paint.yellow(`${counts['migrated-check']} ${verb} and look at`),
      paint.red(`${counts.manual} by hand`),
      `${counts.skipped - unasked} skipped`,
    ].join(', ') + (unasked ? paint.dim(` (${unasked} not asked for)`) : ''),
    paint.dim(`${counted(files.found, 'file')}, ${files.parsed} parsed, ${files.changed} ${written ? 'changed' : 'to change'}${hidden && !style.verbose ? `; ${counted(hidden, 'file or folder', 'files and folders')} passed over (--verbose lists them)` : ''}`),
    ...(report.verify ? verifyLines(report, paint) : []),
    ...report.packages.flatMap(need => packageLine(need, report)),
  ]
  return `${[...lines, ...next(report)].join('\n')}\n`
}

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

function verifyLines({ verify }: Report, paint: Palette): string[] {
  const { command, runs, added, flaky, failingBefore, rolledBack } = verify!
  const names = (list: readonly string[]) => list.slice(0, 5).map(visible).join('; ') + (list.length > 5 ? ` and ${list.length - 5} more` : '')
  return [
    rolledBack ? paint.yellow(`verify: ${counted(rolledBack, 'change')} rolled back; with the whole change failed: ${names(added)}`) : paint.green(`verify: ${visible(command)} adds no failure (${counted(runs, 'run')})`),
    ...(failingBefore.length ? [`verify: failed before any change: ${names(failingBefore)}`] : []),
    ...(flaky.length ? [`verify: flaky: ${names(flaky)}`] : []),
  ]
}

function packageLine(need: PackageNeed, { written }: Report): string[] {
  const where = visible(need.path ?? 'no package.json was found')
  if (need.state === 'present') return []
  if (need.state === 'added') return [`${where}: ${written ? 'added' : 'to add'} ${need.dependency} ${need.range}. Then run: ${need.install}`]
  return [`${where}${need.state === 'unreadable' ? ' could not be read' : ''}: add the dependency yourself: ${need.install}`]
}

function next({ command, written, counts, pending }: Report): string[] {
  if (!pending) return []
  if (!written && counts.migrated + counts['migrated-check'] > 0) return [command === 'check' ? 'Next: npx breakwater migrate' : 'Next: npx breakwater migrate --write']
  return counts.manual ? ['Next: npx breakwater explain <REASON> for what is left to do by hand'] : []
}

function shownPath(path: string, { root }: Report, { cwd }: TextStyle): string {
  const inner = relative(cwd, resolve(root, path))
  return visible(inner.startsWith('..') ? path : inner)
}
