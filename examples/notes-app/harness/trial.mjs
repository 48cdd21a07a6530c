import { startApp } from './app.mjs'

import { makeData } from './data.mjs'
import { startInternet } from './internet.mjs'

/** Runs each case against the app in `folder`, on fresh rows and files; a case gives true where it did what it set out to do. */
export async function trial(folder, database, cases) {
  const data = makeData()
  const internet = await startInternet()
  const start = () => startApp(folder, { databaseUrl: database.url, dataFolder: data.folder, internetPort: internet.port })
  const context = { dataFolder: data.folder, insidePort: internet.insidePort }
  let app = await start()
  const results = []
  try {
    for (const { name, run } of cases) {
      // An attack may have brought the app down.
      if (!app.isRunning()) app = await start()
      await database.reset()
      data.reset()
      results.push({ name, ...(await attempt(run, app, context)) })
    }
  } finally {
    await app.stop()
    await internet.close()
    data.remove()
  }
  return results
}

async function attempt(run, app, context) {
  try {
    const outcome = await run(app.request, context)
    return typeof outcome === 'string' ? { succeeded: true, evidence: outcome } : { succeeded: outcome === true, evidence: '' }
  } catch (error) {
    return { succeeded: false, evidence: String(error.message ?? error) }
  }
}
