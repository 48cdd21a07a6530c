import { announceUnsafe } from '@breakwater/core'
import { fetchOf } from './create-fetch.ts'
import type { Fetch } from './create-fetch.ts'
import { OPEN, Policy } from './policy.ts'
import type { FetchPolicy } from './policy.ts'

/**
 * The hatch: a fetch that reaches any address and port, this machine and cloud metadata too, for URLs that no user has a say in. Limits, schemes, headers and
 * certificates are checked as ever. `reason` is mandatory, announced on `breakwater:unsafe` and flagged by lint. Codes: UNSAFE_REASON_REQUIRED, those of createFetch.
 */
export function unsafeCreateFetch(policy: FetchPolicy, options: { reason: string }): Fetch {
  announceUnsafe('fetch', 'unsafeCreateFetch', (options as { reason?: unknown } | undefined)?.reason)
  return fetchOf(new Policy('unsafeCreateFetch', policy, OPEN))
}

