const { Pool } = require('pg');

const pool = new Pool({
  connectionString: process.env.DATABASE_URL,
  max: Number(process.env.DB_POOL_SIZE || 1),
});

pool.on('error', (err) => {
  console.error('database connection lost', err.message);
});

module.exports = pool;
