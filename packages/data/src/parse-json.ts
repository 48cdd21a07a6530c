import { limit, readOptions } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { check } from './check.ts'
import { codes } from './codes.ts'
import { textOf } from './text.ts'

/** Limits of `parseJson`. */
export interface DataLimits {
  /** Of the text in UTF-8 (1 MiB). */
  maxBytes?: number
  /** Of nested arrays and objects (64). */
  maxDepth?: number
  /** Of all keys together (200 000). */
  maxKeys?: number
}

/** Readers of `DataLimits`. */
export const limitSpec = { maxBytes: limit(1024 * 1024), maxDepth: limit(64, { max: 1000 }), maxKeys: limit(200_000) }

/**
 * Parses JSON from outside (RFC 8259), from text or UTF-8 bytes, and checks it against a zod, TypeBox or Standard Schema; without one the result is unknown and
 * its objects have no prototype. Refuses duplicate keys, `__proto__`, `constructor.prototype` (CWE-1321), numbers that would lose digits, lone surrogates.
 * Codes: DATA_INVALID, DATA_MALFORMED, DATA_INPUT_REFUSED, DATA_TEXT_REFUSED, DATA_TOO_LARGE, DATA_TOO_DEEP, DATA_KEY_REFUSED, DATA_KEY_DUPLICATE, DATA_NUMBER_LOST.
 */
export function parseJson(input: string | Uint8Array): unknown
export function parseJson<S extends Schema>(input: string | Uint8Array, schema: S, limits?: DataLimits): Infer<S>
export function parseJson(input: string | Uint8Array, schema: undefined, limits?: DataLimits): unknown
export function parseJson(input: string | Uint8Array, schema?: Schema, limits?: DataLimits): unknown {
  const read = readOptions('parseJson', limits, limitSpec)
  const value = readJson(textOf(input, read.maxBytes, 'parseJson'), read, 'parseJson')
  return schema === undefined ? value : check(schema, value, 'parseJson')
}

/** The value of a JSON text, with every check but the schema's. */
export function readJson(text: string, limits: { maxDepth: number; maxKeys: number }, where: string): unknown {
  const keys = countKeys(text, limits.maxDepth, where)
  if (keys > limits.maxKeys) throw codes.error('DATA_TOO_LARGE', { at: where, details: { maxKeys: limits.maxKeys } })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // The engine's message quotes the text, which may hold secrets.
    throw codes.error('DATA_MALFORMED', { at: where, details: { length: text.length } })
  }
  // A lone surrogate can only come from an escape: the text itself is well-formed.
  const kept = inspect(value, where, /\\u[dD][89a-fA-F]/.test(text))
  if (kept.hasLarge) checkLarge(text, where)
  if (kept.keys !== keys) throw codes.error('DATA_KEY_DUPLICATE', { at: where })
  return value
}

// Of a document that JSON.parse takes, colons outside strings are its keys.
function countKeys(text: string, maxDepth: number, where: string): number {
  let depth = 0
  let colons = 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit === 0x22) index = stringEnd(text, index + 1)
    else if (unit === 0x3a) colons++
    else if (unit === 0x5b || unit === 0x7b) {
      if (++depth > maxDepth) throw codes.error('DATA_TOO_DEEP', { at: where, details: { maxDepth } })
    } else if (unit === 0x5d || unit === 0x7d) depth--
  }
  return colons
}

/** The index of the quote that ends a JSON string, or the text's length. */
export function stringEnd(text: string, start: number): number {
  for (let end = text.indexOf('"', start), seen = start; end !== -1; seen = end + 1, end = text.indexOf('"', seen)) {
    let before = end
    while (before > seen && text.charCodeAt(before - 1) === 0x5c) before--
    if ((end - before) % 2 === 0) return end
  }
  return text.length
}

function inspect(root: unknown, where: string, hasSurrogates: boolean): { keys: number; hasLarge: boolean } {
  const open: object[] = []
  let keys = 0
  let hasLarge = false
  const meet = (value: unknown) => {
    if (typeof value === 'object') {
      if (value !== null) open.push(value)
    } else if (typeof value === 'number') {
      if (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) hasLarge = true
    } else if (hasSurrogates && typeof value === 'string' && !value.isWellFormed()) throw codes.error('DATA_TEXT_REFUSED', { at: where })
  }
  meet(root)
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) {
      for (let index = 0; index < value.length; index++) meet(value[index])
      continue
    }
    if (Object.hasOwn(value, '__proto__')) throw codes.error('DATA_KEY_REFUSED', { at: where })
    // Without a prototype a polluted Object.prototype cannot supply a field that the sender left out.
    Object.setPrototypeOf(value, null)
    for (const key in value) {
      keys++
      const child = (value as Record<string, unknown>)[key]
      if (key === 'constructor' && typeof child === 'object' && child !== null && Object.hasOwn(child, 'prototype')) throw codes.error('DATA_KEY_REFUSED', { at: where })
      if (hasSurrogates && !key.isWellFormed()) throw codes.error('DATA_TEXT_REFUSED', { at: where })
      meet(child)
    }
  }
  return { keys, hasLarge }
}

/** Whole numbers that no double holds, and numbers above all doubles; what JSON.stringify writes of a double is kept. */
function checkLarge(text: string, where: string): void {
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (token[0] === '"') continue
    const value = Number(token)
    const isKept = Number.isSafeInteger(value) || (Number.isFinite(value) && (/[.eE]/.test(token) || String(value) === token || BigInt(token) === BigInt(value)))
    if (!isKept) throw codes.error('DATA_NUMBER_LOST', { at: where })
  }
}
