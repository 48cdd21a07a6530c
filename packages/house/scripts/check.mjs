import { boundaries } from './checks/boundaries.mjs'
import { docs } from './checks/docs.mjs'
import { grain } from './checks/grain.mjs'
import { publishing } from './checks/publishing.mjs'
import { size } from './checks/size.mjs'
import { unused } from './checks/unused.mjs'

const checks = { boundaries, publishing, unused, size, grain, docs }

/** Runs every check, or those named; each gives a list of what is wrong. */
export async function run(names) {
  let wrong = 0
  for (const name of names.length > 0 ? names : Object.keys(checks)) {
    if (!Object.hasOwn(checks, name)) {
      console.error(`no such check: ${name} (${Object.keys(checks).join(', ')})`)
      return 2
    }
    const found = await checks[name]()
    console.log(`${found.length === 0 ? 'ok  ' : 'FAIL'} ${name}`)
    for (const line of found) console.log(`     ${line}`)
    wrong += found.length
  }
  return wrong > 0 ? 1 : 0
}
