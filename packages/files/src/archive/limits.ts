import { limit, readOptions } from '@breakwater/core'
import { codes } from '../codes.ts'

/** Limits of what an archive may hold. */
export interface ArchiveLimits {
  /** Of the packed archive (256 MiB). */
  maxArchiveBytes?: number
  /** Files, folders and everything else (10 000). */
  maxEntries?: number
  /** Of one file, unpacked (100 MiB, in a folder its maxBytes). */
  maxEntryBytes?: number
  /** Of all files, unpacked (1 GiB). */
  maxTotalBytes?: number
  /** Unpacked bytes for one packed byte, once more than 1 MiB is unpacked (200). */
  maxRatio?: number
  /** Of nested folders (32). */
  maxDepth?: number
}

const MIB = 1024 * 1024

export const limitSpec = {
  maxArchiveBytes: limit(256 * MIB),
  maxEntries: limit(10_000, { max: 10_000_000 }),
  maxEntryBytes: (value: unknown, where: string) => (value === undefined ? undefined : limit(0)(value, where)),
  maxTotalBytes: limit(1024 * MIB),
  maxRatio: limit(200, { max: 1_000_000 }),
  maxDepth: limit(32, { max: 64 }),
}

export interface Limits {
  readonly maxArchiveBytes: number
  readonly maxEntries: number
  readonly maxEntryBytes: number
  readonly maxTotalBytes: number
  readonly maxRatio: number
  readonly maxDepth: number
}

export function readLimits(at: string, options: unknown): Limits {
  const read = readOptions(at, options, limitSpec)
  return { ...read, maxEntryBytes: read.maxEntryBytes ?? 100 * MIB }
}

export const overLimit = (at: string, limits: Limits, name: keyof Limits) => codes.error('FILES_ARCHIVE_LIMIT', { at, details: { limit: name, [name]: limits[name] } })
export const invalid = (at: string, reason: string, cause?: unknown) => codes.error('FILES_ARCHIVE_INVALID', { at, got: reason, details: { reason }, ...(cause === undefined ? {} : { cause }) })
export const entryRefused = (at: string, reason: string, index: number) => codes.error('FILES_ARCHIVE_ENTRY_REFUSED', { at, got: reason, details: { reason, entry: index } })

const RATIO_FROM = MIB

/** Counts what really comes out, since what an archive says of itself is written by whoever made it. */
export class Meter {
  readonly #limits: Limits
  readonly #at: string
  total = 0
  #entry = 0

  constructor(limits: Limits, at: string) {
    this.#limits = limits
    this.#at = at
  }

  /** A new entry begins. */
  begin(): void {
    this.#entry = 0
  }

  /** Bytes came out of `packed` bytes that have gone in so far. */
  add(bytes: number, packed: number): void {
    this.#entry += bytes
    this.total += bytes
    if (this.#entry > this.#limits.maxEntryBytes) throw overLimit(this.#at, this.#limits, 'maxEntryBytes')
    if (this.total > this.#limits.maxTotalBytes) throw overLimit(this.#at, this.#limits, 'maxTotalBytes')
    if (this.total > RATIO_FROM && this.total > packed * this.#limits.maxRatio) throw overLimit(this.#at, this.#limits, 'maxRatio')
  }
}
