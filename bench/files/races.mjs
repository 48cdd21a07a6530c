// 20 000 swaps for directory and leaf against every operation: the race of the tests, longer.
import { spawnSync } from 'node:child_process'

const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'files', 'packages/files/test/race.test.ts'], { cwd: new URL('../..', import.meta.url), stdio: 'inherit', env: { ...process.env, BREAKWATER_RACE_SWAPS: process.argv[2] ?? '20000' } })
process.exitCode = status ?? 1
