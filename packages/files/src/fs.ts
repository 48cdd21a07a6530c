import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { FolderFs } from './face/face.ts'
import { openFolderSync } from './open-folder.ts'

/** Functions whose second argument is a path too. */
const TWO = new Set(['rename', 'copyFile', 'cp', 'renameSync', 'copyFileSync', 'cpSync'])
/** A part that every name policy refuses: what leads out of the folder is refused the way the function refuses any name. */
const OUTSIDE = '../outside'

type Call = (...args: unknown[]) => unknown

const known = new Map<string, FolderFs>()

/**
 * The functions of node:fs for what is inside of a folder, and nothing else: paths are written as node:fs takes them, relative to the working folder or absolute, so that
 * `fs.readFile(path.join(root, name), callback)` becomes `inFolder(root).readFile(path.join(root, name), callback)`. A path that leads out of the folder, by its text or
 * through links, is refused in the function's own way: callback, promise, throw or stream. Hidden names are refused, `.well-known` apart. Sizes, permissions of new files,
 * names that other systems do not have and hard links are as with node:fs. Codes: FILES_NAME_REFUSED and those of `folder.fs`.
 */
export function inFolder(folder: string | URL): FolderFs {
  const root = path.resolve(folder instanceof URL ? fileURLToPath(folder) : folder)
  const before = known.get(root)
  if (before) return before
  const face = openFolderSync(root, { dotfiles: ['.well-known'], portable: false, fileMode: 0o666, dirMode: 0o777, hardLinks: 'allow', mounts: true }).fs
  const made = translated(face, root)
  known.set(root, made)
  return made
}

function translated(face: FolderFs, root: string): FolderFs {
  const out: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(face)) out[name] = typeof value === 'function' ? translate(value as Call, name, root) : value
  const promises: Record<string, unknown> = Object.create(null)
  for (const [name, value] of Object.entries(face.promises)) promises[name] = typeof value === 'function' ? translate(value as Call, name, root) : value
  out['promises'] = Object.freeze(promises)
  return Object.freeze(out) as unknown as FolderFs
}

function translate(call: Call, name: string, root: string): Call {
  const within = (args: unknown[]) => args.map((arg, index) => (index === 0 || (index === 1 && TWO.has(name)) ? nameOf(arg, root) : arg))
  const custom = (call as { [promisify.custom]?: Call })[promisify.custom]
  const wrapped: Call = (...args) => call(...within(args))
  return custom ? Object.assign(wrapped, { [promisify.custom]: (...args: unknown[]) => custom(...within(args)) }) : wrapped
}

/** The name inside of the folder; what is no path, and bytes, are left to be refused. */
function nameOf(given: unknown, root: string): unknown {
  const text = given instanceof URL && given.protocol === 'file:' ? fileURLToPath(given) : given
  if (typeof text !== 'string') return text
  if (text === '') return OUTSIDE
  const full = path.resolve(text)
  if (full === root) return '.'
  const base = root.endsWith(path.sep) ? root : root + path.sep
  if (!full.startsWith(base)) return OUTSIDE
  const inside = full.slice(base.length)
  return /[/\\]$/.test(text) && (path.sep === '\\' || text.endsWith('/')) ? `${inside}/` : inside
}

export type { FolderFs } from './face/face.ts'
