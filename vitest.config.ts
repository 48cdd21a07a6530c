import { projects } from '@breakwater/house/vitest'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: projects(import.meta.dirname, ['packages', 'examples']),
  },
})
