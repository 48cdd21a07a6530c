import type { Sample } from '../../family.ts'

const left = (sink: string, title: string, reason: string, code: string): Sample => ({ kind: 'bad', sink: `files/${sink}`, title, code: `${code}\n`, outcome: 'manual', reason })

/** Entries of archives, and what is left to a person. */
export const entries: readonly Sample[] = [
  {
    kind: 'bad', sink: 'files/create-write-stream', title: 'an entry of an archive', outcome: 'check',
    code: "const fs = require('fs')\nconst path = require('path')\nmodule.exports = (zip, dest) => zip.on('entry', entry => entry.pipe(fs.createWriteStream(path.join(dest, entry.path))))\n",
    rewritten: "const fs = require('fs')\nconst path = require('path')\nconst { inFolder } = require('@breakwater/files/fs')\nmodule.exports = (zip, dest) => zip.on('entry', entry => entry.pipe(inFolder(dest).createWriteStream(path.join(dest, entry.path))))\n",
  },
  left('library', 'a function of fs-extra', 'FILES_LIBRARY', "const fs = require('fs-extra')\nconst app = require('express')()\napp.delete('/:name', (req, res) => fs.remove('data/' + req.params.name).then(() => res.end()))"),
  left('archive', 'a zip file that a request brings', 'FILES_ARCHIVE', "const AdmZip = require('adm-zip')\nconst app = require('express')()\napp.post('/', (req, res) => {\n  const zip = new AdmZip(req.file.buffer)\n  zip.extractAllTo('uploads', true)\n  res.end()\n})"),
  left('archive', 'a tar file that a request brings', 'FILES_ARCHIVE', "const tar = require('tar')\nconst app = require('express')()\napp.post('/', (req, res) => tar.x({ file: req.file.path, cwd: 'uploads' }).then(() => res.end()))"),
  left('archive', 'a library that guesses the kind', 'FILES_ARCHIVE', "const decompress = require('decompress')\nconst app = require('express')()\napp.post('/', (req, res) => decompress(req.file.path, 'uploads').then(() => res.end()))"),
  left('require', 'a module that a request names', 'FILES_MODULE', "const app = require('express')()\napp.get('/:view', (req, res) => res.send(require('./views/' + req.params.view)(req)))"),
  left('move', 'a file from one folder to another', 'FILES_TWO_FOLDERS', "const fs = require('fs')\nconst app = require('express')()\napp.post('/up', (req, res) => fs.rename('/tmp/' + req.body.id, 'data/' + req.body.name, () => res.end()))"),
  left('send-file', 'a path that the code does not begin', 'FILES_FOLDER_UNKNOWN', "const app = require('express')()\napp.get('/f', (req, res) => res.sendFile(req.query.f))"),
]
