import type { BoundCommand, BoundStep } from '../bind.ts'
import { escapeLines } from '../escape.ts'
import { Arg } from '../policy/arg.ts'
import type { Piece } from '../slots/piece.ts'

const MAX_LABEL = 500
const MAX_STDERR = 2000

/** A command line for messages: the author's text, and «arg n» for values. */
export function labelOf(steps: readonly BoundStep[]): string {
  const text = steps.map(({ when, commands }) => `${when === '' ? '' : `${when} `}${commands.map(labelOfCommand).join(' | ')}`).join(' ')
  return text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL)}…` : text
}

const labelOfCommand = ({ env, words }: BoundCommand) => [...env.map(({ name, value }) => `${name}=${word(value)}`), ...words.map(word)].join(' ')

const word = (pieces: readonly Piece[]) => {
  const { label } = new Arg(pieces)
  return label === '' || /\s/.test(label.replaceAll(/«arg \d+»/g, '')) ? `'${label}'` : label
}

/** Takes secrets out of what a program printed, also where it printed only a line of one or encoded it. */
export function redactor(steps: readonly BoundStep[]): (text: string) => string {
  const secrets = new Set<string>()
  for (const { commands } of steps) {
    for (const { env, words, redirects } of commands) {
      for (const pieces of [...words, ...env.map(({ value }) => value), ...redirects.flatMap(redirect => ('target' in redirect ? [redirect.target] : []))]) {
        for (const { kind, text } of pieces) if (kind === 'secret') for (const form of forms(text)) secrets.add(form)
      }
    }
  }
  if (secrets.size === 0) return text => text
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length)
  return text => longestFirst.reduce((rest, form) => rest.replaceAll(form, '«secret»'), text)
}

function forms(secret: string): string[] {
  const lines = secret.split(/[\r\n]+/).filter(line => line.length > 3)
  const found = [secret, secret.trim(), ...lines]
  for (const text of [secret, ...lines]) found.push(encodeURIComponent(text), JSON.stringify(text).slice(1, -1), Buffer.from(text).toString('base64').replace(/=+$/, ''), text.replaceAll("'", "'\\''"))
  return found.filter(text => text !== '')
}

/** The end of standard error, made safe for a log. */
export function errorText(stderr: string): string {
  const text = stderr.trimEnd()
  return escapeLines(text.length > MAX_STDERR ? `…${text.slice(-MAX_STDERR)}` : text)
}

