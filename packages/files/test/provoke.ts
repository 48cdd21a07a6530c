import fs from 'node:fs'
import { join } from 'node:path'
import { openFolder } from '../src/index.ts'
import { makeFolderObject } from '../src/folder/folder.ts'
import { sendFile } from '../src/express.ts'
import { Root } from '../src/resolve/root.ts'
import { buildZip } from './build-archives.ts'
import { playground, run } from './playground.ts'

const any = (value: unknown) => value as never
const otherCopy = Object.defineProperty({}, Symbol.for('breakwater.files.folder'), { value: true })

/** A folder with links, an odd file and something in it. */
async function prepared(options?: Parameters<typeof openFolder>[1]) {
  const { inside } = playground()
  fs.symlinkSync('../out/secret.txt', join(inside, 'out'))
  fs.symlinkSync('none', join(inside, 'dangling'))
  fs.symlinkSync('loop', join(inside, 'loop'))
  fs.writeFileSync(join(inside, 'file'), 'x'.repeat(10))
  fs.linkSync(join(inside, 'file'), join(inside, 'hard'))
  return { inside, folder: await openFolder(inside, options) }
}

/** For each code an action that is refused with it. */
export const provoke: Readonly<Record<string, () => unknown>> = {
  FILES_UNAVAILABLE: () => {
    const { inside } = playground()
    const { permission } = process
    Object.defineProperty(process, 'permission', { value: { has: () => true }, configurable: true })
    try {
      return Root.ofPath(inside, { create: false, lazy: false, mode: 0o700, at: 'test', manner: 'checked' })
    } finally {
      Object.defineProperty(process, 'permission', { value: permission, configurable: true })
    }
  },
  FILES_FOLDER_REFUSED: async () => openFolder(join((await prepared()).inside, 'file')),
  FILES_FOLDER_REQUIRED: async () => (await prepared()).folder.copy('file', 'x', { into: any({}) }),
  FILES_DUPLICATE_COPY: async () => (await prepared()).folder.copy('file', 'x', { into: any(otherCopy) }),
  FILES_CLOSED: async () => {
    const { folder } = await prepared()
    await folder.close()
    return folder.read('file')
  },
  FILES_READ_ONLY: async () => (await prepared({ readOnly: true })).folder.write('x', 'y'),
  FILES_NAME_REFUSED: async () => (await prepared()).folder.read('a\0b'),
  FILES_NAME_CLIMBS: async () => (await prepared()).folder.read('../out/secret.txt'),
  FILES_NAME_NOT_PORTABLE: async () => (await prepared()).folder.read('CON'),
  FILES_NAME_TOO_LONG: async () => (await prepared()).folder.read('a'.repeat(300)),
  FILES_DOTFILE_REFUSED: async () => (await prepared()).folder.read('.env'),
  FILES_LINK_LEAVES: async () => (await prepared()).folder.read('out'),
  FILES_LINK_DANGLING: async () => (await prepared()).folder.write('dangling', 'x'),
  FILES_LINK_LOOP: async () => (await prepared()).folder.read('loop'),
  FILES_LINK_REFUSED: async () => (await prepared({ links: 'refuse' })).folder.read('out'),
  FILES_MOUNT_REFUSED: async () => {
    // /dev holds other file systems on every Linux; elsewhere the walk is asked directly.
    const folder = await openFolder('/')
    return folder.read('proc/version')
  },
  FILES_NOT_REGULAR: async () => {
    const { inside, folder } = await prepared()
    run('mkfifo', join(inside, 'fifo'))
    return folder.read('fifo')
  },
  FILES_HARD_LINK_REFUSED: async () => (await prepared()).folder.append('hard', 'x'),
  FILES_CHANGED: async () => {
    const { inside } = playground()
    fs.mkdirSync(join(inside, 'a'))
    fs.writeFileSync(join(inside, 'a/x'), '1')
    const folder = makeFolderObject(Root.ofPath(inside, { create: false, lazy: false, mode: 0o700, at: 'test', manner: 'checked' }), any({ dotfiles: false, portable: true, links: 'inside', mounts: false, readOnly: false, maxBytes: 100, hardLinks: 'read' }))
    const { swapBeforeConfirm } = await import('./swap.ts')
    return swapBeforeConfirm(join(inside, 'a'), () => folder.readSync('a/x'))
  },
  FILES_DATA_REFUSED: async () => (await prepared()).folder.write('x', any({ a: 1 })),
  FILES_TOO_LARGE: async () => (await prepared({ maxBytes: 5 })).folder.read('file'),
  FILES_QUOTA: async () => (await prepared({ maxTotalBytes: 15 })).folder.write('x', 'y'.repeat(10)),
  FILES_TOO_MANY: async () => (await prepared()).folder.listSync('', { maxEntries: 2 }),
  FILES_LOCKED: async () => {
    const { folder } = await prepared()
    return folder.lock('x', () => folder.lock('x', () => 1, { timeoutMs: 0 }))
  },
  FILES_FLAG_REFUSED: async () => (await prepared()).folder.fs.openSync('file', any('q')),
  FILES_CALLBACK_REQUIRED: async () => (await prepared()).folder.fs.readFile('file', any(undefined)),
  FILES_RESPONSE_REFUSED: async () => sendFile(any({}), (await prepared()).folder, 'file'),
  FILES_ARCHIVE_SOURCE_REFUSED: async () => (await prepared()).folder.unzip(any(5)),
  FILES_ARCHIVE_INVALID: async () => (await prepared()).folder.unzip(Buffer.from('no archive')),
  FILES_ARCHIVE_ENTRY_REFUSED: async () => (await prepared()).folder.unzip(buildZip([{ name: '../x', data: 'y' }])),
  FILES_ARCHIVE_ENCRYPTED: async () => (await prepared()).folder.unzip(buildZip([{ name: 'x', data: 'y', flags: 1 }])),
  FILES_ARCHIVE_METHOD_REFUSED: async () => (await prepared()).folder.unzip(buildZip([{ name: 'x', data: 'y', method: 12 }])),
  FILES_ARCHIVE_LIMIT: async () => (await prepared()).folder.unzip(buildZip([{ name: 'x', data: 'y' }, { name: 'z' }]), { maxEntries: 1 }),
  FILES_ARCHIVE_CONFLICT: async () => (await prepared()).folder.unzip(buildZip([{ name: 'file', data: 'y' }])),
}
