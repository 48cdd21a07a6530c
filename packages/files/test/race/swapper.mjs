// Swaps a directory or a file for a link that leads out, in a tight loop, as a hostile process beside the program would.
import { renameSync, writeSync } from 'node:fs'

const [inside, kind, count] = process.argv.slice(2)
const name = `${inside}/${kind}`
const away = `${inside}/${kind}-away`
const link = `${inside}/${kind}-link`

function swap(from, to) {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}

writeSync(1, 'ready\n')
// Only what put the link in place counts; what an action of the program has taken away meanwhile is tried again.
for (let done = 0, tries = 0; done < Number(count) && tries < Number(count) * 1000; tries++) {
  swap(name, away)
  if (swap(link, name)) done++
  swap(name, link)
  swap(away, name)
}
