import { codes } from './codes.ts'
import { escapeText } from './escape.ts'
import { jsonText, scriptExpression } from './json.ts'
import { hasMark, SafeHtml } from './safe-html.ts'
import type { Op, Template } from './template.ts'
import { textOf } from './text-of.ts'
import type { UrlRules } from './url.ts'
import { writeAttribute } from './write-attribute.ts'

const MAX_DEPTH = 100

/** What has been written, and whether it may go into svg, math and select. */
export interface Written {
  isPlain: boolean
}

/** The markup of a template with its values. */
export function render(template: Template, values: readonly unknown[], rules: UrlRules, written: Written): string {
  const { chunks, ops } = template
  let out = chunks[0]!
  if (template.isText) {
    for (let index = 0; index < ops.length; index++) {
      const value = values[index]
      out += (typeof value === 'string' ? escapeText(value) : renderText(value, (ops[index] as { plainOnly: boolean }).plainOnly, written, 0)) + chunks[index + 1]
    }
    return out
  }
  let slot = 0
  for (let index = 0; index < ops.length; index++) {
    const op = ops[index]!
    out += writeOp(op, values, slot, rules, written) + chunks[index + 1]
    slot += slotsOf(op)
  }
  return out
}

export const slotsOf = (op: Op): number => (op.kind === 'attribute' ? op.raw.length - 1 : 1)

export function writeOp(op: Op, values: readonly unknown[], slot: number, rules: UrlRules, written: Written): string {
  switch (op.kind) {
    case 'text': return renderText(values[slot], op.plainOnly, written, 0)
    case 'attribute': return writeAttribute(op, values, slot, rules)
    case 'script': {
      if (values[slot] === undefined) throw codes.error('HTML_UNDEFINED', { at: 'html: script' })
      return op.isData ? jsonText(values[slot], 'html: script') : scriptExpression(values[slot], 'html: script')
    }
    case 'rcdata': {
      const value = values[slot]
      if (SafeHtml.is(value) && op.element === 'title') throw codes.error('HTML_MARKUP_REFUSED', { at: 'html: title' })
      return escapeText(SafeHtml.is(value) ? SafeHtml.text(value) : textOf(value, `html: ${op.element}`))
    }
  }
}

/** A value between tags: text, markup, or a list of them. */
export function renderText(value: unknown, plainOnly: boolean, written: Written, depth: number): string {
  if (typeof value === 'string') return escapeText(value)
  if (typeof value !== 'object' || value === null) return escapeText(textOf(value, 'html: text'))
  if (SafeHtml.is(value)) {
    if (!SafeHtml.isPlain(value)) {
      if (plainOnly) throw codes.error('HTML_MARKUP_REFUSED', { at: 'html: text within svg, math or select' })
      written.isPlain = false
    }
    return SafeHtml.text(value)
  }
  if (hasMark(value)) throw codes.error('HTML_DUPLICATE_COPY', { at: 'html: text' })
  if (Array.isArray(value) || isList(value)) {
    if (depth >= MAX_DEPTH) throw codes.error('HTML_TOO_DEEP', { at: 'html: text' })
    let out = ''
    for (const item of value as Iterable<unknown>) out += renderText(item, plainOnly, written, depth + 1)
    return out
  }
  return escapeText(textOf(value, 'html: text'))
}

/** Sets, generators and the like, but not the boxed strings and URLs that have a text. */
const isList = (value: object): boolean =>
  typeof (value as { [Symbol.iterator]?: unknown })[Symbol.iterator] === 'function' && (value as { toString?: unknown }).toString === Object.prototype.toString && !(value instanceof Map)
