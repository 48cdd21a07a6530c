import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { changedSince } from '../src/git/since.ts'
import { commitAll, git, migrated, project, read, run, variant, vulnerable } from './project.ts'

describe('--since', () => {
  test('judges the lines that changed, and new files', async () => {
    const root = project({ 'a.js': vulnerable, 'old.js': vulnerable })
    commitAll(root)
    writeFileSync(join(root, 'a.js'), `${vulnerable}exports.fresh = id => pool.query('select 1 from x where id = ' + id)\n`)
    writeFileSync(join(root, 'new ünï.js'), vulnerable)
    expect((await run(root, ['migrate', '--write', '--allow-dirty', '--since', 'HEAD'])).code).toBe(0)
    expect(read(root, 'old.js')).toBe(vulnerable)
    expect(read(root, 'new ünï.js')).toBe(migrated)
    expect(read(root, 'a.js')).toContain("exports.byId = id => pool.query('select")
    expect(read(root, 'a.js')).toContain('exports.fresh = id => connect(pool).query(sql`select 1')
  })

  test('reports nothing where nothing changed, and leaves old sites out of the text', async () => {
    const root = project({ 'a.js': vulnerable })
    commitAll(root)
    const { code, out } = await run(root, ['check', '--since', 'HEAD'])
    expect(code).toBe(0)
    expect(out).not.toContain('a.js')
    expect((await run(root, ['check'])).code).toBe(1)
  })

  test('works below the top of the repository, with names that git quotes', () => {
    const names = ['ünï.js', 'tab\there.js', 'quote".js', 'back\\slash.js', 'new\nline.js', 'two words.js', '-dash.js', 'a.js']
    const root = project(Object.fromEntries(names.map(name => [`sub dir/${name}`, vulnerable])))
    commitAll(root)
    for (const name of names) writeFileSync(join(root, 'sub dir', name), `// one\n${vulnerable}// two\n`)
    expect(changedSince(join(root, 'sub dir'), 'HEAD')).toEqual(new Map(names.map(name => [name, [[1, 1], [5, 5]]] as const).sort(([a], [b]) => (a < b ? -1 : 1))))
  })

  test('a changed line that looks like a header of a diff is no header', () => {
    const root = project({ 'a.js': '++ b/evil.js\n-- x\n', 'b.js': 'x\n' })
    commitAll(root)
    writeFileSync(join(root, 'a.js'), '++ b/other.js\n@@ -1 +1 @@\n')
    expect([...changedSince(root, 'HEAD').keys()]).toEqual(['a.js'])
  })

  test('lines that were only taken away touch their neighbours', () => {
    const root = project({ 'a.js': '1\n2\n3\n4\n5\n' })
    commitAll(root)
    writeFileSync(join(root, 'a.js'), '1\n2\n4\n5\n')
    expect(changedSince(root, 'HEAD').get('a.js')).toEqual([[2, 3]])
  })

  test.each([['--upload-pack=touch pwned'], ['-x'], ['--output=pwned'], ['no-such-branch'], ['HEAD; touch pwned'], ['$(touch pwned)'], ['HEAD:a.js'], ['HEAD..HEAD']])('the ref %j is refused and runs nothing', async ref => {
    const root = project({ 'a.js': vulnerable })
    commitAll(root)
    expect(await run(root, ['check', `--since=${ref}`])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_GIT_REF_UNKNOWN') })
    expect(existsSync(join(root, 'pwned'))).toBe(false)
  })

  test('outside a repository it is refused', async () => {
    const root = project({ 'a.js': vulnerable })
    expect(await run(root, ['check', '--since', 'HEAD'])).toMatchObject({ code: 2, err: expect.stringContaining('CLI_GIT_REF_UNKNOWN') })
  })

  test("a repository's own configuration runs no program", async () => {
    const root = project({ 'a.js': vulnerable, '.gitattributes': '*.js diff=evil\n' })
    commitAll(root)
    const pwned = join(root, 'pwned')
    git(root, 'config', 'core.fsmonitor', `touch '${pwned}'; true`)
    git(root, 'config', 'diff.external', `touch '${pwned}'`)
    git(root, 'config', 'diff.evil.textconv', `touch '${pwned}'; cat`)
    git(root, 'config', 'diff.evil.command', `touch '${pwned}'`)
    git(root, 'config', 'core.pager', `touch '${pwned}'`)
    writeFileSync(join(root, 'a.js'), variant('b'))
    await run(root, ['migrate', '--write', '--since', 'HEAD'])
    await run(root, ['check', '--since', 'HEAD'])
    expect(existsSync(pwned)).toBe(false)
  })
})
