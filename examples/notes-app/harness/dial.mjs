// Stands in for the internet, so that nothing leaves this machine: a few names resolve to public addresses, and what is dialled there is answered by a server on loopback.
import dns from 'node:dns'

const { TCP } = process.binding('tcp_wrap')
const native = TCP.prototype.connect
const port = Number(process.env.INTERNET_PORT)

const PUBLIC = '93.184.216.34'
const METADATA = '169.254.169.254'
const names = { 'news.example': PUBLIC, 'hooks.example': PUBLIC, 'redirect.example': PUBLIC, 'rebind.example': '127.0.0.1' }
const REFUSED = -111

TCP.prototype.connect = function (request, address, to) {
  if (to === 80 && (address === PUBLIC || address === METADATA)) return native.call(this, request, '127.0.0.1', port)
  return address === '127.0.0.1' ? native.call(this, request, address, to) : REFUSED
}
TCP.prototype.connect6 = () => REFUSED

const lookup = dns.lookup
dns.lookup = (name, options, done = options) => {
  const address = names[name]
  if (address === undefined) return lookup(name, options, done)
  process.nextTick(() => (options.all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)))
}
