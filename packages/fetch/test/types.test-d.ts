import type http from 'node:http'
import type https from 'node:https'
import type { Dispatcher } from 'undici'
import { z } from 'zod'
import { createAgents } from '../src/agent.ts'
import { createDispatcher } from '../src/dispatcher.ts'
import { createFetch, fetch } from '../src/index.ts'
import { unsafeCreateFetch } from '../src/unsafe.ts'

// It takes the place of fetch.
export const asGlobal: typeof globalThis.fetch = fetch
export const asSdkOption: (url: string, init?: RequestInit) => Promise<Response> = createFetch()

// The type of JSON follows from the schema.
const User = z.object({ name: z.string() })
export const user: Promise<{ name: string }> = fetch.json('https://example.com/', User)
// @ts-expect-error the schema says otherwise
export const wrong: Promise<{ age: number }> = fetch.json('https://example.com/', User)
// @ts-expect-error a schema is needed
export const without = fetch.json('https://example.com/')

// Faces fit what they are given to.
const agents: { httpAgent: http.Agent; httpsAgent: https.Agent } = createAgents({ allow: ['https://example.com'] })
export const dispatcher: Dispatcher = createDispatcher()
void agents

// @ts-expect-error a call cannot widen the policy
void fetch('https://example.com/', { allowPrivate: ['127.0.0.1'] })
// @ts-expect-error certificates are always checked
createFetch({ tls: { rejectUnauthorized: false } })
// @ts-expect-error the hatch needs a reason
unsafeCreateFetch({})
