import { readFileSync } from 'node:fs'
import pg from 'pg'

/**
 * A PostgreSQL for the app: the one at DATABASE_URL, or an embedded one (PGlite) behind a real socket, so that the app talks to it over the wire protocol either way.
 * `reset` puts the rows of schema.sql back.
 */
export async function startDatabase(schemaFile) {
  const schema = readFileSync(schemaFile, 'utf8')
  return process.env.DATABASE_URL ? external(process.env.DATABASE_URL, schema) : embedded(schema)
}

async function embedded(schema) {
  const { PGlite } = await import('@electric-sql/pglite')
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
  const db = await PGlite.create()
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port: 0, maxConnections: 20 })
  const port = await new Promise((resolve, reject) => {
    server.addEventListener('listening', event => resolve(event.detail.port))
    server.start().catch(reject)
  })
  await db.exec(schema)
  return {
    name: 'embedded PostgreSQL (PGlite) over its wire protocol',
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    reset: () => db.exec(schema),
    async close() {
      await server.stop()
      await db.close()
    },
  }
}

async function external(url, schema) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(schema)
  return { name: 'the PostgreSQL of DATABASE_URL', url, reset: () => client.query(schema), close: () => client.end() }
}
