const mysql = require('mysql2')
const promise = require('mysql2/promise')

const connection = mysql.createConnection(process.env.MYSQL_URL)
const pool = promise.createPool(process.env.MYSQL_URL)
exports.end = async () => { connection.end(); await pool.end() }

exports.byName = (name, done) => {
  connection.query('SELECT id, price FROM items WHERE name = "' + name + '"', function (error, results, fields) {
    if (error) return done(error)
    done(null, { results, columns: fields.map(f => f.name) })
  })
}

exports.cheaper = async max => {
  const [rows] = await pool.query(`SELECT name FROM items WHERE price < ${max} ORDER BY id`)
  return rows
}

exports.login = async (user, password) => {
  const [rows] = await pool.execute(`SELECT id FROM users WHERE name = '${user}' AND password = '${password}'`)
  return rows.length > 0
}

exports.page = async (limit, offset) => {
  const [rows] = await pool.query('SELECT id FROM items ORDER BY id LIMIT ' + offset + ', ' + limit)
  return rows.map(r => r.id)
}

exports.like = async text => (await pool.query("SELECT name FROM items WHERE name LIKE '%" + text + "%' ORDER BY id"))[0]

exports.add = async (name, price) => {
  const [result] = await pool.query("INSERT INTO items (name, price) VALUES ('" + name + "', " + price + ')')
  return { affectedRows: result.affectedRows, hasId: result.insertId > 0 }
}

exports.escaped = async name => {
  const sql = 'SELECT id FROM items WHERE name = ' + mysql.escape(name)
  const [rows] = await pool.query(sql)
  return rows
}

exports.ids = async ids => (await pool.query(`SELECT name FROM items WHERE id IN (${ids}) ORDER BY id`))[0]

exports.mixed = async (name, price) => (await pool.query('SELECT id FROM items WHERE name = ? AND price > ' + price, [name]))[0]

exports.update = (id, price) => pool.query(`UPDATE \`items\` SET price = ${price} WHERE id = ${id}`).then(([r]) => r.affectedRows)

exports.reprice = (request, done) => {
  connection.query("SELECT id FROM items WHERE name = '" + request.name + "'", (error, found) => {
    if (error) return done(error)
    connection.query(`UPDATE items SET price = ${request.price} WHERE id = ${found[0].id}`, (error, result) => {
      if (error) return done(error)
      done(null, result.affectedRows)
    })
  })
}
