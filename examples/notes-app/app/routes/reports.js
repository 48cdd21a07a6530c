const express = require('express');
const util = require('util');
const pool = require('../db');

const router = express.Router();

function countByTag(ownerId) {
  return ['SELECT tag, COUNT(*)::int AS total', 'FROM notes', 'WHERE owner_id = ' + ownerId, 'GROUP BY tag', 'ORDER BY tag'].join('\n');
}

async function run(text) {
  const result = await pool.query(text);
  return result.rows;
}

// GET /reports/tags?owner=2
router.get('/tags', async (req, res, next) => {
  try {
    const { rows } = await pool.query(countByTag(req.query.owner));
    res.json({ tags: rows });
  } catch (err) {
    next(err);
  }
});

// GET /reports/month?owner=2&month=2026-01
router.get('/month', async (req, res, next) => {
  try {
    const text = util.format("SELECT id, title FROM notes WHERE owner_id = %s AND to_char(created_at, 'YYYY-MM') = '%s' ORDER BY id", req.query.owner, req.query.month);
    const { rows } = await pool.query(text);
    res.json({ notes: rows });
  } catch (err) {
    next(err);
  }
});

// GET /reports/search?owner=2&title=Shop
router.get('/search', async (req, res, next) => {
  try {
    res.json({ notes: await run("SELECT id, title FROM notes WHERE owner_id = " + req.query.owner + " AND title LIKE '" + req.query.title + "%' ORDER BY id") });
  } catch (err) {
    next(err);
  }
});

// GET /reports/exists?email=bob@example.test  (is this address registered?)
router.get('/exists', async (req, res, next) => {
  try {
    const rows = await run(`SELECT 1 AS found FROM users WHERE email = '${req.query.email}'`);
    res.json({ exists: rows.length > 0 });
  } catch (err) {
    next(err);
  }
});

module.exports = router;
