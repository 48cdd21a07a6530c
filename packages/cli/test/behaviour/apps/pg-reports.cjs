const { Pool } = require('pg')
const util = require('util')

const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 })
exports.end = () => pool.end()

exports.byCity = async function byCity(city) {
  const res = await pool.query("SELECT id, name FROM people WHERE city = '" + city + "' ORDER BY id")
  return res.rows
}

exports.older = async age => (await pool.query(`SELECT id, name FROM people WHERE age > ${age} ORDER BY id`)).rows

exports.search = async ({ name, city, minAge, sort, dir, page }) => {
  const where = []
  if (name) where.push("name ILIKE '%" + name + "%'")
  if (city) where.push(`city = '${city}'`)
  if (minAge) where.push('age >= ' + minAge)
  let text = 'SELECT id, name, city, age FROM people'
  if (where.length) text += ' WHERE ' + where.join(' AND ')
  const column = ['name', 'age', 'id'].includes(sort) ? sort : 'id'
  text += ` ORDER BY ${column} ${dir === 'desc' ? 'DESC' : 'ASC'}`
  text += ' LIMIT 3 OFFSET ' + (page || 0) * 3
  const { rows, rowCount } = await pool.query(text)
  return { rows, rowCount }
}

exports.many = async ids => {
  const { rows } = await pool.query('SELECT name FROM people WHERE id IN (' + ids.join(', ') + ') ORDER BY id')
  return rows.map(row => row.name)
}

exports.manyNames = async names => {
  const list = names.map(n => `'${n}'`).join(',')
  const { rows } = await pool.query(`SELECT id FROM people WHERE name IN (${list}) ORDER BY id`)
  return rows.map(row => row.id)
}

exports.mixed = (city, age) => pool.query('SELECT id FROM people WHERE city = $1 AND age = ' + age + ' ORDER BY id', [city]).then(r => r.rows)

exports.callback = (name, done) => {
  pool.query("SELECT id, city FROM people WHERE name = '" + name + "'", (err, result) => {
    if (err) return done(err)
    done(null, result.rows)
  })
}

function insertText(name, city, age) {
  return util.format("INSERT INTO people (name, city, age) VALUES ('%s', '%s', %d) RETURNING name, city, age", name, city, age)
}

exports.add = async (name, city, age) => (await pool.query(insertText(name, city, age))).rows[0]

exports.rename = async (id, name) => {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const text = `UPDATE people SET name = '${name.replace(/'/g, "''")}' WHERE id = ${Number(id)}`
    const result = await client.query(text)
    await client.query('COMMIT')
    return result.rowCount
  } catch (e) {
    await client.query('ROLLBACK')
    throw e
  } finally {
    client.release()
  }
}

exports.remove = async id => (await pool.query(`DELETE FROM people WHERE id=${id}`)).rowCount

async function one(text, params) {
  const result = await pool.query(text, params)
  return result.rows[0]
}

exports.first = city => one("SELECT name FROM people WHERE city = '" + city + "' ORDER BY id LIMIT 1")
exports.firstOlder = (city, age) => one('SELECT name FROM people WHERE city = $1 AND age > $2 ORDER BY id LIMIT 1', [city, age])
exports.total = () => one('SELECT COUNT(*)::int AS n FROM people')

class Repository {
  constructor(db) {
    this.db = db
    this.table = 'people'
  }
  async find(field, value) {
    const allowed = { name: 'name', city: 'city' }
    const column = allowed[field]
    if (!column) return []
    const { rows } = await this.db.query(`SELECT id FROM ${this.table} WHERE ${column} = '${value}' ORDER BY id`)
    return rows
  }
  count(where) {
    return this.db.query('SELECT COUNT(*)::int AS n FROM people WHERE ' + where).then(({ rows }) => rows[0].n)
  }
  countIn(city) {
    return this.count("city = '" + city + "'")
  }
}
const repository = new Repository(pool)
exports.find = (field, value) => repository.find(field, value)
exports.countIn = city => repository.countIn(city)

exports.since = async date => (await pool.query("SELECT id FROM people WHERE joined >= '" + date.toISOString() + "' ORDER BY id")).rows
exports.sinceDay = async day => (await pool.query(`SELECT id FROM people WHERE joined::date = '${day}'::date ORDER BY id`)).rows
exports.recent = async days => (await pool.query(`SELECT id FROM people WHERE joined > timestamp '2026-06-01' - interval '${days} days' ORDER BY id`)).rows
exports.json = async key => (await pool.query(`SELECT data->>'${key}' AS value FROM people WHERE id = 1`)).rows[0]
exports.prefix = async p => (await pool.query("SELECT name FROM people WHERE name LIKE '" + p + "%' ORDER BY id")).rows
exports.flag = async active => (await pool.query('SELECT id FROM people WHERE active = ' + active + ' ORDER BY id')).rows
exports.nothing = async name => (await pool.query(`SELECT id FROM people WHERE name = '${name}'`)).rows
exports.union = async (a, b) => {
  let q = "SELECT name FROM people WHERE city = '" + a + "'"
  if (b) {
    q += " UNION SELECT name FROM people WHERE city = '" + b + "'"
  }
  q += ' ORDER BY name'
  const r = await pool.query(q)
  return r.rows.map(x => x.name)
}
exports.text = async city => {
  const sql = `SELECT COUNT(*)::int AS n FROM people WHERE city = '${city}'`
  const log = []
  log.push('running')
  const { rows } = await pool.query({ text: sql })
  return { n: rows[0].n, log }
}

// As a route handler: the second query runs where nobody catches.
exports.moveTo = function (request, done) {
  pool.query("SELECT name FROM people WHERE city = '" + request.from + "' ORDER BY id LIMIT 1", function (error, found) {
    if (error) return done(error)
    setImmediate(() => pool.query('UPDATE people SET age = ' + request.age + " WHERE name = '" + found.rows[0]?.name + "'", function (error, result) {
      if (error) return done(error)
      done(null, { name: found.rows[0]?.name, changed: result.rowCount })
    }))
  })
}
