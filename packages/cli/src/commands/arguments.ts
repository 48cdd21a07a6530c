import { parseArgs } from 'node:util'
import { codes } from '../codes.ts'

/** A flag of a command. */
export interface Flag {
  readonly type: 'boolean' | 'string'
  readonly multiple?: boolean
  readonly short?: string
  /** In the help: what its value is, and what it does. */
  readonly value?: string
  readonly what: string
}

export type Flags = Readonly<Record<string, Flag>>

/** What was given, by flag. */
export interface Arguments {
  readonly paths: readonly string[]
  readonly on: (flag: string) => boolean
  readonly text: (flag: string) => string | undefined
  /** Values of a flag that may be repeated or hold several, with commas between them. */
  readonly list: (flag: string) => readonly string[]
  /** A whole number from 1. Code: CLI_USAGE. */
  readonly count: (flag: string) => number | undefined
}

/** Reads the arguments of a command; an unknown flag is refused with the nearest known one. Code: CLI_USAGE. */
export function readArguments(command: string, args: readonly string[], flags: Flags): Arguments {
  const usage = (got: string, todo?: string) => codes.error('CLI_USAGE', { at: command, got, todo: todo ?? `Run breakwater ${command} --help.` })
  const options = Object.fromEntries(Object.entries(flags).map(([name, { type, short }]) => [name, { type, multiple: true, ...(short && { short }) }]))
  const { tokens, positionals } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true })
  const given = new Map<string, (string | true)[]>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name]! : undefined
    if (!flag) throw usage(`the unknown flag ${token.rawName}`, suggestion(token.rawName, Object.keys(flags).map(name => `--${name}`), command))
    if (flag.type === 'boolean' && token.value !== undefined) throw usage(`a value for ${token.rawName}, which takes none`)
    if (flag.type === 'string' && !token.value) throw usage(`${token.rawName} without a value`)
    if (flag.type === 'string' && !token.inlineValue && token.value!.startsWith('-')) throw usage(`${token.rawName} followed by a flag`, `Write ${token.rawName}=… where the value begins with a dash.`)
    if (given.has(token.name) && !flag.multiple && flag.type === 'string') throw usage(`${token.rawName} more than once`)
    given.set(token.name, [...(given.get(token.name) ?? []), token.value ?? true])
  }
  const texts = (name: string) => (given.get(name) ?? []).filter(value => typeof value === 'string')
  return {
    paths: positionals,
    on: name => given.has(name),
    text: name => texts(name)[0],
    list: name => texts(name).flatMap(value => value.split(',')).map(value => value.trim()).filter(Boolean),
    count(name) {
      const value = texts(name)[0]
      if (value === undefined) return undefined
      if (!/^[1-9]\d{0,8}$/.test(value)) throw usage(`--${name} with something other than a whole number from 1`)
      return Number(value)
    },
  }
}

/** Names what was probably meant. */
export function suggestion(given: string, known: readonly string[], command: string): string {
  const near = known.map(name => ({ name, distance: distanceOf(given, name) })).sort((a, b) => a.distance - b.distance)[0]
  const help = `Run breakwater${command ? ` ${command}` : ''} --help.`
  return near && near.distance <= Math.max(2, given.length / 3) ? `Did you mean ${near.name}? ${help}` : help
}

/** Levenshtein's distance. */
function distanceOf(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length]!
}
