import { createServer } from 'node:http'
import { once } from 'node:events'

/** What the app can reach: public sites, the metadata service of a cloud, and a service that is only on this machine. */
export async function startInternet() {
  const inside = await listen((request, response) => response.end('<title>admin</title> internal token: tok-internal-41'))
  const outside = await listen((request, response) => answer(request, response, inside.address().port))
  return {
    port: outside.address().port,
    insidePort: inside.address().port,
    async close() {
      for (const server of [inside, outside]) {
        server.closeAllConnections()
        server.close()
        await once(server, 'close')
      }
    },
  }
}

function answer(request, response, insidePort) {
  const { host } = request.headers
  if (host === '169.254.169.254') return response.end('{"AccessKeyId":"AKIA-cloud-77"}')
  if (host === 'redirect.example') return response.writeHead(302, { location: request.url === '/inside' ? `http://127.0.0.1:${insidePort}/` : 'http://news.example/story' }).end()
  if (host === 'hooks.example') {
    let body = ''
    request.on('data', chunk => (body += chunk))
    request.on('end', () => response.end(`${request.method} ${request.headers['content-type']} ${body}`))
    return
  }
  if (host === 'news.example') return response.end(`<html><title>${request.url === '/story' ? 'A story' : 'News'}</title></html>`)
  response.writeHead(404).end()
}

async function listen(handler) {
  const server = createServer(handler)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}
