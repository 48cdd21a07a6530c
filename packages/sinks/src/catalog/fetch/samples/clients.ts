import type { Sample } from '../../family.ts'

const bad = (sink: string, title: string, code: string, rewritten: string): Sample => ({ kind: 'bad', sink: `fetch/${sink}`, title, code: `${code}\n`, outcome: 'check', rewritten: `${rewritten}\n` })
const left = (sink: string, title: string, reason: string, code: string): Sample => ({ kind: 'bad', sink: `fetch/${sink}`, title, code: `${code}\n`, outcome: 'manual', reason })

/** A request decides where another goes. */
export const clients: readonly Sample[] = [
  bad('fetch', "the platform's fetch",
    "const app = require('express')()\napp.get('/p', async (req, res) => res.send(await (await fetch(req.query.url)).text()))",
    "const app = require('express')()\nconst { fetch: safeFetch } = require('@breakwater/fetch')\napp.get('/p', async (req, res) => res.send(await (await safeFetch(req.query.url)).text()))"),
  bad('fetch', 'a host in the middle',
    "const app = require('express')()\napp.get('/p', (req, res) => fetch(`https://${req.query.host}/a`, { method: 'POST' }).then(() => res.end()))",
    "const app = require('express')()\nconst { fetch: safeFetch } = require('@breakwater/fetch')\napp.get('/p', (req, res) => safeFetch(`https://${req.query.host}/a`, { method: 'POST' }).then(() => res.end()))"),
  bad('node-fetch', 'node-fetch',
    "const fetch = require('node-fetch')\nconst app = require('express')()\napp.post('/hook', async (req, res) => {\n  const { url } = req.body\n  await fetch(url, { method: 'POST' })\n  res.end()\n})",
    "const fetch = require('node-fetch')\nconst app = require('express')()\nconst { agentFor } = require('@breakwater/fetch/agent')\napp.post('/hook', async (req, res) => {\n  const { url } = req.body\n  await fetch(url, { agent: agentFor, method: 'POST' })\n  res.end()\n})"),
  bad('axios', 'axios.get',
    "const axios = require('axios')\nconst app = require('express')()\napp.get('/p', async (req, res) => res.send((await axios.get(req.query.url)).data))",
    "const axios = require('axios')\nconst app = require('express')()\nconst { httpAgent, httpsAgent } = require('@breakwater/fetch/agent')\napp.get('/p', async (req, res) => res.send((await axios.get(req.query.url, { httpAgent, httpsAgent, proxy: false })).data))"),
  bad('axios', 'axios.post without options',
    "const axios = require('axios')\nconst app = require('express')()\napp.post('/p', async (req, res) => res.send((await axios.post(req.body.url)).data))",
    "const axios = require('axios')\nconst app = require('express')()\nconst { httpAgent, httpsAgent } = require('@breakwater/fetch/agent')\napp.post('/p', async (req, res) => res.send((await axios.post(req.body.url, undefined, { httpAgent, httpsAgent, proxy: false })).data))"),
  bad('axios', 'axios with options',
    "const axios = require('axios')\nconst api = axios.create({ timeout: 1000 })\nconst app = require('express')()\napp.get('/p', async (req, res) => res.send((await api({ url: req.query.url, method: 'get' })).data))",
    "const axios = require('axios')\nconst api = axios.create({ timeout: 1000 })\nconst app = require('express')()\nconst { httpAgent, httpsAgent } = require('@breakwater/fetch/agent')\napp.get('/p', async (req, res) => res.send((await api({ httpAgent, httpsAgent, proxy: false, url: req.query.url, method: 'get' })).data))"),
  bad('got', 'got',
    "const got = require('got')\nconst app = require('express')()\napp.get('/p', async (req, res) => res.send((await got(req.query.url, { timeout: 5 })).body))",
    "const got = require('got')\nconst app = require('express')()\nconst { httpAgent, httpsAgent } = require('@breakwater/fetch/agent')\napp.get('/p', async (req, res) => res.send((await got(req.query.url, { agent: { http: httpAgent, https: httpsAgent }, timeout: 5 })).body))"),
  bad('http', 'http.get with a callback',
    "const http = require('http')\nconst app = require('express')()\napp.get('/p', (req, res) => http.get(req.query.url, answer => answer.pipe(res)))",
    "const http = require('http')\nconst app = require('express')()\nconst { httpAgent } = require('@breakwater/fetch/agent')\napp.get('/p', (req, res) => http.get(req.query.url, { agent: httpAgent }, answer => answer.pipe(res)))"),
  bad('https', 'https.request with options',
    "const https = require('https')\nconst app = require('express')()\napp.get('/p', (req, res) => https.request({ hostname: req.query.host, path: '/' }, answer => answer.pipe(res)).end())",
    "const https = require('https')\nconst app = require('express')()\nconst { httpsAgent } = require('@breakwater/fetch/agent')\napp.get('/p', (req, res) => https.request({ agent: httpsAgent, hostname: req.query.host, path: '/' }, answer => answer.pipe(res)).end())"),
  bad('undici-request', 'request of undici',
    "const { request } = require('undici')\nconst app = require('express')()\napp.get('/p', async (req, res) => (await request(req.query.url)).body.pipe(res))",
    "const { request } = require('undici')\nconst app = require('express')()\nconst { dispatcher } = require('@breakwater/fetch/dispatcher')\napp.get('/p', async (req, res) => (await request(req.query.url, { dispatcher })).body.pipe(res))"),
  bad('fetch', 'a value after a host of the code, with no slash between',
    "const app = require('express')()\napp.get('/p', (req, res) => fetch('https://api.example.com' + req.query.path).then(() => res.end()))",
    "const app = require('express')()\nconst { fetch: safeFetch } = require('@breakwater/fetch')\napp.get('/p', (req, res) => safeFetch('https://api.example.com' + req.query.path).then(() => res.end()))"),
  left('superagent', 'superagent', 'FETCH_LIBRARY', "const superagent = require('superagent')\nconst app = require('express')()\napp.get('/p', (req, res) => superagent.get(req.query.url).then(answer => res.send(answer.text)))"),
  left('needle', 'needle', 'FETCH_LIBRARY', "const needle = require('needle')\nconst app = require('express')()\napp.get('/p', (req, res) => needle.get(req.query.url, (error, answer) => res.send(answer.body)))"),
  left('request', 'request', 'FETCH_LIBRARY', "const request = require('request')\nconst app = require('express')()\napp.get('/p', (req, res) => request(req.query.url).pipe(res))"),
]
