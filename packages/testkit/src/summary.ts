import { serverSummary } from './servers.ts'

let isTold = false

/** A vitest globalSetup: says once, at the end of the run, which database servers the tests had. */
export function setup(): () => Promise<void> {
  return async () => {
    if (isTold) return
    isTold = true
    console.log(`\n${await serverSummary()}`)
  }
}
