import { checkTemplate } from '@breakwater/core'
import type { Line } from './line.ts'
import { checkBackslashes } from './backslash.ts'
import { parse } from './parse.ts'
import { tokenize } from './tokenize.ts'
import type { Part, Token } from './tokens.ts'

/** What is remembered of a call site: its text, its tokens and, once it is run by itself, its commands. */
export class Template {
  readonly strings: readonly string[]
  readonly tokens: readonly Token[]
  /** For each slot whether it is a word of its own, outside of quotes. */
  readonly isAlone: readonly boolean[]
  readonly isQuoted: readonly boolean[]
  #line: Line | undefined

  constructor(strings: readonly string[]) {
    this.strings = strings
    this.tokens = tokenize(strings)
    this.isAlone = mark(this.tokens, strings.length - 1, (part, parts) => parts.length === 1 && !part.quoted)
    this.isQuoted = mark(this.tokens, strings.length - 1, part => part.quoted)
  }

  get line(): Line {
    return (this.#line ??= parse(this.tokens))
  }
}

function mark(tokens: readonly Token[], slots: number, test: (part: Part, parts: readonly Part[]) => boolean): boolean[] {
  const found = new Array<boolean>(slots).fill(false)
  for (const token of tokens) {
    if (token.kind !== 'word') continue
    for (const part of token.parts) if ('slot' in part) found[part.slot] = test(part, token.parts)
  }
  return found
}

const templates = new WeakMap<readonly string[], Template>()

/** The template of a call site, read at its first use. */
export function templateOf(strings: TemplateStringsArray, tag: string): Template {
  const known = templates.get(strings)
  if (known) return known
  checkTemplate(strings, tag)
  const cooked = [...strings]
  if (strings.raw.some(text => text.includes('\\'))) checkBackslashes([...strings.raw])
  const template = new Template(cooked)
  templates.set(strings, template)
  return template
}
