import type { Folder } from '../folder/folder.ts'
import { handleOf } from '../folder/branded.ts'
import { facePartsOf } from '../face/face-name.ts'
import { later } from '../folder/handle.ts'
import { look } from '../folder/stat.ts'
import { isNotFound } from './prepare.ts'

/** Where the path of a URL leads in a folder: a file, a folder that wants a slash at its end, or nowhere. */
export type Located = { readonly file: string } | { readonly redirect: string } | undefined

/** Finds what a URL's path means. The path is decoded once, as a whole; what is refused leads nowhere. */
export async function locate(folder: Folder, path: string, { index, extensions }: { index: string | false; extensions: readonly string[] }, at: string): Promise<Located> {
  const handle = handleOf(folder, at)
  const raw = path.split(/[?#]/, 1)[0]!
  let name: string
  try {
    name = decodeURIComponent(raw)
  } catch {
    return undefined
  }
  // A slash that was encoded must not become a separator.
  if (name.split('/').length !== raw.split('/').length) return undefined
  const isFolder = name === '' || name.endsWith('/')
  for (const candidate of isFolder ? [name] : [name, ...extensions.map(extension => `${name}.${extension}`)]) {
    try {
      const parts = facePartsOf(handle, candidate, at, 'folder')
      const stats = await later(handle, () => look(handle, parts, true, at), parts.join('/') || '.')
      if (stats.isFile() && !isFolder) return { file: parts.join('/') }
      if (!stats.isDirectory() || index === false) continue
      if (!isFolder) return { redirect: `${raw.replace(/^[/\\]+/, '/')}/` }
      return { file: [...parts, index].join('/') }
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
  return undefined
}
