import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'
import { changeset, writeNew } from './files.mjs'

const KINDS = ['refused', 'invalid', 'limit', 'misuse', 'unavailable']

/** Adds a code to a package's table and to the list of actions that provoke its codes. */
export function newCode([name, code, kind, what, todo]) {
  if (!/^[A-Z][A-Z0-9_]+$/.test(code ?? '')) throw new Error('a code is written IN_CAPITALS')
  if (!KINDS.includes(kind)) throw new Error(`a kind is one of ${KINDS.join(', ')}`)
  if (!what || !todo) throw new Error('say what was refused and what to write instead')
  const table = insert(`packages/${name}/src/codes.ts`, code, `  ${code}: {\n    kind: '${kind}',\n    what: ${quote(what.replace(/\.$/, ''))},\n    todo: ${quote(todo)},\n  },\n`)
  const provoke = insert(`packages/${name}/test/provoke.ts`, code, `  ${code}: () => {\n    throw new Error('write here the action that is refused with ${code}')\n  },\n`)
  const manifest = JSON.parse(readFileSync(join(root, `packages/${name}/package.json`), 'utf8'))
  return [table, provoke, ...writeNew(changeset(`code-${code.toLowerCase().replaceAll('_', '-')}`, manifest.name, 'minor', `New error code ${code}: ${what.replace(/\.$/, '')}.`)), 'next: throw it, write the action in test/provoke.ts, then pnpm build && pnpm run docs']
}

function insert(file, code, lines) {
  const path = join(root, file)
  const text = readFileSync(path, 'utf8')
  if (new RegExp(`^  ${code}:`, 'm').test(text)) throw new Error(`${code} is already in ${file}`)
  const end = text.search(/^\}\)?$/m)
  if (end === -1) throw new Error(`${file} has no table to add to`)
  writeFileSync(path, text.slice(0, end) + lines + text.slice(end))
  return `changed: ${file}`
}

const quote = text => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
