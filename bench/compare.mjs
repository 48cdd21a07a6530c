import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { createRequire } from 'node:module'

const kept = new Array(64)
let at = 0

/** Keeps a result alive for a while, so that the engine cannot leave out the work that made it. */
export const keep = value => (kept[at++ & 63] = value)

/**
 * Runs the candidates in turn, `rounds` times, each for about `roundMs`, in one process; the first is the measure.
 * Gives the median time of one call and the median of the ratios round by round, which hold when the machine's speed drifts.
 */
export async function compare(candidates, { rounds = 21, roundMs = 40 } = {}) {
  const names = Object.keys(candidates)
  const counts = {}
  for (const name of names) counts[name] = await calibrate(candidates[name], roundMs)
  const times = Object.fromEntries(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of names) times[name].push(await time(candidates[name], counts[name]))
  }
  return names.map(name => ({ name, ns: median(times[name]), ratio: median(times[name].map((ns, round) => ns / times[names[0]][round])) }))
}

async function calibrate(run, roundMs) {
  let count = 1
  for (;;) {
    const ns = (await time(run, count)) * count
    if (ns > (roundMs * 1e6) / 2) return Math.max(1, Math.round((count * roundMs * 1e6) / ns))
    count *= 2
  }
}

async function time(run, count) {
  const isAsync = run.constructor.name === 'AsyncFunction'
  const start = process.hrtime.bigint()
  if (isAsync) for (let index = 0; index < count; index++) await run(index)
  else for (let index = 0; index < count; index++) run(index)
  return Number(process.hrtime.bigint() - start) / count
}

export function median(list) {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[sorted.length >> 1]
}

const require = createRequire(import.meta.url)

/** A table of results as Markdown. */
export function table(title, results, packages) {
  const versions = packages.map(name => `${name} ${version(name)}`).join(', ')
  const rows = results.map(({ name, ns, ratio }) => `| ${name} | ${ns < 10_000 ? `${ns.toFixed(0)} ns` : `${(ns / 1000).toFixed(1)} µs`} | ${ratio.toFixed(2)}× |`)
  return `## ${title}\n\n| | median of a call | against the first |\n|---|--:|--:|\n${rows.join('\n')}\n\n${versions}\n`
}

function version(name) {
  const file = require.resolve.paths(name).map(folder => `${folder}/${name}/package.json`).find(path => {
    try {
      return readFileSync(path)
    } catch {
      return false
    }
  })
  return file ? JSON.parse(readFileSync(file, 'utf8')).version : '(this workspace)'
}

/** Prints the sections and, with --write, makes them the page docs/benchmarks/<name>.md. */
export function publish(name, intro, sections) {
  const page = `# ${name}\n\n${intro}\n\nMachine: ${cpus()[0].model.trim()}, ${cpus().length} cores; Node.js ${process.version}; ${new Date().toISOString().slice(0, 10)}. Peers and Breakwater ran in turn in one process; medians, and medians of the ratios round by round.\n\n${sections.join('\n')}`
  console.log(page)
  if (process.argv.includes('--write')) writeFileSync(new URL(`../docs/benchmarks/${name}.md`, import.meta.url), page)
}
