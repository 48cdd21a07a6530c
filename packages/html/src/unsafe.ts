import { announceUnsafe, describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { makeSafeHtml } from './safe-html.ts'
import type { SafeHtml } from './safe-html.ts'

/**
 * The hatch: takes a runtime string as markup, unread and unchecked. `reason` is mandatory, announced on `breakwater:unsafe` and flagged by lint.
 * Codes: UNSAFE_REASON_REQUIRED, HTML_TEXT_REQUIRED.
 */
export function unsafeHtml(text: string, { reason }: { reason: string }): SafeHtml {
  if (typeof text !== 'string') throw codes.error('HTML_TEXT_REQUIRED', { at: 'unsafeHtml', got: describeValue(text) })
  announceUnsafe('html', 'unsafeHtml', reason)
  return makeSafeHtml(text, false)
}

export type { SafeHtml } from './safe-html.ts'
