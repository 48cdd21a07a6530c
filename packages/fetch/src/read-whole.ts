import { TextDecoder } from 'node:util'
import { parseJson, validate } from '@breakwater/core'
import type { Infer, Schema } from '@breakwater/core'
import { codes } from './codes.ts'
import type { FetchInit, FetchInput } from './create-fetch.ts'

type Get = (input: FetchInput, init?: FetchInit, cap?: number) => Promise<Response>

const MAX_JSON = 10 * 1024 * 1024

async function ok(get: Get, input: FetchInput, init: FetchInit | undefined, where: string, cap?: number): Promise<Response> {
  const response = await get(input, init, cap)
  if (response.ok) return response
  await response.body?.cancel()
  throw codes.error('FETCH_STATUS', { at: where, got: String(response.status), details: { status: response.status } })
}

const LOOSE = new Set(['', 'text/plain', 'application/octet-stream', 'binary/octet-stream'])

/** application/json, text/json, every +json (RFC 6839), and what servers say that do not know: raw files of repositories and buckets. A page is none. */
function isJsonType(type: string | null): boolean {
  const essence = (type ?? '').split(';')[0]!.trim().toLowerCase()
  return LOOSE.has(essence) || essence.endsWith('/json') || essence.endsWith('+json')
}

export async function readJson<S extends Schema>(get: Get, input: FetchInput, schema: S, init?: FetchInit): Promise<Infer<S>> {
  const response = await ok(get, input, init, 'fetch.json', MAX_JSON)
  if (!isJsonType(response.headers.get('content-type'))) {
    await response.body?.cancel()
    throw codes.error('FETCH_CONTENT_TYPE', { at: 'fetch.json' })
  }
  const text = await response.text()
  return validate(schema, parseJson(text, { maxBytes: MAX_JSON }), 'fetch.json')
}

export async function readText(get: Get, input: FetchInput, init?: FetchInit): Promise<string> {
  const response = await ok(get, input, init, 'fetch.text')
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(response.headers.get('content-type') ?? '')?.[1] ?? 'utf-8'
  const bytes = await response.arrayBuffer()
  return decoderOf(charset).decode(bytes)
}

function decoderOf(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset)
  } catch {
    return new TextDecoder()
  }
}
