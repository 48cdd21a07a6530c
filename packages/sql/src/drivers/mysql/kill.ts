import type { MysqlConnection } from './types.ts'

const KILL_MS = 5000

/**
 * Stops the statement that runs on a connection with KILL QUERY over a connection of its own. Settles when the server has taken note;
 * a failure is no error, since the connection is then thrown away.
 */
export function killOnServer(connection: MysqlConnection): Promise<void> {
  const { threadId, config } = connection
  if (!Number.isInteger(threadId) || (typeof config.stream === 'object' && config.stream !== null)) return Promise.resolve()
  return new Promise(resolve => {
    const second = new (plainClass(connection))({ config: Object.create(Object.getPrototypeOf(config), Object.getOwnPropertyDescriptors(config)) })
    const finish = () => {
      clearTimeout(timer)
      second.destroy()
      resolve()
    }
    const timer = setTimeout(finish, KILL_MS)
    second.on('error', finish)
    second.query({ sql: `kill query ${threadId}`, values: [], timeout: undefined }, finish)
  })
}

type ConnectionClass = new (options: object) => MysqlConnection

/** The class of connections that belong to no pool. */
function plainClass(connection: MysqlConnection): ConnectionClass {
  return typeof connection.release === 'function' ? (Object.getPrototypeOf(connection.constructor) as ConnectionClass) : (connection.constructor as ConnectionClass)
}
