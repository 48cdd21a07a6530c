import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Manifest } from './manifest.ts'
import { readManifest } from './manifest.ts'

/** The nearest package.json of a folder. */
export interface PackageFolder extends Manifest {
  /** Relative to the root; undefined where there is none. */
  readonly path: string | undefined
}

const none: PackageFolder = { path: undefined, type: 'commonjs', dependencies: new Set(), readable: false }

/** Finds nearest package.json files, never above the root, each read once. */
export class Packages {
  readonly #root: string
  readonly #folders = new Map<string, PackageFolder>()

  constructor(root: string) {
    this.#root = root
  }

  /** The package of a file given by its path relative to the root. */
  of(path: string): PackageFolder {
    return this.#ofFolder(posix.dirname(path))
  }

  #ofFolder(folder: string): PackageFolder {
    const known = this.#folders.get(folder)
    if (known) return known
    const found = this.#read(folder) ?? (folder === '.' ? none : this.#ofFolder(posix.dirname(folder)))
    this.#folders.set(folder, found)
    return found
  }

  #read(folder: string): PackageFolder | undefined {
    const path = posix.join(folder, 'package.json')
    try {
      return { path, ...readManifest(readFileSync(join(this.#root, path), 'utf8')) }
    } catch {
      return undefined
    }
  }
}

const lockfiles: readonly (readonly [string, string])[] = [
  ['pnpm-lock.yaml', 'pnpm'], ['yarn.lock', 'yarn'], ['bun.lock', 'bun'], ['bun.lockb', 'bun'], ['package-lock.json', 'npm'], ['npm-shrinkwrap.json', 'npm'],
]

/** The package manager whose lockfile is nearest to a folder, npm where there is none. */
export function packageManagerOf(folder: string): string {
  for (let at = folder; ; at = join(at, '..')) {
    const found = lockfiles.find(([name]) => existsSync(join(at, name)))
    if (found) return found[1]
    if (at === join(at, '..')) return 'npm'
  }
}
