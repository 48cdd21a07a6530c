import { basename, posix } from 'node:path'
import { readSource } from '../project/read-source.ts'

/** Finds files whose text imports one of `targets` by a relative path, and files that import those in turn, since names are passed on. Told by text, on the safe side. */
export function importersOf(root: string, targets: Iterable<string>, files: readonly string[], maxFileBytes: number): Set<string> {
  const specifiers = new Map(files.map(path => [path, relativeImports(root, path, maxFileBytes)]))
  const found = new Set<string>()
  const open = [...targets].map(stemOf)
  for (let stem = open.pop(); stem !== undefined; stem = open.pop()) {
    for (const [path, imported] of specifiers) {
      if (found.has(path) || !imported.includes(stem)) continue
      found.add(path)
      open.push(stemOf(path))
    }
  }
  return found
}

const specifier = /['"`](\.{1,2}(?:\/[^'"`\n$]*)?)['"`]/g

function relativeImports(root: string, path: string, maxFileBytes: number): string[] {
  const source = readSource(root, path, maxFileBytes)
  if ('reason' in source) return []
  return [...source.text.matchAll(specifier)].map(([, written]) => stemOf(posix.join(posix.dirname(path), written!)))
}

/** A path without its ending, and without `index`. */
function stemOf(path: string): string {
  const bare = path.replace(/\/$/, '').replace(/\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/i, '')
  return basename(bare) === 'index' ? posix.dirname(bare) : bare
}
