import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import type { Handle } from './handle.ts'

const KEY = Symbol('folder')
const MARK = Symbol.for('breakwater.files.folder')

/** The key of the constructor: folders are made by `openFolder` and by folders. */
export const folderKey: typeof KEY = KEY

let open: (value: unknown) => Handle | undefined

/** Holds what a folder is made of where no JSON, copy or imitation can have it. */
export class Branded {
  readonly #handle: Handle

  constructor(key: typeof KEY, handle: Handle) {
    if (key !== KEY) throw codes.error('FILES_FOLDER_REQUIRED', { at: 'Folder', todo: "Open a folder with openFolder('./uploads')." })
    this.#handle = handle
  }

  // Not a static method: from a folder its class can be reached, and from there everything that a capability withholds.
  static {
    open = value => (typeof value === 'object' && value !== null && #handle in value ? value.#handle : undefined)
  }

  /** Never a path: a folder in a string is a mistake. */
  toString(): string {
    return '[folder: use its methods, it is not a path]'
  }
}

Object.defineProperty(Branded.prototype, MARK, { value: true })

/** The handle of a folder. Codes: FILES_FOLDER_REQUIRED, FILES_DUPLICATE_COPY. */
export function handleOf(value: unknown, at: string): Handle {
  const handle = open(value)
  if (handle !== undefined) return handle
  const isOther = typeof value === 'object' && value !== null && (value as { [MARK]?: unknown })[MARK] === true
  throw isOther && !(value instanceof Branded) ? codes.error('FILES_DUPLICATE_COPY', { at }) : codes.error('FILES_FOLDER_REQUIRED', { at, got: describeValue(value) })
}
