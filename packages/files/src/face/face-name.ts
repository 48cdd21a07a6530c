import { describeValue } from '@breakwater/core'
import { codes } from '../codes.ts'
import { nodeError } from '../io/node-error.ts'
import type { Handle } from '../folder/handle.ts'
import { checkName, isPlainName } from '../names/check-name.ts'

/**
 * The parts of a name as code for node:fs writes it: `./a`, `/a` (a URL's path, once glued to a root), `a//b`, and an absolute path that lies in the folder.
 * A .. part is refused always; a slash at the end means a folder.
 */
export function facePartsOf(handle: Handle, name: unknown, at: string, kind: 'file' | 'folder'): string[] {
  if (typeof name !== 'string') throw codes.error('FILES_NAME_REFUSED', { at, got: describeValue(name), todo: 'Give a name as a string; URLs, buffers and descriptors are not taken.' })
  if (isPlainName(name)) return [name]
  const inside = name.startsWith('/') || /^[a-z]:[/\\]/i.test(name) ? insideOf(handle, name) : undefined
  const parts = inside ?? name.split('/')
  const kept = parts.filter(part => part !== '' && part !== '.')
  if (kept.length === 0) return []
  if (kind === 'file' && parts.at(-1) === '') throw nodeError('ENOTDIR', 'open')
  return checkName(kept.join('/'), handle.settings, at, kind)
}

// Only after the folder has been opened is it known where it is; before that nothing lies in it.
function insideOf(handle: Handle, name: string): string[] | undefined {
  return handle.root.inside(name)
}
