import { checkTemplate, flag, readOptions } from '@breakwater/core'
import { codes } from './codes.ts'
import { compile } from './compile.ts'
import { render } from './render.ts'
import { makeSafeHtml } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'
import { streamTemplate } from './stream.ts'
import type { Template } from './template.ts'
import { STRICT_RULES } from './url.ts'
import type { UrlRules } from './url.ts'

const cache = new WeakMap<readonly string[], Template>()

function templateOf(strings: TemplateStringsArray): Template {
  let template = cache.get(strings)
  if (template === undefined) {
    checkTemplate(strings, 'html')
    cache.set(strings, (template = compile(strings)))
  }
  return template
}

/** The tag `html`, and its form for values that arrive later. */
export interface Html {
  /** Markup from a template literal: each value is written by the rules of the place in which it stands. */
  (strings: TemplateStringsArray, ...values: readonly unknown[]): SafeHtml
  /** The same as an async iterable of strings: promises, async iterables and streams of `html.stream` may be values between tags. */
  readonly stream: (strings: TemplateStringsArray, ...values: readonly unknown[]) => AsyncIterableIterator<string>
}

function makeTag(rules: UrlRules): Html {
  const tag = (strings: TemplateStringsArray, ...values: readonly unknown[]): SafeHtml => {
    const template = templateOf(strings)
    const written = { isPlain: template.isPlain }
    return makeSafeHtml(render(template, values, rules, written), written.isPlain)
  }
  const stream = (strings: TemplateStringsArray, ...values: readonly unknown[]) => streamTemplate(templateOf(strings), values, rules)
  return Object.freeze(Object.assign(tag, { stream }))
}

/**
 * Markup as a template literal. The text is read once per call site by the HTML standard's tokenizer; values are escaped, checked as URLs, written as JSON or
 * refused by their place. Slots in event handlers, comments, style elements, names of tags and attributes are refused on every render.
 */
export const html: Html = makeTag(STRICT_RULES)

const EXTRA_SCHEMES: ReadonlySet<string> = new Set(['sms', 'geo', 'ftp', 'ftps', 'sftp', 'ssh', 'git', 'xmpp', 'irc', 'ircs', 'sip', 'sips', 'magnet', 'webcal', 'matrix', 'news', 'whatsapp', 'tg', 'cid'])

/** What `createHtml` opens. */
export interface HtmlOptions {
  /** Images may be `data:image/…;base64` of png, jpeg, gif, webp, avif and bmp. */
  dataImages?: boolean
  /** Further schemes of links: sms, geo, ftp, xmpp, irc, sip, magnet, webcal, matrix, news, cid … */
  schemes?: readonly string[]
}

/** Makes an `html` tag that allows more URLs. Codes: OPTION_INVALID, OPTION_UNKNOWN. */
export function createHtml(options?: HtmlOptions): Html {
  const { dataImages, schemes } = readOptions('createHtml', options, { dataImages: flag(false), schemes: schemesOption })
  return makeTag(Object.freeze({ dataImages, schemes }))
}

function schemesOption(value: unknown, where: string): ReadonlySet<string> {
  const list: unknown[] = value === undefined ? [] : Array.isArray(value) ? [...value] : [undefined]
  const unknown = list.find(item => typeof item !== 'string' || !EXTRA_SCHEMES.has(item))
  if (unknown !== undefined || list.includes(undefined)) throw codes.error('HTML_URL_REFUSED', { at: where, todo: `Give some of ${[...EXTRA_SCHEMES].join(', ')}.` })
  return new Set(list as string[])
}
