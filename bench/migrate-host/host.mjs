// How much more CPU the whole of `breakwater check` takes than parsing the same files with oxc-parser and materialising each tree. `node migrate-host/host.mjs [folder …]` in `bench/`.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { median, publish } from '../compare.mjs'

const root = join(import.meta.dirname, '../..')
const require = createRequire(join(root, 'packages/cli/package.json'))
const { check } = require('breakwater')
const { parseSync } = require('oxc-parser')
const { prefilter } = createRequire(join(root, 'packages/cli/dist/index.js'))('@breakwater/sinks')

const ROUNDS = 9
const COPIES = 20
const ENDINGS = /\.(?:[cm]?[jt]sx?)$/

const inPackages = name => readdirSync(join(root, 'node_modules/.pnpm')).filter(folder => folder.startsWith(`${name}@`)).slice(0, 1).map(folder => join(root, 'node_modules/.pnpm', folder, 'node_modules', name))

/** The corpora: code full of SQL (the example app, many times over), and ordinary packages whose files mostly have none. */
const given = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
const corpora = given.length > 0
  ? { given: { folders: given, copies: 1 } }
  : {
      'an app full of string-built SQL': { folders: [join(root, 'examples/notes-app/app')], copies: COPIES },
      'drivers and a web framework': { folders: ['pg', 'mysql2', 'express', 'postgres'].flatMap(inPackages), copies: 3 },
      'the TypeScript of this repository': { folders: ['cli', 'core', 'sinks', 'sql'].map(name => join(root, 'packages', name, 'src')), copies: 3 },
    }

const rows = []
for (const [name, { folders, copies }] of Object.entries(corpora)) {
  const place = mkdtempSync(join(tmpdir(), 'breakwater-bench-'))
  try {
    folders.forEach((folder, index) => {
      for (let copy = 0; copy < copies; copy++) copyCode(folder, join(place, `${index}-${copy}`))
    })
    rows.push(await measure(name, place))
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
}

const line = row => `| ${row.name} | ${row.files} | ${row.judged} | ${row.sites} | ${row.parseMs.toFixed(1)} | ${row.hostMs.toFixed(1)} | **${row.ratio.toFixed(2)}** | ${row.judgedRatio.toFixed(2)} |`
publish('migrate-host', 'CPU of `check` (walk, read, prefilter, parse, judge, report) against `parseSync(…).program` of oxc-parser. `node migrate-host/host.mjs` in `bench/`. The bar is 2.00.', [
  ['| corpus | files | parsed | sites | parse all, ms | check, ms | check / parse all | check / parse what it parses |', '|---|--:|--:|--:|--:|--:|--:|--:|', ...rows.map(line)].join('\n') + '\n',
])

function copyCode(from, to) {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to, { recursive: true, filter: source => !/node_modules|dist/.test(source.slice(from.length)) })
}

async function measure(name, place) {
  const files = readdirSync(place, { recursive: true }).filter(file => ENDINGS.test(file) && !/\.d\.[cm]?ts$|\.min\.js$/.test(file)).map(file => join(place, file))
  const judged = files.filter(file => prefilter(readFileSync(file, 'utf8')))
  const report = await check({ cwd: place })
  const times = { all: [], some: [], host: [] }
  for (let round = 0; round < ROUNDS; round++) {
    times.all.push(await cpu(() => parse(files)))
    times.some.push(await cpu(() => parse(judged)))
    times.host.push(await cpu(() => check({ cwd: place })))
  }
  const ratios = of => median(times.host.map((ms, round) => ms / times[of][round]))
  return { name, files: files.length, judged: judged.length, sites: report.sites.length, parseMs: median(times.all), hostMs: median(times.host), ratio: ratios('all'), judgedRatio: ratios('some') }
}

function parse(files) {
  for (const file of files) {
    const text = readFileSync(file, 'utf8')
    const lang = /tsx$/.test(file) ? 'tsx' : /ts$/.test(file) ? 'ts' : 'jsx'
    void parseSync(file, text, { lang, sourceType: 'unambiguous', astType: 'ts', preserveParens: false }).program
  }
}

async function cpu(run) {
  const start = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}
