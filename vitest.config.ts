import { projects } from '@breakwater/house/vitest'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const results = process.env['BREAKWATER_RESULTS']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    globalSetup: [join(import.meta.dirname, 'packages/testkit/src/summary.ts')],
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
    projects: projects(import.meta.dirname, ['packages', 'examples']),
  },
})
