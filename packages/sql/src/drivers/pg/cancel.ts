import type { PgClient, PgConnection } from './types.ts'

const CANCEL_MS = 5000

/**
 * Asks the server to stop what runs on a connection (CancelRequest, protocol 54.2.8), over a connection of its own. Settles when the server has
 * taken note, so that a late signal cannot hit the next statement; a failure is no error, since the connection is then thrown away.
 */
export function cancelOnServer(client: PgClient): Promise<void> {
  const { connection, host, port, processID, secretKey } = client
  if (!connection || !processID) return Promise.resolve()
  return new Promise(resolve => {
    const Connection = connection.constructor as new (config: object) => PgConnection
    const second = new Connection({ ssl: connection.ssl, sslNegotiation: connection.sslNegotiation, stream: undefined, keepAlive: false, encoding: 'utf8' })
    const finish = () => {
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(() => {
      second.stream.destroy()
      finish()
    }, CANCEL_MS)
    const send = () => second.cancel(processID, secretKey)
    second.on('error', finish)
    second.once('end', finish)
    second.once('sslconnect', send)
    second.once('connect', () => (connection.ssl && connection.sslNegotiation !== 'direct' ? second.requestSsl() : connection.ssl ? undefined : send()))
    if (host?.startsWith('/')) second.connect(`${host}/.s.PGSQL.${port}`)
    else second.connect(port, host)
  })
}
