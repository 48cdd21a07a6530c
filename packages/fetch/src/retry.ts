// RFC 9110 9.2.2: requests that may be sent again without doing more than once.
const IDEMPOTENT = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])
const RETRIED = new Set([429, 502, 503, 504])
const BASE_MS = 100
const MAX_MS = 10_000

/** How long to wait before another attempt: with full jitter, and no longer than ten seconds whatever Retry-After says. Undefined where there is none. `status` 0 is a connection that failed. */
export function retryDelay(method: string, status: number, retryAfter: string | undefined, attempt: number): number | undefined {
  if (!IDEMPOTENT.has(method) || (status !== 0 && !RETRIED.has(status))) return undefined
  const asked = retryAfter === undefined ? undefined : secondsOf(retryAfter)
  if (asked !== undefined) return Math.min(asked * 1000, MAX_MS)
  return Math.round(Math.random() * Math.min(BASE_MS * 2 ** attempt, MAX_MS))
}

/** RFC 9110 10.2.3: seconds, or a date. */
function secondsOf(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000)
}
