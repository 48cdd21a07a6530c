#!/usr/bin/env node
const commands = {
  build: () => import('./build.mjs'),
  check: () => import('./check.mjs'),
  docs: () => import('./docs.mjs'),
  new: () => import('./new.mjs'),
}

const [name, ...args] = process.argv.slice(2)
if (!Object.hasOwn(commands, name ?? '')) {
  console.error('house build [TASK …]    builds every package\nhouse check            every check that is not a test\nhouse docs [--check]   writes (or checks) the generated pages\nhouse new package|sink|code NAME …')
  process.exit(2)
}
const { run } = await commands[name]()
process.exitCode = await run(args)
