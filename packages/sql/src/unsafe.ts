import { announceUnsafe } from '@breakwater/core'
import { codes } from './codes.ts'
import { Fragment } from './fragment.ts'
import type { Part } from './part.ts'

/**
 * The hatch: takes a runtime string as SQL, unread and unchecked. `reason` is mandatory, announced on `breakwater:unsafe` and flagged by lint.
 * Codes: UNSAFE_REASON_REQUIRED, SQL_FRAGMENT_REQUIRED.
 */
export function unsafeSql(text: string, { reason }: { reason: string }): Fragment {
  if (typeof text !== 'string') throw codes.error('SQL_FRAGMENT_REQUIRED', { at: 'unsafeSql', todo: 'Give the SQL text as a string.' })
  announceUnsafe('sql', 'unsafeSql', reason)
  return Fragment.ofPart(new UnsafePart(text))
}

export type { Fragment } from './fragment.ts'

class UnsafePart implements Part {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  walk(walk: Parameters<Part['walk']>[0]): void {
    walk.fixed = false
    // What the text does is unknown, so the strict side is taken.
    walk.writes = true
    walk.key += `U${this.#text.length}:${this.#text}`
  }
  write(writer: Parameters<Part['write']>[0]): void {
    writer.text(this.#text)
  }
}
