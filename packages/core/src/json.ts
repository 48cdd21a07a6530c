import { codes } from './codes.ts'
import { limit, readOptions } from './options.ts'

/** Limits of `parseJson`. */
export interface JsonLimits {
  /** Of the text in UTF-8 (1 MiB). */
  maxBytes?: number
  /** Of nested arrays and objects (64). */
  maxDepth?: number
}

const spec = { maxBytes: limit(1024 * 1024), maxDepth: limit(64, { max: 10_000 }) }

/**
 * Parses untrusted JSON within limits. Refuses documents that are too large or too deep, that are not JSON (RFC 8259), or that hold an own `__proto__` or a
 * `constructor` with a `prototype` (the payload of prototype pollution, CWE-1321).
 * Codes: JSON_TOO_LARGE, JSON_TOO_DEEP, JSON_INVALID, JSON_KEY_REFUSED.
 */
export function parseJson(text: string, limits?: JsonLimits): unknown {
  const { maxBytes, maxDepth } = readOptions('parseJson', limits, spec)
  if (typeof text !== 'string') throw codes.error('JSON_INVALID', { got: 'something that is not text' })
  if (text.length > maxBytes || (text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes)) throw codes.error('JSON_TOO_LARGE', { details: { maxBytes } })
  checkDepth(text, maxDepth)
  const value = parse(text)
  if (mayReachPrototype(text)) checkKeys(value)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The engine's message quotes the text, which may hold secrets.
    throw codes.error('JSON_INVALID', { details: { length: text.length } })
  }
}

const QUOTE = 0x22
const BACKSLASH = 0x5c

function checkDepth(text: string, maxDepth: number): void {
  let depth = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === QUOTE) index = stringEnd(text, index + 1)
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > maxDepth) throw codes.error('JSON_TOO_DEEP', { details: { maxDepth } })
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
}

function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end
    while (text.charCodeAt(before - 1) === BACKSLASH && before > start) before--
    if ((end - before) % 2 === 0) return end
  }
  return text.length
}

// A key can also be spelled with escapes ("\u005f_proto__"), so any \u sends the document to the full walk.
const mayReachPrototype = (text: string) => text.includes('__proto__') || text.includes('"constructor"') || text.includes('\\u')

function checkKeys(root: unknown): void {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) throw codes.error('JSON_KEY_REFUSED')
    const made = Object.hasOwn(value, 'constructor') ? (value as { constructor: unknown }).constructor : undefined
    if (typeof made === 'object' && made !== null && Object.hasOwn(made, 'prototype')) throw codes.error('JSON_KEY_REFUSED')
    for (const child of Object.values(value)) if (typeof child === 'object') open.push(child)
  }
}
