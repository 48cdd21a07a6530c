import { complaints } from '../tool.mjs'
import { published } from '../workspace.mjs'

/** What npm would receive: publint for the manifest, attw for the types under every module resolution. */
export const publishing = () =>
  published().flatMap(({ folder, short }) =>
    [...complaints('publint', ['--strict', '--pack', 'pnpm', folder]), ...complaints('attw', ['--pack', folder, '--format', 'ascii', '--profile', 'node16'])].map(line => `${short}: ${line}`),
  )
