import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const manifest = createRequire(import.meta.url).resolve('breakwater/package.json')
const bin = join(dirname(manifest), 'dist/bin.js')

/** The diff that `breakwater migrate` shows before it writes. */
export const plan = async folder => (await breakwater(folder, ['migrate'])).stdout

/** Runs `breakwater migrate --write` in the folder; gives its report. */
export const migrate = async folder => JSON.parse((await breakwater(folder, ['migrate', '--write', '--allow-dirty', '--json'])).stdout)

// Exit code 1 says that something is left to look at; 2 that it could not run.
function breakwater(folder, args) {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [bin, ...args], { cwd: folder, maxBuffer: 64 * 1024 * 1024, env: { ...process.env, NO_COLOR: '1' } }, (error, stdout, stderr) => {
      if (error && error.code !== 1) reject(new Error(`breakwater ${args.join(' ')} ended with ${error.code}\n${stderr}`))
      else resolve({ stdout, stderr })
    })
  })
}
