import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { Handle } from './handle.ts'

const KEY = Symbol('folder')
const MARK = Symbol.for('breakwater.files.folder')

/** The key of the constructor: folders are made by `openFolder` and by folders. */
export const folderKey: typeof KEY = KEY

/** Holds what a folder is made of where no JSON, copy or imitation can have it. */
export class Branded {
  readonly #handle: Handle

  constructor(key: typeof KEY, handle: Handle) {
    if (key !== KEY) throw codes.error('FILES_FOLDER_REQUIRED', { at: 'Folder', todo: "Open a folder with openFolder('./uploads')." })
    this.#handle = handle
  }

  static is(value: unknown): value is Branded {
    return typeof value === 'object' && value !== null && #handle in value
  }

  /** The handle of a folder. Codes: FILES_FOLDER_REQUIRED, FILES_DUPLICATE_COPY. */
  static handleOf(value: unknown, at: string): Handle {
    if (Branded.is(value)) return value.#handle
    const isOther = typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true
    throw isOther && !(value instanceof Branded) ? codes.error('FILES_DUPLICATE_COPY', { at }) : codes.error('FILES_FOLDER_REQUIRED', { at, got: describeValue(value) })
  }

  /** Never a path: a folder in a string is a mistake. */
  toString(): string {
    return '[folder: use its methods, it is not a path]'
  }
}

Object.defineProperty(Branded.prototype, MARK, { value: true })

/** The handle of a folder object. */
export const handleOf = (value: unknown, at: string): Handle => Branded.handleOf(value, at)
