import { spawn } from 'node:child_process'
import { execa } from 'execa'
import { $ as zx } from 'zx'
import { sh } from '../../packages/shell/dist/index.mjs'
import { compare, publish, table } from '../compare.mjs'

zx.verbose = false
const bytes = Number(process.env.BYTES ?? 2 ** 30)
const long = sh.with({ timeoutMs: 600_000 })
const ended = child => new Promise((resolve, reject) => child.on('close', resolve).on('error', reject))
const candidates = {
  'sh -c': async () => void (await ended(spawn('/bin/sh', ['-c', `head -c ${bytes} /dev/zero | wc -c`]))),
  'breakwater sh': async () => void (await long`head -c ${bytes} /dev/zero | wc -c`),
  execa: async () => void (await execa('head', ['-c', String(bytes), '/dev/zero'], { buffer: false }).pipe('wc', ['-c'])),
  zx: async () => void (await zx`head -c ${bytes} /dev/zero`.pipe(zx`wc -c`)),
}

publish('shell-stream', `${bytes} bytes through two programs.`, [table('head | wc', await compare(candidates, { rounds: 5, roundMs: 1 }), ['execa', 'zx'])])
