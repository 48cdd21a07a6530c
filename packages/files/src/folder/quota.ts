import { codes } from '../codes.ts'
import { runNow } from '../io/task.ts'
import type { Task } from '../io/task.ts'

/** How much a folder holds. */
export interface Usage {
  /** Of all files. */
  readonly bytes: number
  /** Files, folders and everything else. */
  readonly files: number
}

/** Keeps a folder and its sub-folders below a total. What other processes write is seen when the folder is measured anew, after something was removed or moved. */
export class Quota {
  readonly #maxBytes: number
  readonly #maxFiles: number
  readonly #measure: () => Task<Usage>
  #known: { bytes: number; files: number } | undefined
  #flowing = { bytes: 0, files: 0 }

  constructor(maxBytes: number | undefined, maxFiles: number | undefined, measure: () => Task<Usage>) {
    this.#maxBytes = maxBytes ?? Infinity
    this.#maxFiles = maxFiles ?? Infinity
    this.#measure = measure
  }

  /** Sets room aside before it is used. Code: FILES_QUOTA. */
  reserve(bytes: number, files: number, at: string): void {
    // Measured in one go: what was written meanwhile would be counted twice or never.
    this.#known ??= { ...runNow(this.#measure()) }
    const known = this.#known
    if ((bytes > 0 && known.bytes + this.#flowing.bytes + bytes > this.#maxBytes) || (files > 0 && known.files + this.#flowing.files + files > this.#maxFiles))
      throw codes.error('FILES_QUOTA', { at, details: { ...(this.#maxBytes < Infinity ? { maxTotalBytes: this.#maxBytes } : {}), ...(this.#maxFiles < Infinity ? { maxFiles: this.#maxFiles } : {}) } })
    this.#flowing.bytes += bytes
    this.#flowing.files += files
  }

  /** What was set aside has been used, or given up. */
  settle(bytes: number, files: number, isUsed: boolean): void {
    this.#flowing.bytes -= bytes
    this.#flowing.files -= files
    if (!isUsed || this.#known === undefined) return
    this.#known.bytes += bytes
    this.#known.files += files
  }

  /** Something was removed or moved: measure before the next write. */
  forget(): void {
    this.#known = undefined
  }
}
