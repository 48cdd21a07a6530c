import type fs from 'node:fs'
import { Type } from '@sinclair/typebox'
import { z } from 'zod'
import { openFolder, openFolderSync, safeName } from '../src/index.ts'
import type { Folder } from '../src/index.ts'

declare const folder: Folder
const equal = <Want>(value: Want): Want => value

export async function types(): Promise<void> {
  equal<Folder>(await openFolder('./uploads', { create: true, dotfiles: ['.well-known'] }))
  equal<Folder>(openFolderSync(new URL('file:///srv/uploads')))
  equal<Buffer>(await folder.read('a'))
  equal<string>(folder.readTextSync('a', { maxBytes: 10 }))
  equal<{ id: number }>(await folder.readJson('a', z.object({ id: z.number() })))
  equal<{ id: number }>(folder.readJsonSync('a', Type.Object({ id: Type.Integer() })))
  equal<unknown>(await folder.readJson('a'))
  for await (const { name, kind } of folder.list('', { recursive: true })) equal<[string, 'file' | 'folder' | 'link' | 'other']>([name, kind])
  equal<Folder>(folder.folder('a', { readOnly: true }).readOnly())
  equal<number>(await folder.withPath('a', path => path.length))
  equal<readonly string[]>((await folder.unzip('a.zip', { into: 'b' })).files)
  equal<string>(safeName(undefined))

  // The face has the types of node:fs.
  const face: Pick<typeof fs, 'readFile' | 'createReadStream' | 'existsSync'> = folder.fs
  face.readFile('a', 'utf8', (error, text) => equal<[NodeJS.ErrnoException | null, string]>([error, text]))
  equal<string[]>(await folder.fs.promises.readdir('a'))
  equal<fs.ReadStream>(folder.fs.createReadStream('a'))

  // @ts-expect-error a name is a string
  await folder.read(new URL('file:///etc/passwd'))
  // @ts-expect-error a sub-folder only narrows
  folder.folder('a', { readOnly: false })
  // @ts-expect-error nor does it take dotfiles that its folder does not
  folder.folder('a', { dotfiles: true })
  // @ts-expect-error an object is no contents
  await folder.write('a', { b: 1 })
  // @ts-expect-error there is no such option
  await openFolder('./uploads', { limit: 1 })
  // @ts-expect-error no method gives a path
  folder.path('a')
  // @ts-expect-error links are never made
  folder.fs.symlink('a', 'b', () => undefined)
}
