import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { escapeText } from './escape.ts'
import { jsonText, ScriptData } from './json.ts'
import { joinResource, SafeResourceUrl } from './resource-url.ts'
import { hasMark, markupOf, SafeHtml } from './safe-html.ts'
import { filterStyle, isStyleProperty, isStyleValue, kebab } from './style-value.ts'
import type { AttributeOp } from './template.ts'
import { textOf } from './text-of.ts'
import { INERT_URL, isAllowedUrl, isSettled } from './url.ts'
import type { UrlRules } from './url.ts'

/** An attribute with its values, or nothing where a whole value is null or false. */
export function writeAttribute(op: AttributeOp, values: readonly unknown[], first: number, rules: UrlRules): string {
  const at = `html: attribute ${op.name}`
  if (op.isWhole) {
    const text = wholeValue(op, values[first], at, rules)
    return text === undefined ? '' : `${op.name}="${escapeText(text)}"`
  }
  const own = values.slice(first, first + op.raw.length - 1)
  if (op.rules === 'resource') return `${op.name}="${escapeText(joinResource(op.decoded, own, at))}"`
  const texts = own.map(value => partValue(op, value, at))
  if ((op.rules === 'url' || op.rules === 'image') && !isAllowedMix(op, texts, rules)) return `${op.name}="${INERT_URL}"`
  if (op.rules === 'srcset') return `${op.name}="${escapeText(srcset(weave(op.decoded, texts.map(text => text.replaceAll(',', '%2C'))), rules))}"`
  let out = `${op.name}="${op.raw[0]}`
  for (let index = 0; index < texts.length; index++) out += escapeText(texts[index]!) + op.raw[index + 1]
  return `${out}"`
}

function isAllowedMix(op: AttributeOp, texts: string[], rules: UrlRules): boolean {
  const prefix = op.decoded[0]!
  // `/${path}` stays on this host: a second slash would begin the name of another.
  if (/^[\t\n\r ]*\/[\t\n\r]*$/.test(prefix) && /^[\t\n\r]*[/\\]/.test(texts[0]!)) texts[0] = texts[0]!.replace(/^[\t\n\r]*[/\\]/, '%2F')
  return isSettled(prefix) || isAllowedUrl(weave(op.decoded, texts), rules, op.rules === 'image')
}

const weave = (parts: readonly string[], texts: readonly string[]): string => parts.reduce((all, part, index) => all + part + (texts[index] ?? ''), '')

function partValue(op: AttributeOp, value: unknown, at: string): string {
  refuseMarkup(value, at)
  if (op.rules === 'class') return classText(value, at)
  if (op.rules === 'style') {
    const text = textOf(value, at).trim()
    return isStyleValue(text) && text !== '' ? text : 'unset'
  }
  if (op.rules === 'data' && typeof value === 'object' && value !== null && !hasText(value)) return jsonText(value, at)
  return typeof value === 'boolean' && (op.rules === 'data' || op.rules === 'enumerated') ? String(value) : textOf(value, at)
}

function wholeValue(op: AttributeOp, value: unknown, at: string, rules: UrlRules): string | undefined {
  if (value === null) return undefined
  switch (op.rules) {
    case 'boolean':
      if (value === undefined || value === false) return undefined
      return value === true ? '' : partValue(op, value, at)
    case 'enumerated':
      return partValue(op, value, at)
    case 'data':
      return ScriptData.is(value) ? ScriptData.text(value) : partValue(op, value, at)
    case 'srcdoc':
      return markupOf(value, at)
    case 'resource':
      if (SafeResourceUrl.is(value)) return SafeResourceUrl.url(value)
      throw codes.error('HTML_RESOURCE_URL_REQUIRED', { at, got: describeValue(value) })
    case 'style':
      return value === false ? undefined : styleText(value, at)
    default:
  }
  if (value === false) return undefined
  const text = partValue(op, value, at)
  if (op.rules === 'url' || op.rules === 'image') return isAllowedUrl(text, rules, op.rules === 'image') ? text : INERT_URL
  return op.rules === 'srcset' ? srcset(text, rules) : text
}

function refuseMarkup(value: unknown, at: string): void {
  if (typeof value !== 'object' || value === null) return
  if (SafeHtml.is(value)) throw codes.error('HTML_MARKUP_REFUSED', { at })
  if (hasMark(value)) throw codes.error('HTML_DUPLICATE_COPY', { at })
}

const hasText = (value: object): boolean => value instanceof Date || (!Array.isArray(value) && (value as { toString?: unknown }).toString !== Object.prototype.toString)

/** Names in a list, or those keys of an object whose values are true. */
function classText(value: unknown, at: string): string {
  if (typeof value !== 'object' || value === null) return value === undefined || value === false || value === null ? '' : textOf(value, at)
  if (Array.isArray(value)) return value.flat(10).filter(item => item !== null && item !== undefined && item !== false && item !== '').map(item => classText(item, at)).join(' ')
  if (hasText(value)) return textOf(value, at)
  return Object.entries(value).filter(([, isOn]) => Boolean(isOn)).map(([name]) => name).join(' ')
}

function styleText(value: unknown, at: string): string {
  if (typeof value === 'string') return filterStyle(value)
  if (typeof value !== 'object' || value === null || Array.isArray(value) || hasText(value)) throw codes.error('HTML_STYLE_REFUSED', { at, got: describeValue(value) })
  const declarations: string[] = []
  for (const [key, item] of Object.entries(value)) {
    if (item === null || item === undefined || item === false) continue
    const name = kebab(key)
    if (!isStyleProperty(name)) throw codes.error('HTML_STYLE_REFUSED', { at, got: 'a name that is no property' })
    const text = textOf(item, at).trim()
    declarations.push(`${name}: ${isStyleValue(text) && text !== '' ? text : 'unset'}`)
  }
  return declarations.join('; ')
}

/** Candidates apart by a comma and a space, each a URL with an optional width or density (HTML 4.8.4.2.1). */
function srcset(text: string, rules: UrlRules): string {
  return text.trim().split(/,\s+/).map(candidate => {
    const match = /^(\S+)(\s+[\d.]+[wxh])*$/.exec(candidate.trim())
    return match && isAllowedUrl(match[1]!, rules, true) ? candidate.trim() : INERT_URL
  }).join(', ')
}
