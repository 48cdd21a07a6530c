import { readOptions } from '@breakwater/core'
import { codes as coreCodes } from '@breakwater/core'
import { checkPart, isUsablePart } from './check-name.ts'

/** Options of `safeName`. */
export interface SafeNameOptions {
  /** Used where nothing of the text is left ('file'). */
  fallback?: string
}

const POLICY = { dotfiles: false, portable: true }
const MAX_BYTES = 200
const MAX_EXTENSION = 32

const spec = {
  fallback: (value: unknown, where: string) => {
    if (value === undefined) return 'file'
    if (typeof value === 'string' && isUsablePart(value, POLICY)) return value
    throw coreCodes.error('OPTION_INVALID', { at: where, todo: 'Give a good name, such as file.' })
  },
}

/**
 * Makes a good file name out of any text: the last part of a path, without control and bidirectional characters, separators, colons, leading dots, device
 * names of Windows or trailing dots, at most 200 bytes, its extension kept. Never refuses; what is no text becomes the fallback. A name, not a proof that the file is new.
 */
export function safeName(untrusted: unknown, options?: SafeNameOptions): string {
  const { fallback } = readOptions('safeName', options, spec)
  if (typeof untrusted !== 'string') return fallback
  // Browsers of old sent C:\fakepath\name; only the last part is a name.
  const last = untrusted.slice(-4096).toWellFormed().normalize('NFC').split(/[/\\]/).filter(part => /[^.\s]/.test(part)).at(-1) ?? ''
  const cleaned = tidy(last.replace(/%(?:25)*(?:2f|5c|00)|%(?:25)*2e(?=$|%|\.)|%(?:c0|c1|e0|f0)(?=%)|%u(?:2215|002f|005c)/gi, '_'))
  const short = shorten(cleaned)
  if (isUsablePart(short, POLICY)) return short
  const mended = tidy(`_${short.replaceAll('%', '_')}`)
  if (short === '' || !isUsablePart(mended, POLICY)) return fallback
  checkPart(mended, POLICY, 'safeName')
  return mended
}

function tidy(text: string): string {
  return text
    .replace(/[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/g, '')
    .replace(/[/\\:<>"|?*]/g, '_')
    .replace(/^[.\s]+/, '')
    .replace(/[.\s]+$/, '')
}

function shorten(name: string): string {
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && Buffer.byteLength(name.slice(dot)) <= MAX_EXTENSION ? name.slice(dot) : ''
  const room = MAX_BYTES - Buffer.byteLength(extension)
  let stem = ''
  let bytes = 0
  for (const character of name.slice(0, name.length - extension.length)) {
    bytes += Buffer.byteLength(character)
    if (bytes > room) break
    stem += character
  }
  return tidy(stem) + extension
}
