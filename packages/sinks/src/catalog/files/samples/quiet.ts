import type { Sample } from '../../family.ts'

const fine = (title: string, code: string): Sample => ({ kind: 'quiet', sink: 'files/read-file', title, code: `const fs = require('fs')\nconst path = require('path')\nconst app = require('express')()\n${code}\n` })

/** What looks alike and is fine. */
export const quiet: readonly Sample[] = [
  fine('a path of the program', "fs.readFileSync(path.join(__dirname, 'views', 'a.html'))"),
  fine('configuration', 'module.exports = JSON.parse(fs.readFileSync(process.argv[2] || process.env.CONFIG))'),
  fine('a build script', "for (const name of fs.readdirSync('src')) fs.writeFileSync(path.join('dist', name), fs.readFileSync(path.join('src', name)))"),
  fine('the last part of a name', "app.get('/f', (req, res) => fs.readFile(path.join('data', path.basename(req.query.f)), (error, data) => res.end(data)))"),
  fine('a number', "app.get('/f', (req, res) => fs.readFile('data/' + Number(req.query.id) + '.json', (error, data) => res.end(data)))"),
  fine('a path that is checked', "app.get('/f', (req, res) => {\n  const root = path.resolve('data')\n  const full = path.resolve(root, req.query.f)\n  if (!full.startsWith(root + path.sep)) return res.status(400).end()\n  fs.readFile(full, (error, data) => res.end(data))\n})"),
  fine('sent from a root', "app.get('/f', (req, res) => res.sendFile(req.query.f, { root: __dirname }))"),
  fine('modules of the program', "for (const name of fs.readdirSync('routes')) app.use(require('./routes/' + name))"),
  fine('an archive of the program', "require('tar').x({ file: path.join(__dirname, 'data.tgz'), cwd: 'cache' })"),
  fine('our own', "const { inFolder } = require('@breakwater/files/fs')\napp.get('/f', (req, res) => inFolder('data').readFile('data/' + req.query.f, (error, data) => res.end(data)))"),
]
