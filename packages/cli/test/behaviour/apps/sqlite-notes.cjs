const Database = require('libsql')

const db = new Database(process.env.SQLITE_FILE)
exports.end = () => db.close()

exports.byTag = tag => db.prepare("SELECT id, title FROM notes WHERE tag = '" + tag + "' ORDER BY id").all()
exports.one = id => db.prepare(`SELECT title FROM notes WHERE id = ${id}`).get()
exports.titles = ids => db.prepare(`SELECT title FROM notes WHERE id IN (${ids.join(',')}) ORDER BY id`).all().map(row => row.title)
exports.add = (title, tag) => {
  const info = db.prepare(`INSERT INTO notes (title, tag) VALUES ('${title}', '${tag}')`).run()
  return { changes: info.changes, hasId: info.lastInsertRowid > 0 }
}
exports.search = text => {
  const stmt = db.prepare("SELECT title FROM notes WHERE title LIKE '%" + text + "%' ORDER BY id")
  return stmt.all().map(r => r.title)
}
exports.sorted = order => {
  let sql = 'SELECT title FROM notes ORDER BY '
  if (order === 'title') sql += 'title'
  else sql += 'id DESC'
  return db.prepare(sql).all()
}
exports.mixed = (tag, id) => db.prepare('SELECT id FROM notes WHERE tag = ? AND id > ' + id).all(tag)
exports.removed = tag => db.prepare(`DELETE FROM notes WHERE tag = '${tag}'`).run().changes
exports.each = tag => {
  const out = []
  for (const row of db.prepare(`SELECT id FROM notes WHERE tag = '${tag}' ORDER BY id`).iterate()) out.push(row.id)
  return out
}
