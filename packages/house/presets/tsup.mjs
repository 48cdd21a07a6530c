import { readdir, readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { transform } from 'esbuild'
import { defineConfig } from 'tsup'

/**
 * The build of every package: one CommonJS implementation, an ESM façade that re-exports it by name, and declarations for both.
 * `entries` are the public subpaths (files in src without `.ts`).
 *
 * esbuild shares chunks between entries in ESM output only, so the build is ESM first and each file is then turned into CommonJS.
 * `require` keeps its name through both steps: bundlers of our users must see the lazy loading of optional peers.
 */
export const preset = (entries, options = {}) => {
  const entry = Object.fromEntries(entries.map(name => [name, `src/${name}.ts`]))
  return defineConfig([
    {
      entry,
      format: ['esm'],
      target: 'node20.19',
      platform: 'node',
      splitting: true,
      clean: true,
      treeshake: false,
      outExtension: () => ({ js: '.js' }),
      esbuildOptions(build) {
        build.define = { ...build.define, require: KEPT }
      },
      ...options,
      async onSuccess() {
        await toCommonJs('dist')
        for (const name of entries) await facade(name)
        await options.onSuccess?.()
      },
    },
    {
      entry,
      format: ['cjs'],
      dts: { only: true, compilerOptions: { ignoreDeprecations: '6.0' } },
    },
  ])
}

const KEPT = '__breakwater_require__'

async function toCommonJs(folder) {
  for (const entry of await readdir(folder, { recursive: true })) {
    if (!entry.endsWith('.js')) continue
    const file = join(folder, entry)
    const { code } = await transform(await readFile(file, 'utf8'), { format: 'cjs', platform: 'node', target: 'node20.19' })
    await writeFile(file, bindOnce(code).replaceAll(KEPT, 'require'))
  }
}

// esbuild reads an imported name through a getter at every use, which costs more than the work of a small function: each name of a chunk becomes a constant.
function bindOnce(code) {
  const bound = code.replace(/^var (import_chunk_\w+) = require\("[^"]*"\);$/gm, (statement, name) => {
    const used = [...new Set([...code.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, 'g'))].map(match => match[1]))]
    return used.length === 0 ? statement : `${statement}\nconst { ${used.map(key => `${key}: ${name}__${key}`).join(', ')} } = ${name};`
  })
  return bound.replace(/\(0, (import_chunk_\w+?)\.(\w+)\)/g, '$1__$2').replace(/\b(import_chunk_\w+?)\.(\w+)/g, '$1__$2')
}

async function facade(name) {
  const require = createRequire(import.meta.url)
  const file = join(process.cwd(), 'dist', name)
  const exported = Object.keys(require(`${file}.js`)).filter(key => key !== '__esModule' && key !== 'default')
  await writeFile(`${file}.mjs`, `export { ${exported.join(', ')} } from './${basename(name)}.js'\n`)
  await writeFile(`${file}.d.mts`, `export * from './${basename(name)}.js'\n`)
}
