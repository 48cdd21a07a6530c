import { choice, codes as coreCodes, flag, limit, optionalLimit, readOptions } from '@breakwater/core'
import { isUsablePart } from '../names/check-name.ts'
import type { NamePolicy } from '../names/check-name.ts'
import type { HardLinks } from '../resolve/open-file.ts'
import type { WalkPolicy } from '../resolve/walk.ts'

/** Options of `openFolder`: what is left out is the safest. */
export interface OpenFolderOptions {
  /** Make the folder if it is missing, with its parents (false). */
  create?: boolean
  /** Refuse everything that writes (false). */
  readOnly?: boolean
  /** Take and list names that begin with a dot: all, or these parts (false). */
  dotfiles?: boolean | readonly string[]
  /** Only names that mean the same on Linux, macOS and Windows (true). */
  portable?: boolean
  /** Of one file that is read into memory or written (100 MiB). Reading streams have no limit. */
  maxBytes?: number
  /** Of all files together (none). */
  maxTotalBytes?: number
  /** Files and folders together (none). */
  maxFiles?: number
  /** Permissions of new files, less the umask (0o600). */
  fileMode?: number
  /** Permissions of new folders, less the umask (0o700). */
  dirMode?: number
  /** Files with several names: read but not changed in place ('read'), never opened ('refuse'), like others ('allow'). */
  hardLinks?: HardLinks
  /** Links that stay inside of the folder are followed ('inside'), or no link is ('refuse'). */
  links?: 'inside' | 'refuse'
  /** Go into file systems that are mounted inside of the folder (false). */
  mounts?: boolean
  /** Wait until the disk has what was written (false). */
  durable?: boolean
}

/** Options of `folder.folder(…)`: they narrow. */
export interface SubFolderOptions {
  create?: boolean
  readOnly?: true
  dotfiles?: false
  portable?: true
  maxBytes?: number
  hardLinks?: 'read' | 'refuse'
  links?: 'refuse'
  mounts?: false
}

export interface Settings extends NamePolicy, WalkPolicy {
  readonly readOnly: boolean
  readonly maxBytes: number
  /** Whether the program itself set maxBytes: the drop-in face then keeps to it. */
  readonly isLimited: boolean
  readonly maxTotalBytes: number | undefined
  readonly maxFiles: number | undefined
  readonly fileMode: number
  readonly dirMode: number
  readonly hardLinks: HardLinks
  readonly durable: boolean
}

const DEFAULT_MAX_BYTES = 100 * 1024 * 1024

const readDotfiles = (value: unknown, where: string): boolean | readonly string[] => {
  if (value === undefined) return false
  if (typeof value === 'boolean') return value
  if (Array.isArray(value)) {
    const list: unknown[] = [...value]
    if (list.every((name): name is string => typeof name === 'string' && name.startsWith('.') && isUsablePart(name, { dotfiles: true, portable: false }))) return Object.freeze(list)
  }
  throw coreCodes.error('OPTION_INVALID', { at: where, todo: "Give true, or a list of names such as ['.well-known']." })
}

const mode = (fallback: number) => limit(fallback, { min: 0, max: 0o777 })

const openSpec = {
  create: flag(false),
  readOnly: flag(false),
  dotfiles: readDotfiles,
  portable: flag(true),
  maxBytes: optionalLimit(),
  maxTotalBytes: optionalLimit(),
  maxFiles: optionalLimit(),
  fileMode: mode(0o600),
  dirMode: mode(0o700),
  hardLinks: choice(['read', 'refuse', 'allow']),
  links: choice(['inside', 'refuse']),
  mounts: flag(false),
  durable: flag(false),
}

export function readSettings(at: string, options: unknown): { settings: Settings; create: boolean } {
  const { create, maxBytes, ...read } = readOptions(at, options, openSpec)
  return { create, settings: Object.freeze({ ...read, portable: read.portable || process.platform === 'win32', maxBytes: maxBytes ?? DEFAULT_MAX_BYTES, isLimited: maxBytes !== undefined }) }
}

const fixed = <T>(only: T) => (value: unknown, where: string): T | undefined => {
  if (value === undefined || value === only) return value as T | undefined
  throw coreCodes.error('LIMIT_WIDENED', { at: where, todo: 'A sub-folder only narrows what its folder may; open another folder with openFolder for more.' })
}

const subSpec = {
  create: flag(false),
  readOnly: fixed(true as const),
  dotfiles: fixed(false as const),
  portable: fixed(true as const),
  maxBytes: optionalLimit(),
  hardLinks: (value: unknown, where: string) => (value === 'read' ? value : fixed('refuse' as const)(value, where)),
  links: fixed('refuse' as const),
  mounts: fixed(false as const),
}

export function narrowSettings(at: string, base: Settings, options: unknown): { settings: Settings; create: boolean } {
  const { create, maxBytes, hardLinks, ...own } = readOptions(at, options, subSpec)
  if (maxBytes !== undefined && maxBytes > base.maxBytes) throw coreCodes.error('LIMIT_WIDENED', { at: `${at}: maxBytes`, details: { limit: base.maxBytes, asked: maxBytes } })
  return {
    create,
    settings: Object.freeze({
      ...base,
      readOnly: own.readOnly ?? base.readOnly,
      dotfiles: own.dotfiles ?? base.dotfiles,
      portable: own.portable ?? base.portable,
      links: own.links ?? base.links,
      mounts: own.mounts ?? base.mounts,
      maxBytes: maxBytes ?? base.maxBytes,
      isLimited: maxBytes !== undefined || base.isLimited,
      hardLinks: hardLinks === 'refuse' || base.hardLinks === 'refuse' ? 'refuse' : hardLinks ?? base.hardLinks,
    }),
  }
}
