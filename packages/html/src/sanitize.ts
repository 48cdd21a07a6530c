import { describeValue } from '@breakwater/core'
import { canonical } from './canonical.ts'
import { codes } from './codes.ts'
import { readPolicy } from './policy.ts'
import type { SanitizePolicy } from './policy.ts'
import { purify } from './purifier.ts'
import { makeSafeHtml, SafeHtml } from './safe-html.ts'

/**
 * Markup from outside, reduced to what a policy allows (`rich` by default) by DOMPurify; on the server with jsdom, which is loaded when it is first needed.
 * Ids get the prefix `user-content-`, and so do links to them. Codes: HTML_TEXT_REQUIRED, HTML_TOO_LARGE, HTML_POLICY_REFUSED, HTML_DOM_UNAVAILABLE.
 */
export function sanitize(text: string | SafeHtml, policy?: SanitizePolicy): SafeHtml {
  const read = readPolicy(policy)
  const input: unknown = SafeHtml.is(text) ? SafeHtml.text(text) : text
  if (typeof input !== 'string') throw codes.error('HTML_TEXT_REQUIRED', { at: 'sanitize', got: describeValue(input) })
  if (input.length > read.maxChars) throw codes.error('HTML_TOO_LARGE', { at: 'sanitize', details: { maxChars: read.maxChars } })
  // What is sound and within the policy needs no DOM; everything else goes through DOMPurify.
  return makeSafeHtml(canonical(input, read) ?? purify(input, read), true)
}
