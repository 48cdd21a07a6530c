import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { families } from '@breakwater/sinks'
import type { Linter } from 'eslint'
import { beforeAll, describe, expect, test } from 'vitest'
import { fix, lint, suggested, workspace, wrapper } from './workspace.ts'

interface Site {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
  readonly range: readonly [number, number]
  readonly rule: string
  readonly message: string
  readonly outcome: string
  readonly edits?: readonly { readonly range: readonly [number, number]; readonly text: string }[]
}

interface Sample {
  readonly name: string
  readonly file: string
  readonly code: string
  readonly dependencies: readonly string[]
}

const packages = join(import.meta.dirname, '../..')
const cli = join(packages, 'cli/dist/bin.js')
const require = createRequire(import.meta.url)
const oxlint = join(dirname(require.resolve('oxlint/package.json')), 'bin/oxlint')

const fromCatalog: Sample[] = families.flatMap(family => family.samples.map((sample, index) => ({
  name: `${sample.sink}: ${sample.title} (${index})`,
  file: `${family.id}${index}/sample.${sample.language === 'ts' ? 'ts' : 'js'}`,
  code: sample.code,
  dependencies: sample.dependencies ?? [],
})))

const own: Sample[] = [
  ['several places', "const { Pool } = require('pg')\nconst pool = new Pool()\nexports.a = x => pool.query('select 1 from a where x = ' + x)\nexports.b = x => pool.query('select 1 from b where x = ' + x)\nexports.c = x => pool.query('select 1 from c where x = ' + x)\n"],
  ['text beyond the first plane, and CRLF', "// 😀 ünï\r\nconst { Pool } = require('pg')\r\nconst pool = new Pool()\r\nexports.a = x => /* 漢字 */ pool.query('select 1 from a where x = ' + x)\r\n"],
  ['a BOM', "\uFEFFimport { Pool } from 'pg'\nconst pool = new Pool()\nexport const a = x => pool.query('select 1 from a where x = ' + x)\n"],
].map(([name, code], index) => ({ name: name!, file: `own${index}/sample.js`, code: code!, dependencies: ['pg'] }))

const samples = [...fromCatalog, ...own]

const project = () => workspace({
  ...wrapper,
  'package.json': '{}',
  '.oxlintrc.json': JSON.stringify({ categories: { correctness: 'off' }, jsPlugins: [{ name: 'breakwater', specifier: join(packages, 'eslint-plugin/dist/index.mjs') }], rules: Object.fromEntries(families.map(({ id }) => [`breakwater/${id}`, 'error'])) }),
  ...Object.fromEntries(samples.flatMap(({ file, code, dependencies }) => [
    [file, code],
    [`${file.split('/')[0]}/package.json`, JSON.stringify({ dependencies: Object.fromEntries(dependencies.map(name => [name, '*'])) })],
  ])),
})

function sitesOf(root: string, flags: readonly string[]): Map<string, Site[]> {
  const { stdout, stderr } = spawnSync(process.execPath, [cli, 'check', '--json', ...flags], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })
  expect(stderr).toBe('')
  const byFile = new Map<string, Site[]>()
  for (const site of (JSON.parse(stdout) as { sites: Site[] }).sites) byFile.set(site.path, [...(byFile.get(site.path) ?? []), site])
  return byFile
}

const applied = (code: string, edits: NonNullable<Site['edits']>) => {
  const bom = code.startsWith('\uFEFF') ? '\uFEFF' : ''
  let text = code.slice(bom.length)
  for (const { range, text: replacement } of [...edits].reverse()) text = text.slice(0, range[0]) + replacement + text.slice(range[1])
  return bom + text
}

const placesOf = (messages: readonly Linter.LintMessage[]) => messages.map(({ line, column, endLine, endColumn }) => `${line}:${column}-${endLine}:${endColumn}`).sort()

let root: string
let recommended: Map<string, Site[]>
let strict: Map<string, Site[]>

beforeAll(() => {
  root = project()
  recommended = sitesOf(root, [])
  strict = sitesOf(root, ['--strict'])
})

describe.each(samples)('$name', ({ file, code }) => {
  test.each([[10, 'recommended', false], [10, 'strict', false], [9, 'recommended', false], [10, 'recommended', true]] as const)('ESLint %i, %s, TypeScript parser %s: the judgement of the command line', (version, strength, typescript) => {
    const messages = lint(root, code, { version, strength, file, typescript: typescript || file.endsWith('.ts') })
    const sites = (strength === 'strict' ? strict : recommended).get(file) ?? []
    expect(placesOf(messages)).toEqual(sites.map(site => `${site.line}:${site.column}-${site.endLine}:${site.endColumn}`).sort())
    for (const message of messages) {
      const site = sites.find(({ line, column, endLine, endColumn, message: text }) => line === message.line && column === message.column && endLine === message.endLine && endColumn === message.endColumn && message.message.startsWith(text))
      expect(site, message.message).toBeDefined()
      expect(message.ruleId).toBe(`breakwater/${site!.rule}`)
      const offered = message.fix ? suggested(code, { ...message, suggestions: [{ fix: message.fix, desc: '' }] }) : message.suggestions?.length ? suggested(code, message) : undefined
      if (offered !== undefined) expect(offered).toBe(applied(code, site!.edits!))
      if (message.fix) expect(site!.outcome).toBe('migrated')
    }
  })
})

describe('oxlint', () => {
  const run = (folder: string, ...args: string[]) => spawnSync(process.execPath, [oxlint, ...args, '.'], { cwd: folder, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, NO_COLOR: '1' } })

  test('says the same about every sample', () => {
    const { diagnostics } = JSON.parse(run(root, '-f', 'json').stdout) as { diagnostics: { message: string; code: string; filename: string; labels: { span: { offset: number; length: number } }[] }[] }
    const theirs = diagnostics.map(({ filename, code, labels }) => `${filename} ${code} ${labels[0]!.span.offset}+${labels[0]!.span.length}`).sort()
    const bytes = (text: string) => Buffer.byteLength(text, 'utf8')
    const ours = samples.flatMap(({ file, code }) => (recommended.get(file) ?? []).map(({ rule, range: [start, end] }) => {
      const body = code.replace(/^\uFEFF/, '')
      // oxlint counts the bytes of the file, its BOM among them.
      return `${file} breakwater(${rule}) ${bytes(body.slice(0, start)) + (body.length < code.length ? 3 : 0)}+${bytes(body.slice(start, end))}`
    })).sort()
    expect(theirs).toEqual(ours)
  })

  test('its fixes come to what those of ESLint come to', () => {
    const copy = project()
    for (let pass = 0; pass < 12; pass++) run(copy, '--fix')
    for (const { file, code, name } of samples) expect({ name, text: readFileSync(join(copy, file), 'utf8') }).toEqual({ name, text: fix(root, code, { file }).output })
  })
})
