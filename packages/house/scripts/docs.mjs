import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { errorPages } from './pages/errors.mjs'
import { exportPages } from './pages/exports.mjs'
import { rulePages } from './pages/rules.mjs'
import { root } from './workspace.mjs'

// Folders whose every file is generated: a file that no source names any more is stale.
const OWNED = ['docs/errors', 'docs/rules', 'docs/packages']

/** All generated pages: path below the root -> text. */
const pages = async () => new Map([...errorPages(), ...(await rulePages()), ...exportPages()])

/** What differs between the generated pages and the files. */
export async function stale() {
  const wanted = await pages()
  const wrong = [...wanted].filter(([file, text]) => !existsSync(join(root, file)) || readFileSync(join(root, file), 'utf8') !== text).map(([file]) => file)
  const left = OWNED.filter(folder => existsSync(join(root, folder))).flatMap(folder => readdirSync(join(root, folder)).map(name => `${folder}/${name}`)).filter(file => !wanted.has(file))
  return { wanted, wrong, left }
}

export async function run(args) {
  const { wanted, wrong, left } = await stale()
  if (args.includes('--check')) {
    for (const file of [...wrong, ...left]) console.error(`stale: ${file} (run pnpm docs)`)
    return wrong.length + left.length > 0 ? 1 : 0
  }
  for (const file of wrong) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), wanted.get(file))
  }
  for (const file of left) rmSync(join(root, file))
  console.log(`${wanted.size} pages, ${wrong.length} written, ${left.length} removed below ${relative(process.cwd(), join(root, 'docs')) || 'docs'}`)
  return 0
}
