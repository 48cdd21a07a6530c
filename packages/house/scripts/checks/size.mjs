import { build } from 'esbuild'
import { gzipSync } from 'node:zlib'
import { published } from '../workspace.mjs'

/** The bundled and gzipped entry of each package against its `size` in package.json ("breakwater": { "maxGzipKiB": 12 }), without its own dependencies. */
export async function size() {
  const wrong = []
  for (const { folder, short, manifest } of published()) {
    const max = manifest.breakwater?.maxGzipKiB
    if (max === undefined) {
      wrong.push(`${short}: package.json names no "breakwater": { "maxGzipKiB" }`)
      continue
    }
    const { outputFiles } = await build({ entryPoints: [`${folder}/dist/index.js`], bundle: true, minify: true, platform: 'node', write: false, packages: 'external', logLevel: 'silent' })
    const kib = gzipSync(outputFiles[0].contents).length / 1024
    if (kib > max) wrong.push(`${short}: ${kib.toFixed(1)} KiB, allowed ${max}`)
  }
  return wrong
}
