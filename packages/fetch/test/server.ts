import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { resolveTo, serve } from './no-dial.ts'

export const PUBLIC = '93.184.216.34'

export interface TestServer {
  readonly port: number
  readonly connections: () => number
  readonly open: () => number
  readonly seen: IncomingMessage[]
  stop(): Promise<void>
}

/** A server on loopback that answers as these public hosts on port 80. */
export async function publicServer(hosts: readonly string[], listener: RequestListener, { address = PUBLIC, ports = [80] }: { address?: string; ports?: readonly number[] } = {}): Promise<TestServer> {
  const test = await listen(createServer({ keepAliveTimeout: 60_000 }), listener)
  for (const host of hosts) resolveTo(host, [address])
  for (const port of ports) serve(address, port, test.port)
  return test
}

/** A server on loopback and no more. */
export const loopbackServer = (listener: RequestListener): Promise<TestServer> => listen(createServer({ keepAliveTimeout: 60_000 }), listener)

async function listen(server: Server, listener: RequestListener): Promise<TestServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const seen: IncomingMessage[] = []
  server.on('connection', socket => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    seen.push(request)
    Promise.resolve(listener(request, response) as unknown).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    connections: () => connections,
    open: () => sockets.size,
    seen,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** The whole body of a request. */
export async function bodyOf(request: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
