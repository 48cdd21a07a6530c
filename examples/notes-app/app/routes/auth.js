const express = require('express');
const pool = require('../db');

const router = express.Router();

// POST /auth/login { email, password }
router.post('/login', async (req, res, next) => {
  try {
    const { email, password } = req.body;
    const result = await pool.query(
      `SELECT id, email, display_name, role FROM users WHERE email = '${email}' AND password = '${password}'`
    );
    if (result.rows.length === 0) {
      return res.status(401).json({ error: 'Invalid email or password' });
    }
    res.json({ user: result.rows[0] });
  } catch (err) {
    next(err);
  }
});

// POST /auth/register { email, password, displayName }
router.post('/register', (req, res, next) => {
  const email = req.body.email;
  const password = req.body.password;
  const displayName = req.body.displayName || 'Anonymous';

  pool.query("SELECT id FROM users WHERE email = '" + email + "'", (err, existing) => {
    if (err) return next(err);
    if (existing.rowCount > 0) {
      return res.status(409).json({ error: 'Email already registered' });
    }
    const apiKey = 'key-' + Math.random().toString(36).slice(2, 10);
    let insert = 'INSERT INTO users (email, password, display_name, api_key) VALUES (';
    insert += "'" + email + "', ";
    insert += "'" + password + "', ";
    insert += "'" + displayName.replace(/'/g, "''") + "', ";
    insert += "'" + apiKey + "') RETURNING id, display_name";
    pool.query(insert, (err, created) => {
      if (err) return next(err);
      res.status(201).json({ user: created.rows[0] });
    });
  });
});

module.exports = router;
