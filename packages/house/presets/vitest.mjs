import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** One vitest project for each folder below `parents` that has tests. */
export const projects = (root, parents) =>
  parents.flatMap(parent =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter(entry => entry.isDirectory() && existsSync(join(root, parent, entry.name, 'test')))
      .map(entry => ({
        extends: true,
        test: { name: entry.name, root: join(root, parent, entry.name), include: ['test/**/*.test.ts'] },
      })),
  )
