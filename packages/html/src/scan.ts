import { problem } from './problem.ts'
import { SLOT } from './template.ts'

export interface Attribute {
  readonly name: string
  readonly start: number
  /** As written, without quotes; undefined for an attribute without value. */
  readonly value: string | undefined
  readonly end: number
}
export interface Tag {
  readonly name: string
  readonly attributes: readonly Attribute[]
  readonly isSelfClosing: boolean
  readonly end: number
}

const SPACE = /[\t\n\f\r ]/
const NAME = /^[a-z][a-z0-9:_.-]*$/i

/**
 * Reads a start tag (HTML 13.2.5.6 to 13.2.5.40) whose `<` is at `start`. What the standard calls a parse error and repairs is refused, so that what is
 * understood here is what every browser understands.
 */
export function scanTag(text: string, start: number): Tag {
  const invalid = (at: number, got: string) => problem('HTML_TEMPLATE_INVALID', text, at, got)
  const unclosed = (at: number) => problem('HTML_TEMPLATE_UNCLOSED', text, at, 'a tag without end')
  let at = start + 1
  while (at < text.length && !/[\t\n\f\r />\0]/.test(text[at]!)) at++
  if (text[at] === SLOT) throw problem('HTML_SLOT_REFUSED', text, at, 'a slot in the name of a tag', 'Write the tag out: choose among whole templates, cond ? html`<ul>…</ul>` : html`<ol>…</ol>`.')
  const name = text.slice(start + 1, at).toLowerCase()
  if (!NAME.test(name)) throw invalid(start, 'a tag whose name has unusual characters')
  const attributes: Attribute[] = []
  const seen = new Set<string>()
  for (;;) {
    const gap = at
    while (at < text.length && SPACE.test(text[at]!)) at++
    const char = text[at]
    if (char === undefined) throw unclosed(start)
    if (char === '>') return { name, attributes, isSelfClosing: false, end: at + 1 }
    if (char === '/') {
      if (text[at + 1] === '>') return { name, attributes, isSelfClosing: true, end: at + 2 }
      throw invalid(at, 'a slash within a tag')
    }
    if (char === SLOT) {
      throw problem('HTML_SLOT_REFUSED', text, at, 'a slot in place of an attribute', 'Write the name out: disabled=${isDisabled} leaves the attribute out where the value is false; data-options=${object} takes objects.')
    }
    if (gap === at) throw invalid(at, 'no space between attributes')
    const attribute = scanAttribute(text, at, start)
    if (seen.has(attribute.name)) throw invalid(at, 'an attribute that is there twice')
    seen.add(attribute.name)
    attributes.push(attribute)
    at = attribute.end
  }
}

function scanAttribute(text: string, start: number, tagStart: number): Attribute {
  const invalid = (at: number, got: string) => problem('HTML_TEMPLATE_INVALID', text, at, got)
  let at = start
  while (at < text.length && !/[\t\n\f\r />=\0"'<]/.test(text[at]!)) at++
  if (text[at] === SLOT) throw problem('HTML_SLOT_REFUSED', text, at, 'a slot in the name of an attribute', 'Write the name of the attribute out.')
  const name = text.slice(start, at).toLowerCase()
  if (name === '' || /["'<]/.test(text[at] ?? '')) throw invalid(at, 'a quote, = or < in the name of an attribute')
  const afterName = at
  while (at < text.length && SPACE.test(text[at]!)) at++
  if (text[at] !== '=') return { name, start, value: undefined, end: afterName }
  at++
  while (at < text.length && SPACE.test(text[at]!)) at++
  const quote = text[at]
  if (quote === '"' || quote === "'") {
    const close = text.indexOf(quote, at + 1)
    if (close < 0) throw problem('HTML_TEMPLATE_UNCLOSED', text, tagStart, 'an attribute value without end')
    return { name, start, value: text.slice(at + 1, close), end: close + 1 }
  }
  const from = at
  while (at < text.length && !/[\t\n\f\r >]/.test(text[at]!)) at++
  if (at >= text.length) throw problem('HTML_TEMPLATE_UNCLOSED', text, tagStart, 'a tag without end')
  // `<img src=${url}/>` means to close itself; in quotes, as it is written out, it does.
  if (text[at] === '>' && text[at - 1] === '/' && text.slice(from, at).includes(SLOT)) at--
  const value = text.slice(from, at)
  if (value === '' || /["'<=`]/.test(value)) throw invalid(from, 'an attribute value without quotes that is empty or has a quote, <, = or ` in it')
  return { name, start, value, end: at }
}
