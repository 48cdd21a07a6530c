import fs from 'node:fs'
import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { OpenHow } from '../resolve/open-file.ts'

type Flags = Pick<OpenHow, 'access' | 'create' | 'append' | 'truncate'>

const way = (access: Flags['access'], create: Flags['create'], append = false, truncate = false): Flags => Object.freeze({ access, create, append, truncate })

const FLAGS: Readonly<Record<string, Flags>> = Object.assign(Object.create(null), {
  r: way('read', 'never'),
  rs: way('read', 'never'),
  'r+': way('both', 'never'),
  'rs+': way('both', 'never'),
  w: way('write', 'if-missing', false, true),
  'w+': way('both', 'if-missing', false, true),
  wx: way('write', 'must'),
  'wx+': way('both', 'must'),
  a: way('write', 'if-missing', true),
  'a+': way('both', 'if-missing', true),
  as: way('write', 'if-missing', true),
  'as+': way('both', 'if-missing', true),
  ax: way('write', 'must', true),
  'ax+': way('both', 'must', true),
})
// Node.js takes the letters in either order.
for (const [name, other] of [['sr', 'rs'], ['sr+', 'rs+'], ['xw', 'wx'], ['xw+', 'wx+'], ['xa', 'ax'], ['xa+', 'ax+'], ['sa', 'as'], ['sa+', 'as+']] as const) (FLAGS as Record<string, Flags>)[name] = FLAGS[other]!

const { O_WRONLY, O_RDWR, O_CREAT, O_EXCL, O_TRUNC, O_APPEND } = fs.constants

/** What a flag of node:fs asks for, given as text or number. */
export function flagsOf(value: unknown, fallback: string, at: string): Flags {
  if (value === undefined || value === null) return FLAGS[fallback]!
  if (typeof value === 'string' && FLAGS[value] !== undefined) return FLAGS[value]
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) {
    const known = O_WRONLY | O_RDWR | O_CREAT | O_EXCL | O_TRUNC | O_APPEND
    if ((value & ~known) === 0) {
      const access = value & O_RDWR ? 'both' : value & O_WRONLY ? 'write' : 'read'
      return { access, create: value & O_CREAT ? (value & O_EXCL ? 'must' : 'if-missing') : 'never', append: (value & O_APPEND) !== 0, truncate: (value & O_TRUNC) !== 0 && access !== 'read' }
    }
  }
  throw codes.error('FILES_FLAG_REFUSED', { at, got: describeValue(value) })
}

/** Reads one option of an object or of the short form, own properties only. */
export function optionOf(options: unknown, name: string): unknown {
  if (typeof options !== 'object' || options === null) return undefined
  return Object.hasOwn(options, name) ? (options as Record<string, unknown>)[name] : undefined
}

/** An encoding given by itself or among the options; 'buffer' and none mean bytes. */
export function encodingOf(options: unknown, at: string): BufferEncoding | undefined {
  const value = typeof options === 'string' ? options : optionOf(options, 'encoding')
  if (value === undefined || value === null || value === 'buffer') return undefined
  if (typeof value === 'string' && Buffer.isEncoding(value)) return value
  throw codes.error('FILES_FLAG_REFUSED', { at, got: describeValue(value), todo: "Give an encoding such as 'utf8'." })
}

/** Permission bits; a set-id bit is dropped. */
export function modeOf(value: unknown, at: string): number | undefined {
  if (value === undefined || value === null) return undefined
  const mode = typeof value === 'string' && /^(0o)?[0-7]{1,6}$/.test(value) ? parseInt(value.replace('0o', ''), 8) : value
  if (typeof mode === 'number' && Number.isInteger(mode) && mode >= 0) return mode & 0o777
  throw codes.error('FILES_FLAG_REFUSED', { at, got: describeValue(value), todo: 'Give permissions such as 0o644.' })
}
