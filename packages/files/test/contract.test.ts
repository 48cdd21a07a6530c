import { contract } from '@breakwater/testkit'
import { codes } from '../src/codes.ts'
import { openFolderSync, safeName } from '../src/index.ts'
import { playground } from './playground.ts'
import { buildZip } from './build-archives.ts'
import { provoke } from './provoke.ts'

const { inside } = playground()
const folder = openFolderSync(inside)
folder.writeSync('a.json', '{}')
const bytes = buildZip([{ name: 'x', data: 'y' }])

contract({
  folder: `${import.meta.dirname}/..`,
  codes: { table: codes, provoke },
  options: [
    { name: 'openFolderSync', call: options => openFolderSync(inside, options as never), limits: ['maxBytes', 'maxTotalBytes', 'maxFiles', 'fileMode', 'dirMode'] },
    { name: 'folder.read', call: options => folder.read('a.json', options as never), limits: ['maxBytes'] },
    { name: 'folder.readJson', call: options => folder.readJson('a.json', undefined as never, options as never), limits: ['maxBytes', 'maxDepth'] },
    { name: 'folder.write', call: options => folder.write('b', 'x', options as never), limits: [] },
    { name: 'folder.listSync', call: options => folder.listSync('', options as never), limits: ['maxEntries', 'maxDepth'] },
    { name: 'folder.folder', call: options => folder.folder('', options as never), limits: ['maxBytes'] },
    { name: 'folder.lock', call: options => folder.lock('l', () => 1, options as never), limits: ['timeoutMs'] },
    { name: 'folder.unzip', call: options => openFolderSync(playground().inside).unzip(bytes, options as never), limits: ['maxEntries', 'maxTotalBytes', 'maxRatio', 'maxDepth', 'maxArchiveBytes'] },
    { name: 'safeName', call: options => safeName('x', options as never), limits: [] },
  ],
})
