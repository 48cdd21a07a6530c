import { defineFamily, defineSink } from './family.ts'
import type { Sink } from './family.ts'
import { clients } from './fetch/samples/clients.ts'
import { quiet } from './fetch/samples/quiet.ts'

const sink = (id: string, title: string, of: readonly string[], replacement: string): Sink => defineSink({ id: `fetch/${id}`, title, of, replacement })

/** Requests to where somebody else says. */
export const fetch = defineFamily({
  id: 'fetch',
  title: 'Requests to an address from outside',
  cwe: [918],
  docs: 'rules/fetch.md',
  danger: 'A server that fetches whatever address it is given also fetches what only it can reach: the metadata service of its cloud, databases, admin pages on loopback. A name that resolves to such an address, or a redirect to one, does the same.',
  brief: 'Send it with fetch of @breakwater/fetch, or give the client its agents.',
  instead: 'Send the request with fetch of @breakwater/fetch, or give the client the agents of @breakwater/fetch/agent: the address that is really dialled is judged, on each redirect, and only the public internet is reached.',
  messages: { request: 'A request decides where {{primitive}} goes, and can send it to addresses that only this server reaches.' },
  sinks: [
    sink('fetch', 'fetch', ['the platform', 'undici', 'cross-fetch'], 'fetch of @breakwater/fetch'),
    sink('node-fetch', 'node-fetch', ['node-fetch'], 'fetch(url, { agent: agentFor })'),
    sink('undici-request', 'request', ['undici'], 'request(url, { dispatcher })'),
    sink('axios', 'axios and its instances', ['axios'], 'axios(url, { httpAgent, httpsAgent, proxy: false })'),
    sink('got', 'got', ['got'], 'got(url, { agent: { http: httpAgent, https: httpsAgent } })'),
    sink('http', 'get and request', ['node:http'], 'http.get(url, { agent: httpAgent })'),
    sink('https', 'get and request', ['node:https'], 'https.get(url, { agent: httpsAgent })'),
    ...['superagent', 'needle', 'request'].map(name => sink(name, name, [name], 'fetch of @breakwater/fetch')),
  ],
  samples: [...clients, ...quiet],
})
