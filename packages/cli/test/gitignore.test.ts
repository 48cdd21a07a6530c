import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { isIgnored, readIgnoreFile } from '../src/project/gitignore.ts'
import { git, project } from './project.ts'

const patterns = ['*.log', '!keep.log', '/root.js', 'build/', 'a/b.js', '**/deep.js', 'x/**', 'y/**/z.js', 'q?.js', '[abc].js', '[!d]x.js', '\\#hash.js', '\\!bang.js', 'space\\ ', 'trailing.js   ', '# comment', '', 'foo*bar.js', 'fol/*/two.js', '/only/here/', 'ünï.js', '[', '**', '!**'].slice(0, -2)
const paths = ['a.log', 'sub/a.log', 'keep.log', 'sub/keep.log', 'root.js', 'sub/root.js', 'build/x.js', 'sub/build/x.js', 'build', 'a/b.js', 'sub/a/b.js', 'deep.js', 'p/q/deep.js', 'x/1.js', 'x/2/3.js', 'y/z.js', 'y/1/z.js', 'y/1/2/z.js', 'q1.js', 'q12.js', 'q/.js', 'a.js', 'd.js', 'ex.js', 'dx.js', '#hash.js', '!bang.js', 'trailing.js', 'fooXbar.js', 'foo/bar.js', 'fol/1/two.js', 'fol/1/2/two.js', 'only/here/x.js', 'sub/only/here/x.js', 'ünï.js', 'plain.js']

describe('gitignore', () => {
  test('agrees with git on every path', () => {
    const root = project({ '.gitignore': `${patterns.join('\n')}\n` })
    git(root, 'init', '--quiet')
    const answer = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], { cwd: root, input: paths.join('\0'), encoding: 'utf8' }).stdout.split('\0').filter(Boolean)
    const file = readIgnoreFile('', `${patterns.join('\n')}\n`)
    const ours = paths.filter(path => path.split('/').some((_, index, steps) => isIgnored([file], steps.slice(0, index + 1).join('/'), index < steps.length - 1)))
    expect(ours).toEqual(answer)
  })

  test.each([
    ['a deeper file overrides', ['*.js', ''], ['', 'sub/'], ['!*.js'], 'sub/a.js', false],
    ['a deeper file speaks of its folder only', ['', '/a.js'], ['', 'sub/'], [], 'a.js', false],
  ])('%s', (_, above, bases, below, path, expected) => {
    const files = [readIgnoreFile(bases[0]!, above[0]!), readIgnoreFile(bases[1]!, below[0] ?? above[1]!)]
    expect(isIgnored(path.startsWith(bases[1]!) ? files : [files[0]!], path, false)).toBe(expected)
  })
})
