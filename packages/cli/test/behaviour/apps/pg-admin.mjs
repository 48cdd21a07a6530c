import pg from 'pg'
const { Pool } = pg
const db = new Pool({ connectionString: process.env.DATABASE_URL, max: 4 })
export const end = () => db.end()

const queries = {
  byId: id => `SELECT id, name FROM people WHERE id = ${id}`,
  byCity(city) {
    return "SELECT id, name FROM people WHERE city = '" + city + "' ORDER BY id"
  },
}
export const byId = async id => (await db.query(queries.byId(id))).rows
export const byCity = async city => (await db.query(queries.byCity(city))).rows

export async function insertMany(rows) {
  const values = rows.map(r => `('${r.name}', '${r.city}', ${r.age})`).join(', ')
  const res = await db.query(`INSERT INTO people (name, city, age) VALUES ${values} RETURNING name, age`)
  return res.rows
}

export async function patch(id, body) {
  const sets = Object.keys(body).map(key => `${key} = '${body[key]}'`).join(', ')
  const res = await db.query(`UPDATE people SET ${sets} WHERE id = ${id}`)
  return res.rowCount
}

export async function filter(filters) {
  let sql = 'SELECT id FROM people WHERE 1=1'
  for (const key in filters) {
    sql += ' AND ' + key + " = '" + filters[key] + "'"
  }
  sql += ' ORDER BY id'
  const { rows } = await db.query(sql)
  return rows
}

export async function optional(city) {
  const sql = 'SELECT id FROM people WHERE ' + (city ? "city = '" + city + "'" : 'city IS NOT NULL') + ' ORDER BY id'
  return (await db.query(sql)).rows
}

export const fields = async (columns, min) => {
  const { rows } = await db.query('SELECT ' + columns.join(', ') + ' FROM people WHERE age >= ' + min + ' ORDER BY id')
  return rows
}

export function chained(name) {
  return db
    .query(`SELECT id FROM people WHERE name = '${name}'`)
    .then(res => res.rows.map(r => r.id))
    .catch(err => {
      throw err
    })
}

export async function placeholders(ids, city) {
  const list = ids.map((_, i) => '$' + (i + 1)).join(', ')
  const res = await db.query(`SELECT id FROM people WHERE id IN (${list}) AND city <> '${city}' ORDER BY id`, ids)
  return res.rows
}

export async function config(name) {
  const query = { text: `SELECT id, name FROM people WHERE name = '${name}'`, rowMode: 'array' }
  return (await db.query(query)).rows
}

export async function caseText(kind, value) {
  let clause
  switch (kind) {
    case 'city':
      clause = `city = '${value}'`
      break
    case 'older':
      clause = `age > ${value}`
      break
    default:
      clause = 'true'
  }
  const res = await db.query(`SELECT id FROM people WHERE ${clause} ORDER BY id`)
  return res.rows
}

class Query {
  constructor(table) {
    this.table = table
    this.conditions = []
  }
  where(column, value) {
    this.conditions.push(`${column} = '${value}'`)
    return this
  }
  toString() {
    return `SELECT id FROM ${this.table} WHERE ${this.conditions.join(' AND ')} ORDER BY id`
  }
}
export const fluent = async (city, name) => (await db.query(new Query('people').where('city', city).where('name', name).toString())).rows

export async function template(name, age) {
  const res = await db.query(`
    SELECT id, name
    FROM people
    WHERE name LIKE '${name}' -- the name
      AND age >= ${age}
    ORDER BY id`)
  return res.rows
}

export const nested = async (city, min) => {
  const cond = min !== undefined ? ` AND age >= ${min}` : ''
  const { rows } = await db.query(`SELECT id FROM people WHERE city = '${city}'${cond} ORDER BY id`)
  return rows
}

export async function reduce(pairs) {
  const where = pairs.reduce((text, [column, value]) => text + ` AND ${column} = '${value}'`, 'true')
  return (await db.query('SELECT id FROM people WHERE ' + where + ' ORDER BY id')).rows
}

export async function exists(name) {
  const q = "SELECT EXISTS (SELECT 1 FROM people WHERE name = '" + name + "') AS found"
  console.assert(q.length > 0)
  const { rows: [row] } = await db.query(q)
  return row.found
}

export async function table(name) {
  const { rows } = await db.query(`SELECT count(*)::int AS n FROM ${name}`)
  return rows[0].n
}

export const upper = async name => (await db.query(`SELECT upper('${name}') AS up, length('${name}')::int AS n`)).rows[0]
export const arith = async n => (await db.query(`SELECT id, age * ${n} AS x FROM people WHERE age + ${n} > 40 ORDER BY id`)).rows
export const between = async (a, b) => (await db.query(`SELECT id FROM people WHERE age BETWEEN ${a} AND ${b} ORDER BY id`)).rows
export const dates = async (a, b) => (await db.query(`SELECT id FROM people WHERE joined BETWEEN '${a}' AND '${b} 23:59:59' ORDER BY id`)).rows
export const maybeNull = async city => (await db.query(`SELECT id FROM people WHERE city IS NOT DISTINCT FROM ${city === null ? 'NULL' : `'${city}'`} ORDER BY id`)).rows
export const joined = async (a, b) => (await db.query(['SELECT id FROM people', 'WHERE city = \'' + a + '\'', b && `AND age > ${b}`, 'ORDER BY id'].filter(Boolean).join(' '))).rows
