import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const dial = join(import.meta.dirname, 'dial.mjs')

/** Runs the app in `folder` as a process of its own; `request` calls it. */
export async function startApp(folder, { databaseUrl, dataFolder, internetPort }) {
  const env = { ...process.env, DATABASE_URL: databaseUrl, DATA_DIR: dataFolder, INTERNET_PORT: String(internetPort), PORT: '0' }
  const child = spawn(process.execPath, ['--no-deprecation', '--import', dial, 'server.js'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let errors = ''
  child.stderr.on('data', chunk => (errors += chunk))
  const port = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', line => {
      const match = /listening on (\d+)/.exec(line)
      if (match) resolve(match[1])
    })
    child.on('exit', code => reject(new Error(`the app in ${folder} ended with ${code}\n${errors}`)))
  })
  const base = `http://127.0.0.1:${port}`
  return {
    request: (method, path, body) => request(base, method, path, body),
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async stop() {
      child.kill('SIGTERM')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}

async function request(base, method, path, body) {
  const response = await fetch(base + path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  })
  const text = await response.text()
  return { status: response.status, text, json: parse(text) }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
