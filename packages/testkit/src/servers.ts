import { connect, createServer } from 'node:net'

/** Where a database server answers, or what stands in for it. */
export interface ServerAddress {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  /** False where PGlite stands in. */
  readonly isReal: boolean
  stop(): Promise<void>
}

const HOST = '127.0.0.1'
const PG_PORT = 5432
const MARIA_PORT = 3306
const ANSWER_MS = 2000

const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47])
const noStop = async () => undefined

/** The tests must not run without the real servers (CI). */
export const serversAreRequired = () => process.env['BREAKWATER_REQUIRE_SERVERS'] === '1'

/** PostgreSQL speaks only when asked: to an SSLRequest it says S or N. */
export const hasPostgres = (): Promise<boolean> => answers(PG_PORT, SSL_REQUEST, first => first === 0x53 || first === 0x4e)

/** MariaDB greets with protocol version 10, after a header of four bytes. */
export const hasMariaDb = (): Promise<boolean> => answers(MARIA_PORT, undefined, (_first, data) => data[4] === 10)

// BREAKWATER_NO_SERVERS=1 shows what a machine without servers would see.
function answers(port: number, question: Buffer | undefined, test: (first: number | undefined, data: Buffer) => boolean): Promise<boolean> {
  if (process.env['BREAKWATER_NO_SERVERS'] === '1') return Promise.resolve(false)
  return new Promise(resolve => {
    const socket = connect({ host: HOST, port })
    const finish = (isThere: boolean) => {
      socket.destroy()
      resolve(isThere)
    }
    socket.setTimeout(ANSWER_MS, () => finish(false))
    socket.once('error', () => finish(false))
    socket.once('connect', () => question && socket.write(question))
    socket.once('data', data => finish(test(data[0], data)))
  })
}

/** PostgreSQL on loopback, or PGlite behind its socket server where none answers. Fails where servers are required. */
export async function postgresServer(): Promise<ServerAddress> {
  if (await hasPostgres()) return { host: HOST, port: PG_PORT, user: 'postgres', password: '', database: 'test', isReal: true, stop: noStop }
  if (serversAreRequired()) throw new Error(`BREAKWATER_REQUIRE_SERVERS is set and no PostgreSQL answers on ${HOST}:${PG_PORT}`)
  const { PGlite } = await import('@electric-sql/pglite')
  const { PGLiteSocketServer } = await import('@electric-sql/pglite-socket')
  const db = await PGlite.create()
  const port = await freePort()
  const server = new PGLiteSocketServer({ db, host: HOST, port, maxConnections: 20 })
  await server.start()
  const stop = async () => {
    await server.stop()
    await db.close()
  }
  return { host: HOST, port, user: 'postgres', password: '', database: 'postgres', isReal: false, stop }
}

/** MariaDB on loopback; nothing stands in for it. Fails where servers are required. */
export async function mariaDbServer(): Promise<ServerAddress | undefined> {
  if (await hasMariaDb()) return { host: HOST, port: MARIA_PORT, user: 'root', password: '', database: 'test', isReal: true, stop: noStop }
  if (serversAreRequired()) throw new Error(`BREAKWATER_REQUIRE_SERVERS is set and no MariaDB answers on ${HOST}:${MARIA_PORT}`)
  return undefined
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(0, HOST, () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

/** One line for the end of a test run: which servers were real, and what was left out for want of one. */
export async function serverSummary(): Promise<string> {
  const [postgres, maria] = await Promise.all([hasPostgres(), hasMariaDb()])
  const one = postgres ? `PostgreSQL answered on ${HOST}:${PG_PORT}` : `no PostgreSQL on ${HOST}:${PG_PORT}: PGlite stood in for it, and tests of server processes were left out`
  const two = maria ? `MariaDB answered on ${HOST}:${MARIA_PORT}` : `no MariaDB on ${HOST}:${MARIA_PORT}: its tests were left out`
  return `Servers: ${one}; ${two}.`
}
