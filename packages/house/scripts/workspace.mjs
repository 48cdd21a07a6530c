import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '../../..')

/** The packages of the workspace, in alphabetical order. */
export function packages() {
  return readdirSync(join(root, 'packages'))
    .filter(name => existsSync(join(root, 'packages', name, 'package.json')))
    .map(name => {
      const folder = join(root, 'packages', name)
      return { folder, short: name, manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }
    })
}

export const published = () => packages().filter(({ manifest }) => !manifest.private)

/** The public subpaths of a package: '.', './unsafe' … */
export const entries = ({ manifest }) => Object.keys(manifest.exports ?? {}).filter(entry => entry !== './package.json')

/** The built CommonJS module behind a subpath. */
export const load = ({ folder, manifest }, entry = '.') => createRequire(join(folder, 'package.json'))(join(manifest.name, entry))
