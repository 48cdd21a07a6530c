const express = require('express');
const pool = require('./db');

const app = express();
app.use(express.json());

app.use('/auth', require('./routes/auth'));
app.use('/notes', require('./routes/notes'));
app.use('/reports', require('./routes/reports'));
app.use('/profile', require('./routes/profile'));
app.use('/attachments', require('./routes/attachments'));
app.use('/links', require('./routes/links'));

app.use((err, req, res, next) => {
  // helpful while developing
  res.status(500).json({ error: err.message });
});

const server = app.listen(process.env.PORT || 3000, '127.0.0.1', () => {
  console.log('listening on ' + server.address().port);
});

process.on('SIGTERM', () => {
  server.close(() => pool.end().then(() => process.exit(0)));
});
