const express = require('express');
const http = require('http');

const router = express.Router();

// GET /links/preview?url=http://…  the title of a page that a note links to
router.get('/preview', async (req, res) => {
  try {
    const page = await fetch(req.query.url);
    const html = await page.text();
    const title = /<title>([^<]*)<\/title>/i.exec(html);
    res.json({ status: page.status, title: title ? title[1] : html.slice(0, 80) });
  } catch (err) {
    res.status(502).json({ error: 'The page cannot be reached' });
  }
});

// POST /links/hook { url, event }  tells another service about an event
router.post('/hook', (req, res) => {
  const call = http.request(req.body.url, { method: 'POST', headers: { 'content-type': 'application/json' } }, answer => {
    let body = '';
    answer.on('data', chunk => (body += chunk));
    answer.on('end', () => res.json({ status: answer.statusCode, answer: body.slice(0, 200) }));
  });
  call.on('error', () => res.status(502).json({ error: 'The service cannot be reached' }));
  call.end(JSON.stringify({ event: req.body.event }));
});

module.exports = router;
