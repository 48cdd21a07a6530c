import { fileURLToPath } from 'node:url'
import { describeValue } from '@breakwater/core'
import { codes } from './codes.ts'
import { makeFolderObject } from './folder/folder.ts'
import type { Folder } from './folder/folder.ts'
import { readSettings } from './folder/settings.ts'
import type { OpenFolderOptions } from './folder/settings.ts'
import { Root } from './resolve/root.ts'

/**
 * Opens a folder that the program itself names (links on the way to it are followed, once), and holds it: from here on nothing but what is inside is reached.
 * Codes: FILES_UNAVAILABLE where the platform cannot keep that, FILES_FOLDER_REFUSED; ENOENT if it is missing and `create` is not set.
 */
export async function openFolder(path: string | URL, options?: OpenFolderOptions): Promise<Folder> {
  return open('openFolder', path, options, false)
}

/** `openFolder`, at once, for the top of a module. A folder that is missing is looked for again at each use, so that it may be made later. */
export function openFolderSync(path: string | URL, options?: OpenFolderOptions): Folder {
  return open('openFolderSync', path, options, true)
}

function open(at: string, path: unknown, options: unknown, lazy: boolean): Folder {
  const { settings, create } = readSettings(at, options)
  return makeFolderObject(Root.ofPath(pathOf(path, at), { create, lazy, mode: settings.dirMode, at }), settings)
}

function pathOf(path: unknown, at: string): string {
  const text = path instanceof URL && path.protocol === 'file:' ? fileURLToPath(path) : path
  if (typeof text !== 'string' || text === '' || text.includes('\0')) throw codes.error('FILES_FOLDER_REFUSED', { at, got: describeValue(path) })
  return text
}
