import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'

const { toString: objectToString } = Object.prototype
const { toString: dateToString } = Date.prototype

/** The text of a value that a template literal would print sensibly; accidents are refused with HTML_UNDEFINED and HTML_VALUE_REFUSED. */
export function textOf(value: unknown, at: string): string {
  switch (typeof value) {
    case 'string': return value
    case 'number':
      if (Number.isFinite(value)) return String(value)
      break
    case 'bigint': return String(value)
    case 'boolean': return value ? 'true' : ''
    case 'undefined': throw codes.error('HTML_UNDEFINED', { at })
    case 'object':
      if (value === null) return ''
      return objectText(value, at)
    default:
  }
  throw codes.error('HTML_VALUE_REFUSED', { at, got: describeValue(value) })
}

/** Dates, URLs, identifiers and decimals of libraries have a text of their own; a plain object, whose text would be [object Object], has none. */
function objectText(value: object, at: string): string {
  if (value instanceof Date && !Number.isNaN(+value)) return dateToString.call(value)
  const { toString } = value as { toString?: unknown }
  if (typeof toString !== 'function' || toString === objectToString || Array.isArray(value) || typeof (value as { then?: unknown }).then === 'function' || value instanceof Date) {
    throw codes.error('HTML_VALUE_REFUSED', { at, got: describeValue(value) })
  }
  const text: unknown = toString.call(value)
  if (typeof text !== 'string' || text.startsWith('[object ')) throw codes.error('HTML_VALUE_REFUSED', { at, got: 'an object without a text' })
  return text
}
