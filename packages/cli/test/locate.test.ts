import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { locate } from '../src/project/locate.ts'
import { project } from './project.ts'

const root = project({ 'package.json': '{}', 'src/a/x.js': '', 'packages/one/package.json': '{}', 'packages/one/y.js': '', '..odd/z.js': '' })
const bare = project({ 'sub/x.js': '' })

describe('locate', () => {
  test.each([
    ['the working folder', root, [], root],
    ['a folder below it', join(root, 'src/a'), [], root],
    ['a package of its own', join(root, 'packages/one'), [], join(root, 'packages/one')],
    ['paths below', root, ['src', 'packages/one'], root],
    ['a folder whose name begins with dots', root, ['..odd'], root],
    ['a path above', join(root, 'packages/one'), ['../..'], root],
    ['a path elsewhere', bare, [join(root, 'src/a/x.js')], root],
    ['no package.json anywhere', bare, [], bare],
    ['no package.json, a path below', bare, ['sub'], bare],
    ['no package.json, a path elsewhere', root, [join(bare, 'sub/x.js')], join(bare, 'sub')],
  ])('%s', (_, cwd, paths, expected) => expect(locate(cwd, paths).root).toBe(expected))

  test('paths of two projects are refused', () => {
    expect(() => locate(bare, [join(root, 'src'), 'sub'])).toThrow(expect.objectContaining({ code: 'CLI_PATH_OUTSIDE_PROJECT' }))
  })
})
