import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'

/** What names a folder takes. */
export interface NamePolicy {
  /** true: all; a list: these parts. */
  readonly dotfiles: boolean | readonly string[]
  /** Only names that mean the same on Linux, macOS and Windows. */
  readonly portable: boolean
}

/** Names of our own temporary files, locks and half-unpacked archives: never reachable from outside. */
export const OWN_PREFIX = '.breakwater-'

const MAX_PART_BYTES = 255
const MAX_NAME_BYTES = 4096
const MAX_PARTS = 64

// C0, DEL, C1, line and paragraph separators, the byte order mark, Bidi_Control (Trojan Source, CVE-2021-42574), and what stands for bytes that were no UTF-8.
const UNSEEN = /[\0-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]/
// %2f, %5c, %2e%2e and %00, however often encoded, and overlong UTF-8 of dots and slashes (CVE-2000-0884).
const ENCODED = /%(?:25)*(?:2f|5c|00|2e(?:$|%|\.|\/)|c0%|c1%|e0%(?:25)*80%|f0%(?:25)*80%|u2215|u002f|u005c)/i
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*$/
const RESERVED = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$)(?:$|\.| +(?:$|\.))/i

/** A single part that nothing can be said against, whatever the policy. */
export const isPlainName = (name: string): boolean => name.length < 200 && PLAIN.test(name) && !RESERVED.test(name)

/** Checks one part of a name, without / in it. `at` names the call. */
export function checkPart(part: string, policy: NamePolicy, at: string): void {
  if (isPlainName(part)) return
  const refuse = (reason: string) => codes.error('FILES_NAME_REFUSED', { at, details: { reason } })
  if (part === '') throw refuse('an empty part')
  if (part === '..') throw codes.error('FILES_NAME_CLIMBS', { at })
  if (part === '.') throw refuse('a . part')
  if (part.includes('\0') || UNSEEN.test(part)) throw refuse('a control or bidirectional character')
  if (part.includes('/')) throw refuse('a separator')
  if (!part.isWellFormed()) throw refuse('half of a surrogate pair')
  if (ENCODED.test(part)) throw refuse('an encoded separator')
  if (Buffer.byteLength(part) > MAX_PART_BYTES) throw codes.error('FILES_NAME_TOO_LONG', { at, details: { maxBytes: MAX_PART_BYTES } })
  if (policy.portable) checkPortable(part, at)
  if (part.startsWith('.')) checkDotfile(part, policy, at)
}

function checkPortable(part: string, at: string): void {
  const refuse = (reason: string) => codes.error('FILES_NAME_NOT_PORTABLE', { at, details: { reason } })
  if (part.includes('\\')) throw refuse('a backslash')
  if (part.includes(':')) throw refuse('a colon')
  if (part.endsWith('.') || part.endsWith(' ')) throw refuse('a dot or space at the end')
  if (RESERVED.test(part)) throw refuse('a device name of Windows')
  const plain = part.normalize('NFKC')
  // Fullwidth and other look-alikes that a later normalisation would turn into .. or a separator before it.
  if (plain !== part && plain.split(/[/\\]/).some(piece => piece === '..' || piece === '.')) throw refuse('look-alikes of a .. part')
}

function checkDotfile(part: string, { dotfiles }: NamePolicy, at: string): void {
  if (part.toLowerCase().startsWith(OWN_PREFIX)) throw codes.error('FILES_NAME_REFUSED', { at, details: { reason: 'a name kept for temporary files' } })
  if (dotfiles === true || (dotfiles !== false && dotfiles.includes(part))) return
  throw codes.error('FILES_DOTFILE_REFUSED', { at })
}

/** Whether `checkPart` takes it; announces nothing. */
export function isUsablePart(part: string, policy: NamePolicy): boolean {
  if (isPlainName(part)) return true
  if (part === '' || part === '.' || part === '..' || UNSEEN.test(part) || /[/\0]/.test(part) || !part.isWellFormed() || ENCODED.test(part)) return false
  if (Buffer.byteLength(part) > MAX_PART_BYTES) return false
  if (policy.portable) {
    if (/[\\:]|[. ]$/.test(part) || RESERVED.test(part)) return false
    if (part.normalize('NFKC').split(/[/\\]/).some(piece => piece === '..' || piece === '.')) return false
  }
  if (!part.startsWith('.')) return true
  return !part.toLowerCase().startsWith(OWN_PREFIX) && (policy.dotfiles === true || (policy.dotfiles !== false && policy.dotfiles.includes(part)))
}

/**
 * The parts of an untrusted relative name. `folder`: the name may mean the folder itself ('' or '.') and end with one /.
 * Codes: FILES_NAME_REFUSED, FILES_NAME_CLIMBS, FILES_NAME_NOT_PORTABLE, FILES_NAME_TOO_LONG, FILES_DOTFILE_REFUSED.
 */
export function checkName(name: unknown, policy: NamePolicy, at: string, kind: 'file' | 'folder' = 'file'): string[] {
  if (typeof name !== 'string') throw codes.error('FILES_NAME_REFUSED', { at, got: describeValue(name) })
  if (isPlainName(name)) return [name]
  if (name.length > MAX_NAME_BYTES) throw codes.error('FILES_NAME_TOO_LONG', { at, details: { maxBytes: MAX_NAME_BYTES } })
  if (kind === 'folder' && (name === '' || name === '.' || name === './')) return []
  if (name.startsWith('/') || name.startsWith('\\') || /^[a-z]:(?:[/\\]|$)/i.test(name)) throw codes.error('FILES_NAME_CLIMBS', { at, details: { reason: 'an absolute path' } })
  if (name.split(/[/\\]/).includes('..')) throw codes.error('FILES_NAME_CLIMBS', { at })
  const parts = (kind === 'folder' && name.endsWith('/') ? name.slice(0, -1) : name).split('/')
  if (parts.length > MAX_PARTS || Buffer.byteLength(name) > MAX_NAME_BYTES) throw codes.error('FILES_NAME_TOO_LONG', { at, details: { maxParts: MAX_PARTS } })
  // Decoded in one go as well: %2e%2e/ as parts of their own have no separator beside them.
  for (const part of parts) checkPart(part, policy, at)
  return parts
}
