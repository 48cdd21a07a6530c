import { median } from '../compare.mjs'

/** Like `compare`, by the CPU time of the whole process, the thread pool included: what a server pays for a call. */
export async function compareCpu(candidates, { rounds = 15, roundMs = Number(process.env.BENCH_ROUND_MS ?? 150) } = {}) {
  const names = Object.keys(candidates)
  const counts = {}
  for (const name of names) {
    let count = 1
    for (;;) {
      const ns = (await cost(candidates[name], count)) * count
      if (ns > (roundMs * 1e6) / 2) break
      count *= 2
    }
    counts[name] = count
  }
  const times = Object.fromEntries(names.map(name => [name, []]))
  for (let round = 0; round < rounds; round++) for (const name of names) times[name].push(await cost(candidates[name], counts[name]))
  return names.map(name => ({ name, ns: median(times[name]), ratio: median(times[name].map((ns, round) => ns / times[names[0]][round])) }))
}

async function cost(run, count) {
  const isAsync = run.constructor.name === 'AsyncFunction'
  const before = process.cpuUsage()
  if (isAsync) for (let index = 0; index < count; index++) await run(index)
  else for (let index = 0; index < count; index++) run(index)
  const { user, system } = process.cpuUsage(before)
  return ((user + system) * 1000) / count
}
