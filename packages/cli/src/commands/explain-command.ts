import { createRequire } from 'node:module'
import type { CodeEntry } from '@breakwater/core'
import { codes as coreCodes } from '@breakwater/core'
import type { Family } from '@breakwater/sinks'
import { families, reasons } from '@breakwater/sinks'
import { codes } from '../codes.ts'
import { palette } from '../terminal/colour.ts'
import { visible } from '../terminal/visible.ts'
import type { Arguments } from './arguments.ts'
import { suggestion } from './arguments.ts'
import type { Environment, ExitCode } from './environment.ts'

/** `breakwater explain`. Code: CLI_TOPIC_UNKNOWN. */
export async function explainCommand(args: Arguments, { stdout, env }: Environment): Promise<ExitCode> {
  const paint = palette(stdout, env)
  if (args.paths.length === 0) stdout.write(topicList())
  for (const [index, topic] of args.paths.entries()) stdout.write(`${index ? '\n' : ''}${paint.bold(visible(topic))}\n${explain(topic)}`)
  return 0
}

function explain(topic: string): string {
  const reason = own(reasons, topic.toUpperCase())
  if (reason) return `A site that is left to you: ${reason.sentence}.\nWhat to do: ${reason.hint}\n`
  const family = families.find(({ id }) => id === topic.toLowerCase())
  if (family) return familyText(family)
  for (const held of families) {
    const sink = held.sinks.find(({ id }) => id === topic.toLowerCase())
    if (sink) return sinkText(held, sink)
  }
  const code = codeOf(topic.toUpperCase())
  if (code) return `${code.kind}: ${code.what}.\nWhat to do: ${code.todo}\n`
  throw codes.error('CLI_TOPIC_UNKNOWN', { todo: suggestion(topic, topics(), 'explain') })
}

const own = <T>(table: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(table, name) ? table[name] : undefined)

function codeOf(name: string): CodeEntry | undefined {
  return own<CodeEntry>(codes.table, name) ?? own<CodeEntry>(coreCodes.table, name) ?? own(wrapperCodes(), name)
}

const wrappers = ['sql', 'shell', 'fetch', 'files', 'html', 'data', 'model']

/** The codes of the wrappers that are installed beside the command. */
function wrapperCodes(): Readonly<Record<string, CodeEntry>> {
  const require = createRequire(__filename)
  return Object.assign({}, ...wrappers.map(name => {
    try {
      return (require(`@breakwater/${name}`) as { codes?: { table?: Record<string, CodeEntry> } }).codes?.table ?? {}
    } catch {
      return {}
    }
  })) as Record<string, CodeEntry>
}

function familyText({ title, cwe, danger, instead, sinks }: Family): string {
  return [`${title} (${cwe.map(id => `CWE-${id}`).join(', ')})`, '', danger, '', instead, '', 'Sinks:', ...sinks.map(({ id, title: name }) => `  ${id.padEnd(32)} ${name}`), ''].join('\n')
}

function sinkText(family: Family, sink: Family['sinks'][number]): string {
  const sample = family.samples.find(({ sink: id, kind, rewritten }) => id === sink.id && kind === 'bad' && rewritten)
  const indent = (code: string) => code.trimEnd().split('\n').map(line => `  ${line}`)
  const lines = [`${sink.title} (${family.title}, ${family.cwe.map(id => `CWE-${id}`).join(', ')})`]
  lines.push('', family.danger, '', family.instead)
  if (sample) lines.push('', 'Instead of', ...indent(sample.code), 'write', ...indent(sample.rewritten!))
  return `${lines.join('\n')}\n`
}

const topics = (): string[] => [...families.flatMap(({ id, sinks }) => [id, ...sinks.map(sink => sink.id)]), ...Object.keys(reasons), ...Object.keys(codes.table), ...Object.keys(coreCodes.table)]

function topicList(): string {
  const section = (title: string, rows: readonly (readonly [string, string])[]) => `${title}\n${rows.map(([name, what]) => `  ${name.padEnd(32)} ${what}`).join('\n')}\n\n`
  return section('Rules', families.map(({ id, title }) => [id, title]))
    + section('Sinks', families.flatMap(({ sinks }) => sinks.map(({ id, title }) => [id, title] as const)))
    + section('Reasons', Object.entries(reasons).map(([name, { sentence }]) => [name, sentence]))
    + section('Codes', Object.entries(codes.table).map(([name, { what }]) => [name, what]))
}
