import type { Sample } from '../../family.ts'

const fine = (title: string, code: string): Sample => ({ kind: 'quiet', sink: 'fetch/fetch', title, code: `const app = require('express')()\n${code}\n` })

/** What looks alike and is fine. */
export const quiet: readonly Sample[] = [
  fine('an address of the code', "app.get('/p', async (req, res) => res.json(await (await fetch('https://api.example.com/v1')).json()))"),
  fine('a path of a host of the code', "app.get('/p', async (req, res) => res.json(await (await fetch(`https://api.example.com/users/${req.params.id}?q=${req.query.q}`)).json()))"),
  fine('a host of the configuration', "app.get('/p', async (req, res) => res.json(await (await fetch(process.env.API + '/users/' + req.params.id)).json()))"),
  fine('a path below a base', "app.get('/p', (req, res) => fetch(new URL('/users/' + req.params.id, process.env.API)).then(() => res.end()))"),
  fine('a body from a request', "app.post('/p', (req, res) => fetch('https://api.example.com/v1', { method: 'POST', body: req.body.text }).then(() => res.end()))"),
  fine('an address that is looked up in a list', "const ALLOWED = new Set(['https://a.example.com/x'])\napp.get('/p', (req, res) => {\n  if (!ALLOWED.has(req.query.url)) return res.status(400).end()\n  const url = req.query.url\n  fetch(url).then(() => res.end())\n})"),
  fine('code of a page', "document.querySelector('form').onsubmit = event => fetch(event.target.action)"),
  fine('our own', "const { fetch: safeFetch } = require('@breakwater/fetch')\napp.get('/p', (req, res) => safeFetch(req.query.url).then(() => res.end()))"),
]
