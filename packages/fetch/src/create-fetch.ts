import type { Infer, Schema } from '@breakwater/core'
import type { Agent } from 'undici'
import { startDownload } from './download.ts'
import type { Download, DownloadOptions } from './download.ts'
import { Flight } from './flight.ts'
import { checkIntegrity } from './integrity.ts'
import { Policy } from './policy.ts'
import type { FetchPolicy } from './policy.ts'
import { makePool } from './pool.ts'
import { readJson, readText } from './read-whole.ts'
import { readRequest } from './read-request.ts'
import type { Outgoing } from './read-request.ts'
import { settleBody } from './request-body.ts'
import { readTarget } from './target.ts'

/** Options of one request: those of the Fetch Standard, and limits that can only be narrower than the policy's. */
export interface FetchInit extends RequestInit {
  timeoutMs?: number
  idleTimeoutMs?: number
  totalTimeoutMs?: number
  maxBytes?: number
  maxRedirects?: number
  retries?: number
}

/** What can be requested. */
export type FetchInput = string | URL | Request

/** A fetch that keeps to a policy. */
export interface Fetch {
  (input: FetchInput, init?: FetchInit): Promise<Response>
  /** Gets JSON, within limits (10 MiB unless maxBytes is less), and checks it. Codes: FETCH_STATUS, FETCH_CONTENT_TYPE, those of parseJson and validate. */
  json<S extends Schema>(input: FetchInput, schema: S, init?: FetchInit): Promise<Infer<S>>
  /** Gets text, in the charset that the answer names. Codes: FETCH_STATUS, FETCH_MAX_BYTES. */
  text(input: FetchInput, init?: FetchInit): Promise<string>
  /** Gets a large file piece by piece, from a given byte on, and goes on after a broken connection. Codes: FETCH_STATUS, FETCH_DOWNLOAD_CHANGED, FETCH_MAX_BYTES. */
  download(input: string | URL, options?: DownloadOptions): Promise<Download>
  /** Ends kept connections when the requests under way have ended. */
  close(): Promise<void>
}

/**
 * Makes a fetch under a policy, which is read once and fixed. Without a policy it reaches the public internet over http and https on ports 80 and 443.
 * Codes: FETCH_POLICY_REFUSED, OPTION_UNKNOWN, OPTION_INVALID, LIMIT_INVALID.
 */
export function createFetch(policy?: FetchPolicy): Fetch {
  return fetchOf(new Policy('createFetch', policy))
}

/** The face of a policy that is already read. */
export function fetchOf(policy: Policy): Fetch {
  let pool: Agent | undefined
  const fly = (request: Outgoing, resolve: (response: Response) => void, reject: (error: unknown) => void) => {
    pool ??= makePool(policy)
    new Flight(policy, pool, request, resolve, reject).start()
  }
  const get = (input: FetchInput, init?: FetchInit, cap?: number): Promise<Response> =>
    new Promise<Response>((resolve, reject) => {
      const request = readRequest(policy, input, init, cap)
      const answered = request.integrity ? (response: Response) => resolve(checkIntegrity(request.integrity!, response)) : resolve
      if (!request.requestStream) return fly(request, answered, reject)
      readTarget(policy, request.url)
      settleBody(request.requestStream, 'fetch').then(body => fly({ ...request, body }, answered, reject)).catch(reject)
    })
  const fetch = (input: FetchInput, init?: FetchInit) => get(input, init)
  return Object.freeze(Object.assign(fetch, {
    json: <S extends Schema>(input: FetchInput, schema: S, init?: FetchInit) => readJson(get, input, schema, init),
    text: (input: FetchInput, init?: FetchInit) => readText(fetch, input, init),
    download: (input: string | URL, options?: DownloadOptions) => startDownload(policy, fetch, input, options),
    async close() {
      const old = pool
      pool = undefined
      await old?.close()
    },
  }))
}

/**
 * The web's fetch, for URLs that come from outside: it reaches the public internet and nothing else, whatever the URL, its DNS answers and its redirects say
 * (CWE-918), within limits of time and size. Codes: all of FETCH_*; errors of the network are TypeErrors as with fetch itself.
 */
export const fetch: Fetch = createFetch()
