import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../workspace.mjs'
import { changeset, writeNew } from './files.mjs'

const CATALOG = 'packages/sinks/src/catalog'

/** Adds a sink to a family of the catalog, with a file of samples that its tests run. */
export function newSink([id]) {
  const [, family, primitive] = /^([a-z][a-z0-9-]*)\/([a-z][a-z0-9-]*)$/.exec(id ?? '') ?? []
  if (!primitive) throw new Error('a sink is written family/primitive, lower-case, with dashes')
  const file = `${CATALOG}/${family}.ts`
  const path = join(root, file)
  if (!existsSync(path)) throw new Error(`there is no family ${family}; known: ${families().join(', ')}`)
  const text = readFileSync(path, 'utf8')
  if (text.includes(`'${primitive}'`)) throw new Error(`${id} is already in ${file}`)
  const constant = primitive.replace(/-(\w)/g, (_, letter) => letter.toUpperCase())
  const name = `${constant}Samples`
  const sink = insert(text, /^ {2}sinks: \[\n[\s\S]*?(?=^ {2}\],$)/m, `    sink('${primitive}', 'say what it is, in a few words', ['npm-package'], 'what replaces it'),\n`, file)
  const samples = sink.replace(/^( {2}samples: \[.*)\],$/m, `$1, ...${name}],`)
  if (samples === sink) throw new Error(`${file} has no list of samples`)
  const after = insert(samples, /^import [^\n]*\n(?:import [^\n]*\n)*/m, `import { ${name} } from './${family}/samples/${primitive}.ts'\n`, file)
  const made = writeNew({ [`${CATALOG}/${family}/samples/${primitive}.ts`]: samplesOf(id, name), ...changeset(`sink-${family}-${primitive}`, '@breakwater/sinks', 'minor', `New sink ${id}.`) })
  writeFileSync(path, after)
  return [`changed: ${file}`, ...made, `next: say in ${CATALOG}/${family}/ how the call is recognised, write the samples, then pnpm build && pnpm run docs && npx vitest run --project sinks`]
}

const families = () => readdirSync(join(root, CATALOG), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)

function insert(text, place, lines, file) {
  const found = place.exec(text)
  if (!found) throw new Error(`${file} has no place for it`)
  const at = found.index + found[0].length
  return text.slice(0, at) + lines + text.slice(at)
}

const samplesOf = (id, name) => `import type { Sample } from '../../family.ts'

/** ${id}: each \`bad\` sample says how it ends; the tests run it on three parsers, run the result again, and compile it. */
export const ${name}: readonly Sample[] = [
  {
    kind: 'bad',
    sink: '${id}',
    title: 'the shape that people write',
    code: [
      'write here the code that is at risk',
      '',
    ].join('\\n'),
    outcome: 'same',
    rewritten: [
      'write here the code after the rewrite',
      '',
    ].join('\\n'),
  },
  {
    kind: 'quiet',
    sink: '${id}',
    title: 'what looks alike and is fine',
    code: [
      'write here the code that is fine',
      '',
    ].join('\\n'),
  },
]
`
