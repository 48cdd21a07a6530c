import { serverSummary } from './servers.ts'

// Each project of a vitest run loads this file anew.
const shared = globalThis as { breakwaterServersAreTold?: boolean }

/** A vitest globalSetup: says once, at the end of the run, which database servers the tests had. */
export function setup(): () => Promise<void> {
  return async () => {
    if (shared.breakwaterServersAreTold) return
    shared.breakwaterServersAreTold = true
    process.stdout.write(`\n${await serverSummary()}\n`)
  }
}
