import { execFile, spawn } from 'node:child_process'
import { promisify } from 'node:util'
import { execa } from 'execa'
import { $ as zx } from 'zx'
import { exec, cmd } from '../../packages/shell/dist/child-process.mjs'
import { sh } from '../../packages/shell/dist/index.mjs'
import { compare, publish, table } from '../compare.mjs'

zx.verbose = false
const run = promisify(execFile)
const face = promisify(exec)
const candidates = {
  'node:child_process spawn': async () => void (await new Promise((resolve, reject) => spawn('/bin/true').on('close', resolve).on('error', reject))),
  'node:child_process execFile': async () => void (await run('/bin/true')),
  'breakwater sh': async () => void (await sh`/bin/true`),
  'breakwater exec': async () => void (await face(cmd`/bin/true`)),
  execa: async () => void (await execa('/bin/true')),
  zx: async () => void (await zx`/bin/true`),
}

publish('shell-spawn', 'One start of /bin/true, awaited to its end.', [table('/bin/true', await compare(candidates, { rounds: 15, roundMs: 120 }), ['execa', 'zx'])])
