import { describeValue, flag, limit, readOptions } from '@breakwater/core'
import { codes } from './codes.ts'
import type { SafeHtml } from './safe-html.ts'
import { sanitize } from './sanitize.ts'
import type { NarrowPolicy } from './policy.ts'

/** What `markdown` may be told. */
export interface MarkdownOptions {
  /** Images: none by default, for the URL of an image can carry data away when it is shown; or those of these origins, or all. */
  images?: boolean | readonly string[]
  /** Links stay; true by default. They are followed only when somebody clicks. */
  links?: boolean
  /** Bare addresses become links; false by default. */
  linkify?: boolean
  /** A line break is a line break; false by default. */
  breaks?: boolean
  /** The longest text in UTF-16 units; 200 000 by default. */
  maxChars?: number
}

interface Parser {
  render(text: string): string
}
type MarkdownIt = new (options: object) => Parser

const parsers = new Map<string, Parser>()

/**
 * Markdown of users and language models as markup: CommonMark with tables by markdown-it, HTML in it shown as text, then `sanitize`. Without an option no image is
 * loaded. Codes: HTML_TEXT_REQUIRED, HTML_TOO_LARGE, HTML_POLICY_REFUSED, HTML_MARKDOWN_UNAVAILABLE.
 */
export function markdown(text: string, options?: MarkdownOptions): SafeHtml {
  const { images, links, linkify, breaks, maxChars } = readOptions('markdown', options, { images: (value: unknown) => value as NarrowPolicy['images'] ?? false, links: flag(true), linkify: flag(false), breaks: flag(false), maxChars: limit(200_000, { max: 10_000_000 }) })
  if (typeof text !== 'string') throw codes.error('HTML_TEXT_REQUIRED', { at: 'markdown', got: describeValue(text) })
  if (text.length > maxChars) throw codes.error('HTML_TOO_LARGE', { at: 'markdown', details: { maxChars } })
  const markup = parserOf(linkify, breaks).render(text)
  return sanitize(markup, { from: 'rich', images, links, styles: true, maxChars: 10_000_000 })
}

function parserOf(linkify: boolean, breaks: boolean): Parser {
  const key = `${linkify} ${breaks}`
  let parser = parsers.get(key)
  if (parser === undefined) {
    parser = new (loadMarkdownIt(() => require('markdown-it')))({ html: false, linkify, breaks })
    parsers.set(key, parser)
  }
  return parser
}

/** Loads markdown-it, when it is first needed. */
export function loadMarkdownIt(load: () => unknown): MarkdownIt {
  try {
    const loaded = load() as MarkdownIt & { default?: MarkdownIt }
    return loaded.default ?? loaded
  } catch (cause) {
    throw codes.error('HTML_MARKDOWN_UNAVAILABLE', { at: 'markdown', cause })
  }
}

export type { SafeHtml }
