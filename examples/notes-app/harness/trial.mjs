import { startApp } from './app.mjs'

/** Runs each case against the app in `folder`, on fresh rows; a case gives true where it did what it set out to do. */
export async function trial(folder, database, cases) {
  let app = await startApp(folder, database.url)
  const results = []
  try {
    for (const { name, run } of cases) {
      // An attack may have brought the app down.
      if (!app.isRunning()) app = await startApp(folder, database.url)
      await database.reset()
      results.push({ name, ...(await attempt(run, app)) })
    }
  } finally {
    await app.stop()
  }
  return results
}

async function attempt(run, app) {
  try {
    const outcome = await run(app.request)
    return typeof outcome === 'string' ? { succeeded: true, evidence: outcome } : { succeeded: outcome === true, evidence: '' }
  } catch (error) {
    return { succeeded: false, evidence: String(error.message ?? error) }
  }
}
