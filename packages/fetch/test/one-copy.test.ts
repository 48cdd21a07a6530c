import { isBuiltin } from 'node:module'
import { oneCopy } from '@breakwater/testkit'

// rollup's CommonJS plugin turns every require into an import, also the one of node:sqlite, of a cache of undici's that is never loaded here. Node 20 has no such
// module: it gets an empty one for this test (the README says what to do elsewhere).
if (!isBuiltin('node:sqlite')) {
  const hooks = `export const resolve = (name, context, next) => name === 'node:sqlite' ? { url: 'data:text/javascript,export default {}', shortCircuit: true } : next(name, context)`
  const register = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`)})`
  process.env['NODE_OPTIONS'] = `${process.env['NODE_OPTIONS'] ?? ''} --import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(register)}`)}`
}

oneCopy(`${import.meta.dirname}/..`, '@breakwater/fetch', ['fetch', 'createFetch', 'codes'])
