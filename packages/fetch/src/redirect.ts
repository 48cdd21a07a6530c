import { URL } from 'node:url'
import { codes } from './codes.ts'
import { isFreeHeader } from './header-list.ts'
import type { HeaderList } from './header-list.ts'
import type { Policy } from './policy.ts'
import type { RequestBody } from './request-body.ts'
import { readTarget } from './target.ts'
import type { Target } from './target.ts'

export interface Step {
  readonly target: Target
  readonly method: string
  readonly headers: HeaderList
  readonly body: RequestBody | undefined
}

export const isRedirect = (status: number): boolean => status === 301 || status === 302 || status === 303 || status === 307 || status === 308

/**
 * The request that follows a redirect (Fetch Standard 4.4, "HTTP-redirect fetch"), judged like the first. Stricter: https never becomes http, and another
 * origin gets only headers that cannot be secret. Codes: those of a URL, FETCH_REDIRECT_REFUSED, FETCH_BODY_NOT_REPLAYABLE.
 */
export function nextStep(policy: Policy, step: Step, status: number, location: string): Step {
  const from = step.target
  const to = toUtf8(location)
  if (!URL.canParse(to, from.url.href)) throw codes.error('FETCH_REDIRECT_REFUSED', { got: 'a location that is no URL' })
  const target = readTarget(policy, to, from.url)
  if (from.isSecure && !target.isSecure) throw codes.error('FETCH_REDIRECT_REFUSED', { got: 'https to http' })
  if (target.url.hash === '' && from.url.hash !== '') target.url.hash = from.url.hash

  let { method, body, headers } = step
  const becomesGet = ((status === 301 || status === 302) && method === 'POST') || (status === 303 && method !== 'GET' && method !== 'HEAD')
  if (becomesGet) {
    method = 'GET'
    body = undefined
    headers = headers.filter(([name]) => !name.startsWith('content-'))
    if (!policy.allowsMethod(method)) throw codes.error('FETCH_METHOD_REFUSED', { got: method })
  } else if (body && !body.isReplayable) throw codes.error('FETCH_BODY_NOT_REPLAYABLE', { details: { status } })
  if (target.origin !== from.origin) headers = headers.filter(([name]) => isFreeHeader(name))
  return { target, method, headers, body }
}

// Header bytes are read as Latin-1; servers that do not encode a location mean UTF-8.
const toUtf8 = (location: string): string => (/[\x80-\xff]/.test(location) ? Buffer.from(location, 'latin1').toString('utf8') : location)
