import { defineFamily, defineSink } from './family.ts'
import type { Sink } from './family.ts'
import { entries } from './files/samples/entries.ts'
import { quiet } from './files/samples/quiet.ts'
import { requests } from './files/samples/requests.ts'

const sink = (id: string, title: string, replacement: string, of: readonly string[] = ['node:fs', 'node:fs/promises', 'fs-extra']): Sink => defineSink({ id: `files/${id}`, title, of, replacement })

/** Paths that come from outside. */
export const files = defineFamily({
  id: 'files',
  title: 'File paths that come from outside',
  cwe: [22, 23, 36, 59, 98],
  docs: 'rules/files.md',
  danger: 'A name from a request with `..` in it, a leading slash, or a link in the way leads out of the folder that was meant, so that whoever sends it reads or overwrites any file that the program can reach.',
  brief: 'Reach the file through inFolder(folder) of @breakwater/files/fs.',
  instead: 'Open the folder once with openFolder(folder) of @breakwater/files and use its methods, or put inFolder(folder) of @breakwater/files/fs in the place of fs: nothing outside of the folder is reached, whatever the name, and whoever changes links meanwhile.',
  messages: {
    request: 'A request decides the path of {{primitive}}, and can lead it out of the folder.',
    entry: 'An entry of an archive decides the path of {{primitive}}, and can lead it out of the folder.',
    caller: 'Whoever calls this function decides the path of {{primitive}}, and can lead it out of the folder.',
  },
  sinks: [
    sink('read-file', 'readFile and readFileSync', 'inFolder(folder).readFile(path)'),
    sink('create-read-stream', 'createReadStream', 'inFolder(folder).createReadStream(path)'),
    sink('write-file', 'writeFile and appendFile', 'inFolder(folder).writeFile(path, data)'),
    sink('create-write-stream', 'createWriteStream', 'inFolder(folder).createWriteStream(path)'),
    sink('readdir', 'readdir', 'inFolder(folder).readdir(path)'),
    sink('open', 'open', 'inFolder(folder).open(path)'),
    sink('remove', 'rm, unlink and rmdir', 'inFolder(folder).rm(path)'),
    sink('move', 'rename, copyFile and cp', 'inFolder(folder).rename(from, to)'),
    sink('other', 'stat, access, exists, mkdir and the like', 'inFolder(folder).stat(path)'),
    sink('library', 'functions of fs-extra that node:fs has not', 'openFolder(folder)', ['fs-extra']),
    sink('archive', 'extraction of a whole archive', 'folder.unzip(archive)', ['adm-zip', 'extract-zip', 'decompress', 'tar', 'unzipper']),
    sink('require', 'require of a path that is put together', 'a table of modules', ['node:module']),
    sink('send-file', 'sendFile and download', 'res.sendFile(name, { root: folder })', ['express']),
  ],
  samples: [...requests, ...entries, ...quiet],
})
