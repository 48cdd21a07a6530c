import { announceUnsafe } from '@breakwater/core'
import { handleOf } from './folder/branded.ts'
import type { Folder } from './folder/folder.ts'
import { partsOf } from './folder/handle.ts'

/**
 * The hatch: the path of a name on the disk, for a library that takes nothing else. Whoever uses it follows links and loses every race; where a copy will do,
 * use `folder.withPath`. The name is checked; `reason` is mandatory, announced on `breakwater:unsafe` and flagged by lint. Codes: UNSAFE_REASON_REQUIRED, FILES_NAME_*.
 */
export function unsafePath(folder: Folder, name: string, { reason }: { reason: string }): string {
  const handle = handleOf(folder, 'unsafePath')
  const parts = partsOf(handle, name, 'unsafePath', 'folder')
  announceUnsafe('files', 'unsafePath', reason)
  return [handle.root.realPath('unsafePath'), ...parts].join('/')
}

export type { Folder } from './folder/folder.ts'
