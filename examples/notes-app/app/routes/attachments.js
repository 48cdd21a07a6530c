const express = require('express');
const fs = require('fs');
const path = require('path');
const { exec } = require('child_process');
const AdmZip = require('adm-zip');

const router = express.Router();
const folder = path.join(process.env.DATA_DIR || __dirname, 'attachments');

// GET /attachments  the names of all attachments
router.get('/', (req, res, next) => {
  fs.readdir(folder, (err, names) => {
    if (err) return next(err);
    res.json({ attachments: names.sort() });
  });
});

// GET /attachments/search?text=milk  the attachments with that text in them
router.get('/search', (req, res) => {
  exec('grep -il "' + req.query.text + '" *', { cwd: folder }, (err, stdout) => {
    if (err && err.code !== 1) return res.status(500).json({ error: err.message });
    res.json({ attachments: stdout.split('\n').filter(Boolean) });
  });
});

// GET /attachments/:name/words?options=-l  counts words, or what the options say
router.get('/:name/words', (req, res) => {
  let command = 'wc';
  if (req.query.options) command += ' ' + req.query.options;
  else command += ' -w';
  command += ' ' + req.params.name;
  exec(command, { cwd: folder }, (err, stdout, stderr) => {
    if (err) return res.status(400).json({ error: stderr || err.message });
    res.json({ count: parseInt(stdout, 10) });
  });
});

// GET /attachments/:name
router.get('/:name', (req, res) => {
  const file = path.join(folder, req.params.name);
  fs.stat(file, (err, stats) => {
    if (err || !stats.isFile()) return res.status(404).json({ error: 'No such attachment' });
    res.setHeader('content-type', 'text/plain; charset=utf-8');
    fs.createReadStream(file).pipe(res);
  });
});

// PUT /attachments/:name { text }
router.put('/:name', async (req, res, next) => {
  try {
    await fs.promises.writeFile(folder + '/' + req.params.name, req.body.text);
    res.status(201).json({ name: req.params.name });
  } catch (err) {
    next(err);
  }
});

// DELETE /attachments/:name
router.delete('/:name', (req, res) => {
  fs.unlink(path.join(folder, req.params.name), err => {
    if (err) return res.status(404).json({ error: 'No such attachment' });
    res.json({ ok: true });
  });
});

// POST /attachments/import  { zip: base64 }
router.post('/import', (req, res, next) => {
  try {
    const zip = new AdmZip(Buffer.from(req.body.zip, 'base64'));
    let count = 0;
    for (const entry of zip.getEntries()) {
      if (entry.isDirectory) continue;
      fs.writeFileSync(path.join(folder, entry.entryName), entry.getData());
      count++;
    }
    res.status(201).json({ count });
  } catch (err) {
    next(err);
  }
});

module.exports = router;
