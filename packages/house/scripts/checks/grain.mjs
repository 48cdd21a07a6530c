import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, packages, published } from '../workspace.mjs'

const MAX_LINES = 300
const MAX_NAMES = 15
const SURFACE = new Set(['core'])

/** The ceilings of the design: lines a file, names a package root, words that hide what a file is for. Data tables live in folders called `data` or `catalog`. */
export function grain() {
  const wrong = []
  for (const { folder, short } of packages()) {
    for (const file of sources(folder)) {
      const lines = readFileSync(join(folder, 'src', file), 'utf8').trimEnd().split('\n').length
      if (lines > MAX_LINES && !/(^|\/)(data|catalog)\//.test(file)) wrong.push(`${short}/src/${file}: ${lines} lines, allowed ${MAX_LINES}`)
      if (/(^|\/)(utils?|helpers?|misc|common)\.ts$/.test(file)) wrong.push(`${short}/src/${file}: the name does not say what the file is for`)
    }
  }
  for (const item of published()) {
    const names = Object.keys(load(item)).filter(name => name !== '__esModule')
    if (names.length > MAX_NAMES && !SURFACE.has(item.short)) wrong.push(`${item.short}: ${names.length} names at its root, allowed ${MAX_NAMES}`)
  }
  return wrong
}

function sources(folder) {
  try {
    return readdirSync(join(folder, 'src'), { recursive: true }).filter(file => file.endsWith('.ts'))
  } catch {
    return []
  }
}
