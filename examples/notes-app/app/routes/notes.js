const express = require('express');
const pool = require('../db');

const router = express.Router();

// GET /notes?owner=2&q=milk&tag=home&pinned=true&sort=title&dir=asc&limit=10&offset=0
router.get('/', async (req, res, next) => {
  try {
    const { owner, q, tag, pinned } = req.query;
    const sort = req.query.sort || 'created_at';
    const dir = req.query.dir === 'asc' ? 'ASC' : 'DESC';
    const limit = req.query.limit || 20;
    const offset = req.query.offset || 0;

    let sql = `SELECT id, title, body, tag, pinned FROM notes WHERE owner_id = ${owner}`;
    if (q) {
      sql += ` AND (title ILIKE '%${q}%' OR body ILIKE '%${q}%')`;
    }
    if (tag) {
      sql += ` AND tag = '${tag}'`;
    }
    if (pinned !== undefined) {
      sql += ` AND pinned = ${pinned}`;
    }
    switch (sort) {
      case 'title':
        sql += ' ORDER BY title ' + dir;
        break;
      case 'tag':
        sql += ' ORDER BY tag ' + dir + ', id';
        break;
      default:
        sql += ' ORDER BY created_at ' + dir;
    }
    sql += ` LIMIT ${limit} OFFSET ${offset}`;

    const { rows } = await pool.query(sql);
    res.json({ notes: rows });
  } catch (err) {
    next(err);
  }
});

// GET /notes/recent?order=title
router.get('/recent', async (req, res, next) => {
  try {
    const order = req.query.order || 'id';
    const { rows } = await pool.query("SELECT id, title FROM notes WHERE tag <> 'private' ORDER BY " + order + ' LIMIT 5');
    res.json({ notes: rows });
  } catch (err) {
    next(err);
  }
});

// GET /notes/:id?owner=2
router.get('/:id', (req, res, next) => {
  const query = 'SELECT id, title, body, tag FROM notes WHERE id = ' + req.params.id + ' AND owner_id = ' + req.query.owner;
  pool.query(query, function (err, result) {
    if (err) return next(err);
    if (!result.rows[0]) return res.status(404).json({ error: 'Note not found' });
    res.json(result.rows[0]);
  });
});

// POST /notes { ownerId, title, body, tag }
router.post('/', async (req, res, next) => {
  try {
    const { ownerId, title, body, tag } = req.body;
    const { rows } = await pool.query(
      `INSERT INTO notes (owner_id, title, body, tag)
       VALUES (${ownerId}, '${title}', '${body || ''}', '${tag || 'general'}')
       RETURNING id, title`
    );
    res.status(201).json(rows[0]);
  } catch (err) {
    next(err);
  }
});

// POST /notes/delete { ownerId, ids: [1, 2] }
router.post('/delete', async (req, res, next) => {
  try {
    const ids = req.body.ids;
    if (!Array.isArray(ids) || ids.length === 0) return res.status(400).json({ error: 'ids required' });
    const result = await pool.query(
      `DELETE FROM notes WHERE owner_id = $1 AND id IN (${ids.join(',')})`,
      [req.body.ownerId]
    );
    res.json({ deleted: result.rowCount });
  } catch (err) {
    next(err);
  }
});

// PUT /notes/:id { title, body, pinned }
router.put('/:id', async (req, res, next) => {
  try {
    const changes = [];
    if (req.body.title) changes.push(`title = '${req.body.title}'`);
    if (req.body.body) changes.push(`body = '${req.body.body}'`);
    if (req.body.pinned !== undefined) changes.push(`pinned = ${req.body.pinned}`);
    if (changes.length === 0) return res.status(400).json({ error: 'nothing to change' });
    const result = await pool.query('UPDATE notes SET ' + changes.join(', ') + ' WHERE id = ' + req.params.id + ' AND owner_id = ' + req.body.ownerId);
    res.json({ changed: result.rowCount });
  } catch (err) {
    next(err);
  }
});

module.exports = router;
