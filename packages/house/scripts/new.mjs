import { newCode } from './new/code.mjs'
import { newPackage } from './new/package.mjs'
import { newSink } from './new/sink.mjs'

const kinds = {
  package: [newPackage, 'house new package NAME "What it does."'],
  sink: [newSink, 'house new sink FAMILY/PRIMITIVE'],
  code: [newCode, 'house new code PACKAGE CODE refused|invalid|limit|misuse|unavailable "what was refused" "What to write instead."'],
}

export async function run([kind, ...args]) {
  if (!Object.hasOwn(kinds, kind ?? '')) {
    console.error(Object.values(kinds).map(([, usage]) => usage).join('\n'))
    return 2
  }
  const [make, usage] = kinds[kind]
  try {
    for (const line of make(args)) console.log(line)
    return 0
  } catch (error) {
    console.error(`${error.message}\nusage: ${usage}`)
    return 2
  }
}
