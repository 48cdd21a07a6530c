import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { migrate } from '../src/index.ts'
import { commitAll, git, manifest, migrated, project, read, run, snapshot, variant, vulnerable } from './project.ts'

describe('migrate', () => {
  test('shows a diff and writes nothing', async () => {
    const root = project({ 'a.js': vulnerable, 'package.json': manifest })
    const { code, out, err } = await run(root, ['migrate'])
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(out).toContain("-exports.byId = id => pool.query('select * from users where id = ' + id)\n+exports.byId = id => connect(pool).query(sql`select * from users where id = ${id}`)\n")
    expect(snapshot(root)).toEqual({ 'a.js': vulnerable, 'package.json': manifest })
    expect(existsSync(join(root, '.breakwater'))).toBe(false)
  })

  test('--write changes code and package.json; a second run changes nothing; --undo puts back every byte', async () => {
    const root = project({ 'src/a.js': vulnerable, 'src/other.js': 'module.exports = 1\n', 'package.json': manifest, 'pnpm-lock.yaml': '' })
    const before = snapshot(root)
    const first = await run(root, ['migrate', '--write'])
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('Then run: pnpm install')
    expect(read(root, 'src/a.js')).toBe(migrated)
    expect(read(root, 'package.json')).toBe(manifest.replace('"pg"', '"@breakwater/sql": "^0.1.0",\n    "pg"'))
    const after = snapshot(root)
    const inode = statSync(join(root, 'src/a.js')).ino
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 0 })
    expect(snapshot(root)).toEqual(after)
    expect(statSync(join(root, 'src/a.js')).ino).toBe(inode)
    expect(await run(root, ['migrate', '--undo'])).toMatchObject({ code: 0 })
    expect(snapshot(root)).toEqual(before)
    expect(existsSync(join(root, '.breakwater'))).toBe(false)
    expect(await run(root, ['migrate', '--undo'])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_UNDO_NOTHING') })
  })

  test.each([
    ['CRLF', vulnerable.replaceAll('\n', '\r\n'), migrated.replaceAll('\n', '\r\n')],
    ['a BOM', `\uFEFF${vulnerable}`, `\uFEFF${migrated}`],
    ['a BOM and CRLF', `\uFEFF${vulnerable.replaceAll('\n', '\r\n')}`, `\uFEFF${migrated.replaceAll('\n', '\r\n')}`],
    ['a shebang', `#!/usr/bin/env node\n${vulnerable}`, `#!/usr/bin/env node\n${migrated}`],
    ['a shebang and use strict', `#!/usr/bin/env node\n'use strict'\n${vulnerable}`, `#!/usr/bin/env node\n'use strict'\n${migrated}`],
    ['no last newline', vulnerable.trimEnd(), migrated.trimEnd()],
    ['a return outside functions', `if (process.argv.length > 9) return\n${vulnerable}`, `if (process.argv.length > 9) return\n${migrated}`],
    ['text beyond the first plane', `// 𝒳 ünï 漢字\n${vulnerable}`, `// 𝒳 ünï 漢字\n${migrated}`],
  ])('keeps %s', async (_, before, after) => {
    const root = project({ 'a.js': before, 'package.json': manifest })
    await run(root, ['migrate', '--write'])
    expect(read(root, 'a.js')).toBe(after)
  })

  test.each([[0o755], [0o640], [0o600]])('keeps the mode %o', async mode => {
    const root = project({ 'a.js': vulnerable })
    chmodSync(join(root, 'a.js'), mode)
    await run(root, ['migrate', '--write'])
    expect([read(root, 'a.js'), statSync(join(root, 'a.js')).mode & 0o777]).toEqual([migrated, mode])
  })

  test('a file that this user may not write is left, and said to be', async () => {
    const root = project({ 'a.js': vulnerable, 'b.js': vulnerable })
    chmodSync(join(root, 'a.js'), 0o444)
    const { code, out } = await run(root, ['migrate', '--write'])
    // Root may write anything; the mode stays all the same.
    const mayWrite = process.getuid?.() === 0
    expect([code, read(root, 'a.js'), read(root, 'b.js'), statSync(join(root, 'a.js')).mode & 0o777]).toEqual([mayWrite ? 0 : 1, mayWrite ? migrated : vulnerable, migrated, 0o444])
    expect(out.includes('may not be written by this user')).toBe(!mayWrite)
  })

  test('what does not parse is reported with its position, never dropped', async () => {
    const root = project({ 'a.js': `${vulnerable}\nconst = 'select'\n`, 'b.js': vulnerable })
    const { code, out } = await run(root, ['migrate', '--write'])
    expect(code).toBe(1)
    expect(out).toMatch(/a\.js:5:7: does not parse \(Unexpected token\)/)
    expect(read(root, 'b.js')).toBe(migrated)
  })

  test.each([
    ['node_modules/x/a.js', vulnerable], ['dist/a.js', vulnerable], ['ignored/a.js', vulnerable], ['a.min.js', vulnerable], ['gen.js', `/* @generated */\n${vulnerable}`],
    ['bundle.js', `${vulnerable}var x = "${'x'.repeat(9_000)}"`], ['latin1.js', Buffer.concat([Buffer.from('// \xe9\n', 'latin1'), Buffer.from(vulnerable)])],
    ['binary.js', Buffer.concat([Buffer.from(vulnerable), Buffer.from([0])])], ['huge.js', vulnerable + ' '.repeat(2 * 1024 * 1024)], ['types.d.ts', "export const x: 'select a from t'\n"], ['utf16.js', Buffer.from(`\uFEFF${vulnerable}`, 'utf16le')],
  ])('passes over %s, and lists it with --verbose', async (path, content) => {
    const root = project({ [path]: content, '.gitignore': 'ignored/\n', 'ok.js': 'module.exports = 1\n' })
    const before = snapshot(root)
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: path === 'latin1.js' || path === 'binary.js' || path === 'utf16.js' ? 1 : 0 })
    expect(snapshot(root)).toEqual(before)
    const { out } = await run(root, ['migrate', '--verbose'])
    expect(out).toContain(path.split('/')[0]!)
  })

  test('a file that git tracks is judged even where .gitignore names it, and one that is named is always judged', async () => {
    const root = project({ 'old/a.js': vulnerable, 'dist/b.js': vulnerable })
    commitAll(root)
    writeFileSync(join(root, '.gitignore'), 'old/\n')
    commitAll(root)
    expect((await run(root, ['migrate', '--write'])).code).toBe(0)
    expect(read(root, 'old/a.js')).toBe(migrated)
    await run(root, ['migrate', '--write', '--allow-dirty', 'dist/b.js'])
    expect(read(root, 'dist/b.js')).toBe(migrated)
  })

  test('links are not followed: to files, to folders above, to themselves, out of the project', async () => {
    const outside = project({ 'victim.js': vulnerable })
    const root = project({ 'a.js': vulnerable })
    mkdirSync(join(root, 'sub'))
    symlinkSync('..', join(root, 'sub/loop'))
    symlinkSync('self', join(root, 'self'))
    symlinkSync(join(outside, 'victim.js'), join(root, 'link.js'))
    symlinkSync(outside, join(root, 'out'))
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 0 })
    expect([read(root, 'a.js'), read(outside, 'victim.js')]).toEqual([migrated, vulnerable])
  })

  test('a project elsewhere can be named by its path', async () => {
    const root = project({ 'src/a.js': vulnerable, 'package.json': manifest })
    const elsewhere = project({})
    expect(await run(elsewhere, ['migrate', '--write', root])).toMatchObject({ code: 0 })
    expect(read(root, 'src/a.js')).toBe(migrated)
    expect(await run(elsewhere, ['migrate', '--undo', root])).toMatchObject({ code: 0 })
    expect(read(root, 'src/a.js')).toBe(vulnerable)
  })

  test('a dirty git tree is refused for --write alone', async () => {
    const root = project({ 'a.js': vulnerable })
    commitAll(root)
    writeFileSync(join(root, 'note ünï.txt'), 'x')
    expect(await run(root, ['migrate'])).toMatchObject({ code: 1 })
    const refused = await run(root, ['migrate', '--write'])
    expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/CLI_GIT_DIRTY[\s\S]*note ünï\.txt/) })
    expect(read(root, 'a.js')).toBe(vulnerable)
    expect(await run(root, ['migrate', '--write', '--allow-dirty'])).toMatchObject({ code: 0 })
    commitAll(root)
    expect(git(root, 'status', '--porcelain')).toBe('')
  })

  test('a tree that git does not vouch for is not taken for clean', async () => {
    const root = project({ 'a.js': vulnerable, '.git/HEAD': 'nonsense' })
    expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_GIT_FAILED') })
    expect(read(root, 'a.js')).toBe(vulnerable)
    expect(await run(root, ['migrate', '--write', '--allow-dirty'])).toMatchObject({ code: 0 })
    expect(read(root, 'a.js')).toBe(migrated)
  })

  test('--max-changes stops there and says what is left', async () => {
    const root = project({ 'a.js': vulnerable, 'b.js': vulnerable, 'c.js': vulnerable })
    const { code, out } = await run(root, ['migrate', '--write', '--max-changes', '2'])
    expect(code).toBe(1)
    expect(out).toContain('--max-changes 2 was reached')
    expect(['a.js', 'b.js', 'c.js'].map(path => read(root, path))).toEqual([migrated, migrated, vulnerable])
  })

  test.each([
    [['--only', 'manual'], vulnerable], [['--only', 'migrated'], migrated], [['--only', 'sql/pg-query,manual'], migrated], [['--rule', 'sql'], migrated],
  ])('%j keeps to what is asked for', async (flags, expected) => {
    const root = project({ 'a.js': vulnerable })
    expect((await run(root, ['migrate', '--write', ...flags])).code).toBe(0)
    expect(read(root, 'a.js')).toBe(expected)
  })

  test('--interactive takes site by site; the end of input leaves the rest', async () => {
    const root = project({ 'a.js': vulnerable, 'b.js': variant('b'), 'c.js': variant('c') })
    const { code, out } = await run(root, ['migrate', '--interactive'], { input: 'what?\ny\nn\n' })
    expect(code).toBe(1)
    expect(out).toContain('[y]es, [n]o, [a]ll that follow, [q]uit')
    expect([read(root, 'a.js'), read(root, 'b.js'), read(root, 'c.js')]).toEqual([migrated, variant('b'), variant('c')])
    expect((await run(root, ['migrate', '--interactive'], { input: 'a\n' })).code).toBe(0)
  })

  test('without package.json, or with one that cannot be read, the summary says what to do', async () => {
    const bare = project({ 'a.js': vulnerable })
    expect((await run(bare, ['migrate', '--write'])).out).toContain('npm install @breakwater/sql@^0.1.0')
    const broken = project({ 'a.js': vulnerable, 'package.json': '{ "name": ' })
    expect((await run(broken, ['migrate', '--write'])).out).toContain('package.json could not be read')
    expect([read(broken, 'a.js'), read(broken, 'package.json')]).toEqual([migrated, '{ "name": '])
  })

  test('the nearest package.json of each file gets the dependency', async () => {
    const root = project({ 'package.json': '{}\n', 'packages/one/package.json': manifest, 'packages/one/src/a.js': vulnerable, 'packages/two/package.json': '{}\n', 'packages/two/b.js': 'module.exports = 1\n' })
    await run(root, ['migrate', '--write'])
    expect([read(root, 'package.json'), read(root, 'packages/two/package.json')]).toEqual(['{}\n', '{}\n'])
    expect(read(root, 'packages/one/package.json')).toContain('@breakwater/sql')
  })
})

describe('components', () => {
  test.each([
    ['a template with a select', 'a.vue', '<template><select><option>insert</option></select></template>\n<script>\nexport default { data: () => ({}) }\n</script>\n', 0],
    ['a script that runs statements', 'a.vue', '<template/>\n<script setup lang="ts">\nconst rows = await db.query(`select * from t where id = ${id}`)\n</script>\n', 1],
    ['the front of a page', 'a.astro', '---\nconst rows = await db.query(`select * from t where id = ${id}`)\n---\n<p/>\n', 1],
    ['a Svelte script', 'a.svelte', '<script>\nconst rows = db.all("select * from t where id = " + id)\n</script>\n', 1],
  ])('%s', async (_, path, text, code) => {
    const result = await run(project({ [path]: text }), ['check'])
    expect(result.code).toBe(code)
    expect(result.out.includes('component files are not read yet')).toBe(code === 1)
  })
})

test('a package.json that is a link is left, and said to be', async () => {
  const root = project({ 'app/a.js': vulnerable, 'real.json': '{}\n' })
  symlinkSync('../real.json', join(root, 'app/package.json'))
  const { code, out } = await run(root, ['migrate', '--write'])
  expect([code, read(root, 'app/a.js'), read(root, 'real.json')]).toEqual([0, migrated, '{}\n'])
  expect(out).toContain('add the dependency yourself')
})

test('a project whose trees do not fit is judged and changed all the same', async () => {
  const filler = `/* ${'x'.repeat(90)} */\n`.repeat(5_000)
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`f${index}.js`, `${vulnerable}${filler}`]))
  const root = project({ ...files, 'package.json': manifest })
  expect(await run(root, ['migrate', '--write'])).toMatchObject({ code: 0 })
  for (const path of Object.keys(files)) expect(read(root, path) === `${migrated}${filler}`, path).toBe(true)
})

test('an interrupt while a question stands writes nothing, not even what was taken', async () => {
  const root = project({ 'a.js': vulnerable, 'b.js': variant('b') })
  const stop = new AbortController()
  const confirm = async ({ sites }: { sites: readonly { path: string }[] }) => {
    if (sites[0]!.path === 'b.js') stop.abort()
    return 'yes' as const
  }
  await expect(migrate({ cwd: root, write: true, confirm, signal: stop.signal })).rejects.toMatchObject({ code: 'CLI_ABORTED' })
  expect([read(root, 'a.js'), read(root, 'b.js')]).toEqual([vulnerable, variant('b')])
})

test('a file that changes between the plan and the writing stops the run, and no other file is written', async () => {
  const root = project({ 'a.js': vulnerable, 'b.js': variant('b'), 'package.json': manifest })
  const confirm = async () => {
    writeFileSync(join(root, 'b.js'), 'edited meanwhile')
    return 'all' as const
  }
  await expect(migrate({ cwd: root, write: true, confirm })).rejects.toMatchObject({ code: 'CLI_FILE_CHANGED', message: expect.stringContaining('b.js') })
  expect(snapshot(root)).toEqual({ 'a.js': vulnerable, 'b.js': 'edited meanwhile', 'package.json': manifest })
})

const lines = (text: string) => text.replace(/(.{60})/g, '$1\n')

describe('a file that nests too deeply for the parser or the analysis', () => {
  test.each([
    ['parentheses', `(`.repeat(30_000) + 'a' + ')'.repeat(30_000)], ['brackets', '['.repeat(100_000) + ']'.repeat(100_000)], ['functions', 'function(){return '.repeat(20_000) + '1' + '}'.repeat(20_000)],
    ['templates', '`${'.repeat(20_000) + '1' + '}`'.repeat(20_000)], ['else', `() => { if (a); ${'else if (a);'.repeat(20_000)} }`],
  ])('%s: is told, and the others are changed', async (_, deep) => {
    const root = project({ 'deep.js': `${vulnerable}x = ${lines(deep)}\n`, 'ok.js': vulnerable })
    const { code, out } = await run(root, ['migrate', '--write'])
    expect([code, read(root, 'ok.js')]).toEqual([1, migrated])
    expect(out).toMatch(/deep\.js:\d+:\d+: does not parse \(it nests too deeply\)/)
  })

  test('a long concatenation is no nesting', async () => {
    const root = project({ 'long.js': `${vulnerable}exports.x = ${lines('a + '.repeat(5_000))}a\n` })
    expect((await run(root, ['migrate', '--write'])).code).toBe(0)
    expect(read(root, 'long.js')).toContain('connect(pool)')
  })
})
