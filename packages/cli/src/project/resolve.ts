import { posix } from 'node:path'

const scripts = ['.js', '.cjs', '.mjs', '.jsx']
const typed = ['.ts', '.tsx', '.cts', '.mts']

/**
 * The file of the project that a relative specifier means, relative to the root, or undefined: packages, links and what lies outside are not followed.
 * TypeScript writes `./x.js` for x.ts.
 */
export function resolveRelative(from: string, specifier: string, isFile: (path: string) => boolean): string | undefined {
  if (!/^\.{1,2}(?:\/|$)/.test(specifier)) return undefined
  const target = posix.join(posix.dirname(from), specifier)
  if (target.startsWith('..') || target.includes('\0')) return undefined
  const own = /\.[cm]?tsx?$/.test(from)
  const order = own ? [...typed, ...scripts] : [...scripts, ...typed]
  const swapped = own && /\.[cm]?jsx?$/.test(target) ? [target.replace(/js(x?)$/, 'ts$1'), target.replace(/jsx?$/, 'tsx')] : []
  const candidates = [...swapped, target, ...order.map(ending => target + ending), ...order.map(ending => posix.join(target, `index${ending}`))]
  return candidates.find(isFile)
}
