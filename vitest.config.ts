import { projects } from '@breakwater/house/vitest'
import { defineConfig } from 'vitest/config'

const results = process.env['BREAKWATER_RESULTS']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: results ? ['default', ['json', { outputFile: results }]] : ['default'],
    projects: projects(import.meta.dirname, ['packages', 'examples']),
  },
})
