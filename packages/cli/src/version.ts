import { readFileSync } from 'node:fs'
import { join } from 'node:path'

let version: string | undefined

/** The version of this package, which is the release of all of Breakwater. */
export function ownVersion(): string {
  return (version ??= (JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8')) as { version: string }).version)
}
