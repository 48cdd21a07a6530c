// Lint time with `recommended` against ESLint with no rules, over the same texts in one process. `node migrate-host/lint.mjs` in `bench/`.
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { median, publish } from '../compare.mjs'

const root = join(import.meta.dirname, '../..')
const require = createRequire(join(root, 'packages/eslint-plugin/package.json'))
const { Linter } = require('eslint')
const { plugin } = require('@breakwater/eslint-plugin')
const { parser } = require('typescript-eslint')

const ROUNDS = 9

const inPackages = name => readdirSync(join(root, 'node_modules/.pnpm')).filter(folder => folder.startsWith(`${name}@`)).slice(0, 1).map(folder => join(root, 'node_modules/.pnpm', folder, 'node_modules', name))

const corpora = {
  'an app full of string-built SQL': [join(root, 'examples/notes-app/app')],
  'drivers and a web framework': ['pg', 'mysql2', 'express'].flatMap(inPackages),
  'the TypeScript of this repository': ['cli', 'core', 'sinks', 'sql'].map(name => join(root, 'packages', name, 'src')),
}

const textsOf = folder => readdirSync(folder, { recursive: true })
  .filter(file => /\.[cm]?[jt]s$/.test(file) && !/\.d\.ts$|(^|\/)node_modules\//.test(file))
  // Names of their own: ESLint passes over everything below node_modules.
  .map((file, index) => ({ filename: `/corpus/${index}${extname(file)}`, text: readFileSync(join(folder, file), 'utf8') }))

const configFor = ({ filename }, rules) => [{
  files: ['**/*.{js,cjs,mjs,ts}'],
  plugins: { breakwater: plugin, bench: { rules: { nothing: { create: () => ({ Program() {} }) } } } },
  languageOptions: /\.ts$/.test(filename) ? { parser } : { sourceType: 'module', parserOptions: { ecmaFeatures: { globalReturn: true } } },
  rules,
}]

const lint = (linter, files, rules) => {
  for (const file of files) linter.verify(file.text, configFor(file, rules), { filename: file.filename })
}

const rows = []
for (const [name, folders] of Object.entries(corpora)) {
  const linter = new Linter({ cwd: '/' })
  const own = folders.flatMap(textsOf)
  const files = Array.from({ length: Math.ceil(60 / own.length) }, () => own).flat()
  const times = { without: [], nothing: [], with: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [key, rules] of [['without', {}], ['nothing', { 'bench/nothing': 'error' }], ['with', { 'breakwater/sql': 'error' }]]) {
      const start = process.hrtime.bigint()
      lint(linter, files, rules)
      times[key].push(Number(process.hrtime.bigint() - start) / 1e6)
    }
  }
  rows.push(`| ${name} | ${files.length} | ${median(times.without).toFixed(1)} | ${median(times.with).toFixed(1)} | **${median(times.with.map((ms, round) => ms / times.without[round])).toFixed(2)}** | ${median(times.nothing.map((ms, round) => ms / times.without[round])).toFixed(2)} |`)
}

publish('lint', 'Time of ESLint with `breakwater/sql` against ESLint with no rules. `node migrate-host/lint.mjs` in `bench/`. The bar is 1.30.', [
  ['| corpus | files | no rules, ms | with the rule, ms | ratio | ratio of a rule that does nothing |', '|---|--:|--:|--:|--:|--:|', ...rows].join('\n') + '\n',
])
