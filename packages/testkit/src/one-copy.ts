import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { build } from 'esbuild'
import { rollup } from 'rollup'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { build as vite } from 'vite'

/** An app that imports a package in one file and requires it in another must meet one copy, bundled or not. `names` are exports to compare. */
export function oneCopy(folder: string, packageName: string, names: readonly string[]): void {
  let app = ''
  const out = (name: string) => join(app, 'out', name)
  const run = (file: string, flags: readonly string[] = []) => execFileSync(process.execPath, [...flags, file], { cwd: app, encoding: 'utf8' }).trim()

  beforeAll(() => {
    app = mkdtempSync(join(tmpdir(), 'one-copy-'))
    mkdirSync(join(app, 'out'))
    mkdirSync(join(app, 'node_modules', packageName, '..'), { recursive: true })
    symlinkSync(resolve(folder), join(app, 'node_modules', packageName))
    writeFileSync(join(app, 'package.json'), '{ "type": "module" }\n')
    writeFileSync(join(app, 'required.cjs'), `module.exports = require('${packageName}')\n`)
    writeFileSync(join(app, 'main.mjs'), main)
    writeFileSync(join(app, 'main.mts'), main)
  })
  afterAll(() => rmSync(app, { recursive: true, force: true }))

  const main = [
    `import { ${names.join(', ')} } from '${packageName}'`,
    `import required from './required.cjs'`,
    `console.log(JSON.stringify([${names.map(name => `${name} === required.${name}`).join(', ')}]))`,
  ].join('\n')
  const same = JSON.stringify(names.map(() => true))

  describe('one copy, by import and by require', () => {
    test('on Node.js', () => {
      expect(run(join(app, 'main.mjs'))).toBe(same)
    })
    test('under tsx', () => {
      const loader = createRequire(import.meta.url).resolve('tsx')
      expect(run(join(app, 'main.mts'), ['--import', loader])).toBe(same)
    })
    test('bundled by esbuild', async () => {
      await build({ entryPoints: [join(app, 'main.mjs')], bundle: true, platform: 'node', format: 'cjs', outfile: out('esbuild.cjs'), logLevel: 'error' })
      expect(run(out('esbuild.cjs'))).toBe(same)
    })
    test('bundled by rollup', async () => {
      const bundle = await rollup({ input: join(app, 'main.mjs'), plugins: [nodeResolve({ preferBuiltins: true }), commonjs()], external: [/^node:/], onwarn: () => undefined })
      await bundle.write({ file: out('rollup.mjs'), format: 'es' })
      await bundle.close()
      expect(run(out('rollup.mjs'))).toBe(same)
    })
    test('bundled by Vite for the server', async () => {
      await vite({ root: app, configFile: false, logLevel: 'silent', ssr: { noExternal: true }, build: { ssr: join(app, 'main.mjs'), outDir: out('vite'), emptyOutDir: true, rollupOptions: { output: { entryFileNames: 'vite.mjs' } } } })
      expect(run(join(out('vite'), 'vite.mjs'))).toBe(same)
    })
  })
}
