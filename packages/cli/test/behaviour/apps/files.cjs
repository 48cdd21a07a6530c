const fs = require('fs')
const http = require('http')
const path = require('path')
const url = require('url')
const { promisify } = require('util')
const { readFile: read } = require('fs/promises')

const readFile = promisify(fs.readFile)
const root = path.join(__dirname, 'public')

const answer = response => (error, data) => {
  if (error) {
    response.statusCode = 404
    return response.end('missing')
  }
  response.end(data)
}

exports.dominant = () => http.createServer(function (request, response) {
  var p = './public' + url.parse(request.url).pathname
  fs.readFile(p, function (err, data) {
    answer(response)(err, data)
  })
})
exports.decoded = () => http.createServer((request, response) => {
  const pathname = decodeURIComponent(url.parse(request.url).pathname)
  fs.readFile(path.join(root, pathname), answer(response))
})
exports.glued = () => http.createServer((request, response) => fs.readFile(root + request.url, answer(response)))
exports.query = () => http.createServer((request, response) => {
  const { searchParams } = new URL(request.url, 'http://x')
  fs.readFile(`${root}/${searchParams.get('file')}`, answer(response))
})
exports.promised = () => http.createServer(async (request, response) => {
  try {
    const name = decodeURIComponent(request.url.slice(1))
    response.end(Buffer.concat([await read(path.resolve(root, name)), await readFile(root + '/' + name)]))
  } catch (error) {
    answer(response)(error)
  }
})
exports.asked = () => http.createServer((request, response) => {
  let file = path.join(process.cwd(), 'public', decodeURIComponent(request.url))
  fs.exists(file, exists => {
    if (!exists) return answer(response)(new Error('missing'))
    if (fs.statSync(file).isDirectory()) file += '/index.html'
    fs.createReadStream(file).on('error', answer(response)).pipe(response)
  })
})
exports.inFunction = () => http.createServer((request, response) => send(path.join(root, decodeURIComponent(request.url)), response))

function send(file, response) {
  fs.stat(file, (error, stats) => {
    if (error || !stats.isFile()) return answer(response)(new Error('missing'))
    fs.readFile(file, answer(response))
  })
}
exports.upload = () => http.createServer((request, response) => {
  const name = decodeURIComponent(request.url.slice(1))
  const out = fs.createWriteStream(path.join(root, 'uploads', name))
  out.on('error', answer(response)).on('finish', () => response.end('stored'))
  request.pipe(out)
})
