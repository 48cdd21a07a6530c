import { channel } from 'node:diagnostics_channel'
import { BreakwaterError } from '@breakwater/core'
import type { Step } from './redirect.ts'

/** Attributes in the names of OpenTelemetry's semantic conventions for HTTP clients. The URL goes without its query, which may hold secrets. */
export interface FetchAttributes {
  'http.request.method': string
  'url.scheme': string
  'url.path': string
  'server.address': string
  'server.port': number
  'http.response.status_code'?: number
  'http.request.resend_count'?: number
  'error.type'?: string
}

/** Published on `breakwater:fetch:start`, and as the same object on `breakwater:fetch:end` when the body has ended or the request has failed. */
export interface FetchMessage {
  readonly attributes: FetchAttributes
  /** Of performance.now(), in milliseconds. */
  readonly startTime: number
  endTime?: number
}

export type Trace = FetchMessage

const start = channel('breakwater:fetch:start')
const end = channel('breakwater:fetch:end')

export function traceStart({ target, method }: Step): Trace | undefined {
  if (!start.hasSubscribers && !end.hasSubscribers) return undefined
  const { url, isSecure } = target
  const attributes: FetchAttributes = {
    'http.request.method': method,
    'url.scheme': isSecure ? 'https' : 'http',
    'url.path': url.pathname,
    'server.address': url.hostname,
    'server.port': Number(url.port || (isSecure ? 443 : 80)),
  }
  const trace: Trace = { attributes, startTime: performance.now() }
  if (start.hasSubscribers) start.publish(trace)
  return trace
}

export function traceEnd(trace: Trace, status: number, error: unknown, resends: number): void {
  trace.endTime = performance.now()
  const { attributes } = trace
  if (status !== 0) attributes['http.response.status_code'] = status
  if (resends > 0) attributes['http.request.resend_count'] = resends
  if (error !== undefined) attributes['error.type'] = BreakwaterError.is(error) ? error.code : error instanceof Error ? error.name : 'unknown'
  if (end.hasSubscribers) end.publish(trace)
}
